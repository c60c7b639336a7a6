"""Blocks and elements at their limits."""

from typing import Any

from tests.bot.sandbox.helpers import mrkdwn, plain, section

Block = dict[str, Any]


def button(**changes: Any) -> Block:
    return {"type": "button", "action_id": "go", "text": plain("進む"), **changes}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def options(count: int) -> list[Block]:
    return [{"text": plain(f"選択{n}"), "value": str(n)} for n in range(count)]


def menu(kind: str, **more: Any) -> Block:
    return {"type": kind, "action_id": kind, **more}


def field(element: Block) -> Block:
    return {"type": "input", "label": plain("項目"), "element": element}


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": plain("題"), "submit": plain("送信"), "blocks": list(blocks), **more}


INPUTS = [
    menu("plain_text_input", multiline=True, max_length=100),
    menu("rich_text_input"),
    menu("email_text_input"),
    menu("url_text_input"),
    menu("number_input", is_decimal_allowed=False, min_value="1", max_value="10"),
    menu("file_input", max_files=10, filetypes=["pdf"]),
    menu("static_select", options=options(100)),
    menu("multi_static_select", options=options(2), max_selected_items=2),
    menu("external_select", min_query_length=2),
    menu("multi_external_select"),
    menu("users_select"),
    menu("multi_users_select"),
    menu("conversations_select", default_to_current_conversation=True, response_url_enabled=True),
    menu("multi_conversations_select"),
    menu("channels_select"),
    menu("multi_channels_select"),
    menu("datepicker", initial_date="2026-11-23"),
    menu("timepicker", initial_time="09:30"),
    menu("datetimepicker", initial_date_time=1_800_000_000),
    menu("checkboxes", options=options(10)),
    menu("radio_buttons", options=options(10)),
]
GOOD_BLOCKS = [
    section("あ" * 3000),
    {"type": "section", "fields": [mrkdwn("あ" * 2000)] * 10},
    {"type": "header", "text": plain("見" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("x")] * 10},
    {"type": "markdown", "text": "あ" * 12000},
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "写真"},
    actions(*(button(action_id=str(n)) for n in range(25))),
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 20] * 100},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "一"}]}],
            }
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("役に立った"), "value": "yes"},
                "negative_button": {"text": plain("いまひとつ"), "value": "no"},
            },
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("消す")},
        ],
    },
    {
        "type": "video",
        "title": plain("題"),
        "video_url": "https://example.org/v",
        "thumbnail_url": "https://example.org/t.png",
        "alt_text": "動画",
    },
    {"type": "file", "external_id": "F1", "source": "remote"},
]
