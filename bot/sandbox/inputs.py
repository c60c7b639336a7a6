"""Form elements: what they hold at first, what a person may put in, and how Slack reports it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.errors import PersonError
from bot.sandbox.identifiers import random_id
from bot.sandbox.state import Json

# Element type → the field of its reported state.
VALUE_FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_STATELESS = frozenset({"overflow", "button"})
_PATTERNS = {
    "datepicker": r"\d{4}-\d{2}-\d{2}",
    "timepicker": r"\d{2}:\d{2}",
    "number_input": r"-?\d+(\.\d+)?",
    "email_text_input": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "url_text_input": r"[a-zA-Z][a-zA-Z0-9+.\-]*://\S+",
}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with a block id and action ids everywhere, as Slack fills them in."""
    return [_block_with_ids(block) for block in blocks]


def _block_with_ids(block: Json) -> Json:
    filled = dict(block)
    filled["block_id"] = block.get("block_id") or random_id("", 5)
    for name in ("accessory", "element"):
        if name in filled:
            filled[name] = _element_with_id(filled[name])
    if block.get("type") in ("actions", "context_actions"):
        filled["elements"] = [_element_with_id(element) for element in block["elements"]]
    return filled


def _element_with_id(element: Json) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or random_id("", 5)}


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every (block, element) pair that a person could use."""
    for block in blocks:
        for name in ("accessory", "element"):
            if isinstance(block.get(name), dict) and "action_id" in block[name]:
                yield block, block[name]
        if block.get("type") in ("actions", "context_actions"):
            for element in block.get("elements", []):
                yield block, element


def state_values(blocks: list[Json], filled: Mapping[str, Mapping[str, Json]]) -> Json:
    """Return `state.values`: what was filled in, else each element's initial or empty value."""
    values: Json = {}
    for block, element in elements_of(blocks):
        if element["type"] in VALUE_FIELDS and element["type"] not in _STATELESS:
            block_id, action_id = block["block_id"], element["action_id"]
            given = filled.get(block_id, {}).get(action_id)
            values.setdefault(block_id, {})[action_id] = given or initial_value(element)
    return values


def initial_value(element: Json) -> Json:
    """Return an element's reported state before anybody touched it."""
    field = VALUE_FIELDS[element["type"]]
    initial = "initial_value" if field in ("value", "rich_text_value") else field
    empty: Any = [] if field in ("selected_options", "files") or field.endswith("s") else None
    return {"type": element["type"], field: element.get(initial.replace("selected_", "initial_"), empty)}


def filled_value(element: Json, given: Any) -> Json:
    """Return an element's reported state after a person gave `given`.

    Options are named by value or text. Raises PersonError for what Slack's form would not take.
    """
    kind = element["type"]
    field = VALUE_FIELDS.get(kind)
    if field is None:
        raise PersonError(f"A {kind} element takes no value.")
    if field == "selected_option":
        return {"type": kind, field: None if given is None else find_option(element, given)}
    if field == "selected_options":
        return {"type": kind, field: [find_option(element, one) for one in given]}
    if field in ("value", "selected_date", "selected_time"):
        return {"type": kind, field: _text(element, given)}
    return {"type": kind, field: given}


def find_option(element: Json, given: Any) -> Json:
    """Return the option whose value or text is `given`; an external select takes whole options."""
    if isinstance(given, dict):
        return given
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    options: list[Json] = [option for group in groups for option in group["options"]]
    for option in options:
        if given in (option["value"], option["text"]["text"]):
            return option
    offered = ", ".join(option["text"]["text"] for option in options) or "none"
    raise PersonError(f"There is no option {given!r}; offered: {offered}.")


def is_empty(value: Json) -> bool:
    """Tell whether a reported state holds nothing."""
    return value[VALUE_FIELDS[value["type"]]] in (None, "", [])


def _text(element: Json, given: Any) -> str | None:
    if given is None or given == "":
        return None
    text = str(given)
    kind = element["type"]
    pattern = _PATTERNS.get(kind)
    if pattern is not None and not re.fullmatch(pattern, text):
        raise PersonError(f"The {kind} does not take {text!r}.")
    if kind == "number_input":
        _check_number(element, text)
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if kind == "plain_text_input" and not shortest <= len(text) <= longest:
        raise PersonError(f"The field takes {shortest} to {longest} characters, not {len(text)}.")
    return text


def _check_number(element: Json, text: str) -> None:
    lowest = float(element.get("min_value", "-inf"))
    highest = float(element.get("max_value", "inf"))
    if not lowest <= float(text) <= highest:
        raise PersonError(f"The field takes numbers from {lowest:g} to {highest:g}, not {text}.")
    if "." in text and not element.get("is_decimal_allowed"):
        raise PersonError(f"The field takes whole numbers only, not {text}.")
