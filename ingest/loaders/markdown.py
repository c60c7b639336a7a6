"""Markdown: CommonMark with tables. Blocks keep the source lines, so that a quote is the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.decoding import decode
from ingest.loaders.plain_text import with_structure

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KINDS = {
    "paragraph_open": BlockKind.PARAGRAPH,
    "table_open": BlockKind.TABLE_ROW,
    "fence": BlockKind.PARAGRAPH,
    "code_block": BlockKind.PARAGRAPH,
    "html_block": BlockKind.PARAGRAPH,
}


class MarkdownLoader:
    """Reads `.md`. Title, edition and publisher may stand in YAML front matter."""

    suffixes = frozenset({".md", ".markdown"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See the port."""
        text = decode(data, name)
        matter, body = _front_matter(text)
        loaded = with_structure(tuple(_blocks(body)))
        return LoadedDocument(
            loaded.blocks,
            matter.get("title", loaded.title),
            matter.get("edition", loaded.edition),
            matter.get("publisher", loaded.publisher),
        )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The front matter and the body, whose line numbers stay those of the file."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        values = yaml.safe_load(found[1])
    except yaml.YAMLError:
        return {}, text
    if not isinstance(values, dict):
        return {}, text
    body = "\n" * found[0].count("\n") + text[found.end() :]
    return {str(key): str(value) for key, value in values.items() if value is not None}, body


def _blocks(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    depth = -1
    covered = 0
    # Without link definitions: CommonMark would take a note (「[注1]: 令和7年度の率です。」) for one, and drop it.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    for token, following in _with_next(parser.parse(text)):
        depth += {"bullet_list_open": 1, "ordered_list_open": 1}.get(token.type, 0)
        depth -= {"bullet_list_close": 1, "ordered_list_close": 1}.get(token.type, 0)
        if token.map is None or token.map[0] < covered:
            continue
        first, last = token.map
        if token.type == "heading_open":
            heading = following.content if following else ""
            yield Block(BlockKind.HEADING, _lines(lines, first, last), "", first + 1, int(token.tag[1]), heading)
        elif token.type in _KINDS:
            kind = BlockKind.LIST_ITEM if depth >= 0 else _KINDS[token.type]
            yield Block(kind, _lines(lines, first, last), "", first + 1, max(depth, 0))
        else:
            continue
        covered = last


def _with_next(tokens: list[Token]) -> Iterator[tuple[Token, Token | None]]:
    return zip(tokens, [*tokens[1:], None], strict=True)


def _lines(lines: list[str], first: int, last: int) -> str:
    return "\n".join(lines[first:last]).rstrip("\n")
