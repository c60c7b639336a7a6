"""Question sets: what is asked, and what counts as found.

Two shapes are read. A file of lines {"question", "evidence": [...]} asks about documents that are taken in as any
others: a passage answers when it holds all the evidence, of a list within the list any one; no evidence means that the
documents do not say. A folder with corpus.jsonl, queries.jsonl and qrels.tsv brings its own documents: one answers when
it is judged relevant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import DocumentEmpty, DocumentNotFound, DocumentUnreadable


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what counts as its answer: texts that must stand there, each in one of several wordings, or
    graded documents.
    """

    id: str
    text: str
    evidence: tuple[tuple[str, ...], ...] = ()
    grades: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a set that brings its own."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and the documents where the set brings them."""

    name: str
    questions: tuple[Asked, ...]
    sources: tuple[Source, ...] = ()


def read_question_set(path: Path) -> QuestionSet:
    """Reads either shape. Raises DocumentNotFound or DocumentUnreadable naming the file and the line, and DocumentEmpty
    where nothing is asked.
    """
    read = _judged(path) if path.is_dir() else _own(path)
    if not read.questions:
        raise DocumentEmpty(f"「{path}」には質問がひとつもありません。", "1行に1問の JSON で書いてください。")
    return read


def _own(path: Path) -> QuestionSet:
    return QuestionSet(path.stem, tuple(_asked(row, number, path) for number, row in _rows(path)))


def _asked(row: Any, number: int, path: Path) -> Asked:
    right = isinstance(row, dict) and isinstance(row.get("question"), str) and isinstance(row.get("evidence", []), list)
    if not right:
        raise DocumentUnreadable(
            f"「{path}」の{number}行目に question（文字）と evidence（一覧）がありません。",
            '{"question": "…", "evidence": ["…"]} の形で書いてください。',
        )
    return Asked(str(row.get("id", number)), row["question"], tuple(map(_wordings, row.get("evidence", []))))


def _wordings(evidence: object) -> tuple[str, ...]:
    return tuple(map(str, evidence)) if isinstance(evidence, list) else (str(evidence),)


def _judged(folder: Path) -> QuestionSet:
    sources = tuple(
        Source(str(row["id"]), str(row.get("title", "")), str(row["text"])) for _, row in _rows(folder / "corpus.jsonl")
    )
    grades: dict[str, dict[str, float]] = {}
    for line in _text(folder / "qrels.tsv").splitlines():
        question, document, grade = line.split("\t")
        grades.setdefault(question, {})[document] = float(grade)
    questions = (
        Asked(str(row["id"]), str(row["text"]), grades=grades[str(row["id"])])
        for _, row in _rows(folder / "queries.jsonl")
        if str(row["id"]) in grades
    )
    return QuestionSet(folder.name, tuple(questions), sources)


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise DocumentUnreadable(
                f"「{path}」の{number}行目は JSON ではありません。", "1行に1問の JSON で書いてください。"
            ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # with or without the mark that editors of Windows write
    except OSError as error:
        raise DocumentNotFound(f"「{path}」を読めません。", "質問集の場所を確かめてください。") from error
    except ValueError as error:
        raise DocumentUnreadable(f"「{path}」は UTF-8 の文字ではありません。", "UTF-8 で保存してください。") from error
