"""Files made to break a reader, all in one folder, through the command: one line each, the others unaffected."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the wheel carries no types
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]  # the same

from tests.bot.commands import ANSWERED, HANDBOOK, environment, tsunagi
from tests.ingest.loaders.drawn import Sheet

MOST_MEMORY = 2**30  # bytes
ATTACK = b'?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def locked_pdf() -> bytes:
    sheet = Sheet().write("ひみつの会議", 60, 100)
    sheet.canvas._doc.encrypt = StandardEncryption("abc", strength=128)
    return sheet.data()


def cut_off_pdf() -> bytes:
    return Sheet().column([f"{number}行目の話" for number in range(40)], 60, 60).data()[:900]


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.md", "w") as out:
        for _ in range(100):
            out.write(bytes(2**20))
    return file.getvalue()


def word_with_entities() -> bytes:
    file = io.BytesIO()
    paper = docx.Document()
    paper.add_paragraph("本文です。")
    paper.save(file)
    return with_part(file.getvalue(), "word/document.xml", lambda part: part.replace(b"?>", ATTACK, 1))


def deck_with_a_broken_slide() -> bytes:
    file = io.BytesIO()
    deck = pptx.Presentation()
    for words in ("壊れるスライド", "残るスライドには見守りの輪のことが書いてあります"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = words
    deck.save(file)
    return with_part(file.getvalue(), "ppt/slides/slide1.xml", lambda part: part[: len(part) // 2])


def sheet_of_a_million_empty_rows() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("一覧")
        sheet.write_row(0, 0, ["名前", "場所"])
        sheet.write_row(1, 0, ["ひだまり会", "町民会館"])
    rows = b"".join(b'<row r="%d" ht="20"/>' % number for number in range(3, 1_000_001))
    return with_part(
        file.getvalue(), "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, change(content) if part == name else content)
    return file.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "資料"
    folder.mkdir()
    (folder / "鍵.pdf").write_bytes(locked_pdf())
    (folder / "半分.pdf").write_bytes(cut_off_pdf())
    (folder / "爆弾.zip").write_bytes(zip_bomb())
    (folder / "罠.docx").write_bytes(word_with_entities())
    (folder / "欠け.pptx").write_bytes(deck_with_a_broken_slide())
    (folder / "空行.xlsx").write_bytes(sheet_of_a_million_empty_rows())
    (folder / "絵文字😀と\n改行.md").write_text("# 集い\n\n毎月の第1木曜日に、公民館で集まります。\n", "utf-8")
    (folder / "手引き.md").write_text(HANDBOOK, "utf-8")
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> subprocess.CompletedProcess[str]:
    return tsunagi("ingest", str(folder), home=folder.parent / "home")


def line_of(told: subprocess.CompletedProcess[str], name: str) -> str:
    [line] = [line for line in told.stdout.splitlines() if f"{name} " in line]
    return line


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("鍵.pdf", "失敗", "パスワードを外した PDF"),
        ("半分.pdf", "失敗", "途中で切れているか、壊れています"),
        ("爆弾.zip", "失敗", "安全に読める大きさ"),
        ("罠.docx", "失敗", "壊れているか、安全に読めない"),
        ("欠け.pptx", "追加", "スライド1"),
        ("空行.xlsx", "追加", "空行"),
        ("改行.md", "追加", "集い"),
        ("手引き.md", "追加", "支え合い係の手引き"),
    ],
)
def test_each_file_has_one_line_that_says_what_became_of_it(
    told: subprocess.CompletedProcess[str], name: str, outcome: str, reason: str
) -> None:
    line = line_of(told, name)
    assert outcome in line
    assert reason in line


def test_the_command_says_by_its_exit_code_that_some_failed(told: subprocess.CompletedProcess[str]) -> None:
    assert told.returncode == 1
    assert "追加 4件" in told.stdout
    assert "失敗 4件" in told.stdout
    assert "Traceback" not in told.stderr


def test_the_documents_beside_them_answer(folder: Path, told: subprocess.CompletedProcess[str]) -> None:
    answer = tsunagi("ask", ANSWERED, home=folder.parent / "home")
    assert "地域の困りごとを持ち寄ります" in answer.stdout


MEASURED = """
import sys
from pathlib import Path
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from tests.fakes import VocabularyEmbedder
index = PassageIndex.open(Path(sys.argv[1]), VocabularyEmbedder("頁"))
for report in Synchroniser(index).ingest([sys.argv[2]]):
    print(report.outcome.value, report.passages)
# Not getrusage: what that tells begins with the memory of whoever started this process.
[peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak.split()[1]) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell of memory in other ways")
def test_two_thousand_pages_are_taken_in_within_a_gigabyte(tmp_path: Path) -> None:
    sheet = Sheet()
    for number in range(2_000):
        lines = [f"{number}頁の{line}行目には、町の見守りのことが{line}つ書いてあります。" for line in range(3)]
        sheet.column(lines, 60, 80).turn_page()
    (tmp_path / "長い.pdf").write_bytes(sheet.data())
    said = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path / "home"), str(tmp_path / "長い.pdf")],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=True,
    ).stdout.split()
    assert said[0] == "追加"
    assert int(said[1]) >= 500
    assert int(said[2]) < MOST_MEMORY
