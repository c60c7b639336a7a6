"""The search over the sample handbook and the training deck, with the real model, Chroma and SQLite."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.errors import QuestionError
from knowledge.glossary import Glossary
from knowledge.japanese import fold
from knowledge.passage_index import PassageIndex
from knowledge.ports import Embedder
from knowledge.retrieval import HybridRetriever
from tests.conftest import HANDBOOK, Library, library_in
from tests.fakes import VocabularyEmbedder

_HALF_WIDTH = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def topics(every: int) -> list[str]:
    """Each so-manieth heading of the handbook without its number, as a person would type it."""
    lines = HANDBOOK.read_text("utf-8").split("\n")
    headings = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    return [re.sub(r"^(\d+-\d+ |Q\. )", "", heading) for heading in headings][::every]


def half_width(text: str) -> str:
    """Katakana as old machines write it, voicing marks apart."""
    apart = unicodedata.normalize("NFD", text).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return unicodedata.normalize("NFC", "".join(_HALF_WIDTH.get(letter, letter) for letter in apart))


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def other_okurigana(text: str) -> str:
    spellings = {
        "取組": "取り組み",
        "申し込み": "申込",
        "打ち合わせ": "打合せ",
        "進め方": "進めかた",
        "分かる": "わかる",
    }
    for usual, other in spellings.items():
        text = text.replace(usual, other)
    return text


VARIANTS: list[Callable[[str], str]] = [
    half_width,
    full_width,
    other_okurigana,
    lambda topic: topic + "を教えてください",
    lambda topic: topic + "について詳しく教えてほしいです。",
    lambda topic: topic + "？",
]


def first(library: Library, question: str) -> str:
    return library.retriever.find(question, 1)[0].passage.id


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("協議体の役割は?", "協議体の七つの役割"),
        ("内的資源って何？", "内的資源とは"),
        ("SCの仕事は？", "生活支援コーディネーターの四つの仕事"),
        ("1.5次ミーティングでやることは", "1.5次ミーティング"),
        ("地域ケア会議と協議体の違いは", "協議体と地域ケア会議は何が違いますか"),
        ("民生委員の任期は何年ですか", "民生委員・児童委員"),
        ("伴走的支援の募集期間はいつ", "伴走的支援の募集期間と申し込みの経路"),
        ("公式のハンドブックはどこにありますか", "公式のハンドブックの入手先"),
        ("多数決で決めてもいい?", "協議体で多数決をとってもよいですか"),
    ],
)
def test_the_first_passage_of_the_handbook_is_the_one_about_it(handbook: Library, question: str, heading: str) -> None:
    assert heading in handbook.retriever.find(question, 5)[0].passage.section[-1]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("協議体の役割は?", "組織的な補完"),
        ("内的資源って何？", "対象者自身の中"),
        ("2回目の現地支援の内容", "連携先の参加"),
        ("滝川市のアドバイザーは誰", "伊藤みどり"),
    ],
)
def test_the_first_passage_of_the_training_deck_is_the_one_that_says_it(
    deck: Library, question: str, said: str
) -> None:
    assert said in deck.retriever.find(question, 5)[0].passage.text


def test_spelling_width_and_politeness_do_not_change_what_comes_first(handbook: Library) -> None:
    asked = [(topic, variant(topic)) for topic in topics(every=8) for variant in VARIANTS]
    asked = [(topic, variant) for topic, variant in asked if topic != variant]
    same = [first(handbook, variant) == first(handbook, topic) for topic, variant in asked]
    assert len(same) > 50
    assert sum(same) / len(same) >= 0.95


def test_a_heading_as_question_finds_its_own_passage(handbook: Library) -> None:
    asked = topics(every=8)
    hits = [handbook.retriever.find(topic, 1)[0].passage.section[-1].endswith(topic) for topic in asked]
    assert sum(hits) / len(hits) >= 0.95


@pytest.mark.parametrize("question", ["4-6", "６－４には何が書いてありますか", "12-3の内容"])
def test_a_section_that_is_cited_by_its_number_comes_first(handbook: Library, question: str) -> None:
    number = fold(question)[: 4 if question.startswith("12") else 3]
    assert handbook.retriever.find(question, 1)[0].passage.section[-1].startswith(f"{number} ")


def test_passages_come_best_first_each_once_and_no_more_than_asked_for(handbook: Library) -> None:
    found = handbook.retriever.find("協議体の役割", 5)
    assert len(found) == len({each.passage.id for each in found}) == 5
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_asking_again_finds_the_same_with_the_same_scores(handbook: Library) -> None:
    assert handbook.retriever.find("見守り", 5) == handbook.retriever.find("見守り", 5)


def test_what_a_passage_scores_does_not_depend_on_how_many_are_asked_for(handbook: Library) -> None:
    assert handbook.retriever.find("見守り", 5)[:2] == handbook.retriever.find("見守り", 2)


def test_passages_that_say_the_same_are_shown_once(tmp_path: Path, bundled: Embedder, glossary: Glossary) -> None:
    said = "ゆるやかな見守りは、あいさつや新聞受けの様子から変化に気づき、心配なときに相談先へつなぐ活動です。"
    for name, text in (("a", said), ("b", said), ("c", said.replace("様子", "ようす"))):
        (tmp_path / f"{name}.md").write_text(f"# 手引き\n\n## 見守り\n\n{text}\n", "utf-8")
    (tmp_path / "d.md").write_text("# 手引き\n\n## 配食\n\n昼の弁当を届けるときに顔を合わせます。\n", "utf-8")
    with library_in(tmp_path / "home", bundled, glossary) as library:
        library.take_in(*sorted(tmp_path.glob("*.md")))
        found = library.retriever.find("見守りとは", 5)
    assert [each.passage.section for each in found] == [("見守り",), ("配食",)]


def test_an_empty_index_finds_nothing_and_does_not_stumble(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, VocabularyEmbedder())
    assert HybridRetriever(index.catalogue, index.store, index.embedder, Glossary()).find("資源", 5) == []
    index.close()


@pytest.mark.parametrize("question", ["", "😀", "あ" * 10_000])
def test_what_is_no_question_is_refused(handbook: Library, question: str) -> None:
    with pytest.raises(QuestionError):
        handbook.retriever.find(question, 5)


@pytest.mark.parametrize(
    "question", ["何ですか", "か", "ー", "a", "1", "を", "\x00資源", "' OR 1=1 --", "%_", "資" * 2_000]
)
def test_odd_questions_are_searched_like_any_other(handbook: Library, question: str) -> None:
    assert handbook.retriever.find(question, 5)


@pytest.mark.parametrize("limit", [1, 12, 25])
def test_as_many_as_asked_for_are_found_however_far_behind_they_are(handbook: Library, limit: int) -> None:
    assert len(handbook.retriever.weigh(handbook.retriever.understand("協議体の役割は？"), limit)) == limit


def test_a_word_of_the_users_own_glossary_finds_what_it_stands_for(
    handbook: Library, bundled: Embedder, glossary: Glossary
) -> None:
    own = replace(glossary, own=(("ほっこりの輪", "通いの場"),))
    catalogue, store = handbook.index.catalogue, handbook.index.store
    found = HybridRetriever(catalogue, store, bundled, own).find("ほっこりの輪とは", 1)
    assert found[0].passage.section[-1] == "通いの場"


KANA = {
    "協議体の役割": "きょうぎたいのやくわり",
    "民生委員の任期": "みんせいいいんのにんき",
    "内的資源とは": "ないてきしげんとは",
    "協議体の会議の進め方": "きょうぎたいのかいぎのすすめかた",
    "興味・関心チェックシートの使い方": "きょうみかんしんチェクシートのつかいかた",
    "伴走的支援の募集期間": "ばんそうてきしえんのぼしゅうきかん",
    "資源開発とは": "しげんかいはつとは",
    "地域ケア会議とは": "ちいきケアかいぎとは",
    "包括的支援事業の内容": "ほうかつてきしえんじぎょうのないよう",
    "介護保険事業計画": "かいごほけんじぎょうけいかく",
}


def test_questions_in_kana_only_find_what_the_same_in_kanji_finds(handbook: Library) -> None:
    same = [first(handbook, kana) == first(handbook, kanji) for kanji, kana in KANA.items()]
    assert sum(same) >= 0.9 * len(KANA), list(zip(KANA, same, strict=True))
