"""What the small app shows: forms, one message with every block, a Home."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Block:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> Block:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(block_id: str, label: str, element: Block, **more: Any) -> Block:
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


KINDS = [option("居場所", "place"), option("移動の手伝い", "transport"), option("見守り", "watch")]

RESOURCE_FORM: Block = {
    "type": "modal",
    "callback_id": "resource",
    "title": plain("資源を書きとめる"),
    "submit": plain("保存する"),
    "close": plain("やめる"),
    "blocks": [
        field("name", "名前", {"type": "plain_text_input", "max_length": 40}, hint=plain("みなさんが呼んでいる名前")),
        {
            "type": "section",
            "block_id": "kind",
            "text": mrkdwn("*種類*"),
            "accessory": {"type": "static_select", "action_id": "kind", "options": KINDS, "placeholder": plain("選ぶ")},
        },
        field("people", "だれのため", {"type": "checkboxes", "options": KINDS[:2]}, optional=True),
        field("mail", "連絡先", {"type": "email_text_input"}, optional=True),
        field("note", "気づいたこと", {"type": "plain_text_input", "multiline": True}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("協力者を加える", "add_partner")]},
    ],
}
PARTNER_FORM: Block = {
    "type": "modal",
    "callback_id": "partner",
    "title": plain("協力者"),
    "submit": plain("加える"),
    "blocks": [field("who", "お名前", {"type": "plain_text_input"})],
}
SENT: Block = {
    "type": "modal",
    "title": plain("受け取りました"),
    "blocks": [{"type": "section", "text": mrkdwn("ありがとうございます。")}],
}
ALL_FIELDS: Block = {
    "type": "modal",
    "callback_id": "fields",
    "title": plain("項目いろいろ"),
    "submit": plain("送る"),
    "blocks": [
        field("text", "一行", {"type": "plain_text_input"}),
        field("rich", "文章", {"type": "rich_text_input"}),
        field("number", "人数", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
        field("url", "ページ", {"type": "url_text_input"}),
        field("date", "日", {"type": "datepicker"}),
        field("time", "時刻", {"type": "timepicker"}),
        field("select", "種類", {"type": "static_select", "options": KINDS}),
        field(
            "radio", "頻度", {"type": "radio_buttons", "options": [option("毎週", "weekly"), option("毎月", "monthly")]}
        ),
        field("boxes", "曜日", {"type": "checkboxes", "options": [option("月", "mon"), option("火", "tue")]}),
        field("many", "目的", {"type": "multi_static_select", "options": KINDS}),
        field("town", "地区", {"type": "external_select", "action_id": "town", "min_query_length": 1}),
        field("person", "担当", {"type": "users_select"}),
        field("place", "連絡する場所", {"type": "conversations_select"}),
        field("file", "写真", {"type": "file_input", "max_files": 2}),
    ],
}
TABLE: Block = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "曜日"}, {"type": "raw_text", "text": "内容"}],
        [{"type": "raw_text", "text": "月"}, {"type": "raw_text", "text": "体操"}],
    ],
}
RICH: Block = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "太い字", "style": {"bold": True}},
                {"type": "text", "text": "とふつうの字と"},
                {"type": "emoji", "name": "seedling"},
                {"type": "link", "url": "https://example.com/", "text": "つながり"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "ひとつめ"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "ふたつめ"}]},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "引用です"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "そのまま  です"}]},
    ],
}
FEEDBACK: Block = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("役に立った"), "value": "good"},
    "negative_button": {"text": plain("ちがった"), "value": "bad"},
}
CONFIRM: Block = {
    "title": plain("よろしいですか"),
    "text": mrkdwn("みんなに *知らせます* 。"),
    "confirm": plain("知らせる"),
    "deny": plain("やめる"),
}
EVERY_BLOCK: list[Block] = [
    {"type": "header", "text": plain("見出しです :seedling:")},
    {
        "type": "section",
        "block_id": "any",
        "text": mrkdwn("*太字* と _斜体_ と ~取り消し~ と `コード`\n&gt; 引用の行\n<https://example.com|サイト>"),
        "accessory": {"type": "overflow", "action_id": "menu", "options": KINDS[:2]},
    },
    {"type": "section", "fields": [mrkdwn("*いつ*\n毎週月曜"), mrkdwn("*どこ*\n公民館")]},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("出典: 手引き p.12")]},
    {
        "type": "markdown",
        "text": "## まとめ\n地域の**つながり**です。\n\n1. 一つ\n2. 二つ\n\n| 曜日 | 人 |\n|---|---|\n| 月 | 5 |",
    },
    RICH,
    TABLE,
    {
        "type": "image",
        "image_url": "https://example.invalid/a.png",
        "alt_text": "公民館の写真",
        "title": plain("公民館"),
    },
    {
        "type": "video",
        "title": plain("体操の動画"),
        "video_url": "https://example.com/v",
        "thumbnail_url": "https://example.com/t.png",
        "alt_text": "体操",
        "description": plain("10分の体操です"),
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            button("みんなに知らせる", "tell", style="primary", confirm=CONFIRM),
            button("返事のないボタン", "wait_forever"),
            {"type": "static_select", "action_id": "pick", "placeholder": plain("種類"), "options": KINDS},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-20"},
        ],
    },
    {"type": "context_actions", "block_id": "said", "elements": [FEEDBACK]},
]


def home_view(words: str) -> Block:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("資源の机")},
            {"type": "section", "text": mrkdwn(words)},
            {"type": "actions", "elements": [button("あいさつする", "hello")]},
        ],
    }
