"""Sudachi, which tells Japanese words apart: one dictionary for the whole process, loaded on first use.

A dictionary may be shared between threads, a tokenizer may not.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Dictionary, Tokenizer

_local = threading.local()
_loading = threading.Lock()


def tokenizer() -> Tokenizer:
    """The tokenizer of this thread."""
    if not hasattr(_local, "tokenizer"):
        with _loading:  # 0.2 s and 80 MB, which two threads at once need not both take
            _local.tokenizer = _dictionary().tokenizer()
    mine: Tokenizer = _local.tokenizer
    return mine


@cache
def _dictionary() -> Dictionary:
    from sudachipy import Dictionary

    return Dictionary()
