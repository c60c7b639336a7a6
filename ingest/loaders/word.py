"""DOCX → blocks: headings by style and by look, lists with the numbers Word shows, tables by rows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree  # type: ignore[import-untyped]  # the wheel carries no types

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.front_matter import edition_in, publisher_in, stated_title, title_from
from ingest.loaders.japanese_text import without_leaders
from ingest.loaders.marks import heading_rank, is_caption, is_chapter_mark, list_mark, reads_as_heading
from ingest.loaders.office_package import office_package
from ingest.loaders.table_rows import table_blocks
from ingest.loaders.word_numbering import Label, Numbering
from ingest.loaders.word_styles import Look, Styles
from ingest.loaders.word_tables import cell_contents, is_box, table_rows
from ingest.loaders.word_text import W, boxes_in, note_mark, paragraph_text, references_in
from knowledge.errors import DocumentEmpty, DocumentUnreadable

_MAIN = "word/document.xml"
_LARGER = 1.15  # times the usual size: a heading by size
_FRONT = 30  # paragraphs at the beginning that may name title, edition and publisher
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    look: Look
    label: Label | None


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: list[list[str]]
    header: int | None


_Piece = _Paragraph | _Rows | str  # a string is the text of a footnote


class WordLoader:
    """Reads Word. Headers and footers are left out, deleted and hidden words too."""

    @property
    def suffixes(self) -> frozenset[str]:
        """`.docx`."""
        return frozenset({".docx"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. A Word file has no pages of its own, so blocks have no place."""
        package = office_package(data, name, _MAIN)
        document = _opened(package.data, name)
        pieces = list(_Reader(document).pieces())
        blocks = tuple(_blocks(pieces))
        if not blocks:
            raise DocumentEmpty(f"「{name}」には文字がありません。", "文字の入った文書を用意してください。")
        front = [line for piece in pieces[:_FRONT] if isinstance(piece, _Paragraph) for line in piece.text.split("\n")]
        return LoadedDocument(
            blocks=blocks,
            title=title_from([_title(pieces), document.core_properties.title], name),
            edition=edition_in(front),
            publisher=publisher_in(front),
            warnings=tuple(f"「{name}」の一部({part})は壊れていて読めませんでした。" for part in package.broken),
        )


def _opened(data: bytes, name: str) -> Any:
    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise DocumentUnreadable(
            f"「{name}」は Word の文書として開けませんでした。", "Word で開き、docx 形式で保存しなおしてください。"
        ) from error


class _Reader:
    """Walks through a document once, counting its lists."""

    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._styles = Styles(document.styles.element)
        related = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in document.part.rels.values()}
        self._numbering = Numbering(_root(related.get("numbering")))
        self._notes = _notes(_root(related.get("footnotes")))

    def pieces(self) -> Iterator[_Piece]:
        yield from self._inside(self._body)

    def _inside(self, container: Any) -> Iterator[_Piece]:
        for element in container:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"}:
                yield from self._inside(element)

    def _paragraph(self, element: Any) -> Iterator[_Piece]:
        text, look = paragraph_text(element), self._styles.look(element)
        if text:
            yield _Paragraph(text, look, self._numbering.label(look.number, look.depth) if look.number else None)
        for reference in references_in(element):
            note = self._notes.get(reference.get(f"{W}id", ""))
            if note:
                yield f"{note_mark(reference)} {note}"
        for box in boxes_in(element):
            yield from self._inside(box)

    def _table(self, element: Any) -> Iterator[_Piece]:
        if is_box(element):
            for cell in cell_contents(element):
                yield from self._inside(cell)
            return
        yield _Rows(*table_rows(element))
        for paragraph in element.iter(f"{W}p"):
            for box in boxes_in(paragraph):
                yield from self._inside(box)


def _root(relation: Any) -> Any | None:
    """The XML of a related part; None where there is none or it is broken."""
    if relation is None or relation.is_external:
        return None
    try:
        return etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _notes(root: Any | None) -> dict[str, str]:
    notes = {} if root is None else {each.get(f"{W}id", ""): each for each in root.iter(f"{W}footnote")}
    texts = {key: " ".join(paragraph_text(p) for p in each.iter(f"{W}p")).strip() for key, each in notes.items()}
    return {key: text for key, text in texts.items() if text}


