"""What the language model has cost this month, for those who look after the workspace."""

from __future__ import annotations

from bot.blocks.message import Block, context, section

TITLE = "AI の利用（今月）"
USED_UP = "上限に達したので、来月まで AI には送らず、資料の言葉をそのままお答えします。"
NEARLY = "上限に近づいています。達したあとは、資料の言葉をそのままお答えします。"
UNLIMITED = "上限は決めていません（CHAT_MONTHLY_TOKENS で決められます）。"
UNIT = "トークンは、AI に送った文と返ってきた文の量を数える単位です。料金はこれで決まります。"
_NEAR = 0.8  # share of the limit from which it is said that it comes near


def cost_blocks(spent: int, limit: int) -> list[Block]:
    """The tokens a workspace has spent this month; `limit` is what it may spend, 0 for no limit."""
    share = f"（上限 {limit:,} の {spent * 100 // limit}%）" if limit else ""
    lines = [f"*{spent:,}* トークン{share}"]
    if not limit:
        lines.append(UNLIMITED)
    elif spent >= limit:
        lines.append(f"⚠️ {USED_UP}")
    elif spent >= _NEAR * limit:
        lines.append(f"⚠️ {NEARLY}")
    header: Block = {"type": "header", "text": {"type": "plain_text", "text": TITLE}}
    return [header, section("\n".join(lines)), context([UNIT])]
