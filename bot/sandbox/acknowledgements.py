"""What an app may say in the acknowledgement itself: a reply to a command, the fate of a form."""

from bot.sandbox import modals
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.hooks import apply_response
from bot.sandbox.state import Channel, Json, ResponseHook, View

INVALID_RESPONSE = "invalid_response"


def answer_command(core: WorkspaceCore, channel: Channel, user_id: str, payload: Json | None) -> str | None:
    """Post the message an acknowledged command carries; returns an error name or None."""
    if not payload or not (payload.get("text") or payload.get("blocks")):
        return None
    hook = ResponseHook("ack", channel.id, user_id, expires_at=0)
    try:
        apply_response(core, hook, payload)
    except ApiError as error:
        return str(error)
    return None


def finish_form(core: WorkspaceCore, view: View, payload: Json | None) -> str | None:
    """Close, keep, replace or stack a submitted form as the app says; returns an error name or None."""
    action = (payload or {}).get("response_action")
    try:
        if action == "errors":
            return _show_errors(core, view, (payload or {}).get("errors"))
        if action == "clear":
            modals.close_all(core, view.user)
        elif action == "update":
            modals.update_view(core, view, (payload or {}).get("view"))
        elif action == "push":
            modals.push_view(core, view.user, (payload or {}).get("view"))
        elif action is None:
            modals.close_top(core, view.user)
        else:
            return INVALID_RESPONSE
    except ApiError as error:
        return str(error)
    return None


def _show_errors(core: WorkspaceCore, view: View, errors: object) -> str | None:
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return INVALID_RESPONSE
    with core.change("view_errors", user=view.user, view=view.id):
        view.errors = {str(block_id): str(problem) for block_id, problem in errors.items()}
    return None
