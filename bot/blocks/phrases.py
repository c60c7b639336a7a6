"""What the bot says of itself: how to use it, that it is looking, that something went wrong."""

from __future__ import annotations

from typing import Any

from bot.blocks.message import Message, plain_message, section
from bot.blocks.resource_parts import OPEN, actions, button
from bot.mrkdwn import bold, escape

LOOKING = "資料を確認しています…"
APOLOGY = "申し訳ありません。うまくお答えできませんでした。少し時間をおいて、もう一度お尋ねください。"
NO_LONGER_KEPT = "時間がたったため、この回答は共有できません。お手数ですが、もう一度 /ask でお尋ねください。"
USAGE = "ご質問を続けて書いてください。例: /ask 協議体の役割は?"

_WAYS = (
    ("/ask 質問", "あなただけに回答が表示されます。ボタンでチャンネルに共有できます。"),
    ("@tsunagi 質問", "チャンネルで話しかけると、スレッドに回答します。"),
    ("ダイレクトメッセージ", "質問を送ると、その場で回答します。管理者の方は、資料を送って追加できます。"),
    ("/resource 名前 …", "見つけた資源を1行で記録します。そのまま送ると記入欄が、「検索 言葉」で記録が開きます。"),
    ("/tsunagi 資料", "どんな資料から答えているかを表示します。"),
)
_PROMISE = "手引きなどの資料から、出典をそえてお答えします。資料にないことは「見つかりませんでした」とお伝えします。"


def usage() -> Message:
    """What to say to an empty question."""
    return plain_message(USAGE)


def help_message() -> Message:
    """What `/tsunagi` alone answers."""
    lines = [f"{way}: {what}" for way, what in _WAYS]
    return Message(escape("\n".join([_PROMISE, *lines])), (section(_PROMISE), section(_ways())))


def home_view() -> dict[str, Any]:
    """The Home tab: 使い方, the same for everybody."""
    header = {"type": "header", "text": {"type": "plain_text", "text": "使い方"}}
    note = actions(button("資源メモを書く", OPEN, "home"))
    return {"type": "home", "blocks": [header, section(_PROMISE), section(_ways()), note]}


def _ways() -> str:
    return "\n".join(f"• {bold(escape(way))}: {escape(what)}" for way, what in _WAYS)
