"""What the documents fail to say, for those who look after them: as a list, and as a file to take to a meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.blocks import resource_parts as parts
from bot.blocks.message import Block, Message, context, fallback, plain_message, section
from bot.keeping.answer_log import Gap
from bot.mrkdwn import bold
from knowledge.resources import showing
from knowledge.resources.exchange.cells import csv_file

SETTLE, CSV = "gap_settle", "gap_csv"
SETTLE_LABEL, CSV_LABEL = "対応済み", "CSVで受け取る"
TITLE = "資料に足りないところ"
NONE = "資料に見つからなかった質問や、「違う」と言われた回答は、いまはありません。"
NOT_FOR_YOU = "この一覧は、管理者の方だけが見られます。"
SETTLED = "「{question}」を対応済みにしました。"
SETTLED_ALREADY = "それは、もう対応済みになっています。"
CSV_SENT = "資料に足りないところの一覧（{count}件）です。"
CSV_FORBIDDEN = (
    "つなぎは、まだファイルを送る許可をもらっていません。"
    "Slack のアプリの設定で files:write を加え、入れなおしてください。"
)
FILE_NAME = "資料に足りないところ.csv"
ON_HOME, ON_LIST = 5, 15  # shown: what a thumb scrolls past on the one, all of a page on the other
_LINE = 200
_REASONS = 3
_HEADERS = ("質問", "ほかの聞き方", "回数", "見つからなかった回数", "「違う」の数", "理由", "引用した資料", "最後の日")


def gap_blocks(gaps: Sequence[Gap], at_most: int = ON_HOME) -> list[Block]:
    """The gaps, each with its button, at most `at_most`, and the way to all of them; empty where there are none."""
    if not gaps:
        return []
    rest = len(gaps) - at_most
    more = [context([f"ほかに{rest}件あります。CSVにはすべて入ります。"])] if rest > 0 else []
    header = {"type": "header", "text": parts.plain(f"{TITLE}（{len(gaps)}件）")}
    entries = [_entry(gap) for gap in gaps[:at_most]]
    return [header, *entries, *more, parts.actions(parts.button(CSV_LABEL, CSV, _state(gaps)))]


def gaps_message(gaps: Sequence[Gap], told: str = "") -> Message:
    """The list as a message, below what became of the last press."""
    if not gaps:
        return plain_message(f"{told}\n{NONE}".strip())
    above = [section(parts.fitted(told, _LINE))] if told else []
    return Message(fallback(f"{TITLE}（{len(gaps)}件）"), (*above, *gap_blocks(gaps, ON_LIST)))


def gaps_csv(gaps: Sequence[Gap]) -> bytes:
    """All gaps as a CSV file that Excel opens, and that runs nothing there."""
    return csv_file(_HEADERS, map(_row, gaps))


def _entry(gap: Gap) -> Block:
    others = len(gap.questions) - 1
    lines = [
        bold(parts.fitted(gap.questions[0], _LINE)) + (f"（ほかの聞き方 {others}）" if others else ""),
        "・".join(_facts(gap)),
        *(f"> {parts.fitted(why, _LINE)}" for why in gap.why[:_REASONS]),
    ]
    return {**section("\n".join(lines)), "accessory": parts.button(SETTLE_LABEL, SETTLE, gap.id)}


def _facts(gap: Gap) -> list[str]:
    return [
        f"{gap.count}回",
        *([f"見つからず {gap.unanswered}"] if gap.unanswered else []),
        *([f"「違う」 {gap.wrong}"] if gap.wrong else []),
        f"最後は {_day(gap)}",
    ]


def _row(gap: Gap) -> list[str]:
    first, *others = gap.questions
    numbers = [str(gap.count), str(gap.unanswered), str(gap.wrong)]
    return [first, "\n".join(others), *numbers, "\n".join(gap.why), "\n".join(gap.sources), _day(gap)]


def _day(gap: Gap) -> str:
    return showing.day(datetime.fromtimestamp(gap.last_asked, UTC))


def _state(gaps: Sequence[Gap]) -> str:
    """Tells one state of the list from another: of one state, one file is enough."""
    told = "|".join(f"{gap.id}:{gap.count}:{gap.wrong}:{len(gap.why)}" for gap in gaps)
    return hashlib.sha256(told.encode()).hexdigest()[:24]
