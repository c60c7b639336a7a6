"""Whatever a note says, Slack takes the message and the form that show it."""

from __future__ import annotations

import dataclasses

import pytest

from bot.blocks import resource_checks as checks
from bot.blocks import resource_messages as messages
from bot.blocks.message import FALLBACK_TEXT, TEXT_IN_A_MESSAGE, Message, text_length
from bot.blocks.resource_form import NAMES, Sheet, form_view
from bot.sandbox.block_rules import message_faults, view_faults
from knowledge.resources import filling, privacy
from knowledge.resources.codec import differences
from knowledge.resources.duplicates import Reason, Twin
from knowledge.resources.model import CONTENT, TOPICS, Problem, ResourceNote, State

SHEET = Sheet("form", "k" * 32, "C0123456789", "https://hooks.slack.com/commands/" + "x" * 100)


def note_of(text: str) -> ResourceNote:
    """A note in which every text says this."""
    fields = {name: text for name in CONTENT if isinstance(getattr(ResourceNote(), name), str)}
    enums = {name: getattr(ResourceNote(), name) for name in ("kind", "state", "visibility")}
    return dataclasses.replace(ResourceNote(id="a" * 32, version=1), **{**fields, **enums}, topics=TOPICS)


LONG = [note_of("み" * 3_000), note_of("&" * 3_000), note_of("<!channel> \n" * 200), note_of("")]
TWINS = [Twin(note, 1.0, (Reason("名前が同じです", 0.5),)) for note in LONG[:3]]


def sound(message: Message) -> None:
    blocks = [dict(block) for block in message.blocks]
    assert message_faults(blocks) == []
    assert "<!channel>" not in str(blocks)
    assert len(message.text) <= FALLBACK_TEXT
    assert sum(map(text_length, blocks)) <= TEXT_IN_A_MESSAGE


@pytest.mark.parametrize("note", LONG)
def test_messages_are_what_slack_takes(note: ResourceNote) -> None:
    sound(messages.receipt(note, "記録しました。"))
    warned = privacy.warnings(dataclasses.replace(note, contact="090-1234-5678"))
    sound(messages.understood(note, "line:1", [], warned, TWINS))
    sound(messages.understood(note, "line:1", [Problem("name", "名前", "を書いてください。")], (), ()))
    for state in State:
        sound(messages.results([dataclasses.replace(note, state=state)] * messages.SHOWN, "み" * 3_000))
    sound(messages.results([], "言葉"))


@pytest.mark.parametrize("note", LONG)
@pytest.mark.parametrize("whole", [False, True])
def test_forms_are_what_slack_takes(note: ResourceNote, whole: bool) -> None:
    form = form_view(SHEET._replace(whole=whole), note, {}, TOPICS, kept=True)
    assert view_faults(form, ("modal",)) == []
    warned = privacy.warnings(dataclasses.replace(note, contact="090-1234-5678"))
    assert view_faults(checks.check_view(SHEET, note, warned, TWINS), ("modal",)) == []
    changed = differences(ResourceNote(), note)
    assert view_faults(checks.conflict_view(SHEET, note, changed, "U1"), ("modal",)) == []


def test_the_first_page_has_six_fields_and_the_whole_form_every_one() -> None:
    def names(whole: bool) -> list[str]:
        form = form_view(SHEET._replace(whole=whole), ResourceNote(), {}, TOPICS)
        return [block["block_id"] for block in form["blocks"] if block["type"] == "input"]

    assert names(False) == ["name", "kind", "topics", "when", filling.WHERE, filling.CONTACT]
    assert set(names(True)) == NAMES


def test_what_was_typed_goes_over_what_the_note_says() -> None:
    form = form_view(SHEET, ResourceNote(name="前の名前"), {"name": "新しい名前", "topics": ["除雪"]}, TOPICS)
    assert "新しい名前" in str(form)
    assert "前の名前" not in str(form)
    topics = next(block for block in form["blocks"] if block.get("block_id") == "topics")
    assert [each["value"] for each in topics["element"]["initial_options"]] == ["除雪"]
