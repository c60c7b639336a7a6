"""The command `tsunagi`: which words lead to which command; errors become one sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from bot.commands.resources_options import add_resources
from bot.commands.usage import Parser
from bot.settings import read_settings
from knowledge import system_errors
from knowledge.errors import TsunagiError

_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 (done), 1 (failed in part or whole) or 2 (wrong usage)."""
    _speak_utf8()
    options = _parser().parse_args(arguments)
    try:
        run: Callable[..., int] = import_module(f"bot.commands.{options.command}").run
        code = run(read_settings(os.environ), options)
        if sys.stdout:  # None where it was closed from the beginning
            sys.stdout.flush()  # here, where a reader that has gone is no surprise
        return code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing to tell, and nowhere to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (TsunagiError, OSError, KeyboardInterrupt) as error:
        print(f"tsunagi: {_sentence(error)}", file=sys.stderr)  # noqa: T201 - the command line's own voice
    return _FAILED


def _sentence(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "中断しました。"
    return system_errors.sentence(error) if isinstance(error, OSError) else str(error)


def _speak_utf8() -> None:
    """Whatever the system's own encoding is; a character that cannot be written never ends a command."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="tsunagi", description="生活支援コーディネーターのための Slack ボット")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(
        commands.add_parser("run", help="ボットを動かす（Slack の設定がなければ、この機械の練習用ワークスペースで）")
    )
    _add_ask(commands.add_parser("ask", help="質問する"))
    _add_ingest(commands.add_parser("ingest", help="資料を取り込む"))
    add_resources(commands.add_parser("resources", help="地域の資源の記録を見る、書く、出し入れする"))
    commands.add_parser("doctor", help="設定と索引を点検する")
    _add_eval(commands.add_parser("eval", help="質問集で検索と回答を採点する"))
    _add_sandbox(
        commands.add_parser("sandbox", help="練習用の Slack ワークスペースだけを動かす（どの Bolt アプリでも）")
    )
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--http", action="store_true", help="Socket Mode の代わりに HTTP で受ける（/slack/events）")
    parser.add_argument("--port", type=_within(0, 65_535), default=3000, help="HTTP のポート（標準は 3000）")


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--manifest", type=Path, metavar="PATH", help="アプリのマニフェスト（標準はこのボットのもの）")
    parser.add_argument("--port", type=_within(0, 65_535), default=3100, help="ページと API のポート（標準は 3100）")
    parser.add_argument("--state", type=Path, metavar="FILE", help="中身を残しておくファイル（標準は残さない）")


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question", nargs="+", type=_readable, metavar="QUESTION", help="質問。- なら標準入力から1行に1問ずつ読む"
    )
    parser.add_argument("--json", action="store_true", help="1問につき1行の JSON で答える")
    parser.add_argument("--team", default="", metavar="ID", help="地域の資源を答えるワークスペース（ひとつなら不要）")
    parser.add_argument("--limit", type=_within(1, 50), default=5, metavar="N", help="示す箇所の数（標準は 5）")


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "places",
        nargs="*",
        type=_named,
        metavar="PATH",
        help="ファイル、フォルダー、ZIP、https:// の住所、資料の一覧（sources.toml）",
    )
    parser.add_argument("--official", action="store_true", help="国の公式の資料を、公開されている場所から取ってくる")
    parser.add_argument("--prune", action="store_true", help="ファイルがなくなった資料を索引から外す")
    parser.add_argument("--re-embed", action="store_true", help="今の埋め込みモデルで索引を作りなおす")
    for name, meaning in (("title", "資料名"), ("edition", "版"), ("publisher", "発行者")):
        parser.add_argument(f"--{name}", help=f'{meaning}を指定する（次の取り込みでも使う。"" で取り消す）')


def _add_eval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=_named,
        metavar="FILE",
        help="質問集（JSONL: question と evidence）か、corpus.jsonl などのあるフォルダー",
    )
    parser.add_argument(
        "--document",
        action="append",
        type=_named,
        default=[],
        metavar="PATH",
        help="採点に使う資料（標準は今の索引）",
    )
    parser.add_argument("--baselines", action="store_true", help="素朴な方法3つと比べる")


def _readable(text: str) -> str:
    """`text` without the bytes that are no text, which Python keeps as half characters."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _named(text: str) -> str:
    """The name of a file or folder. An empty one would be the folder one is in: a variable that is not set, mostly."""
    if not text.strip():
        raise argparse.ArgumentTypeError("名前が空です。ファイルかフォルダーを指定してください。")
    return text


def _within(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{least}から{most}までの数にしてください。")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
