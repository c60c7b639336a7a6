from __future__ import annotations

from pathlib import Path

import pytest

from ingest.bench import Intake, intake, main, readings
from tests.conftest import HANDBOOK
from tests.fakes import VocabularyEmbedder


def test_each_readable_file_is_timed_and_the_others_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "空.md").write_text(" ", "utf-8")
    [reading] = readings([HANDBOOK, tmp_path / "空.md"])
    assert (reading.name, reading.loader) == ("handbook.md", "MarkdownLoader")
    assert reading.pages > 1
    assert reading.seconds > 0


def test_the_embedding_is_a_part_of_the_whole() -> None:
    took = intake([HANDBOOK], VocabularyEmbedder("資源"))
    assert took.passages > 10
    assert 0 < took.embedding < took.whole


def test_what_is_added_is_a_share_of_the_embedding() -> None:
    assert Intake(passages=1, whole=11.0, embedding=10.0).added == pytest.approx(0.1)


def test_the_bench_prints_both_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "小さい.md").write_text("# 集い\n\n毎月の第1木曜日に、公民館で集まります。\n", "utf-8")
    assert main([str(tmp_path / "小さい.md")]) == 0
    said = capsys.readouterr().out
    assert "MarkdownLoader" in said
    assert "intake of 1 passages" in said
