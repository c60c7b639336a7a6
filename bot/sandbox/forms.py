"""What people do with blocks: press, pick, fill in, send and close."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from bot.sandbox import interactions, modals
from bot.sandbox.acknowledgements import finish_form
from bot.sandbox.acts import must_be_interactive
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import PersonError
from bot.sandbox.inputs import VALUE_FIELDS, elements_of, filled_value, is_empty, state_values
from bot.sandbox.outgoing import Delivery, Outgoing
from bot.sandbox.state import Json, Message, User, View

QUERY_LENGTH = 3  # characters an external select waits for, unless its block says otherwise
Reference = str | tuple[str, str]  # a name, or exactly: block id and action id
_BUTTONS = ("button", "workflow_button", "icon_button")


def press(
    core: WorkspaceCore, user: User, target: Message | View, reference: Reference, value: str | None = None
) -> Future[Delivery]:
    """Press a button, named by its action id, text or value; `value` tells feedback buttons apart."""
    with core.lock:
        _must_see(user, target)
        block, element, pressed = _find_button(_blocks(target), reference, value)
        action: Json = {"type": element["type"], "text": pressed["text"]}
        for name in ("value", "style"):
            if name in pressed:
                action[name] = pressed[name]
        return _act(core, user, target, block, element, action)


def pick(core: WorkspaceCore, user: User, target: Message | View, reference: Reference, given: Any) -> Future[Delivery]:
    """Pick in a menu, picker or field outside an input block, or in one that dispatches its action."""
    with core.lock:
        _must_see(user, target)
        block, element = _find_element(_blocks(target), reference)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise PersonError(f"{reference!r} sends nothing until the form is sent; use `fill`.")
        value = filled_value(element, given)
        kept = target.values if isinstance(target, View) else target.inputs
        if element["type"] != "overflow":
            kept.setdefault(block["block_id"], {})[element["action_id"]] = value
        return _act(core, user, target, block, element, value)


def _act(
    core: WorkspaceCore, user: User, target: Message | View, block: Json, element: Json, action: Json
) -> Future[Delivery]:
    must_be_interactive(core)
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    whole = {**ids, **action, "action_ts": core.timestamps.next()}
    if isinstance(target, View):
        payload = interactions.view_action(core, user, target, whole)
    else:
        channel = core.state.channels[target.channel]
        payload = interactions.message_action(core, user, channel, target, whole)
    return core.dispatch(Outgoing("interactive", payload, accepts_response=False))


def fill(core: WorkspaceCore, user: User, target: Message | View, values: Mapping[Any, Any]) -> None:
    """Fill in fields, named as `Reference` or by label, without sending anything."""
    with core.change("view_filled", user=user.id):
        _must_see(user, target)
        kept = target.values if isinstance(target, View) else target.inputs
        for reference, given in values.items():
            block, element = _find_element(_blocks(target), reference)
            value = filled_value(element, given)
            kept.setdefault(block["block_id"], {})[element["action_id"]] = value


def submit(core: WorkspaceCore, user: User, view: View) -> Future[Delivery]:
    """Send a form. Raises PersonError while a required field is empty, as Slack's client does."""
    with core.lock:
        _must_see(user, view)
        _must_be_on_top(core, view)
        if "submit" not in view.content:
            raise PersonError("This view has no button to send it.")
        _check_required(view)
        view.errors = {}
        payload = interactions.view_submission(core, user, view)

        def on_ack(answer: Json | None) -> str | None:
            return finish_form(core, view, answer)

        return core.dispatch(Outgoing("interactive", payload, accepts_response=True, on_ack=on_ack))


def close(core: WorkspaceCore, user: User, view: View, *, whole_stack: bool = False) -> Future[Delivery] | None:
    """Close a form, or with `whole_stack` all of them; the app hears of it when it asked to."""
    with core.lock:
        _must_see(user, view)
        _must_be_on_top(core, view)
        cleared = whole_stack or bool(view.content.get("clear_on_close"))
        payload = interactions.view_closed(core, user, view, cleared)
        if cleared:
            modals.close_all(core, user.id)
        else:
            modals.close_top(core, user.id)
        if not view.content.get("notify_on_close"):
            return None
        return core.dispatch(Outgoing("interactive", payload, accepts_response=False))


def suggest(
    core: WorkspaceCore, user: User, target: Message | View, reference: Reference, typed: str
) -> Future[Delivery]:
    """Type into an external select; the app's answer carries the options."""
    with core.lock:
        must_be_interactive(core)
        _must_see(user, target)
        block, element = _find_element(_blocks(target), reference)
        if element["type"] not in ("external_select", "multi_external_select"):
            raise PersonError(f"{reference!r} is a {element['type']}, which asks the app for nothing.")
        shortest = element.get("min_query_length", QUERY_LENGTH)
        if len(typed) < shortest:
            raise PersonError(f"Type at least {shortest} characters.", "too_short")
        ids = (block["block_id"], element["action_id"])
        payload = interactions.block_suggestion(core, user, target, ids, typed)
        return core.dispatch(Outgoing("interactive", payload, accepts_response=True))


def _blocks(target: Message | View) -> list[Json]:
    return target.content["blocks"] if isinstance(target, View) else target.blocks


def _must_see(user: User, target: Message | View) -> None:
    if isinstance(target, View):
        if target.user != user.id:
            raise PersonError("This view is shown to somebody else.")
        if not target.is_open:
            raise PersonError("This view has been closed.", "view_closed")
    elif target.ephemeral_to not in (None, user.id):
        raise PersonError("Only somebody else sees this message.")


def _must_be_on_top(core: WorkspaceCore, view: View) -> None:
    stack = core.state.view_stacks.get(view.user, [])
    if not stack or stack[-1] != view.id:
        raise PersonError("This view is not the one on top.", "view_closed")


def _is_exactly(block: Json, element: Json, reference: Reference) -> bool:
    return (block["block_id"], element["action_id"]) == reference


def _find_button(blocks: list[Json], reference: Reference, value: str | None) -> tuple[Json, Json, Json]:
    offered: list[str] = []
    for block, element in elements_of(blocks):
        for button in _buttons(element):
            text = button["text"]["text"]
            offered.append(text)
            by_id = element["action_id"] == reference and button is element
            exactly = _is_exactly(block, element, reference) and value in (None, button.get("value"))
            if exactly or by_id or reference in (text, button.get("value")):
                return block, element, button
    raise PersonError(f"There is no button {reference!r}; there are: {', '.join(offered) or 'none'}.")


def _buttons(element: Json) -> list[Json]:
    if element["type"] == "feedback_buttons":
        return [element["positive_button"], element["negative_button"]]
    return [element] if element["type"] in _BUTTONS else []


def _find_element(blocks: list[Json], reference: Reference) -> tuple[Json, Json]:
    fillable = [(block, element) for block, element in elements_of(blocks) if element["type"] in VALUE_FIELDS]
    for block, element in fillable:
        named = reference in (element["action_id"], block["block_id"], _label(block))
        if named or _is_exactly(block, element, reference):
            return block, element
    known = ", ".join(_label(block) or element["action_id"] for block, element in fillable)
    raise PersonError(f"There is no field {reference!r}; there are: {known or 'none'}.")


def _label(block: Json) -> str:
    return str(block["label"]["text"]) if "label" in block else ""


def _check_required(view: View) -> None:
    values = state_values(view.content["blocks"], view.values)
    for block in view.content["blocks"]:
        if block["type"] == "input" and not block.get("optional"):
            value = values[block["block_id"]][block["element"]["action_id"]]
            if is_empty(value):
                raise PersonError(f"Please complete this required field: {_label(block)}.", "required")
