"""Elements: everything a person can press, pick or fill in, and which block may hold it."""

from bot.sandbox.block_rules.parts import (
    ACTION_ID,
    CHOICES,
    CONFIRM,
    CONVERSATION_FILTER,
    DATE,
    DISPATCH,
    OPTION,
    OPTION_GROUP,
    SLACK_FILE,
    TIME,
    TYPE,
    URL,
    any_text,
    option,
    plain_text,
)
from bot.sandbox.block_rules.schema import (
    Rule,
    anything,
    boolean,
    every,
    exactly_one,
    integer,
    items,
    one_of,
    record,
    string,
)

_ID = {"action_id": ACTION_ID}
_FOCUS = {"focus_on_load": boolean}
_PLACEHOLDER = {"placeholder": plain_text(150)}
_PICKED = {**_ID, **_FOCUS, "confirm": CONFIRM}
_MENU = {**_PICKED, **_PLACEHOLDER}
_MANY = {**_MENU, "max_selected_items": integer(1, 1000)}
_TYPED = {**_ID, **_FOCUS, **_PLACEHOLDER, "dispatch_action_config": DISPATCH}
_LISTS = {"options": items(OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_IDS = items(string(255), 1000, least=0)
_CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
_SHARED = {"response_url_enabled": boolean}
_FORMATTED = option(formatted=True)
_STYLE = one_of("primary", "danger")
_NUMBER = string(32, pattern=r"-?\d+(\.\d+)?")
_FEEDBACK_BUTTON = record({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})


def _element(optional: dict[str, Rule], required: dict[str, Rule] | None = None) -> Rule:
    return record({"type": TYPE, **(required or {})}, optional)


ELEMENTS: dict[str, Rule] = {
    "button": _element(
        {**_ID, "url": URL, "value": string(2000), "style": _STYLE, "confirm": CONFIRM}
        | {"accessibility_label": string(75), "agent_prompt": string(4000)},
        {"text": plain_text(75)},
    ),
    "workflow_button": _element(
        {**_ID, "style": _STYLE, "accessibility_label": string(75)},
        {"text": plain_text(75), "workflow": anything},
    ),
    "checkboxes": _element({**_PICKED, "initial_options": items(_FORMATTED, 10)}, {"options": items(_FORMATTED, 10)}),
    "radio_buttons": _element({**_PICKED, "initial_option": _FORMATTED}, {"options": items(_FORMATTED, 10)}),
    "overflow": _element({**_ID, "confirm": CONFIRM}, {"options": items(OPTION, 5)}),
    "datepicker": _element({**_MENU, "initial_date": DATE}),
    "timepicker": _element({**_MENU, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": _element({**_PICKED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "static_select": every(_element({**_MENU, **_LISTS, "initial_option": OPTION}), CHOICES),
    "multi_static_select": every(
        _element({**_MANY, **_LISTS, "initial_options": items(OPTION, 100, least=0)}), CHOICES
    ),
    "external_select": _element({**_MENU, "initial_option": OPTION, "min_query_length": integer(0, 1000)}),
    "multi_external_select": _element(
        {**_MANY, "initial_options": items(OPTION, 100, least=0), "min_query_length": integer(0, 1000)}
    ),
    "users_select": _element({**_MENU, "initial_user": string(255)}),
    "multi_users_select": _element({**_MANY, "initial_users": _IDS}),
    "conversations_select": _element({**_MENU, **_CONVERSATIONS, **_SHARED, "initial_conversation": string(255)}),
    "multi_conversations_select": _element({**_MANY, **_CONVERSATIONS, "initial_conversations": _IDS}),
    "channels_select": _element({**_MENU, **_SHARED, "initial_channel": string(255)}),
    "multi_channels_select": _element({**_MANY, "initial_channels": _IDS}),
    "plain_text_input": _element(
        {**_TYPED, "multiline": boolean, "initial_value": string(3000, shortest=0)}
        | {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    ),
    "rich_text_input": _element(
        {**_TYPED, "initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "email_text_input": _element({**_TYPED, "initial_value": string(3000, shortest=0)}),
    "url_text_input": _element({**_TYPED, "initial_value": string(3000, shortest=0)}),
    "number_input": _element(
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        {"is_decimal_allowed": boolean},
    ),
    "file_input": _element(
        {**_ID, "filetypes": items(string(20), 100), "max_files": integer(1, 10)},
    ),
    "image": every(
        _element({"image_url": URL, "slack_file": SLACK_FILE}, {"alt_text": string(2000)}),
        exactly_one("image_url", "slack_file"),
    ),
    "feedback_buttons": _element(_ID, {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}),
    "icon_button": _element(
        {**_ID, "value": string(2000), "confirm": CONFIRM, "accessibility_label": string(75)}
        | {"visible_to_user_ids": _IDS},
        {"icon": one_of("trash"), "text": plain_text(75)},
    ),
    "plain_text": any_text(3000),
    "mrkdwn": any_text(3000),
}

_SINGLE_MENUS = ("static", "external", "users", "conversations", "channels")
SELECTS = frozenset(f"{kind}_select" for kind in _SINGLE_MENUS)
MULTI_SELECTS = frozenset(f"multi_{kind}_select" for kind in _SINGLE_MENUS)
_PICKERS = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"})
IN_SECTION = SELECTS | MULTI_SELECTS | _PICKERS | {"button", "image", "overflow", "workflow_button"}
IN_ACTIONS = (
    SELECTS | MULTI_SELECTS | _PICKERS | {"button", "datetimepicker", "overflow", "rich_text_input", "workflow_button"}
)
IN_CONTEXT = frozenset({"image", "plain_text", "mrkdwn"})
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
IN_INPUT = (
    SELECTS
    | MULTI_SELECTS
    | _PICKERS
    | {"datetimepicker", "plain_text_input", "rich_text_input", "email_text_input", "url_text_input"}
    | {"number_input", "file_input"}
)


def chosen(names: frozenset[str]) -> dict[str, Rule]:
    """Return the rules of the named elements, in a stable order."""
    return {name: ELEMENTS[name] for name in sorted(names)}
