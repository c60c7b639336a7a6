"""The words of `tsunagi resources`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from knowledge.resources.model import WEEKDAYS as DAYS
from knowledge.resources.model import Kind, State, Visibility

FORMATS = ("csv", "xlsx", "hsds", "standard")


def add_resources(parser: argparse.ArgumentParser) -> None:
    """Adds the commands of the record of resources to `parser`."""
    parser.add_argument("--team", default="", metavar="ID", help="ワークスペースの ID（ひとつだけなら書かなくてよい）")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_writing(actions.add_parser)
    _add_looking(actions.add_parser)
    _add_exchange(actions.add_parser)


def _add_writing(command: Callable[..., argparse.ArgumentParser]) -> None:
    add = command("add", help="1行から記録する")
    add.add_argument("words", nargs="+", metavar="WORDS", help="例: ふれあいサロン 毎週水曜 13時半 中央公民館 100円")
    add.add_argument("--yes", action="store_true", help="確かめずに保存する")
    add.add_argument("--json", action="store_true", help="JSON で示す")
    edit = command("edit", help="なおす")
    _one(edit)
    edit.add_argument("changes", nargs="+", metavar="項目=値", help="例: 場所=中央公民館 日時=毎週木曜")
    for name, meaning in (
        ("verify", "変わりなしと記録する"),
        ("pause", "休止にする"),
        ("resume", "再開する"),
        ("end", "終了にする"),
    ):
        _one(command(name, help=meaning))
    erase = command("erase", help="内容と履歴を消し去る（元に戻せません）")
    _one(erase)
    erase.add_argument("--yes", action="store_true", help="確かめずに消す")
    areas = command("areas", help="圏域のないメモに、AREAS のファイルと住所から圏域を付ける")
    areas.add_argument("--yes", action="store_true", help="確かめずに付ける")
    command("adopt", help="コマンドで記録した、まだどこのものでもないメモを --team のワークスペースのものにする")


def _one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="資源メモの ID（はじめの数文字でもよい）")
    parser.add_argument("--json", action="store_true", help="JSON で示す")


def _add_looking(command: Callable[..., argparse.ArgumentParser]) -> None:
    show = command("show", help="ひとつを詳しく見る")
    _one(show)
    show.add_argument("--history", action="store_true", help="これまでの変更も見る")
    listing, search = command("list", help="新しく変わったものから並べる"), command("search", help="探す")
    search.add_argument("words", nargs="+", metavar="WORDS", help="例: 中央地区で買い物を手伝ってくれるところ")
    for each in (listing, search):
        _add_filters(each)
        each.add_argument("--limit", type=_count, default=20, metavar="N", help="件数（標準は 20）")
        each.add_argument("--json", action="store_true", help="1件につき1行の JSON で示す")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    for name, meaning, values in (
        ("area", "圏域か市区町村", None),
        ("topic", "分野", None),
        ("kind", "種類", [each.value for each in Kind]),
        ("weekday", "曜日", DAYS),
        ("state", "状態", [each.value for each in State]),
        ("visibility", "公開範囲", [each.value for each in Visibility]),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], choices=values, metavar=meaning, help=meaning)


def _add_exchange(command: Callable[..., argparse.ArgumentParser]) -> None:
    bring = command("import", help="CSV・Excel・JSON から取り込む")
    bring.add_argument("files", nargs="+", metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help="下見だけする")
    bring.add_argument("--yes", action="store_true", help="下見のあと確かめずに記録する")
    bring.add_argument("--twins", action="store_true", help="似た記録があるものも、別のものとして記録する")
    bring.add_argument(
        "--kind", choices=[each.value for each in Kind], default=Kind.FORMAL.value, help="種類の列がないときの種類"
    )
    take = command("export", help="ファイルに書き出す")
    take.add_argument("file", metavar="FILE", help="書き出す先（.csv、.xlsx、.json）。- なら標準出力")
    take.add_argument("--format", choices=FORMATS, help="形式（標準はファイル名から）")
    take.add_argument("--public", action="store_true", help="「公開」のものだけにする")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000:
        raise argparse.ArgumentTypeError("1から1000までの数にしてください。")
    return int(text)
