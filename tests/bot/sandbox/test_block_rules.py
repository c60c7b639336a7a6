"""Block Kit's rules, without a server."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import HeaderBlock, SectionBlock

from bot.sandbox.block_rules import message_faults, text_length, view_faults
from tests.bot.sandbox.block_samples import GOOD_BLOCKS, INPUTS, Block, actions, button, field, menu, modal, options
from tests.bot.sandbox.helpers import mrkdwn, plain, section


def complaints(blocks: list[Block]) -> list[str]:
    return [str(fault) for fault in message_faults(blocks)]


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: block["type"])
def test_blocks_at_their_limits_are_accepted(block: Block) -> None:
    assert complaints([block]) == []


@pytest.mark.parametrize("element", INPUTS, ids=lambda element: element["type"])
def test_every_input_element_is_accepted_in_a_modal(element: Block) -> None:
    assert view_faults(modal(field(element))) == []


def test_an_actions_block_takes_menus_and_pickers_but_no_typed_lines() -> None:
    for element in INPUTS:
        typed = element["type"] in (
            "plain_text_input",
            "email_text_input",
            "url_text_input",
            "number_input",
            "file_input",
        )
        assert bool(complaints([actions(element)])) == typed, element["type"]


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        (section("あ" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (
            {"type": "section", "fields": [mrkdwn("あ" * 2001)]},
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (
            {"type": "section", "fields": [mrkdwn("x")] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        (
            {"type": "header", "text": plain("見" * 151)},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "header", "text": mrkdwn("x")},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            {"type": "context", "elements": [mrkdwn("x")] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            actions(*(button(action_id=str(n)) for n in range(26))),
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            actions(button(text=plain("長" * 76))),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            actions(button(value="v" * 2001)),
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (
            actions(button(disabled=True)),
            "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions(button(), button()),
            "duplicate action_id: go [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            actions(menu("static_select", options=options(101))),
            "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            actions(menu("static_select", options=[{"text": plain("x"), "value": "v" * 151}])),
            "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
        ),
        (
            actions(menu("static_select")),
            "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions(menu("overflow", options=options(6))),
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            actions(GOOD_BLOCKS[10]["elements"][0]),
            "unsupported type: feedback_buttons [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            {"type": "context_actions", "elements": [button()]},
            "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
        ),
        (field(menu("file_input")), "unsupported type: file_input [json-pointer:/blocks/0/element/type]"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * n for n in (1, 2)]},
            "every row must have the same number of cells [json-pointer:/blocks/0/rows]",
        ),
        ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ({"text": "x"}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
        (
            {"type": "divider", "block_id": "b" * 256},
            "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
        ),
    ],
)
def test_a_broken_limit_is_named_with_its_place(block: Block, complaint: str) -> None:
    assert complaints([block]) == [complaint]


def test_a_message_takes_fifty_blocks() -> None:
    assert complaints([section()] * 50) == []
    assert complaints([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


@pytest.mark.parametrize("kind", ["modal", "home"])
def test_a_view_takes_a_hundred_blocks(kind: str) -> None:
    view = modal() if kind == "modal" else {"type": "home", "blocks": []}
    assert view_faults({**view, "blocks": [section()] * 100}) == []
    (fault,) = view_faults({**view, "blocks": [section()] * 101})
    assert str(fault) == "no more than 100 items allowed [json-pointer:/view/blocks]"


def test_a_block_id_serves_once() -> None:
    blocks = [{**section(), "block_id": "same"}, {**section(), "block_id": "same"}]
    assert complaints(blocks) == ["duplicate block_id: same [json-pointer:/blocks/1/block_id]"]


def test_markdown_blocks_share_twelve_thousand_characters() -> None:
    blocks = [{"type": "markdown", "text": "あ" * 7000}] * 2
    assert complaints(blocks) == ["markdown blocks must be less than 12001 characters in all [json-pointer:/blocks]"]


def test_a_message_takes_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert complaints([table, table]) == ["only one table block allowed [json-pointer:/blocks/1]"]


@pytest.mark.parametrize("kind", ["markdown", "table", "context_actions", "file"])
@pytest.mark.parametrize("surface", ["modal", "home"])
def test_some_blocks_belong_in_messages_only(kind: str, surface: str) -> None:
    block = next(block for block in GOOD_BLOCKS if block["type"] == kind)
    view = modal(block) if surface == "modal" else {"type": "home", "blocks": [block]}
    assert [str(fault) for fault in view_faults(view)] == [
        f"unsupported type: {kind} [json-pointer:/view/blocks/0/type]"
    ]


MODAL_ONLY = {"email_text_input", "file_input", "number_input", "url_text_input"}


@pytest.mark.parametrize("element", INPUTS, ids=lambda element: element["type"])
def test_some_fields_belong_in_modals_only(element: Block) -> None:
    kind = element["type"]
    in_message = complaints([field(element)])
    on_home = [str(fault) for fault in view_faults({"type": "home", "blocks": [field(element)]})]
    complaint = f"unsupported type: {kind} [json-pointer:{{}}/blocks/0/element/type]"
    assert in_message == ([complaint.format("")] if kind in MODAL_ONLY else [])
    assert on_home == ([complaint.format("/view")] if kind in MODAL_ONLY | {"datetimepicker"} else [])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"title": plain("題" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": plain("送" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
        ({"close": plain("閉" * 25)}, "must be less than 25 characters [json-pointer:/view/close/text]"),
        (
            {"private_metadata": "m" * 3001},
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        ({"callback_id": "c" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
    ],
)
def test_the_frame_of_a_modal_has_limits(changes: Block, complaint: str) -> None:
    assert [str(fault) for fault in view_faults(modal(section(), **changes))] == [complaint]


def test_a_modal_with_a_field_needs_a_button_to_send_it() -> None:
    view = modal(field(menu("plain_text_input")))
    del view["submit"]
    assert [fault.pointer for fault in view_faults(view)] == ["/view"]


def test_all_text_of_a_message_is_counted_wherever_it_stands() -> None:
    blocks = [section("12345"), actions(button(text=plain("678"))), {"type": "markdown", "text": "90"}]
    assert text_length(blocks) == 10


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "element", "options", "block_id", "rows", "label"]),
            inner | st.sampled_from(["section", "actions", "input", "button", "table", "plain_text"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_value_however_odd_breaks_the_rules_themselves(value: Any) -> None:
    for fault in [*message_faults(value), *view_faults(value)]:
        assert str(fault).endswith(f"[json-pointer:{fault.pointer}]")


@given(JSON)
def test_every_fault_points_at_something_that_is_there(value: Any) -> None:
    for fault in message_faults([value]):
        place: Any = {"blocks": [value]}
        for step in fault.pointer.split("/")[1:]:
            place = place[int(step)] if isinstance(place, list) else place[step]


@given(st.integers(min_value=0, max_value=3100))
def test_sections_are_judged_as_the_official_models_judge_them(length: int) -> None:
    text = "あ" * length
    try:
        ours = SectionBlock(text=text).to_dict() if text else section(text)
        accepted = bool(text)
    except SlackObjectFormationError:
        ours, accepted = section(text), False
    assert (message_faults([json.loads(json.dumps(ours))]) == []) == accepted


def test_headers_made_by_the_official_models_are_accepted() -> None:
    assert message_faults([HeaderBlock(text="見出し").to_dict()]) == []
