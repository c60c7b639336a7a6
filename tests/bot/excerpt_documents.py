"""Small documents to be looked for: two editions, and one that is not for everybody."""

from __future__ import annotations

from pathlib import Path

MEALS, OLD, KEYS = "配食の手引き", "除雪の手引き", "鍵の申し合わせ"
EDITIONS = {"令和5年度": "除雪は一回四百円です。", "令和7年度": "除雪は一回五百円です。申し込みは区長へ。"}


def documents(folder: Path) -> list[Path]:
    """A handbook of three sections, a work in two editions, and an agreement that is not for everybody."""
    texts = {
        MEALS: "# 配食の手引き\n\n## 配食の回数\n\n配食は週に三回です。\n\n## 配食の費用\n\n配食は一食四百円です。"
        "\n\n## 配食の休み\n\n配食は年末に休みます。\n",
        KEYS: "# 鍵の申し合わせ\n\n## 鍵の預かり\n\n配食の届け先の鍵は二人で預かります。\n",
    }
    texts |= {
        f"除雪-{edition}": f"---\ntitle: {OLD}\nedition: {edition}\n---\n\n## 除雪の費用\n\n{text}\n"
        for edition, text in EDITIONS.items()
    }
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return sorted(folder.glob("*.md"))
