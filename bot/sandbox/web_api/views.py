"""views.*: modals and the Home tab."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import modals
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.shapes import view_json
from bot.sandbox.state import Json, View
from bot.sandbox.web_api.call import Call, Method, missing


def _content(call: Call) -> Any:
    content = call.structure("view")
    if content is None:
        raise missing("view")
    return content


def _shown(call: Call, view: View) -> Json:
    return {"view": view_json(call.core, view)}


def open_(call: Call) -> Json:
    """Open a modal with a fresh trigger, which a faulty view does not use up."""
    return _with_trigger(call, modals.open_view)


def push(call: Call) -> Json:
    """Stack a modal on the open ones with a trigger from inside them."""
    return _with_trigger(call, modals.push_view)


def _with_trigger(call: Call, show: Callable[[WorkspaceCore, str, Any], View]) -> Json:
    content = _content(call)
    trigger = modals.valid_trigger(call.core, _trigger_id(call))
    view = show(call.core, trigger.user, content)
    trigger.used = True
    return _shown(call, view)


def _trigger_id(call: Call) -> str:
    return call.text("trigger_id") or call.required("interactivity_pointer")


def update(call: Call) -> Json:
    """Replace an open view found by view_id or external_id."""
    content = _content(call)
    view_id, external_id = call.text("view_id") or None, call.text("external_id") or None
    if not view_id and not external_id:
        raise missing("view_id")
    view = modals.find_view(call.core, view_id, external_id)
    return _shown(call, modals.update_view(call.core, view, content, call.text("hash") or None))


def publish(call: Call) -> Json:
    """Show a Home view to a person. Raises ApiError not_enabled without a Home tab in the manifest."""
    content = _content(call)
    user = call.core.user(call.required("user_id"))
    if not call.core.manifest.home_tab:
        raise ApiError("not_enabled")
    return _shown(call, modals.publish_home(call.core, user.id, content, call.text("hash") or None))


METHODS = {
    "views.open": Method(open_, (), 4),
    "views.push": Method(push, (), 4),
    "views.update": Method(update, (), 4),
    "views.publish": Method(publish, (), 4),
}
