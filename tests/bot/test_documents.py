"""Documents handed in by direct message, listed and removed: the real app over a real socket, a real index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.documents import ADD_ACTION, GONE_ALREADY, NOT_FOR_YOU, REMOVE_ACTION, document_list
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from ingest.desk import Desk, file_name
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from knowledge.types import DocumentInfo
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, said_by_bot, words
from tests.fakes import VocabularyEmbedder

GUIDE = "---\ntitle: 移動支援の手引き\nedition: {}\n---\n\n# 移動支援\n\n通院の送迎は、水曜日に車を出します。\n"
NEW, OLD = GUIDE.format("令和7年度").encode(), GUIDE.format("令和6年度").encode()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("送迎"))
    yield index
    index.close()


@pytest.fixture
def desk(index: PassageIndex, tmp_path: Path) -> Desk:
    return Desk(Synchroniser(index), index.catalogue, tmp_path / "added")


@pytest.fixture
def admin(workspace: Workspace) -> Person:
    return workspace.person("admin")


@pytest.fixture
def inbox(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, desk: Desk, admin: Person
) -> Iterator[Inbox]:
    with running_bot(workspace, answerer, inbox_path, desk=desk, admins=frozenset({admin.id})) as inbox:
        yield inbox


def direct(workspace: Workspace, person: Person) -> Channel:
    return workspace.direct_channel(person)


def drop(
    workspace: Workspace, inbox: Inbox, person: Person, content: bytes, name: str, text: str = "", count: int = 1
) -> Message:
    """Drops a file to the bot; what the bot has said last."""
    person.upload(direct(workspace, person).id, content, name, text=text)
    return said_by_bot(workspace, inbox, direct(workspace, person), count)[-1]


def add(workspace: Workspace, inbox: Inbox, person: Person, content: bytes, name: str) -> str:
    """Drops a file and presses the button; the words of the receipt."""
    before = len(said_by_bot(workspace, inbox, direct(workspace, person), 0))
    offer = drop(workspace, inbox, person, content, name, count=before + 1)
    person.press(offer, ADD_ACTION)
    return words(said_by_bot(workspace, inbox, direct(workspace, person), before + 2)[-1])


def listed(workspace: Workspace, inbox: Inbox, person: Person, text: str = "資料") -> Message:
    place = direct(workspace, person)
    before = len(said_by_bot(workspace, inbox, place, 0, viewer=person))
    assert person.slash("/tsunagi", text).acked
    return said_by_bot(workspace, inbox, place, before + 1, viewer=person)[-1]


def test_a_dropped_file_is_offered_and_on_the_press_added_with_a_receipt(
    workspace: Workspace, inbox: Inbox, admin: Person, index: PassageIndex, tmp_path: Path
) -> None:
    offer = drop(workspace, inbox, admin, NEW, "手引き.md")
    assert "手引き.md" in words(offer)
    assert "資料に追加" in json.dumps(offer.blocks, ensure_ascii=False)
    assert index.catalogue.documents() == [], "nothing is taken in unasked"
    admin.press(offer, ADD_ACTION)
    receipt = said_by_bot(workspace, inbox, direct(workspace, admin), 2)[-1]
    assert words(receipt) == "追加: 「移動支援の手引き」 1箇所。"
    [document] = index.catalogue.documents()
    assert (document.title, document.edition) == ("移動支援の手引き", "令和7年度")
    assert Path(document.source).read_bytes() == NEW


def test_the_press_of_one_button_ten_times_adds_once(
    workspace: Workspace, inbox: Inbox, admin: Person, index: PassageIndex
) -> None:
    offer = drop(workspace, inbox, admin, NEW, "手引き.md")
    for _ in range(10):
        assert admin.press(offer, ADD_ACTION).acked
    assert len(said_by_bot(workspace, inbox, direct(workspace, admin), 2)) == 2
    assert len(index.catalogue.documents()) == 1


def test_the_same_name_again_replaces_the_document(
    workspace: Workspace, inbox: Inbox, admin: Person, index: PassageIndex
) -> None:
    add(workspace, inbox, admin, OLD, "手引き.md")
    assert add(workspace, inbox, admin, NEW, "手引き.md").startswith("更新:")
    assert [document.edition for document in index.catalogue.documents()] == ["令和7年度"]


def test_a_file_that_cannot_be_read_is_told_with_the_cure_and_not_kept(
    workspace: Workspace, inbox: Inbox, admin: Person, index: PassageIndex, tmp_path: Path
) -> None:
    said = add(workspace, inbox, admin, b"%PDF-1.7 broken", "壊れた.pdf")
    assert said.startswith("失敗: 「壊れた.pdf」は PDF として開けません")
    assert index.catalogue.documents() == []
    assert not (tmp_path / "added").exists()


def test_others_are_told_kindly_who_may_add_documents(
    workspace: Workspace, inbox: Inbox, coordinator: Person, index: PassageIndex
) -> None:
    said = drop(workspace, inbox, coordinator, NEW, "手引き.md")
    assert words(said) == NOT_FOR_YOU
    assert not said.blocks[0].get("accessory")
    assert index.catalogue.documents() == []


def test_an_offer_that_somebody_else_presses_is_refused_at_the_last_moment(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, desk: Desk, admin: Person, index: PassageIndex
) -> None:
    with running_bot(workspace, answerer, inbox_path, desk=desk, admins=frozenset({admin.id})) as inbox:
        offer = drop(workspace, inbox, admin, NEW, "手引き.md")
    with running_bot(workspace, answerer, inbox_path, desk=desk) as inbox:
        admin.press(offer, ADD_ACTION)
        assert words(said_by_bot(workspace, inbox, direct(workspace, admin), 2)[-1]) == NOT_FOR_YOU
    assert index.catalogue.documents() == []


def test_a_question_beside_a_file_is_answered_too(workspace: Workspace, inbox: Inbox, admin: Person) -> None:
    drop(workspace, inbox, admin, NEW, "手引き.md", text=ROLE, count=2)
    said = [words(each) for each in said_by_bot(workspace, inbox, direct(workspace, admin), 2)]
    assert any("資料に加えますか" in each for each in said)
    assert any(ROLE_ANSWER in each for each in said)


def test_the_wish_to_add_the_file_is_no_question(
    workspace: Workspace, inbox: Inbox, admin: Person, answerer: ScriptedAnswerer
) -> None:
    drop(workspace, inbox, admin, NEW, "手引き.md", text="これを資料に追加してください")
    assert answerer.asked == []


def test_the_list_shows_editions_and_says_which_is_old(
    workspace: Workspace, inbox: Inbox, admin: Person, coordinator: Person
) -> None:
    add(workspace, inbox, admin, OLD, "旧.md")
    add(workspace, inbox, admin, NEW, "新.md")
    shown = listed(workspace, inbox, coordinator)
    assert "移動支援の手引き（令和6年度（新しい版があります））" in words(shown).replace("*", "").replace("\u200b", "")
    assert "移動支援の手引き（令和7年度）" in words(shown).replace("*", "").replace("\u200b", "")
    assert REMOVE_ACTION not in json.dumps(shown.blocks), "only administrators remove"
    assert shown.ephemeral_to == coordinator.id


def test_the_list_can_be_narrowed_by_words_in_any_width(workspace: Workspace, inbox: Inbox, admin: Person) -> None:
    add(workspace, inbox, admin, NEW, "手引き.md")
    assert "移動支援" in words(listed(workspace, inbox, admin, "資料　移動　令和７年度"))
    assert "見つかりませんでした" in words(listed(workspace, inbox, admin, "資料 防災"))


def test_an_administrator_removes_a_document_from_the_menu(
    workspace: Workspace, inbox: Inbox, admin: Person, index: PassageIndex
) -> None:
    add(workspace, inbox, admin, NEW, "手引き.md")
    [document] = index.catalogue.documents()
    menu = listed(workspace, inbox, admin)
    for expected in ("「移動支援の手引き」を資料から外しました", GONE_ALREADY):
        before = len(said_by_bot(workspace, inbox, direct(workspace, admin), 0, viewer=admin))
        admin.select(menu, REMOVE_ACTION, document.id)
        said = said_by_bot(workspace, inbox, direct(workspace, admin), before + 1, viewer=admin)[-1]
        assert expected in words(said)
    assert index.catalogue.documents() == []
    assert not Path(document.source).exists()


def test_tsunagi_without_a_word_still_explains_itself(workspace: Workspace, inbox: Inbox, coordinator: Person) -> None:
    coordinator.slash("/tsunagi")
    assert "/ask" in words(said_by_bot(workspace, inbox, direct(workspace, coordinator), viewer=coordinator)[-1])


def test_a_list_of_hundreds_fits_into_a_message_and_says_how_many_more() -> None:
    many = [DocumentInfo(f"{n:012}", f"/{n}", f"{n}号 " + "とても長い題名" * 40, "令和7年度" * 20) for n in range(300)]
    message = document_list(many, "", removable=True)
    assert "ほかに 240 件" in "".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")
    assert len(message.blocks) <= 50
    assert all(len(block["text"]["text"]) <= 3_000 for block in message.blocks if block["type"] == "section")
    menu = message.blocks[-1]["elements"][0]
    assert len(menu["options"]) <= 100
    assert all(len(option["text"]["text"]) <= 75 for option in menu["options"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("手引き.pdf", "手引き.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("改行\nと😀.pdf", "改行_と😀.pdf"),
        ("", "資料"),
        ("長" * 300 + ".pdf", "長" * 76 + ".pdf"),
    ],
)
def test_a_file_is_kept_under_a_name_that_every_system_takes(name: str, expected: str) -> None:
    assert file_name(name) == expected
