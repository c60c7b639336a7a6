"""The command `tsunagi` as a process of its own, with nothing in its environment that the test did not put there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import read_settings
from bot.wiring import Services, sample_handbook
from ingest.loaders.markdown import MarkdownLoader
from ingest.splitting import split
from ingest.sync import make_passages
from knowledge.types import DocumentInfo

ROOT = Path(__file__).parents[2]

# Small, so that it is read in a moment, and with a table of its own: who reads it knows every right answer.
HANDBOOK = """---
title: 支え合い係の手引き
edition: 令和7年度版
publisher: みほん町
---

## 第1章 協議体

### 協議体を開く回数

みほん町の協議体は、年に6回、偶数月の第2水曜日に開きます。時間は午後2時から1時間半で、場所は町民会館の和室です。
足の悪い方のために、送迎の車を1台用意しています。雨の日も開きますが、大雨の警報が出たときは次の週に延ばします。

### 協議体の役割

協議体の役割は、次の三つです。一度に全部を進めようとせず、その年に力を入れるものを一つ選びます。

- ① 地域の困りごとを持ち寄ります: ごみ出し、買い物、通院など、暮らしの中で見聞きしたこと
- ② 足りない資源を見つけます: 地図に印を付けて、手の届いていない地区を確かめます
- ③ 行政と住民の目線をそろえます: 町の計画を、ふだんの言葉で話し合います

## 第2章 資源の記録

### 記録に書くこと

通いの場を記録するときは、名前、場所、曜日、世話役の連絡先を書きます。写真は、写った人の同意があるときだけ残します。
書いた人の名前と日付も入れておくと、あとで確かめるときに役立ちます。半年に一度は、変わりがないかを世話役に尋ねます。
"""
ANSWERED = "協議体の役割は?"
ANSWERED_ALSO = "協議体は年に何回開きますか"
UNANSWERED = "ふるさと納税の返礼品は何ですか"


def put_sample(home: Path, *sections: str) -> None:
    """Puts sections of the sample handbook into a new index in `home`, at their own lines: all of it takes a minute."""
    services = Services(read_settings({"TSUNAGI_HOME": str(home)}, home / "absent.env"))
    try:
        place = sample_handbook() / "handbook.md"
        loaded = MarkdownLoader().load(_only(sections, place.read_text(encoding="utf-8")).encode(), place.name)
        info = DocumentInfo("sample", str(place), loaded.title, loaded.edition, loaded.publisher)
        services.index.replace_document(info, make_passages(info, split(loaded.blocks)), "a part of it")
    finally:
        services.close()


def _only(sections: tuple[str, ...], text: str) -> str:
    """`text` with all lines but the front matter, the chapters' headings and these sections made empty."""
    kept, taken = [], True
    for number, line in enumerate(text.split("\n")):
        if line.startswith("#"):
            taken = line.startswith("## ") or line in sections
        kept.append(line if taken or number < 5 else "")
    return "\n".join(kept)


def command(*words: str) -> list[str]:
    """The words that start `tsunagi` with the interpreter of the tests."""
    return [sys.executable, "-m", "bot.cli", *words]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of the process: no settings but these."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**known, "PYTHONPATH": str(ROOT), "TSUNAGI_HOME": str(home), **settings}


def tsunagi(*words: str, home: Path, stdin: str | bytes = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end, in the folder above `home`, where no `.env` lies."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        command(*words),
        input=given,
        capture_output=True,
        cwd=home.parent,
        env=environment(home, **settings),
        timeout=600,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
