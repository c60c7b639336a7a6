"""HTML → blocks: what the page is about, without menus, scripts and the rest of its frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.decoding import decode
from ingest.loaders.front_matter import edition_in, stated_title, title_from
from ingest.loaders.japanese_text import tidy
from ingest.loaders.marks import is_caption, list_mark
from ingest.loaders.table_rows import table_blocks
from ingest.loaders.web_tables import is_layout, page_table
from knowledge.errors import DocumentEmpty, DocumentUnreadable

MOST_BYTES = 20 * 2**20  # of HTML; the longest laws on one page have 5 MB
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_FRAME = frozenset({"script", "style", "nav", "noscript", "template", "iframe", "svg", "form", "button", "select"})
_RUBY = frozenset({"rt", "rp"})
_INNER_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*\[[^\]]*\]\s*>", re.IGNORECASE)
_FRAME_ROLES = re.compile(r"^(?:navigation|banner|contentinfo|search|complementary)$")
_FRAME_NAMES = re.compile(
    r"(?:^|[-_\s])(?:g?nav|menu|breadcrumbs?|pan(?:kuzu|list)|topicpath|sidebar|share|sns|pagetop|cookie|skip)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_MAIN = ("main", "[role=main]", "article", "#main", "#content", "#contents", "#main-content", "#tmp_contents")
_LEAST_SHARE = 0.3  # of the words on the page that its main part must hold
_BOXES = frozenset({"div", "section", "article", "main", "header", "footer", "aside", "details", "fieldset", "body"})
_TEXTS = frozenset({"p", "blockquote", "pre", "figure", "figcaption", "address", "summary", "center", "hr"})
_LISTS = frozenset({"ul", "ol", "li", "dl", "dt", "dd", "table"})
_BLOCKS = _BOXES | _TEXTS | _LISTS | {"h1", "h2", "h3", "h4", "h5", "h6"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DATED = re.compile(r"(?:更新|掲載|公開|作成|発行|施行)日?\s*[::]?\s*\S*\d")
_DEEPEST = 200


class WebPageLoader:
    """Reads saved or fetched web pages."""

    @property
    def suffixes(self) -> frozenset[str]:
        """`.html`, `.htm` and `.xhtml`."""
        return frozenset({".html", ".htm", ".xhtml"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. A page has no places but its headings."""
        if len(data) > MOST_BYTES:
            raise DocumentUnreadable(
                f"「{name}」は {len(data) // 2**20} MB あり、一度に読める {MOST_BYTES // 2**20} MB を超えています。",
                "内容を分けて保存しなおしてください。",
            )
        page = _parsed(_text(data, name), name)
        title, publisher = _title(page), _meta(page, "og:site_name", "author", "dcterms.publisher")
        _strip(page)
        blocks = tuple(_Walk().blocks(_main_part(page)))
        if not blocks:
            raise DocumentEmpty(
                f"「{name}」には文字がありません(開いてから表示されるページかもしれません)。",
                "ブラウザで開き、PDF に印刷したものを用意してください。",
            )
        dated = [line for block in blocks for line in block.text.split("\n") if _DATED.search(line) and len(line) < 60]
        heading = next((block.heading for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
        return LoadedDocument(blocks, title_from([heading, title], name), edition_in(dated), publisher)


def _text(data: bytes, name: str) -> str:
    """The page decoded as it says of itself, else as the bytes look."""
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = found.group(1).decode("ascii").lower()
        encoding = "cp932" if declared in {"shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j"} else declared
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name)


def _parsed(text: str, name: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(_INNER_DOCTYPE.sub("", text, count=1), "lxml")
    except (ParserRejectedMarkup, RecursionError) as error:
        raise DocumentUnreadable(
            f"「{name}」はウェブページとして読めませんでした。", "ブラウザで開き、保存しなおしてください。"
        ) from error


def _title(page: BeautifulSoup) -> str:
    return stated_title(page.title.get_text()) if page.title else ""


def _meta(page: BeautifulSoup, *names: str) -> str:
    for name in names:
        for key in ("property", "name"):
            found = page.find("meta", attrs={key: re.compile(f"^{re.escape(name)}$", re.IGNORECASE)})
            content = str(found.get("content") or "") if isinstance(found, Tag) else ""
            if content.strip():
                return " ".join(tidy(content).split())[:80]
    return ""


def _strip(page: BeautifulSoup) -> None:
    """Takes out what frames the page and what nobody sees."""
    for each in page.find_all(_is_frame):
        if not each.decomposed:
            each.decompose()


def _is_frame(tag: Tag) -> bool:
    if tag.name in {"html", "body", "main", "head", "article"}:
        return False
    if tag.name in _FRAME | _RUBY or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if _FRAME_ROLES.match(str(tag.get("role") or "")):
        return True
    if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", str(tag.get("style") or ""), re.IGNORECASE):
        return True
    classes: str | list[str] = tag.get("class") or []
    names = " ".join([str(tag.get("id") or ""), *([classes] if isinstance(classes, str) else classes)])
    return bool(_FRAME_NAMES.search(names)) or (tag.name in {"header", "footer", "aside"} and not _is_inside_main(tag))


def _is_inside_main(tag: Tag) -> bool:
    return any(parent.name in {"main", "article"} for parent in tag.parents)


def _main_part(page: BeautifulSoup) -> Tag:
    whole = page.body or page
    words = len(whole.get_text())
    for selector in _MAIN:
        found = page.select(selector)
        if len(found) == 1 and len(found[0].get_text()) >= _LEAST_SHARE * words:
            return found[0]
    return whole


@dataclass(slots=True)
class _Walk:
    """Goes through a page once; words that stand directly in a box are gathered until the next block begins."""

    waiting: str = ""

    def blocks(self, tag: Tag, depth: int = 0, level: int = -1) -> Iterator[Block]:
        """The blocks in `tag`; `level` is the depth of the list it is in."""
        if depth > _DEEPEST:
            self.waiting += tag.get_text(" ")
            return
        for child in tag.children:
            if isinstance(child, Tag) and self._is_block(child):
                yield from self._flushed()
                yield from self._block(child, depth + 1, level)
            else:
                self.waiting += _inline(child)
        if tag.name in _BLOCKS or depth == 0:
            yield from self._flushed()

    def _is_block(self, tag: Tag) -> bool:
        return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None

    def _block(self, tag: Tag, depth: int, level: int) -> Iterator[Block]:
        if tag.name in _HEADINGS:
            text = " ".join(tidy(_inline(tag)).split())
            if text:
                yield Block(BlockKind.HEADING, text, level=_HEADINGS[tag.name], heading=text)
        elif tag.name in {"ul", "ol"}:
            yield from self._list(tag, depth, level + 1)
        elif tag.name == "dl":
            yield from _definitions(tag)
        elif tag.name == "table" and not is_layout(tag):
            yield from _table(tag)
        elif tag.name in {"figcaption", "caption"}:
            yield from _texts(_inline(tag), BlockKind.CAPTION)
        else:
            yield from self.blocks(tag, depth, level)

    def _list(self, tag: Tag, depth: int, level: int) -> Iterator[Block]:
        start = str(tag.get("start") or "1")
        number = int(start) if start.isdigit() else 1
        for item in tag.find_all("li", recursive=False):
            mark = f"{number}. " if tag.name == "ol" else "・"
            number += 1
            yield from self._item(item, mark, depth, level)
        yield from self._flushed()

    def _item(self, item: Tag, mark: str, depth: int, level: int) -> Iterator[Block]:
        first = True
        for block in _Walk().blocks(item, depth + 1, level):
            if first and block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} and block.level <= level:
                marked = block.text if list_mark(block.text) else mark + block.text
                yield Block(BlockKind.LIST_ITEM, marked, level=level)
            else:
                yield block
            first = False

    def _flushed(self) -> Iterator[Block]:
        text, self.waiting = self.waiting, ""
        yield from _texts(text, None)


def _inline(node: Any) -> str:
    """The words of a node as one line; a line break in the source is only a space, `br` is a break."""
    if isinstance(node, NavigableString):
        if isinstance(node, Comment | Doctype | PreformattedString):
            return ""
        return _without_source_breaks(str(node))
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "\n"
    if node.name == "pre":
        return node.get_text()
    pieces = []
    for each in node.descendants:
        if isinstance(each, Tag):
            pieces.append("\n" if each.name == "br" else "")
        else:
            pieces.append(_inline(each))
    return "".join(pieces)


def _without_source_breaks(text: str) -> str:
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return re.sub(r"\s+", " ", text)


def _texts(text: str, kind: BlockKind | None) -> Iterator[Block]:
    plain = tidy(text)
    if not plain:
        return
    if kind is None and list_mark(plain) and "\n" not in plain:
        kind = BlockKind.LIST_ITEM
    yield Block(kind or (BlockKind.CAPTION if is_caption(plain) else BlockKind.PARAGRAPH), plain)


def _definitions(tag: Tag) -> Iterator[Block]:
    """Terms with what they mean, one block for each meaning."""
    term = ""
    for child in tag.find_all(["dt", "dd"]):
        text = " ".join(tidy(_inline(child)).split())
        if child.name == "dt":
            term = text
        elif text:
            yield Block(BlockKind.TABLE_ROW, f"{term}: {text}" if term else text)


def _table(tag: Tag) -> Iterator[Block]:
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        yield from _texts(_inline(caption), BlockKind.CAPTION)
    rows, header = page_table(tag, lambda cell: " ".join(tidy(_inline(cell)).split()))
    yield from table_blocks(rows, header_rows=header)
