"""Answers by quotation over the sample handbook and the training deck, with the real model, Chroma and SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.answering.citing import citation, readable
from knowledge.answering.extractive import as_shown
from knowledge.answering.quoting import Span
from knowledge.answering.support import support
from knowledge.errors import QuestionError
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import Answer, Voice
from tests.conftest import Library, library_in


def ask(library: Library, question: str) -> Answer:
    """The answer, which must keep the promises of the port."""
    answer = library.answerer.answer(question)
    texts = {found.passage.id: found.passage.text for found in answer.passages}
    for each in answer.citations:
        assert each.quote.strip()
        assert each.quote in texts[each.passage_id]
    assert bool(answer.parts) == bool(answer.citations) == answer.answered
    return answer


def told(answer: Answer) -> str:
    return "\n".join(part.text for part in answer.parts)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("協議体の役割は?", ["組織的な補完", "情報の見える化", "はたらきかけ"]),
        ("内的資源って何？", ["本人がもともと持っている"]),
        ("民生委員の任期は何年ですか", ["任期は三年"]),
        ("伴走的支援の募集期間はいつ", ["3月26日から4月25日まで"]),
        ("協議体で多数決をとってもよいですか", ["お勧めしません"]),
        ("地域ケア会議と協議体の違いは", ["専門職が中心", "多様な主体"]),
        ("第9期の計画はいつまで", ["令和8年度まで"]),
        ("生活支援コーディネーターの三つの機能とは", ["資源開発", "ネットワーク構築", "マッチング"]),
        ("自分でお金を払って家事を頼むのは自助・互助・共助・公助のどれ", ["民間サービスの購入も含みます"]),
        ("社会福祉法4条の地域住民等には誰が含まれますか", ["三者です"]),
    ],
)
def test_the_handbooks_answer_says_it(handbook: Library, question: str, said: list[str]) -> None:
    answer = told(ask(handbook, question))
    assert all(words in answer for words in said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("協議体の役割は?", ["組織的な補完", "情報交換の場", "はたらきかけの場"]),
        ("内的資源って何？", ["対象者自身の中"]),
        ("2回目の現地支援の内容", ["連携先の参加", "役割分担"]),
        ("滝川市のアドバイザーは誰", ["伊藤みどり"]),
        ("開発する3つの資源とは", ["社会的に用意された", "私的な人間関係", "対象者自身の中"]),
    ],
)
def test_the_training_decks_answer_says_it(deck: Library, question: str, said: list[str]) -> None:
    answer = told(ask(deck, question))
    assert all(words in answer for words in said)


UNSAID = [
    "札幌市の人口は何人ですか",
    "協議体の委員の報酬はいくら",
    "令和15年度の予算はいくらですか",
    "東京の天気",
    "AIの株価",
    "カレーの作り方を教えて",
    "サッカーの試合はいつですか",
]


@pytest.mark.parametrize("question", UNSAID)
def test_what_the_handbook_does_not_say_is_not_answered_but_the_nearest_headings_are_named(
    handbook: Library, question: str
) -> None:
    answer = ask(handbook, question)
    assert not answer.answered
    [nearest] = answer.nearest  # one document, said once
    assert nearest.startswith("生活支援コーディネーターの手引き（見本）「")
    assert 1 <= len(re.findall("「[^」]+」", nearest)) <= 3


@pytest.mark.parametrize("question", UNSAID)
def test_what_the_training_deck_does_not_say_is_not_answered(deck: Library, question: str) -> None:
    assert not ask(deck, question).answered


def test_a_line_that_only_names_its_source_is_no_answer(deck: Library) -> None:
    answer = told(ask(deck, "社会福祉法でいう社会福祉事業とは"))
    assert "法律上列挙されています" in answer


def test_a_citation_says_where_the_quote_stands(handbook: Library) -> None:
    citation = ask(handbook, "内的資源って何？").citations[0]
    assert citation.title == "生活支援コーディネーターの手引き（見本）"
    assert citation.edition == "令和7年度版 見本"
    assert citation.section == "第6章 三つの資源 > 6-4 内的資源とは"
    assert citation.locator.endswith("行目")


def test_quotes_of_one_passage_do_not_overlap_and_are_in_reading_order(handbook: Library) -> None:
    most = 0
    for question in ("伴走的支援のねらいは？", "内的資源はどう開発する？", "生活支援体制整備事業の二つの柱は？"):
        answer = ask(handbook, question)
        for found in answer.passages:
            quotes = [each.quote for each in answer.citations if each.passage_id == found.passage.id]
            most, place = max(most, len(quotes)), 0
            for quote in quotes:
                place = found.passage.text.index(quote, place) + len(quote)
    assert most > 1, "no answer quotes a passage twice"


def test_an_answer_speaks_with_the_voice_of_the_handbook(handbook: Library) -> None:
    assert [part.voice for part in ask(handbook, "協議体の役割は?").parts] == [Voice.HANDBOOK]


def test_the_text_of_an_answer_holds_no_marks_of_markdown(handbook: Library) -> None:
    text = told(ask(handbook, "協議体の役割は?"))
    assert not any(line.startswith("#") for line in text.split("\n"))
    assert readable("### **大切** な<br>こと\n- 3 < 5") == "大切 なこと\n- 3 < 5"
    assert readable("案内は <https://example.jp/a_b> にあります") == "案内は https://example.jp/a_b にあります"


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_no_more_passages_are_given_than_asked_for_and_none_else_is_cited(handbook: Library, limit: int) -> None:
    answer = handbook.answerer.answer("開発と調整の違いは", limit)
    ids = [found.passage.id for found in answer.passages]
    assert len(ids) == limit
    assert {citation.passage_id for citation in answer.citations} <= set(ids)


@pytest.mark.parametrize("question", ["", "😀", "あ" * 10_000])
def test_what_is_no_question_is_refused(handbook: Library, question: str) -> None:
    with pytest.raises(QuestionError):
        handbook.answerer.answer(question)


DISPATCHES = f"""# 派遣の記録

