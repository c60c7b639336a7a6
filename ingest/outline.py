"""Where a document's headings are, and what it calls itself: structure for text whose headings carry no marks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.talks import DAY, FRONT, SPEAKER, office_below, titles_a_talk

# A longer line is a sentence; the longest real heading met in ministry decks has 38 characters.
_HEADING_LENGTH = 42
_SENTENCE = re.compile(r"[。、，]$|。.|^.{8,}、.{8,}$|(です|ます|ください|でしょうか)[?!]?$")
_NOT_HEADING = re.compile(
    r"^(※|=|\(注|注\)|出典|参考:|出所|https?:|<?http|[→⇒➡▲◀▶#＃<])|^[\W_]+$|^.$|^\d[\d,.]*$"
    r"|\t|.\s?:\s?\S|\d(円|百万円|億円|人|%)( |$)|[ぁ-ヿ一-鿿]\s?(氏|様|さん|先生)$"
)
_NUMBERED = (
    (re.compile(r"^[①-⑳]"), 3),
    (re.compile(r"^第[0-9一二三四五六七八九十百]+(章|編|部)"), 1),
    (re.compile(r"^第[0-9一二三四五六七八九十百]+(節|款)"), 2),
    (re.compile(r"^0?\d{1,2}[ .](?=\D)"), 1),
    (re.compile(r"^\d{1,2}-\d{1,2}[ .]?(?=\D)"), 2),
    (re.compile(r"^【[^】]+】$"), 2),
    (re.compile(r"^\(\d{1,2}\)"), 3),
)
_COUNTED = re.compile(r"([2-9]|[二三四五六七八九])(つの|要素|種類|類型|本柱)")
_EDITION = re.compile(
    r"(令和|平成)(\d{1,2}|元)年度(?!予算)|(令和|平成)(\d{1,2}|元)年\d{1,2}月(\d{1,2}日)?|R\d{1,2}\.\d{1,2}(\.\d{1,2})?"
    r"|[vV]ol\.? ?\d+|第\d+版|20\d\d年\d{1,2}月(\d{1,2}日)?"
)
_ONLY_EDITION = re.compile(rf"^\(?({_EDITION.pattern})[\s.)版]*$")
_CREDIT = re.compile(r"^(出典|出所|参考)\s*[:：]")
_SUBJECT = re.compile(r"^(件名|題名|表題)\s*[:：]\s*(.+)$", re.MULTILINE)
_NUMBER = re.compile(r"^([(第]?)(\d{1,2})([)章編部節款 .])")
_AN_AGENDA = 3
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the top of a document says of it; empty where it does not."""

    title: str = ""
    edition: str = ""
    publisher: str = ""


def front_page(blocks: tuple[Block, ...]) -> FrontPage:
    """Title and edition as the first blocks state them: the first heading, subject or short line that is no date."""
    texts = [_fold(block.heading or block.text) for block in blocks[:FRONT]]
    edition = next((found[0] for text in texts if (found := _EDITION.search(text))), "")
    subjects = (found[2] for block in blocks[:FRONT] if (found := _SUBJECT.search(block.text)))
    top = [block for block in blocks[:FRONT] if not _CREDIT.match(block.text)]
    headings = (block.heading for block in top if block.kind is BlockKind.HEADING and block.level == 1)
    lines = (block.text.strip() for block in top[:2] if block.kind is BlockKind.PARAGRAPH and _may_be_title(block))
    title = next(subjects, "") or next(headings, "") or next(lines, "")
    return FrontPage(title.strip(), edition)


