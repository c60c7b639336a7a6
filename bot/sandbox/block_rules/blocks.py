"""Blocks: what each may contain, with the limits of Slack's block reference."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_rules import elements
from bot.sandbox.block_rules.parts import BLOCK_ID, SLACK_FILE, TYPE, URL, any_text, plain_text
from bot.sandbox.block_rules.schema import (
    Fault,
    Rule,
    anything,
    boolean,
    every,
    exactly_one,
    items,
    one_of,
    record,
    string,
    variants,
)

MARKDOWN_CHARACTERS = 12_000  # of all markdown blocks of one payload together


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return record({"type": TYPE, **required}, {"block_id": BLOCK_ID, **(optional or {})})


def _section_has_words(value: Any, pointer: str) -> Iterator[Fault]:
    if not ("text" in value or "fields" in value):
        yield Fault(pointer, "must define either `text` or `fields`")


def _table_row_width(value: Any, pointer: str) -> Iterator[Fault]:
    rows = value.get("rows")
    if not isinstance(rows, list):
        return
    widths = {len(row) for row in rows if isinstance(row, list)}
    if len(widths) > 1:
        yield Fault(f"{pointer}/rows", "every row must have the same number of cells")


_INLINE_STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_STYLED: dict[str, Rule] = {"style": _INLINE_STYLE}
_INLINE = variants(
    {
        "text": record({"type": TYPE, "text": string(40_000, shortest=0)}, _STYLED),
        "link": record({"type": TYPE, "url": URL}, {"text": string(40_000), "unsafe": boolean, **_STYLED}),
        "emoji": record({"type": TYPE, "name": string(255)}, {"unicode": anything, "skin_tone": anything}),
        "user": record({"type": TYPE, "user_id": string(255)}, _STYLED),
        "channel": record({"type": TYPE, "channel_id": string(255)}, _STYLED),
        "usergroup": record({"type": TYPE, "usergroup_id": string(255)}, _STYLED),
        "team": record({"type": TYPE, "team_id": string(255)}, _STYLED),
        "broadcast": record({"type": TYPE, "range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": record({"type": TYPE, "value": string(255)}, _STYLED),
        "date": record(
            {"type": TYPE, "timestamp": anything, "format": string(1000)},
            {"url": URL, "fallback": string(1000), **_STYLED},
        ),
    }
)
_INLINES = items(_INLINE, 1000, least=0)
_RICH_SECTION = record({"type": TYPE, "elements": _INLINES})
_RICH_LIST = record(
    {
        "type": TYPE,
        "style": one_of("bullet", "ordered"),
        "elements": items(variants({"rich_text_section": _RICH_SECTION}), 1000),
    },
    {"indent": anything, "offset": anything, "border": anything},
)
_RICH_PARTS = variants(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_quote": record({"type": TYPE, "elements": _INLINES}, {"border": anything}),
        "rich_text_preformatted": record(
            {"type": TYPE, "elements": _INLINES}, {"border": anything, "language": string(50)}
        ),
        "rich_text_list": _RICH_LIST,
    }
)
RICH_TEXT = _block({"elements": items(_RICH_PARTS, 1000)})
_CELL = variants(
    {"raw_text": record({"type": TYPE, "text": string(40_000)}), "rich_text": RICH_TEXT},
)
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_SECTION = _block(
    {},
    {
        "text": any_text(3000),
        "fields": items(any_text(2000), 10),
        "accessory": variants(elements.chosen(elements.IN_SECTION)),
        "expand": boolean,
    },
)
_IMAGE = _block(
    {"alt_text": string(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(2000)},
)
_INPUT = _block(
    {"label": plain_text(2000), "element": variants(elements.chosen(elements.IN_INPUT))},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
)
_VIDEO = _block(
    {"title": plain_text(199), "video_url": URL, "thumbnail_url": URL, "alt_text": string(2000)},
    {
        "title_url": URL,
        "author_name": string(49),
        "description": plain_text(200),
        "provider_name": string(50),
        "provider_icon_url": URL,
    },
)
_TABLE = _block(
    {"rows": items(items(_CELL, 20), 100)},
    {"column_settings": items(_COLUMN, 20)},
)

BLOCKS: dict[str, Rule] = {
    "section": every(_SECTION, _section_has_words),
    "header": _block({"text": plain_text(150)}, {"level": anything}),
    "divider": _block({}),
    "context": _block({"elements": items(variants(elements.chosen(elements.IN_CONTEXT)), 10)}),
    "actions": _block({"elements": items(variants(elements.chosen(elements.IN_ACTIONS)), 25)}),
    "context_actions": _block({"elements": items(variants(elements.chosen(elements.IN_CONTEXT_ACTIONS)), 5)}),
    "image": every(_IMAGE, exactly_one("image_url", "slack_file")),
    "input": _INPUT,
    "rich_text": RICH_TEXT,
    "markdown": _block({"text": string(MARKDOWN_CHARACTERS)}),
    "table": every(_TABLE, _table_row_width),
    "video": _VIDEO,
    "file": _block({"external_id": string(255), "source": one_of("remote")}),
}
