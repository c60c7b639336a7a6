"""What forms are made of, and how to read what was given in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.message import Block
from bot.blocks.resource_parts import plain

GIVEN = "given"  # the action id of every field: fields are told apart by their block id
LONGEST_HINT = 150  # ours; Block Kit takes 2,000, a telephone shows two lines


def field(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A field of a form."""
    made: Block = {"type": "input", "block_id": block_id, "label": plain(label), "optional": optional}
    made["element"] = {**element, "action_id": GIVEN}
    return {**made, "hint": plain(hint[:LONGEST_HINT])} if hint else made


def channels_menu(chosen: Sequence[str]) -> Block:
    """Channels to choose, public and private."""
    element: Block = {"type": "multi_conversations_select", "filter": {"include": ["public", "private"]}}
    return {**element, "initial_conversations": list(chosen)} if chosen else element


def people_menu(chosen: Sequence[str]) -> Block:
    """People to choose."""
    element: Block = {"type": "multi_users_select"}
    return {**element, "initial_users": list(chosen)} if chosen else element


def radio(options: Sequence[Block], chosen: str) -> Block:
    """One of some; `chosen` is the value of one of them."""
    initial = next(each for each in options if each["value"] == chosen)
    return {"type": "radio_buttons", "options": list(options), "initial_option": initial}


def modal(callback: str, title: str, metadata: str, blocks: Sequence[Block], *, submit: str = "保存") -> Block:
    """A form; without `submit` a page to read."""
    made: Block = {"type": "modal", "callback_id": callback, "title": plain(title), "close": plain("閉じる")}
    sent = {"submit": plain(submit)} if submit else {}
    return {**made, **sent, "private_metadata": metadata, "blocks": list(blocks)}


def chosen_in(view: Mapping[str, Any], block_id: str) -> str:
    """The value of the one option that was chosen; empty where none was."""
    return str((_state(view, block_id).get("selected_option") or {}).get("value", ""))


def several_in(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """What was chosen of several: ids of channels, of people, or values of options."""
    state = _state(view, block_id)
    options = [each["value"] for each in state.get("selected_options") or ()]
    return tuple(state.get("selected_conversations") or state.get("selected_users") or options)


def text_in(view: Mapping[str, Any], block_id: str) -> str:
    """What was typed; empty where nothing was."""
    return str(_state(view, block_id).get("value") or "")


def conversation_in(view: Mapping[str, Any], block_id: str) -> str:
    """The id of the conversation that was chosen; empty where none was."""
    return str(_state(view, block_id).get("selected_conversation") or "")


def _state(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    state: Mapping[str, Any] = view["state"]["values"].get(block_id, {}).get(GIVEN, {})
    return state