def _blocks(pieces: list[_Piece]) -> Iterator[Block]:
    first = next((n for n, piece in enumerate(pieces) if isinstance(piece, _Paragraph) and piece.look.level), 0)
    usual, levels, title = _usual(pieces), _levels(pieces[first:]), _title(pieces)
    depth = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            yield Block(BlockKind.NOTE, piece)
        elif isinstance(piece, _Rows):
            yield from table_blocks(piece.rows, header_rows=piece.header)
        elif number < first:
            yield _front_block(piece, title)
        else:
            block = _block(piece, usual, levels, depth)
            if piece.look.level and block.kind is BlockKind.HEADING:
                depth = piece.look.level
            yield block


def _front_block(piece: _Paragraph, title: str) -> Block:
    """What stands before the first heading with a style: cover, contents, history; only the title is a heading."""
    if piece.text == title or piece.text == "目次":
        heading = " ".join(piece.text.split())
        return Block(BlockKind.HEADING, heading, level=1, heading=heading)
    if piece.look.contents_level or list_mark(piece.text):
        level = max(piece.look.contents_level - 1, 0)
        return Block(BlockKind.LIST_ITEM, without_leaders(_labelled(piece))[0], level=level)
    return Block(BlockKind.PARAGRAPH, _labelled(piece))


def _block(piece: _Paragraph, usual: float, levels: dict[tuple[float, int, bool], int], depth: int) -> Block:
    text = _labelled(piece)
    if piece.look.contents_level:
        return Block(BlockKind.LIST_ITEM, without_leaders(text)[0], level=piece.look.contents_level - 1)
    if piece.look.level or piece.look.is_title:
        heading = " ".join(text.split())
        return Block(BlockKind.HEADING, heading, level=max(1, piece.look.level), heading=heading)
    if _looks_like_heading(piece, usual):
        heading = " ".join(text.split())
        level = min(depth + levels.get(_key(piece), 1), _DEEPEST)
        return Block(BlockKind.HEADING, heading, level=level, heading=heading)
    if piece.look.is_caption or is_caption(text):
        return Block(BlockKind.CAPTION, text)
    if piece.label is not None or list_mark(text):
        return Block(BlockKind.LIST_ITEM, text, level=piece.label.level if piece.label is not None else 0)
    return Block(BlockKind.PARAGRAPH, text)


def _labelled(piece: _Paragraph) -> str:
    if piece.label is None or not piece.label.text:
        return piece.text
    return f"{piece.label.text}{'' if piece.label.is_bullet else ' '}{piece.text}"


def _usual(pieces: list[_Piece]) -> float:
    weights: Counter[float] = Counter()
    for piece in pieces:
        if isinstance(piece, _Paragraph):
            weights[piece.look.size] += len(piece.text)
    return weights.most_common(1)[0][0] if weights else 10.5


def _looks_like_heading(piece: _Paragraph, usual: float) -> bool:
    """Whether a paragraph without heading style is meant as a heading: by mark, size or weight."""
    if not reads_as_heading(piece.text) or edition_in([piece.text]) == piece.text or is_caption(piece.text):
        return False
    if is_chapter_mark(piece.text):
        return True
    marked = list_mark(piece.text) or (piece.label is not None and piece.label.is_bullet)
    if marked and heading_rank(piece.text) < 0:
        return False
    larger = piece.look.size >= _LARGER * usual
    return larger or (piece.look.bold and piece.label is None) or piece.text.startswith("【")


def _key(piece: _Paragraph) -> tuple[float, int, bool]:
    rank = heading_rank(piece.text)
    return (-piece.look.size, rank if rank >= 0 else 20, not piece.look.bold)


def _levels(pieces: list[_Piece]) -> dict[tuple[float, int, bool], int]:
    """The depth of headings without style, by size, mark and weight."""
    usual = _usual(pieces)
    plain = [piece for piece in pieces if isinstance(piece, _Paragraph) and not piece.look.level]
    keys = sorted({_key(piece) for piece in plain if _looks_like_heading(piece, usual)})
    return {key: depth for depth, key in enumerate(keys, 1)}


def _title(pieces: list[_Piece]) -> str:
    """The paragraph in the style of titles, else the largest at the beginning where it stands out."""
    front = [piece for piece in pieces[:_FRONT] if isinstance(piece, _Paragraph) and stated_title(piece.text)]
    styled = next((piece.text for piece in front if piece.look.is_title), "")
    if styled or not front:
        return styled
    largest = max(piece.look.size for piece in front)
    first = next(piece for piece in front if piece.look.size == largest)
    return first.text if largest >= 1.3 * _usual(pieces) or first.look.level == 1 else ""
