"""A model's statements against the lines that are to prove them: lies go, truths stay.

True statements are put as a colleague would put lines of the sample handbook. The second file was put away until the
rules were first done, and kept 45 of its 55 then; the rules were mended by what it lost, so neither file is blind any
more. Each truth is then bent in every way of `lies.py`; most of these lies are of the easy kinds. Harder ones, bent by
hand, are in a file of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from knowledge.answering.grounding import Fault, Grounded, ground
from knowledge.answering.proof import place
from knowledge.answering.statements import Statement
from knowledge.glossary import Glossary
from knowledge.types import Passage
from tests.conftest import Library
from tests.knowledge.answering.lies import lies_about

FOLDER = Path(__file__).parent
SETS = ("paraphrases_tuned", "paraphrases_held_out")
SHOWN = 5  # passages beside each other in a prompt


@dataclass(frozen=True)
class Case:
    """A true statement with the passages that a model was shown; the first one holds its quote."""

    true: Statement
    shown: Sequence[Passage]

    @property
    def holding(self) -> frozenset[int]:
        return frozenset(n for n, each in enumerate(self.shown, 1) if place(self.true.quote, each.text))


@pytest.fixture(scope="module")
def passages(handbook: Library) -> list[Passage]:
    catalogue = handbook.index.catalogue
    found = [each.passage for each in catalogue.by_ids(catalogue.passage_ids())]
    return sorted(found, key=lambda each: each.position)


def cases(name: str, passages: Sequence[Passage], said: str = "text") -> Iterator[Case]:
    for number, row in enumerate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))):
        home = next(each for each in passages if place(row["quote"], each.text))
        others = [each for each in passages if each is not home]
        start = number * 7 % (len(others) - SHOWN)
        yield Case(Statement(row[said], 1, row["quote"]), [home, *others[start : start + SHOWN - 1]])


@pytest.mark.parametrize("name", SETS)
def test_nearly_all_true_statements_stay(name: str, passages: Sequence[Passage], glossary: Glossary) -> None:
    every = list(cases(name, passages))
    lost = [each.true.text for each in every if not isinstance(ground(each.true, each.shown, glossary), Grounded)]
    assert len(every) >= 50
    assert len(lost) <= 0.02 * len(every), lost


def test_hardly_a_lie_survives(passages: Sequence[Passage], glossary: Glossary) -> None:
    told: Counter[str] = Counter()
    believed = []
    for turn, case in enumerate(each for name in SETS for each in cases(name, passages)):
        for lie in lies_about(case.true, turn, case.holding, len(case.shown)):
            told[lie.kind] += 1
            if isinstance(ground(lie.statement, case.shown, glossary), Grounded):
                believed.append((lie.kind, lie.statement))
    assert told.total() >= 200
    assert {"figure", "invented quote", "wrong passage", "negation", "name", "addition"} <= told.keys()
    assert len(believed) <= 0.01 * told.total(), believed


def test_what_is_bent_by_hand_does_not_survive(passages: Sequence[Passage], glossary: Glossary) -> None:
    lies = list(cases("bent_by_hand", passages, said="lie"))
    assert len(lies) >= 50
    assert [lie.true.text for lie in lies if isinstance(ground(lie.true, lie.shown, glossary), Grounded)] == []


def test_a_truth_that_cannot_be_followed_is_doubted_not_contradicted(
    passages: Sequence[Passage], glossary: Glossary
) -> None:
    """The document's own words take the place of what is doubted."""
    every = list(cases("bent_by_hand", passages))
    found = [ground(case.true, case.shown, glossary) for case in every]
    kept = [each for each in found if isinstance(each, Grounded)]
    doubted = [each for each in found if isinstance(each, Fault) and each.is_doubt]
    assert len(kept) >= 0.8 * len(every)
    assert len(kept) + len(doubted) >= 0.9 * len(every)


def test_what_stays_is_quoted_as_the_document_has_it(passages: Sequence[Passage], glossary: Glossary) -> None:
    kept = 0
    for case in (each for name in SETS for each in cases(name, passages)):
        found = ground(case.true, case.shown, glossary)
        if isinstance(found, Grounded):
            kept += 1
            assert found.quote in case.shown[0].text
    assert kept


PASSAGE = Passage(
    "p", "d", "みほん町の要綱", "令和7年度", ("会議",), "1行目", "会議は年に６回、\n偶数月に開く。公開する。", 0
)


@pytest.mark.parametrize(
    "quote", ["会議は年に6回、偶数月に開く。", "会議は年に６回、\n偶数月に開く。", " 会議は年に６回、 偶数月に開く。 "]
)
def test_widths_and_white_space_of_a_quote_do_not_count(quote: str, glossary: Glossary) -> None:
    found = ground(Statement("会議は年6回、偶数月に開きます。", 1, quote), [PASSAGE], glossary)
    assert isinstance(found, Grounded)
    assert found.quote == "会議は年に６回、\n偶数月に開く。"


