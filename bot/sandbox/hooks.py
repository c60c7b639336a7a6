"""Response URLs: five messages within half an hour, to the place where something was done."""

import secrets
from typing import Any

from bot.sandbox.block_rules import message_faults
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.inputs import with_ids
from bot.sandbox.posting import bot_message, edit, post, remove
from bot.sandbox.state import Channel, Json, Message, ResponseHook

USES = 5


def new_hook(core: WorkspaceCore, channel: Channel, user_id: str, message_ts: str | None = None) -> str:
    """Return a new response URL for a person in a channel, bound to a message when there is one."""
    hook_id = secrets.token_urlsafe(16)
    expires = core.clock.now() + core.deadlines.response_url
    core.state.hooks[hook_id] = ResponseHook(hook_id, channel.id, user_id, expires, message_ts)
    return f"{core.base_url}/response_url/{hook_id}"


def use_hook(core: WorkspaceCore, hook_id: str, body: Any) -> None:
    """Do what an app sent to a response URL.

    Raises ApiError used_url (unknown or five times used), expired_url, invalid_payload, no_text or
    invalid_blocks; a refused payload does not count as a use.
    """
    with core.lock:
        hook = core.state.hooks.get(hook_id)
        if hook is None or hook.uses >= USES:
            raise ApiError("used_url")
        if core.clock.now() > hook.expires_at:
            raise ApiError("expired_url")
        if not isinstance(body, dict):
            raise ApiError("invalid_payload")
        apply_response(core, hook, body)
        hook.uses += 1


def apply_response(core: WorkspaceCore, hook: ResponseHook, body: Json) -> None:
    """Post, replace or delete as a response payload says."""
    channel = core.state.channels[hook.channel]
    original = next((m for m in channel.messages if m.ts == hook.message_ts), None)
    if body.get("delete_original"):
        if original is None:
            raise ApiError("message_not_found")
        remove(core, channel, original)
        return
    text, blocks = _content(body)
    if body.get("replace_original") and original is not None:
        edit(core, channel, original, text=text, blocks=blocks)
        return
    _post_response(core, hook, channel, body, original)


def _post_response(
    core: WorkspaceCore, hook: ResponseHook, channel: Channel, body: Json, original: Message | None
) -> None:
    message = bot_message(core, channel, "")
    message.text, message.blocks = _content(body)
    message.thread_ts = body.get("thread_ts")
    if message.thread_ts is None and original is not None and original.ephemeral_to is not None:
        message.thread_ts = original.thread_ts
    if body.get("response_type", "ephemeral") != "in_channel":
        message.ephemeral_to = hook.user
    post(core, channel, message)


def _content(body: Json) -> tuple[str, list[Json]]:
    blocks = body.get("blocks") or []
    faults = message_faults(blocks)
    if faults:
        raise ApiError("invalid_blocks", messages=[f"[ERROR] {fault}" for fault in faults])
    text = str(body.get("text") or "")
    if not text and not blocks:
        raise ApiError("no_text")
    return text, with_ids(blocks)