## 北の町への派遣

{"派遣の前に町を歩き、集まりの場を見てまわりました。" * 5}

### 取組

鈴木一が移動の支援を考えます。

## 南の町への派遣

{"派遣の前に町を歩き、集まりの場を見てまわりました。" * 5}

### 取組

佐藤花が除雪の支援を考えます。
"""


@contextmanager
def library_of(text: str, folder: Path, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    """A library of one document."""
    document = folder / "記録.md"
    document.write_text(text, "utf-8")
    with library_in(folder / "home", bundled, glossary) as library:
        library.take_in(document)
        yield library


@pytest.fixture(scope="module")
def dispatches(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    with library_of(DISPATCHES, tmp_path_factory.mktemp("dispatches"), bundled, glossary) as library:
        yield library


def test_a_fragment_is_quoted_with_what_it_belongs_to(dispatches: Library) -> None:
    [citation] = ask(dispatches, "除雪の支援を考えるのは誰ですか").citations
    assert citation.quote == DISPATCHES[DISPATCHES.index("## 南の町") :].strip()
    assert (citation.section, citation.locator) == ("南の町への派遣", "11〜17行目")


def test_a_quotation_knows_the_passage_that_it_begins_in(dispatches: Library) -> None:
    [citation] = ask(dispatches, "除雪の支援を考えるのは誰ですか").citations
    [first, found] = dispatches.index.catalogue.by_ids([citation.begins_in, citation.passage_id])
    assert first.passage.text.startswith("## 南の町")
    assert "佐藤花" in found.passage.text
    assert all(citation.quotes(each.passage) for each in (first, found))
    every = dispatches.index.catalogue.by_ids(dispatches.index.catalogue.passage_ids())
    assert {each.passage.id for each in every if citation.quotes(each.passage)} == {first.passage.id, found.passage.id}


def test_what_a_quotation_goes_on_into_is_not_quoted_again(
    tmp_path: Path, bundled: Embedder, glossary: Glossary
) -> None:
    heading = "## 南の町への派遣\n\n"
    text = DISPATCHES.replace(heading, f"{heading}南の町では除雪の支援を考えます。")
    with library_of(text, tmp_path, bundled, glossary) as library:
        [citation] = ask(library, "除雪の支援を考えるのは誰ですか").citations
    assert citation.quote == text[text.index(heading) :].strip()


def test_a_small_passage_is_quoted_whole_though_what_is_asked_stands_below_another_heading(
    tmp_path: Path, bundled: Embedder, glossary: Glossary
) -> None:
    below = "## 体操の会\n\n体操の指導に専門職を派遣します。\n\n### 今年度の取組\n\n南町と北町へ行きます。"
    with library_of(f"# 記録\n\n{below}\n", tmp_path, bundled, glossary) as library:
        answer = library.answerer.answer("体操の専門職が派遣される町はどこですか")
    assert "南町と北町" in answer.citations[0].quote


def test_a_passage_under_the_heading_that_was_asked_for_is_quoted_alone(dispatches: Library) -> None:
    [citation] = ask(dispatches, "南の町への派遣とは").citations
    assert "佐藤花" not in citation.quote
    assert citation.begins_in == ""


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("地域共生社会の意味を教えて", "### 地域共生社会\n"),
        ("介護保険事業計画は何年ごと", "### 介護保険事業計画\n"),
        ("共同募金は第何種の社会福祉事業?", "### 共同募金\n"),
    ],
)
def test_an_entry_of_a_glossary_is_quoted_without_the_one_before_it(
    handbook: Library, question: str, entry: str
) -> None:
    assert ask(handbook, question).citations[0].quote.startswith(entry)


def test_a_quote_of_a_neighbour_is_cited_under_the_passage_that_shows_it(dispatches: Library) -> None:
    question = dispatches.retriever.understand("除雪の支援を考えるのは誰ですか")
    window = dispatches.retriever.look(question, 5).windows[0]
    core, beside = (each.passage for each in window.grown[:2])
    of_the_core, of_its_neighbour = (citation(each, Span(0, len(each.text))) for each in (core, beside))
    assert as_shown(of_the_core, [window.shown]) == of_the_core
    shown = as_shown(of_its_neighbour, [window.shown])
    assert (shown.passage_id, shown.begins_in) == (core.id, beside.id)
    assert shown.quote == of_its_neighbour.quote


@pytest.mark.parametrize(
    ("about", "somebody_else"),
    [
        ("佐藤さんは何の支援を考えますか", "高橋さんは何の支援を考えますか"),
        ("南の町への派遣とは", "函館市への派遣とは"),
    ],
)
def test_a_passage_about_another_person_or_place_is_no_answer(
    dispatches: Library, about: str, somebody_else: str
) -> None:
    retriever = dispatches.retriever
    [one, other] = map(retriever.understand, (about, somebody_else))
    assert support(one, retriever.weigh(one, 1)[0]).which == 1.0
    assert support(other, retriever.weigh(other, 1)[0]).which == 0.0
    assert ask(dispatches, about).answered
    assert not ask(dispatches, somebody_else).answered


PAGES = f"""# 町のページ

