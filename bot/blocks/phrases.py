"""What the bot says in passing: that it is looking, that something went wrong."""

from __future__ import annotations

from bot.blocks.message import Message, plain_message

LOOKING = "資料を確認しています…"
APOLOGY = "申し訳ありません。うまくお答えできませんでした。少し時間をおいて、もう一度お尋ねください。"
NO_LONGER_KEPT = "時間がたったため、この回答は共有できません。お手数ですが、もう一度 /ask でお尋ねください。"
LIMITED_SINCE = (
    "この回答に使った資料や記録は、そのチャンネルでは見られないことになっています。そのままでは共有できないので、"
    "そのチャンネルでもう一度お尋ねください。"
)
USAGE = "ご質問を続けて書いてください。例: /ask 協議体の役割は?"


def usage() -> Message:
    """What to say to an empty question."""
    return plain_message(USAGE)
