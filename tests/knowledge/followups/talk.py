"""The conversations in tests/questions, read for the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.followups.meant_for import Said

QUESTIONS = Path(__file__).parents[2] / "questions"


@dataclass(frozen=True)
class Conversation:
    """Over which documents; the first question; then what is said, with the whole question it stands for."""

    documents: str
    asked: str
    then: tuple[tuple[str, str], ...]


def conversations(name: str, documents: str) -> list[Conversation]:
    """Those of one file over some documents. 「=」 stands for a question that is whole already."""
    return [
        Conversation(each["documents"], each["asked"], tuple(_step(line) for line in each["then"]))
        for each in _read(f"follow_ups_{name}.yaml")
        if each["documents"] == documents
    ]


@dataclass(frozen=True)
class Thread:
    """A's question, and what people said after the answer; the last is to be judged."""

    asked: str
    said: tuple[Said, ...]


def threads(name: str, kind: str) -> list[Thread]:
    """Those of one file: `between_people` or `for_the_bot`."""
    return [Thread(each["asked"], tuple(_said(line) for line in each["said"])) for each in _read(name)[kind]]


def _read(name: str) -> Any:
    return yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))


def _step(line: str) -> tuple[str, str]:
    said, whole = line.split(" → ")
    return said, said if whole == "=" else whole


def _said(line: str) -> Said:
    speaker, _, text = line.partition(" ")
    return Said(speaker, text)