def infer_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`blocks` with the lines that act as headings marked as such.

    A heading is a short line of its own, not a sentence, with something below it. Its level comes from its
    numbering, else from the empty space above it: more than one blank line opens a new page or slide.
    """
    titles = {i for i in range(len(blocks)) if titles_a_talk(blocks, i)}
    acts = [_acts_as_heading(blocks, i) and i - SPEAKER not in titles for i in range(len(blocks))]
    captions, entries = _captions_below(blocks, acts), _entries(blocks, acts)
    marked = []
    for i, block in enumerate(blocks):
        if i in entries:
            marked.append(replace(block, kind=BlockKind.LIST_ITEM))
        elif acts[i] and i not in captions:
            marked.append(replace(_as_heading(block, _gap(blocks, i)), speaker=office_below(blocks, i)))
        else:
            marked.append(_as_title(blocks, i) if i in titles else block)
    return tuple(_nested(_adopted(_alike(marked))))


def announced(heading: str) -> int:
    """How many things a heading announces (「3つの資源」, 「3要素」); 0 for none, and for numbered chapters.

    >>> announced("開発する3つの資源")
    3
    """
    found = _COUNTED.search(_fold(heading))
    if not found or level_by_number(heading):
        return 0
    return int(found[1]) if found[1].isdigit() else "〇一二三四五六七八九".index(found[1])


def _alike(blocks: list[Block]) -> list[Block]:
    """`blocks` with headings of one shape (1st, 2nd, 3rd) on one level: more space above one of them is chance."""
    levels: dict[str, int] = {}
    for block in blocks:
        if _counts(block):
            levels[_shape(block.heading)] = max(block.level, levels.get(_shape(block.heading), 0))
    return [replace(block, level=levels[_shape(block.heading)]) if _counts(block) else block for block in blocks]


def _counts(block: Block) -> bool:
    """Whether it is a heading with a number in it that does not give it its level."""
    return block.kind is BlockKind.HEADING and not level_by_number(block.heading) and "#" in _shape(block.heading)


def _adopted(blocks: list[Block]) -> Iterator[Block]:
    """`blocks` with the headings below a counted one taken in as its parts, however much space parts them."""
    parent, open_places = 0, 0
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind is not BlockKind.HEADING:
            yield block
        elif open_places and block.level <= parent + 1 and not level_by_number(block.heading):
            open_places -= 1
            yield replace(block, level=parent + 1)
        else:
            counts = following is not None and following.kind is BlockKind.HEADING
            parent, open_places = (block.level, announced(block.heading)) if counts else (parent, 0)
            yield block


def _nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """`blocks` with a heading right below another of its level made a part of that one: the title of a slide, and what
    it shows. All that follows under the title goes one level deeper. The first heading may be the document's own title,
    which has no parts but all.
    """
    outermost, deeper, under_it = _DEEPEST, 0, False
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            under_it = False
            yield block
            continue
        if under_it and block.level == outermost and not level_by_number(block.heading):
            deeper = 1
        elif block.level <= outermost:
            outermost, deeper, under_it = block.level, 0, outermost < _DEEPEST
        yield replace(block, level=block.level + deeper)


def _captions_below(blocks: tuple[Block, ...], acts: list[bool]) -> set[int]:
    """The lines that name what stands above them, as under the boxes of a slide.

    Where one heading repeats (A, list, 1st, A, list, 2nd), it opens each unit, and the lines before its
    repetitions close them; lines of the same shape (1st, 2nd, 3rd) then do so too.
    """
    times = Counter(block.text.strip() for block, heading in zip(blocks, acts, strict=True) if heading)
    between = [i for i in range(1, len(blocks) - 1) if acts[i] and acts[i + 1] and not acts[i - 1]]
    closing = [i for i in between if times[blocks[i + 1].text.strip()] > 1 >= times[blocks[i].text.strip()]]
    shapes = Counter(_shape(blocks[i].text) for i in closing if not level_by_number(blocks[i].text.strip()))
    return {i for i in between if shapes[_shape(blocks[i].text)] > 1}


def _entries(blocks: tuple[Block, ...], acts: list[bool]) -> set[int]:
    """The lines of an agenda or a table of contents: they count on, and none has anything below it."""
    found: set[int] = set()
    run: list[int] = []
    for i in [*(i for i, heading in enumerate(acts) if heading), len(blocks)]:
        if run and (i == len(blocks) or i != run[-1] + 1 or not _counts_on(blocks[run[-1]], blocks[i])):
            found |= set(run) if len(run) >= _AN_AGENDA else set()
            run = []
        run.append(i)
    return found


def _counts_on(block: Block, following: Block) -> bool:
    """Whether two headings have the same number but for one."""
    one, other = (_NUMBER.match(_fold(each.text).strip()) for each in (block, following))
    return (
        one is not None
        and other is not None
        and (one[1], one[3]) == (other[1], other[3])
        and int(other[2]) == int(one[2]) + 1
    )


def _as_title(blocks: tuple[Block, ...], index: int) -> Block:
    """The title of a talk; its name is that of the speaker too, who stands below the day."""
    below = blocks[index + SPEAKER : index + SPEAKER + 1]
    speaker = [block.text for block in below if _reads_as_heading(block.text)]
    heading = " ".join((*blocks[index].text.split("\n"), *speaker))
    return replace(blocks[index], kind=BlockKind.HEADING, level=1, heading=heading, speaker="".join(speaker))


def _shape(text: str) -> str:
    return re.sub(r"[0-9一二三四五六七八九十]+", "#", _fold(text).strip())


def _acts_as_heading(blocks: tuple[Block, ...], index: int) -> bool:
    block = blocks[index]
    if block.kind is BlockKind.LIST_ITEM:
        return bool(re.match(r"^\(\d{1,2}\)", _fold(block.text))) and _reads_as_heading(block.text)
    if block.kind is not BlockKind.PARAGRAPH or not _reads_as_heading(block.text):
        return False
    return index + 1 < len(blocks)


def _reads_as_heading(text: str) -> bool:
    folded = _fold(text).strip()
    if "\n" in folded or len(folded) > _HEADING_LENGTH or _ONLY_EDITION.match(folded) or DAY.match(folded):
        return False
    return not (_SENTENCE.search(folded) or _NOT_HEADING.search(folded))


def _may_be_title(block: Block) -> bool:
    folded = _fold(block.text).strip()
    return len(folded) <= 2 * _HEADING_LENGTH and not _ONLY_EDITION.match(folded) and not _SENTENCE.search(folded)


def _as_heading(block: Block, gap: int) -> Block:
    heading = re.sub(r"[*_]{2}", "", block.text).strip()
    level = level_by_number(heading) or (1 if gap > 1 else 2)
    return replace(block, kind=BlockKind.HEADING, level=level, heading=heading)


def level_by_number(heading: str) -> int:
    """The level that the heading's own number or brackets give it, 0 for none. Circled figures stay what they are."""
    spellings = (heading, heading if heading[:1] in "①②③④⑤⑥⑦⑧⑨⑩" else _fold(heading))
    return next((level for pattern, level in _NUMBERED for each in spellings if pattern.match(each)), 0)


def _gap(blocks: tuple[Block, ...], index: int) -> int:
    """How many blank lines stand above the block."""
    if index == 0:
        return 9
    above = blocks[index - 1]
    return blocks[index].line - above.line - above.text.count("\n") - 1


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
