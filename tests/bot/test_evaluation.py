"""What `tsunagi eval` counts, on answers whose worth is seen by eye, and the command on one's own questions."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bot.evaluation.measures import Hit, judge, ndcg, rank
from bot.evaluation.question_sets import Asked, read_question_set
from knowledge.errors import DocumentUnreadable
from knowledge.types import Answer, AnswerPart, Citation, Found, Passage, Voice
from tests.bot.commands import ANSWERED, HANDBOOK, UNANSWERED, tsunagi

BOTH = Asked("1", "会場と費用は", (("集会所",), ("無料", "費用はかかりません")))
SILENT = Asked("2", "返礼品は")


def hits(*texts: str) -> list[Hit]:
    return [Hit(f"d{number}", text) for number, text in enumerate(texts)]


def answered(quote: str, text: str) -> Answer:
    passage = Passage("p", "d", "手引き", "", (), "1行目", text, 0)
    citation = Citation("手引き", "", "", "1行目", quote, "p")
    return Answer("?", (AnswerPart(Voice.HANDBOOK, quote, (citation,)),), (Found(passage, 1.0),))


@pytest.mark.parametrize(
    ("texts", "first", "five"),
    [
        (["会場は集会所、費用は**無料**です"], True, True),
        (["集 会 所で、費用はかかりません"], True, True),
        (["会場は集会所です", "お金は無料です"], False, True),
        (["会場は集会所です"], False, False),
        (["費用は無料、費用はかかりません"], False, False),
        (["-", "-", "-", "-", "-", "集会所で無料"], False, False),
        (["集会所" + "。" * 500 + "無料"], False, False),
    ],
)
def test_all_of_the_evidence_has_to_stand_there_in_any_of_its_wordings(
    texts: list[str], first: bool, five: bool
) -> None:
    ranking = rank(BOTH, hits(*texts))
    assert (ranking.first, ranking.five) == (first, five)


def test_documents_that_are_judged_count_once_each_by_the_grade_that_they_have() -> None:
    asked = Asked("3", "?", grades={"d1": 2.0, "d2": 1.0})
    ranking = rank(asked, [Hit("d0", ""), Hit("d0", ""), Hit("d1", ""), Hit("d2", "")])
    assert (ranking.first, ranking.five) == (False, True)
    assert ranking.ndcg == pytest.approx((2 / math.log2(3) + 1 / math.log2(4)) / (2 / math.log2(2) + 1 / math.log2(3)))
    assert ndcg({"d1": 1.0}, ["d1"]) == 1.0


def test_abstaining_is_right_where_the_documents_do_not_say() -> None:
    says = answered("集会所で、無料です", "会は集会所で、無料です")
    beside = answered("会は楽しい", "会は楽しい")
    silent = Answer("?")
    judged = judge([BOTH, BOTH, BOTH, SILENT, SILENT, SILENT], [says, beside, silent, silent, silent, beside])
    assert judged.in_answer == pytest.approx(1 / 3)
    assert judged.precision == pytest.approx(2 / 3)
    assert judged.recall == pytest.approx(2 / 3)
    assert judged.f1 == pytest.approx(2 / 3)
    assert judged.unfaithful == 0


def test_a_quote_that_stands_in_no_passage_is_counted() -> None:
    assert judge([BOTH], [answered("集会所で、有料です", "会は集会所で、無料です")]).unfaithful == 1


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('{"question": "会場は", "evidence": ["集会所"]}\n{"frage": "?"}\n', "2行目"),
        ('{"question": "会場は", "evidence": "集会所"}\n', "1行目"),
        ('{"question": "会場は"\n', "1行目"),
        ('["会場は"]\n', "1行目"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_to_write(tmp_path: Path, lines: str, named: str) -> None:
    file = tmp_path / "質問.jsonl"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(DocumentUnreadable, match=named):
        read_question_set(file)


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_set_without_a_question_is_no_result(text: str, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(text, encoding="utf-8")
    done = tsunagi("eval", "questions.jsonl", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("tsunagi: 「questions.jsonl」には質問がひとつもありません。")


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "会場は?", "evidence": []}\r\n', encoding="utf-8-sig", newline="")
    assert [each.text for each in read_question_set(file).questions] == ["会場は?"]


def test_ones_own_questions_over_ones_own_documents_with_what_failed(tmp_path: Path) -> None:
    (tmp_path / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    asked = [
        {"question": ANSWERED, "evidence": [["困りごとを持ち寄り", "この手引きにない書き方"]]},
        {"question": "協議体を開く場所は", "evidence": ["この手引きにない場所"]},
        {"question": UNANSWERED, "evidence": []},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in asked), encoding="utf-8")
    done = tsunagi("eval", str(file), "--document", str(tmp_path / "handbook.md"), home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert "0.500" in done.stdout
    assert "協議体を開く場所は" in done.stdout
    assert "町民会館の和室" in done.stdout, "what was found instead"
    assert f"{ANSWERED}" not in done.stdout
    assert UNANSWERED not in done.stdout
