"""What a language model is asked for: statements, each with the passage and the words that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 6  # statements: what a phone shows without much scrolling
LONGEST = 400  # characters of one statement

# `quote` before `text`, since a model writes in this order: what it has just copied, it puts into plain words.
SCHEMA: Mapping[str, Any] = {
    "title": "answer",
    "description": "資料だけをもとにした答え",
    "type": "object",
    "properties": {
        "not_in_documents": {"type": "boolean", "description": "資料に答えがないとき true"},
        "statements": {
            "type": "array",
            "description": "答えの文を、読む順に。資料に答えがないときは空",
            "items": {
                "type": "object",
                "properties": {
                    "passage": {"type": "integer", "description": "根拠のある資料の番号"},
                    "quote": {"type": "string", "description": "根拠。その資料から一字一句そのまま写す"},
                    "text": {"type": "string", "description": "根拠だけから言える、やさしい一文"},
                },
                "required": ["passage", "quote", "text"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["not_in_documents", "statements"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer. `passage` counts the passages shown from 1; `quote` is as the model gave it."""

    text: str
    passage: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reply:
    """All that a model said: its statements, or that the documents do not hold the answer."""

    statements: tuple[Statement, ...]
    not_in_documents: bool


def read_statement(value: object) -> Statement | None:
    """The statement in one item of the model's JSON; None where it is none."""
    if not isinstance(value, dict):
        return None
    text, passage, quote = (value.get(name) for name in ("text", "passage", "quote"))
    if isinstance(passage, str) and passage.isdecimal():
        passage = int(passage)
    if not isinstance(text, str) or not isinstance(quote, str) or type(passage) is not int:
        return None
    return Statement(text.strip(), passage, quote) if 0 < len(text.strip()) <= LONGEST else None


def read_reply(value: object) -> Reply | None:
    """The reply in the model's JSON; None where it is not what was asked for, or says nothing at all."""
    if not isinstance(value, dict) or not isinstance(value.get("statements", []), list):
        return None
    found = [read_statement(each) for each in value.get("statements", [])]
    statements = tuple(each for each in found if each)[:MOST]
    absent = value.get("not_in_documents") is True
    return Reply(statements, absent and not statements) if statements or absent else None
