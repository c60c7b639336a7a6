"""Archives: what is in them, within bounds."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.loaders import archive
from ingest.loaders.archive import members
from knowledge.errors import DocumentEmpty, DocumentUnreadable


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return file.getvalue()


def test_documents_come_with_their_folders_and_rubbish_stays_out() -> None:
    data = packed({"資料/手引き.md": "# 手引き".encode(), "__MACOSX/._a": b"x", "資料/.DS_Store": b"x", "a.csv": b"b"})
    assert [(member.name, member.data) for member in members(data, "x.zip")] == [
        ("資料/手引き.md", "# 手引き".encode()),
        ("a.csv", b"b"),
    ]


def test_names_written_by_japanese_windows_are_read() -> None:
    name = "見守り名簿.csv"
    raw = packed({"_" * len(name.encode("cp932")): b"x"}).replace(
        b"_" * len(name.encode("cp932")), name.encode("cp932")
    )
    assert [member.name for member in members(raw, "x.zip")] == [name]


def test_an_archive_in_an_archive_is_left_out_and_named() -> None:
    found = list(members(packed({"奥.zip": packed({"a.md": b"x"}), "b.md": b"y"}), "x.zip"))
    assert "ZIP の中の ZIP" in found[0].left_out
    assert found[1].data == b"y"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DocumentUnreadable, match=r"「爆弾\.zip」は展開すると"):
        list(members(packed({"a.txt": b"\0" * 40 * 2**20}), "爆弾.zip"))


def test_a_member_beyond_its_share_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBER_BYTES", 10)
    found = list(members(packed({"大.txt": b"0123456789ab", "小.txt": b"012"}), "x.zip"))
    assert "大きすぎる" in found[0].left_out
    assert found[1].data == b"012"


def test_members_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    found = list(members(packed({f"{number}.md": b"x" for number in range(3)}), "x.zip"))
    assert [bool(member.left_out) for member in found] == [False, False, True]


def test_a_damaged_member_does_not_take_the_others_with_it() -> None:
    data = bytearray(packed({"a.md": b"abcdefgh" * 50, "b.md": b"whole"}))
    data[40] ^= 0xFF
    found = list(members(bytes(data), "x.zip"))
    assert "壊れていて" in found[0].left_out
    assert found[1].data == b"whole"


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06broken", b"no archive"])
def test_bytes_that_are_no_archive_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=r"「x\.zip」"):
        list(members(data, "x.zip"))


def test_an_empty_archive_is_refused() -> None:
    with pytest.raises(DocumentEmpty, match="文書がありません"):
        list(members(packed({}), "空.zip"))
