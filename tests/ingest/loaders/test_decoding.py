from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.loaders.decoding import decode
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.conftest import HANDBOOK

LETTER = "協議体は話し合いの場です。\n第1回は４月に開きます（ﾃｽﾄ）。\n"
ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_letter_reads_the_same_in_every_encoding_of_a_japanese_office(encoding: str) -> None:
    letter = LETTER.replace("ﾃｽﾄ", "テスト") if encoding == "iso2022_jp" else LETTER
    assert decode(letter.encode(encoding), "手紙.txt") == letter


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be"])
@settings(max_examples=25)
@given(start=st.integers(0, 20_000), length=st.integers(40, 400))
def test_any_piece_of_the_handbook_is_read_in_an_undeclared_encoding(encoding: str, start: int, length: int) -> None:
    whole = HANDBOOK.read_text(encoding="utf-8")
    piece = whole[start : start + length].encode(encoding, "ignore").decode(encoding)
    assert decode(piece.encode(encoding), "手引き.txt") == piece


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
@pytest.mark.parametrize(
    "text",
    [
        "「庭の提供×見守り」は、町の集まりから生まれました。",
        "±０から始める",
        "ﾃｽﾄの会場は集会所です。",
        "見守り×買い物",
    ],
)
def test_a_sign_that_is_rare_in_japanese_makes_no_file_unreadable(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "取組.txt") == text


@pytest.mark.parametrize("marks", [1, 2])
def test_byte_order_marks_are_no_part_of_the_text_also_when_doubled(marks: int) -> None:
    assert decode(codecs.BOM_UTF8 * marks + "資源\n".encode(), "資源.md") == "資源\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_become_newlines(end: str) -> None:
    assert decode(end.join(["一行目", "二行目", ""]).encode(), "行.txt") == "一行目\n二行目\n"


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b" \r\n\t\n", "\u3000\n".encode()])
def test_a_file_without_words_is_said_to_be_empty_by_its_name(data: bytes) -> None:
    with pytest.raises(DocumentEmpty, match=r"白紙\.txt"):
        decode(data, "白紙.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        b"PK\x03\x04" + bytes(100),
        b"%PDF-1.7\n" + random.Random(3).randbytes(2_000),  # noqa: S311 - any bytes, no secret
        bytes(range(256)) * 4,
    ],
    ids=["picture", "archive", "pdf", "all bytes"],
)
def test_a_binary_file_named_as_text_is_refused_by_its_name_with_a_cure(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=r"写真\.txt") as refusal:
        decode(data, "写真.txt")
    assert "UTF-8" in refusal.value.cure


def test_a_program_is_no_text() -> None:
    with pytest.raises(DocumentUnreadable):
        decode(Path("/bin/sh").read_bytes(), "sh.txt")


def test_broken_utf8_is_refused_or_read_but_never_with_signs_for_lost_characters() -> None:
    data = LETTER.encode()[:-2] + b"\xff\xfe\xfd"
    try:
        text = decode(data, "切れた.txt")
    except DocumentUnreadable:
        return
    assert "\ufffd" not in text
