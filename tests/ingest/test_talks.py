"""Who speaks is known for every passage of a talk, from the first slide of the talk to that of the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.loaders.plain_text import text_blocks
from ingest.outline import infer_headings
from ingest.splitting import Draft, split
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from tests.conftest import Library, library_in

FRONT = "町の研修\n\n" + "\n\n".join(f"{n}番目のご案内です。お読みください。" for n in range(8))
BODY = "{what}のこと\n\n{what}は、毎週金曜日の朝に集会所で行います。参加する人は、上履きと飲み物を持ってきてください。"
TITLE = "北の町の話\n雪とともに暮らす\n\n2025.12.25.\n\n北の町の会 丘野花子"
BY_A_PERSON = f"{TITLE}\n\n\n\n{BODY.format(what='雪かき')}"
AGENDA = "本日のお話の内容\n\n1 雪の多い町\n\n2 道具の置き場\n\n3 人の集め方\n\nそれでは始めます。"
BY_AN_OFFICE = "南の町の取組\n\n令和7年12月25日\n南の町役場福祉部\n地域づくり課\n\n\n\n" + BODY.format(what="茶話会")


def drafts(*parts: str) -> list[Draft]:
    return split(infer_headings(tuple(text_blocks("\n\n\n\n".join(parts)))))


def speakers(*parts: str) -> dict[str, str]:
    """Who speaks of each matter."""
    return {
        what: draft.speaker
        for what in ("ご案内", "雪とともに", "雪かき", "南の町の取組", "茶話会")
        for draft in drafts(*parts)
        if what in draft.text
    }


def test_a_talk_is_of_its_speaker_up_to_the_next_one() -> None:
    person, office = "北の町の会 丘野花子", "南の町役場福祉部\n地域づくり課"
    assert speakers(FRONT, BY_A_PERSON, BY_AN_OFFICE) == {
        "ご案内": "",
        "雪とともに": person,
        "雪かき": person,
        "南の町の取組": office,
        "茶話会": office,
    }
    assert speakers(FRONT, BY_AN_OFFICE, BY_A_PERSON)["雪かき"] == person


def test_the_speaker_stands_on_the_first_page_of_the_talk() -> None:
    [first] = [draft for draft in drafts(FRONT, BY_A_PERSON) if "雪とともに" in draft.text]
    assert "丘野花子" in first.text
    assert "雪かき" not in first.text


@pytest.mark.parametrize(
    "below",
    [
        "2025.12.25.\n参加した人は十二人でした",
        "2025.12.25.\n会場は町民会館です。\n地域づくり課",
        "12月25日\n地域づくり課",
        "地域づくり課\n2025.12.25.",
    ],
)
def test_a_day_with_other_things_below_it_opens_no_talk(below: str) -> None:
    assert set(speakers(FRONT, f"春の集まり\n\n{below}\n\n\n\n{BODY.format(what='茶話会')}").values()) == {""}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("talks")
    with library_in(folder / "home", bundled, Glossary(())) as library:
        (folder / "研修.txt").write_text(
            "\n\n\n\n".join((FRONT, TITLE, AGENDA, BODY.format(what="雪かき"), BY_AN_OFFICE)), "utf-8"
        )
        library.take_in(folder / "研修.txt")
        yield library


@pytest.mark.parametrize("question", ["丘野さんの雪かきは何曜日の朝ですか", "丘野花子さんの雪かきは何曜日に行いますか"])
def test_what_a_speaker_says_is_found_by_the_name(library: Library, question: str) -> None:
    answer = library.answerer.answer(question)
    assert answer.answered
    assert "毎週金曜日" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "named"), [("雪の話をした人は誰ですか", "丘野花子"), ("南の町の資料を作った課は", "地域づくり課")]
)
def test_who_speaks_is_told_from_the_first_page_of_the_talk(library: Library, question: str, named: str) -> None:
    assert named in library.retriever.find(question, 1)[0].passage.text


def test_what_comes_in_a_talk_is_told_from_its_agenda(library: Library) -> None:
    first = library.retriever.find("丘野さんの講演の構成", 1)[0].passage
    assert "2 道具の置き場" in first.text
    assert first.headings[:1] == ("本日のお話の内容",)
