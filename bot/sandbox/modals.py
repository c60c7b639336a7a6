"""Views: opened with a trigger, stacked up to three high, updated, published and closed."""

import json
from typing import Any

from bot.sandbox.block_rules import view_faults
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.identifiers import random_id
from bot.sandbox.inputs import elements_of, with_ids
from bot.sandbox.state import Json, Trigger, View

STACK_HEIGHT = 3
VIEW_BYTES = 250_000  # Slack refuses views above 250 kB


def new_trigger(core: WorkspaceCore, user_id: str, view_id: str | None = None) -> str:
    """Return a fresh trigger id: one use, and only for `deadlines.trigger` seconds."""
    expires = core.clock.now() + core.deadlines.trigger
    trigger = Trigger(f"{core.timestamps.next()}.{random_id('', 12).lower()}", user_id, expires, view_id=view_id)
    core.state.triggers[trigger.id] = trigger
    return trigger.id


def valid_trigger(core: WorkspaceCore, trigger_id: str) -> Trigger:
    """Return a usable trigger. Raises ApiError for one that is unknown, spent or too old."""
    trigger = core.state.triggers.get(trigger_id)
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if core.clock.now() > trigger.expires_at:
        raise ApiError("expired_trigger_id")
    return trigger


def checked_view(core: WorkspaceCore, content: Any, allowed: tuple[str, ...], own_id: str | None = None) -> Json:
    """Return the view with ids filled in; `own_id` is the view that is being replaced.

    Raises ApiError invalid_arguments, view_too_large or duplicate_external_id.
    """
    faults = view_faults(content, allowed)
    if faults:
        raise ApiError("invalid_arguments", messages=[f"[ERROR] {fault}" for fault in faults])
    if len(json.dumps(content, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise ApiError("view_too_large")
    external_id = content.get("external_id")
    others = (view for view in core.state.views.values() if view.is_open and view.id != own_id)
    if external_id and any(view.content.get("external_id") == external_id for view in others):
        raise ApiError("duplicate_external_id")
    return {**content, "blocks": with_ids(content["blocks"])}


def open_view(core: WorkspaceCore, user_id: str, content: Any) -> View:
    """Open a modal for a person; one that is already open gives way."""
    with core.change("view_opened", user=user_id):
        filled = checked_view(core, content, ("modal",))
        close_all(core, user_id)
        view_id = random_id("V")
        view = View(view_id, user_id, filled, _new_hash(core), view_id)
        core.state.views[view.id] = view
        core.state.view_stacks[user_id] = [view.id]
        return view


def push_view(core: WorkspaceCore, user_id: str, content: Any) -> View:
    """Put a modal on top of the open ones. Raises ApiError push_limit_reached above three."""
    with core.change("view_pushed", user=user_id):
        stack = core.state.view_stacks.get(user_id) or []
        if not stack:
            raise ApiError("invalid_trigger_id")
        if len(stack) >= STACK_HEIGHT:
            raise ApiError("push_limit_reached")
        filled = checked_view(core, content, ("modal",))
        below = core.state.views[stack[-1]]
        view = View(random_id("V"), user_id, filled, _new_hash(core), below.root_view_id, below.id)
        core.state.views[view.id] = view
        stack.append(view.id)
        return view


def update_view(core: WorkspaceCore, view: View, content: Any, expected_hash: str | None = None) -> View:
    """Replace a view's content; what was filled in stays where block and action id stay."""
    with core.change("view_updated", user=view.user, view=view.id):
        if expected_hash and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        view.content = checked_view(core, content, (view.content["type"],), view.id)
        view.values = _kept_values(view)
        view.errors = {}
        view.hash = _new_hash(core)
        return view


def publish_home(core: WorkspaceCore, user_id: str, content: Any, expected_hash: str | None) -> View:
    """Show a Home view to a person. Raises ApiError hash_conflict for an outdated hash."""
    known = core.state.views.get(core.state.homes.get(user_id, ""))
    if known is not None:
        return update_view(core, known, content, expected_hash)
    with core.change("home_published", user=user_id):
        filled = checked_view(core, content, ("home",))
        view_id = random_id("V")
        view = View(view_id, user_id, filled, _new_hash(core), view_id)
        core.state.views[view_id] = view
        core.state.homes[user_id] = view_id
        return view


def find_view(core: WorkspaceCore, view_id: str | None, external_id: str | None) -> View:
    """Return an open view by either id. Raises ApiError not_found."""
    for view in core.state.views.values():
        matches = view.id == view_id or (external_id and view.content.get("external_id") == external_id)
        if matches and view.is_open:
            return view
    raise ApiError("not_found")


def close_top(core: WorkspaceCore, user_id: str) -> None:
    """Close a person's top modal; the one below, if any, shows again."""
    with core.change("view_closed", user=user_id):
        stack = core.state.view_stacks.get(user_id, [])
        if stack:
            core.state.views[stack.pop()].is_open = False


def close_all(core: WorkspaceCore, user_id: str) -> None:
    """Close every modal of a person."""
    with core.change("view_closed", user=user_id):
        for view_id in core.state.view_stacks.pop(user_id, []):
            core.state.views[view_id].is_open = False


def open_views(core: WorkspaceCore, user_id: str) -> list[View]:
    """Return a person's open modals, the top one last."""
    return [core.state.views[view_id] for view_id in core.state.view_stacks.get(user_id, [])]


def _new_hash(core: WorkspaceCore) -> str:
    return f"{int(core.clock.now())}.{random_id('', 8)}"


def _kept_values(view: View) -> dict[str, dict[str, Json]]:
    kinds = {
        (block["block_id"], element["action_id"]): element["type"]
        for block, element in elements_of(view.content["blocks"])
    }
    kept: dict[str, dict[str, Json]] = {}
    for block_id, actions in view.values.items():
        for action_id, value in actions.items():
            if kinds.get((block_id, action_id)) == value["type"]:
                kept.setdefault(block_id, {})[action_id] = value
    return kept
