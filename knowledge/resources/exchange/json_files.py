"""JSON files of every shape as tables; what is no JSON is named with its cure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from knowledge.errors import ExchangeUnreadable
from knowledge.resources.exchange.cells import as_text
from knowledge.resources.exchange.columns import understand
from knowledge.resources.exchange.tables import Row, Table, decoded

_HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")  # which JSON can write, and nothing can keep


def read_json(data: bytes, file_name: str) -> Any:
    """The content of a JSON file. Raises ExchangeUnreadable."""
    text = decoded(data, file_name)
    try:
        content = json.loads(text)
        if _HALF_A_CHARACTER.search(text):
            json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as cause:
        raise ExchangeUnreadable(
            f"「{file_name}」は JSON として読めませんでした（{cause.lineno}行目）。", "書き出しなおしてください。"
        ) from cause
    except RecursionError as cause:
        raise _too_deep(file_name) from cause
    except ValueError as cause:
        raise ExchangeUnreadable(
            f"「{file_name}」には、読めない数か文字が入っています。", "その項目をなおして、書き出しなおしてください。"
        ) from cause
    return content


def json_tables(content: Any, file_name: str) -> tuple[Table, ...]:
    """The lists of records in `content`, however deep; a `header` beside them names keys, an `index` the lists.

    Raises ExchangeUnreadable where it is deeper than anything that people write.
    """
    try:
        return tuple(_tables(content, PurePath(file_name).name))
    except RecursionError as cause:
        raise _too_deep(file_name) from cause


def _too_deep(file_name: str) -> ExchangeUnreadable:
    return ExchangeUnreadable(
        f"「{file_name}」は入れ子が深すぎて読めませんでした。",
        "資源の一覧だけを、CSV か浅い JSON で書き出しなおしてください。",
    )


def _tables(content: Any, name: str) -> Iterator[Table]:
    found = list(_lists(content, "", {}, {}))
    if not found:
        yield Table(name, skipped="資源の並びが見つかりませんでした。")
    for path, records, header, index in found:
        keys = list(dict.fromkeys(key for record in records for key in record))
        labels = [str(header.get(key) or key) for key in keys]
        columns = understand(labels, keys)
        group = _flat(index.get(path.rsplit(".", 1)[-1]))
        title = group or path or name
        if not any(column.means == "name" for column in columns):
            yield Table(title, columns, skipped="名前の項目がありません。資源の一覧ではないようです。")
            continue
        rows = (tuple(_flat(record.get(key)) for key in keys) for record in records)
        yield Table(title, columns, tuple(Row(f"{number}件目", cells) for number, cells in enumerate(rows, 1)), group)


def _lists(
    content: Any, path: str, header: dict[str, Any], index: dict[str, Any]
) -> Iterator[tuple[str, list[dict[str, Any]], dict[str, Any], dict[str, Any]]]:
    if isinstance(content, list) and content and all(isinstance(each, dict) for each in content):
        yield path, content, header, index
    elif isinstance(content, dict):
        headers = content.get("header") if isinstance(content.get("header"), dict) else header
        names = content.get("index") if isinstance(content.get("index"), dict) else index
        for key, value in content.items():
            if key in {"header", "index"}:
                continue
            own = (headers or {}).get(key)
            here = own if isinstance(own, dict) else headers
            yield from _lists(value, f"{path}.{key}".strip("."), here or {}, names or {})


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_flat(each) for each in value)
    if isinstance(value, dict):
        return "、".join(f"{key}：{_flat(each)}" for key, each in value.items())
    return as_text(value)
