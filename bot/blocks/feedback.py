"""What is said to somebody who judges an answer, and the small form that asks what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.message import Block, section
from bot.blocks.resource_parts import plain

WHY_FORM = "answer_why"
WHY = "why"
LONGEST_WHY = 500
THANKS = "ありがとうございます。「役に立った」と記録しました。"
THANKS_FOR_WHY = "ありがとうございます。管理者に、お名前は出さずに伝えます。資料を直すときの手がかりにします。"
TOO_LATE = "時間がたったため、この回答についてはもう記録できません。お手数ですが、もう一度お尋ねください。"
_TITLE = "違うと感じたところ"


def why_view(answer: str) -> dict[str, Any]:
    """The form for a word why; `answer` is the id of the answer."""
    field: Block = {
        "type": "input",
        "block_id": WHY,
        "optional": True,
        "label": plain("どこが違いましたか"),
        "hint": plain("書かなくてもかまいません。お名前は出ません。住民の方のお名前などは書かないでください。"),
        "element": {
            "type": "plain_text_input",
            "action_id": WHY,
            "multiline": True,
            "max_length": LONGEST_WHY,
            "placeholder": plain("例: 今年から金額が変わっています"),
        },
    }
    return {
        "type": "modal",
        "callback_id": WHY_FORM,
        "title": plain(_TITLE),
        "submit": plain("送る"),
        "close": plain("書かずに閉じる"),
        "private_metadata": answer,
        "blocks": [section("「違う」と記録しました。"), field],
    }


def why_in(view: Mapping[str, Any]) -> str:
    """What was written into the form, empty where nothing was."""
    return str(view["state"]["values"][WHY][WHY].get("value") or "")


def told_view(words: str) -> dict[str, Any]:
    """What stands where a form stood, once it is sent."""
    return {"type": "modal", "title": plain(_TITLE), "close": plain("閉じる"), "blocks": [section(words)]}