def test_a_statement_needs_what_its_own_quote_says_not_what_stands_beside_it(glossary: Glossary) -> None:
    beside = Statement("会議は公開されます。", 1, "会議は年に６回、\n偶数月に開く。")
    assert not isinstance(ground(beside, [PASSAGE], glossary), Grounded)
    own = Statement("会議は公開します。", 1, "公開する。")
    assert isinstance(ground(own, [PASSAGE], glossary), Grounded)


def test_a_denial_needs_one_in_the_quote_also_where_they_share_no_word(glossary: Glossary) -> None:
    line = "見守り会議は、町が年に6回開きます。"
    passage = Passage("p", "d", "みほん町の要綱", "", ("会議",), "1行目", line, 0)
    assert not isinstance(ground(Statement("協議の必要はありません。", 1, line), [passage], glossary), Grounded)


LIST = "- 受付: 包括支援センターが、電話で受け付けます\n- 記録: 社協が、次の日までに配ります"
LISTED = Passage("p", "d", "みほん町の要綱", "", ("会議",), "1行目", LIST, 0)


def test_who_does_one_thing_of_a_list_is_not_said_to_do_another(glossary: Glossary) -> None:
    mixed = Statement("社協が電話で受け付けます。", 1, LIST)
    assert not isinstance(ground(mixed, [LISTED], glossary), Grounded)
    right = Statement("包括支援センターが電話で受け付けます。", 1, LIST)
    assert isinstance(ground(right, [LISTED], glossary), Grounded)


# What a town might write, how a colleague would put it, and the same words with another place or force.
TURNED = {
    "令和8年度から、申請の受付をオンラインに切り替える方針です。": (
        "令和8年度からは、申請の受付をオンラインに切り替える方針です。",
        "令和8年度から、申請の受付はオンラインに切り替わりました。",
    ),
    "昨年度は、全ての圏域で協議体を設置しました。": (
        "昨年度は、すべての圏域に協議体が置かれました。",
        "全ての圏域で協議体を設置する予定です。",
    ),
    "町は、助言者に意見を求めることができます。": (
        "町は助言者の意見を求めることもできます。",
        "町は、助言者に意見を求めるものとされています。",
    ),
    "町は、見守りの結果を毎年公表しなければなりません。": (
        "町は毎年、見守りの結果を公表する義務があります。",
        "町は、見守りの結果を必要に応じて公表できます。",
    ),
    "大雪のときは会議を休むことがあります。": (
        "会議は、大雪のとき休む場合があります。",
        "大雪のときは会議を休むことになっています。",
    ),
    "申請書を提出したのち、窓口で面談を受けます。": (
        "申請書を提出してから、窓口で面談を受けます。",
        "窓口で面談を受けたのち、申請書を提出します。",
    ),
    "相談員が家庭を訪問し、その結果をもとに支援会議を開きます。": (
        "相談員が家庭を訪ねて、その結果をもとに支援会議を開きます。",
        "支援会議を開き、その結果をもとに相談員が家庭を訪問します。",
    ),
    "民生委員の協力が得られれば、見守りの対象を広げます。": (
        "民生委員の協力が得られたら、見守りの対象を広げます。",
        "見守りの対象を広げれば、民生委員の協力が得られます。",
    ),
    "職員は資源の一覧を毎月確認し、変更があったものを町に報告します。": (
        "職員は毎月、資源の一覧を確認し、変更があったものを町に報告します。",
        "職員は資源の一覧を確認し、変更があったものを毎月町に報告します。",
    ),
    "山間部より町部のほうが訪問の回数が多くなっています。": (
        "訪問の回数は、山間部より町部のほうが多いです。",
        "訪問の回数は、町部より山間部のほうが多いです。",
    ),
    "保健センターは、地域の包括的な支援を社協に委託します。": (
        "保健センターは社協に、地域の包括的な支援を委託します。",
        "地域包括支援センターは、地域の包括的な支援を社協に委託します。",
    ),
    "町は、見守りの記録を社協に渡します。": (
        "町は社協に見守りの記録を渡します。",
        "社協は、見守りの記録を町に渡します。",
    ),
    "補助金は、町内の団体以外の者に渡してはなりません。": (
        "補助金を渡せるのは、町内の団体だけです。",
        "補助金は、町内の団体に渡してはなりません。",
    ),
    "補助は費用の五分の一を超えてはなりません。": (
        "補助は費用の5分の1までです。",
        "補助は費用の5分の1以上です。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", TURNED)
def test_the_same_words_with_another_place_or_force_prove_nothing(line: str, glossary: Glossary) -> None:
    passage = Passage("p", "d", "みほん町の要綱", "", ("会議",), "1行目", line, 0)
    true, lie = TURNED[line]
    assert isinstance(ground(Statement(true, 1, line), [passage], glossary), Grounded)
    assert not isinstance(ground(Statement(lie, 1, line), [passage], glossary), Grounded)