## 見守りの申し込み

{"見守りを頼みたい人は、役場の窓口か町のページから申し込みます。" * 8}

### 書き方

申し込みの紙の例があります。

https://town.example.jp/mimamori

## 係

困ったときは、健康福祉課の地域支え合い係まで。TEL 0155-12-3456

移動が難しい障がい者のための車があります。
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    with library_of(PAGES, tmp_path_factory.mktemp("pages"), bundled, glossary) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("見守りの申し込みのアドレスは", "https://town.example.jp/mimamori"),
        ("地域支え合い係の問い合わせの電話番号は", "0155-12-3456"),
    ],
)
def test_an_address_that_is_asked_for_is_in_the_answer(pages: Library, question: str, address: str) -> None:
    assert address in told(ask(pages, question))


def test_a_longer_name_is_not_held_where_only_a_part_of_it_stands(pages: Library) -> None:
    retriever = pages.retriever
    question = retriever.understand("障害者手帳はどこでもらえますか")
    people = next(each for each in retriever.weigh(question, 5) if "障がい者" in each.passage.passage.text)
    assert support(question, people).last <= 0.5
    people_asked_for = retriever.understand("障害者のための車はありますか")
    assert support(people_asked_for, retriever.weigh(people_asked_for, 1)[0]).things == 1.0


def test_a_heading_of_several_lines_is_cited_on_one(tmp_path: Path, bundled: Embedder, glossary: Glossary) -> None:
    document = tmp_path / "研修の資料.txt"
    talks = "\n\n".join(f"{n}番目の町では、集まりの場を毎週開いています。" for n in range(9))
    document.write_text(
        f"{talks}\n\n雪の町の話\n除雪の助け合いを育てる\n\n2025.12.25.\n\n雪の町の会 丘野花子\n\n\n\n朝の集まり\n\n"
        "毎朝七時に集まります。\n",
        "utf-8",
    )
    with library_in(tmp_path / "home", bundled, glossary) as library:
        library.take_in(document)
        answer = library.answerer.answer("丘野花子さんの除雪の話の題名は", 5)
    assert "除雪の助け合いを育てる" in answer.citations[0].quote
    assert answer.citations[0].section == "雪の町の話 除雪の助け合いを育てる"
