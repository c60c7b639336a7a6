"""Documents of one title and edition, told apart by their files: two that contradict each other are not one source.

Only in what is shown. The search weighs and counts the words of titles, and a document is known by its own; so passages
are named once an answer stands, among the documents that its reader may know of: a hidden one gives nothing away.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.types import EVERYTHING, Answer, DocumentInfo, Found, Passage, Shelf

_BETWEEN = re.compile(r"!?[/\\]")  # folders, and an archive and what is in it


class TellingApart:
    """Names the file behind a title that several documents bear. Callable from any thread."""

    def __init__(self, documents: Callable[[], Iterable[DocumentInfo]]) -> None:
        """`documents` are those in the index."""
        self._documents = documents

    def answer(self, given: Answer, shelf: Shelf = EVERYTHING) -> Answer:
        """`given` to somebody who reads from `shelf`, with titles that are each that of one document."""
        titles = self._titles({each.passage.document_id for each in given.passages}, shelf)
        if not titles:
            return given
        passages = tuple(Found(_named(each.passage, titles), each.score) for each in given.passages)
        by_passage = {each.passage.id: each.passage.title for each in passages}
        parts = tuple(
            replace(
                part,
                citations=tuple(
                    replace(each, title=by_passage.get(each.passage_id, each.title)) for each in part.citations
                ),
            )
            for part in given.parts
        )
        return replace(given, parts=parts, passages=passages)

    def passages(self, found: Sequence[Passage], shelf: Shelf = EVERYTHING) -> list[Passage]:
        """The same for passages alone, in their order."""
        titles = self._titles({each.document_id for each in found}, shelf)
        return [_named(each, titles) for each in found]

    def _titles(self, wanted: set[str], shelf: Shelf) -> dict[str, str]:
        if not wanted:
            return {}
        titles = titles_apart(each for each in self._documents() if each.id not in shelf.hidden)
        return {id_: title for id_, title in titles.items() if id_ in wanted}


def titles_apart(documents: Iterable[DocumentInfo]) -> dict[str, str]:
    """For each document that has title and edition in common with another one, by id: the title with its file."""
    alike: dict[tuple[str, str], list[DocumentInfo]] = defaultdict(list)
    for document in documents:
        alike[document.title, document.edition].append(document)
    return {
        document.id: f"{document.title}（{file}）"
        for group in alike.values()
        if len(group) > 1
        for document, file in zip(group, shortest_ends([each.source for each in group]), strict=True)
    }


def shortest_ends(sources: Sequence[str]) -> list[str]:
    """The end of each of several paths or addresses, as short as it can be without being the end of another one.

    >>> shortest_ends(["/d/要綱.md", "/d/古い/要綱.md"])
    ['d/要綱.md', '古い/要綱.md']
    """
    ways = [_BETWEEN.split(source) for source in sources]
    ends: dict[int, str] = {}
    for depth in range(1, max(map(len, ways), default=0) + 1):
        there = Counter(tuple(way[-depth:]) for way in ways)
        for number, way in enumerate(ways):
            if number not in ends and there[tuple(way[-depth:])] == 1:
                ends[number] = "/".join(way[-depth:])
    return [ends.get(number, source) for number, source in enumerate(sources)]


def _named(passage: Passage, titles: Mapping[str, str]) -> Passage:
    return replace(passage, title=titles.get(passage.document_id, passage.title))
