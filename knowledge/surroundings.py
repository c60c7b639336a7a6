"""A passage is found small and shown with what stands beside it.

A small passage can be told from others well, but it may be the end of what was asked for: the name of an adviser below
that of the town. So it is shown with its neighbours, up to what is read at once, those of its own chapter first; of one
that is too long, with the sentences next to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import takewhile

from knowledge.catalogue import Catalogue
from knowledge.editions import shown_place
from knowledge.indexed import IndexedPassage, Place, Standing
from knowledge.japanese import plain, sentence_spans
from knowledge.places import from_to, without_lines
from knowledge.types import Found, Passage
from knowledge.weighing import Evidence

# What a person reads on a phone without scrolling; the embedding model reads at most 512 tokens (about 700 characters).
MOST = 480
# How many neighbours on either side are looked at: a window seldom has room for more.
_REACH = 3
_UNKNOWN = float("-inf")


@dataclass(frozen=True, slots=True)
class Window:
    """A found passage with what stands beside it.

    `grown` begins with the passage and goes on with its neighbours in the order in which they were taken in, the better
    one first: so every beginning of it stands together in the document. It is empty where the document was swapped
    meanwhile; the passage is then shown alone. `piece` is what of one more neighbour there is room for.
    """

    found: Evidence
    grown: tuple[Standing, ...] = ()
    piece: Standing | None = None

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all passages that stand in it whole."""
        return frozenset({self.found.passage.passage.id, *(each.passage.id for each in self.grown)})

    @property
    def shown(self) -> Found:
        """What is shown: the text of all of them, as the passage that was found, under its heading, with its score."""
        core = self.found.passage.passage
        whole = _together([*self.grown, self.piece]) if self.piece else self.some(len(self.grown))
        return replace(
            self.found.found, passage=replace(whole, id=core.id, section=core.section, position=core.position)
        )

    def some(self, count: int) -> Passage:
        """The first `count` of them as one passage, in reading order, under the headings that they share.

        It bears the id of the one that it begins with.
        """
        if count < 2 or not self.grown:
            return self.found.passage.passage
        return _together(self.grown[:count])


def _together(standing: Sequence[Standing]) -> Passage:
    members = sorted(standing, key=lambda each: each.passage.position)
    first, last = members[0], members[-1]
    levels = zip(*(each.passage.section for each in members), strict=False)
    shared = tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
    return replace(
        first.passage,
        section=shared,
        locator=shown_place(from_to(first.place, last.place), first.address, first.fetched),
        text=first.passage.text + "".join(f"{each.passage.joint}{each.passage.text}" for each in members[1:]),
        headings=tuple(heading for each in members for heading in each.passage.headings),
    )


def windows(catalogue: Catalogue, found: Sequence[Evidence], liked: Mapping[str, float], limit: int) -> list[Window]:
    """The first `limit` of `found` with what stands beside them, best first; what stands in a better one's window is
    left out. `liked` says how much speaks for a neighbour, by id, as far as that is known.
    """
    with catalogue.snapshot():
        places = catalogue.beside((each.passage.passage for each in found), _REACH)
    made: list[Window] = []
    taken: set[str] = set()
    for each in found:
        if len(made) == limit:
            break
        if each.passage.id not in taken:
            window = _window(each, places, liked, taken)
            taken |= window.ids
            made.append(window)
    return made


def _window(
    found: Evidence, places: Mapping[Place, IndexedPassage], liked: Mapping[str, float], taken: AbstractSet[str]
) -> Window:
    here = places.get(found.passage.place)
    if here is None or here.id != found.passage.id:
        return Window(found)  # the document was swapped after the passage had been found
    passage, core = here.passage, here.standing
    grown = [core]
    first = last = core
    room = MOST - len(core.passage.text)
    while free := [
        each
        for each in _next_to(first, last, places)
        if each.passage.id not in taken and _shows_its_chapter(each.passage, passage)
    ]:
        free.sort(
            key=lambda each: (same_chapter(each.passage, passage), liked.get(each.passage.id, _UNKNOWN)), reverse=True
        )
        best = next((each for each in free if _size(each, first) <= room), None)
        if best is None:
            pieces = (_piece(each, first, room) for each in free if _heads_its_piece(each.passage, passage))
            return Window(found, tuple(grown), next((piece for piece in pieces if piece), None))
        room -= _size(best, first)
        first, last = (best, last) if best.passage.position < first.passage.position else (first, best)
        grown.append(best)
    return Window(found, tuple(grown))


def same_chapter(one: Passage, other: Passage) -> bool:
    """Whether both stand under the same outermost heading."""
    return one.section[:1] == other.section[:1]


def _shows_its_chapter(neighbour: Passage, found: Passage) -> bool:
    """Whether nobody takes it for a part of the chapter in which the passage was found: what follows begins with the
    heading of its chapter, what stands before has to have it.
    """
    if _heads_its_piece(neighbour, found) or not neighbour.section:
        return True
    return any(plain(heading).strip() == neighbour.section[0] for heading in neighbour.headings)


def _heads_its_piece(neighbour: Passage, found: Passage) -> bool:
    return same_chapter(neighbour, found) or neighbour.position > found.position


def _piece(neighbour: Standing, first: Standing, room: int) -> Standing | None:
    """The sentences of a neighbour that stand next to the window and fit into `room`; None where these are headings."""
    passage = neighbour.passage
    room -= _size(neighbour, first) - len(passage.text)
    spans, start, end = sentence_spans(passage.text), 0, len(passage.text)
    if passage.position > first.passage.position:
        fitting = [span for span in spans if span[1] <= room]
        end = fitting[-1][1] if fitting else 0
    else:
        fitting = [span for span in spans if len(passage.text) - span[0] <= room]
        start = fitting[0][0] if fitting else end
    told = {passage.text[start:end] for start, end in fitting}
    if told <= {line for heading in passage.headings for line in heading.split("\n")}:
        return None
    text = passage.text[start:end]  # up to the very edge of the window: a cut block ends with its line's end
    place = without_lines(neighbour.place, passage.text[:start].count("\n"), passage.text[end:].rstrip().count("\n"))
    headings = tuple(heading for heading in passage.headings if heading in text)
    return replace(neighbour, place=place, passage=replace(passage, text=text, headings=headings))


def _next_to(first: Standing, last: Standing, places: Mapping[Place, IndexedPassage]) -> Iterator[Standing]:
    """What comes after and before, where it belongs together with them."""
    after = places.get((last.passage.document_id, last.passage.position + 1))
    if after and after.passage.joint is not None:
        yield after.standing
    before = places.get((first.passage.document_id, first.passage.position - 1))
    if before and first.passage.joint is not None:
        yield before.standing


def _size(each: Standing, first: Standing) -> int:
    """How much longer the text becomes."""
    later = each if each.passage.position > first.passage.position else first
    return len(each.passage.text) + len(later.passage.joint or "")
