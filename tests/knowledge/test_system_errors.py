from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.system_errors import reason, sentence


def failing(what: Callable[[Path], object], place: Path) -> OSError:
    """What the system says when this is tried."""
    with pytest.raises(OSError) as failed:
        what(place)
    return failed.value


@pytest.mark.parametrize(
    ("name", "what", "why", "cure"),
    [
        ("absent", Path.read_text, "見つかりません", "名前と場所を確かめてください。"),
        ("folder", Path.read_text, "フォルダーです", "ファイルを指定してください。"),
        ("file/below", Path.read_text, "途中にフォルダーでないものがあります", "場所を確かめてください。"),
        ("folder", Path.mkdir, "同じ名前のものがもうあります", "別の名前にするか、前からあるものを移してください。"),
    ],
)
def test_what_the_system_says_of_a_file_is_told_with_its_name_and_the_cure(
    name: str, what: Callable[[Path], object], why: str, cure: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    error = failing(what, tmp_path / name)
    assert sentence(error) == f"「{tmp_path / name}」を使えません（{why}）。{cure}"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS])
def test_a_reason_is_in_japanese(number: int) -> None:
    error = OSError(number, os.strerror(number), "手引き.pdf")
    assert reason(error) not in os.strerror(number)
    assert sentence(error).startswith(f"「手引き.pdf」を使えません（{reason(error)}）。")


def test_what_is_rare_keeps_the_words_of_the_system() -> None:
    assert reason(OSError(errno.EMFILE, "Too many open files")) == "Too many open files"
    assert sentence(OSError(errno.EMFILE, "Too many open files", 3)) == (
        "ファイルか通信でつまずきました（Too many open files）。空き容量、権限、接続を確かめてください。"
    )
    assert reason(TimeoutError()) == "TimeoutError"
