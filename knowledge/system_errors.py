"""What the system says when a file cannot be used, in the language of those who read it."""

from __future__ import annotations

import errno
import os

# Why, and what to do about it; what is rarer keeps the system's own words.
_KNOWN = {
    errno.ENOENT: ("見つかりません", "名前と場所を確かめてください。"),
    errno.EISDIR: ("フォルダーです", "ファイルを指定してください。"),
    errno.ENOTDIR: ("途中にフォルダーでないものがあります", "場所を確かめてください。"),
    errno.EACCES: ("権限がありません", "読み書きの権限を確かめてください。"),
    errno.EPERM: ("権限がありません", "読み書きの権限を確かめてください。"),
    errno.EROFS: ("書き込めない場所です", "別の場所を指定してください。"),
    errno.ENOSPC: ("空き容量がありません", "空きを作ってから、もう一度実行してください。"),
    errno.EEXIST: ("同じ名前のものがもうあります", "別の名前にするか、前からあるものを移してください。"),
}
_ANY_CURE = "空き容量、権限、接続を確かめてください。"


def reason(error: OSError) -> str:
    """Why it failed, to stand in brackets.

    >>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    '見つかりません'
    """
    known = _KNOWN.get(error.errno or 0)
    return known[0] if known else error.strerror or type(error).__name__


def sentence(error: OSError) -> str:
    """What failed, with which file, and the cure."""
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    place = f"「{name}」を使えません" if name else "ファイルか通信でつまずきました"
    known = _KNOWN.get(error.errno or 0)
    return f"{place}（{reason(error)}）。{known[1] if known else _ANY_CURE}"
