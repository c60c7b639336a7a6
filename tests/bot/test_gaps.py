"""The list of what the documents lack, for those who look after them."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.blocks import gaps as blocks
from bot.blocks.gaps import gap_blocks, gaps_csv, gaps_message
from bot.inbox import Inbox
from bot.keeping.answer_log import Asked, Gap, Origin
from bot.keeping.keeping import FILE, Keeping
from bot.sandbox.block_rules import message_faults
from bot.sandbox.driver import Workspace
from bot.sandbox.manifest import load_manifest
from bot.sandbox.person import Person
from bot.sandbox.state import Message, StoredFile
from knowledge.types import Answer
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer, answer_of
from tests.bot.running import MANIFEST, PATIENT, running_bot, said_by_bot, words

INSURANCE = "移動支援の保険は?"
INSURANCE_TOO = "移動支援の保険について教えて"
FEES = "ごみ出し支援の料金は?"


def gap(question: str = INSURANCE, *others: str, why: tuple[str, ...] = ()) -> Gap:
    return Gap("id", (question, *others), 3, 2, 1, why, ("手引き",), 1_795_000_000.0)


@pytest.fixture
def admin(workspace: Workspace) -> Person:
    return workspace.person("colleague")


def fill(path: Path, team: str, asker: str) -> None:
    """The log of a bot that was asked twice what it does not know in one way or another, and once answered wrongly."""
    # A while ago by the clock that the bot forgets by.
    keeping = Keeping.open(path, itertools.count(time.time() - 3_600).__next__)
    log, asked = keeping.answers, Asked(team, "C1", "", asker)
    for question in (FEES, INSURANCE, INSURANCE_TOO):
        log.write(question, asked, Answer(question), Origin())
    log.write(ROLE, asked, answer_of(ROLE, ROLE_ANSWER), Origin())
    log.explain(ROLE, asker, "今年からは八つです")
    keeping.close()


@pytest.fixture
def inbox(workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, admin: Person) -> Iterator[Inbox]:
    """A bot with an administrator and three gaps."""
    fill(inbox_path.with_name(FILE), workspace.core.state.team.id, workspace.person("coordinator").id)
    with running_bot(workspace, answerer, inbox_path, admins=frozenset({admin.id})) as inbox:
        yield inbox


def listed(workspace: Workspace, inbox: Inbox, person: Person) -> Message:
    assert person.slash("/tsunagi", "気づき", channel="協議体").acked
    return said_by_bot(workspace, inbox, "協議体", viewer=person)[-1]


def test_an_administrator_sees_what_is_missing_the_most_asked_first_and_nobodys_name(
    workspace: Workspace, inbox: Inbox, admin: Person, coordinator: Person
) -> None:
    said = listed(workspace, inbox, admin)
    assert said.ephemeral_to == admin.id
    shown = words(said)
    assert f"{blocks.TITLE}（3件）" in shown
    assert shown.index(INSURANCE_TOO) < shown.index(FEES)
    assert "2回・見つからず 2・" in shown
    assert "1回・「違う」 1・" in shown
    assert "今年からは八つです" in shown
    assert coordinator.id not in str(said.blocks)


def test_nobody_else_sees_it(workspace: Workspace, inbox: Inbox, coordinator: Person) -> None:
    assert words(listed(workspace, inbox, coordinator)) == blocks.NOT_FOR_YOU


def test_what_is_settled_leaves_the_list_however_often_it_is_pressed(
    workspace: Workspace, inbox: Inbox, admin: Person
) -> None:
    said = listed(workspace, inbox, admin)
    delivery = admin.press(said, "対応済み")
    for _ in range(9):
        assert workspace.redeliver(delivery).acked
    said_by_bot(workspace, inbox, "協議体", viewer=admin)
    shown = words(said)
    assert blocks.SETTLED.format(question=INSURANCE_TOO) in shown
    assert f"{blocks.TITLE}（2件）" in shown
    assert shown.count("移動支援") == 1


def files(workspace: Workspace) -> list[StoredFile]:
    return [file for file in workspace.core.state.files.values() if file.complete]


def rows_of(file: StoredFile) -> list[dict[str, str]]:
    data = base64.b64decode(file.content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_ten_presses_send_the_file_once_to_the_administrator_alone(
    workspace: Workspace, inbox: Inbox, admin: Person
) -> None:
    said = listed(workspace, inbox, admin)
    for _ in range(10):
        assert admin.press(said, blocks.CSV_LABEL).acked
    direct = said_by_bot(workspace, inbox, workspace.direct_channel(admin), 2)
    assert words(direct[-2]) == blocks.CSV_SENT.format(count=3)
    (file,) = files(workspace)
    assert direct[-1].files == [file.id]
    first, *_ = rows_of(file)
    assert (first["質問"], first["ほかの聞き方"], first["回数"]) == (INSURANCE_TOO, INSURANCE, "2")


def test_without_the_right_to_send_files_it_says_what_to_do(answerer: ScriptedAnswerer, inbox_path: Path) -> None:
    manifest = load_manifest(MANIFEST)
    with Workspace(replace(manifest, scopes=manifest.scopes - {"files:write"}), deadlines=PATIENT) as workspace:
        admin = workspace.person("colleague")
        fill(inbox_path.with_name(FILE), workspace.core.state.team.id, "U1")
        with running_bot(workspace, answerer, inbox_path, admins=frozenset({admin.id})) as inbox:
            admin.press(listed(workspace, inbox, admin), blocks.CSV_LABEL)
            told = said_by_bot(workspace, inbox, "協議体", 2, viewer=admin)
    assert words(told[-1]) == blocks.CSV_FORBIDDEN


def test_who_is_no_administrator_any_more_settles_and_gets_nothing(
    workspace: Workspace, admin: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    team = workspace.core.state.team.id
    fill(inbox_path.with_name(FILE), team, "U1")
    with running_bot(workspace, answerer, inbox_path, admins=frozenset({admin.id})) as inbox:
        said = listed(workspace, inbox, admin)
    with running_bot(workspace, answerer, inbox_path) as inbox:
        admin.press(said, "対応済み")
        admin.press(said, blocks.CSV_LABEL)
        told = said_by_bot(workspace, inbox, "協議体", 3, viewer=admin)
    assert [words(each) for each in told[1:]] == [blocks.NOT_FOR_YOU] * 2
    assert files(workspace) == []
    keeping = Keeping.open(inbox_path.with_name(FILE), lambda: 0.0)
    assert len(keeping.answers.gaps(team)) == 3
    keeping.close()


def test_the_home_tab_shows_the_list_to_administrators_and_renews_it(
    workspace: Workspace, inbox: Inbox, admin: Person, coordinator: Person
) -> None:
    for person in (admin, coordinator):
        person.open_home()
    workspace.wait_for(lambda: admin.home and coordinator.home, 60, "two Home tabs")
    assert coordinator.home is not None
    assert blocks.TITLE not in str(coordinator.home.content)
    assert admin.home is not None
    assert f"{blocks.TITLE}（3件）" in str(admin.home.content)
    admin.press(admin.home, "対応済み")
    workspace.wait_for(lambda: f"{blocks.TITLE}（2件）" in str(admin.home and admin.home.content), 60, "two gaps")


@pytest.mark.parametrize("risky", ["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_nothing_that_people_wrote_is_a_formula_in_a_spreadsheet(risky: str) -> None:
    text = gaps_csv([gap(f"{risky} は?", why=(risky,))]).decode("utf-8-sig")
    headers, row = csv.reader(io.StringIO(text))
    assert (row[0], row[5]) == (f"'{risky} は?", f"'{risky}")
    assert not any(cell.startswith(tuple("=+-@\t＝＋－＠")) for cell in (*headers, *row))


def test_an_empty_list_says_so() -> None:
    assert gap_blocks([]) == []
    assert gaps_message([]).text == blocks.NONE
    assert list(csv.reader(io.StringIO(gaps_csv([]).decode("utf-8-sig"))))[1:] == []


def test_slack_takes_a_long_list_of_long_things_and_nothing_in_it_calls_anybody() -> None:
    many = [gap("<!channel> " + "長い" * 900, "ほかの聞き方", why=("<@U1>" * 200,) * 5) for _ in range(40)]
    message = gaps_message(many, "済みました。" * 80)
    assert message_faults(list(message.blocks)) == []
    assert "<!" not in str(message.blocks)
    assert "<@" not in str(message.blocks)
    assert "ほかに25件あります。" in str(message.blocks)
