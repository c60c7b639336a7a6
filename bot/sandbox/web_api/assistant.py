"""assistant.threads.*: the status line, the title and the suggested prompts of a thread."""

from bot.sandbox.errors import ApiError
from bot.sandbox.state import AssistantThread, Json
from bot.sandbox.web_api.call import Call, Method, missing

PROMPTS = 4  # Slack shows at most four


def _thread(call: Call, thread_ts: str) -> AssistantThread:
    channel = call.channel("channel_id")
    key = f"{channel.id}:{thread_ts}"
    if thread_ts and not any(message.ts == thread_ts for message in channel.messages):
        raise ApiError("thread_not_found")
    return call.core.state.assistant_threads.setdefault(key, AssistantThread())


def set_status(call: Call) -> Json:
    """Show what the app is doing in a thread; an empty status takes it away."""
    if "status" not in call.arguments:
        raise missing("status")
    thread = _thread(call, call.required("thread_ts"))
    with call.core.change("status", channel=call.text("channel_id"), status=call.text("status")):
        thread.status = call.text("status")
    return {}


def set_title(call: Call) -> Json:
    """Name a thread."""
    thread = _thread(call, call.required("thread_ts"))
    with call.core.change("title", channel=call.text("channel_id")):
        thread.title = call.required("title")
    return {}


def set_prompts(call: Call) -> Json:
    """Offer up to four prompts, each with a title and a message.

    In the agent view they belong to the conversation: as in Slack, a call that names a thread says ok and does nothing.
    """
    prompts = call.structure("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS:
        raise ApiError("invalid_arguments", messages=[f"[ERROR] prompts takes 1 to {PROMPTS} items"])
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise ApiError("invalid_arguments", messages=["[ERROR] a prompt needs a title and a message"])
    thread = _thread(call, call.text("thread_ts"))
    if call.core.manifest.agent_view and call.text("thread_ts"):
        return {}
    with call.core.change("prompts", channel=call.text("channel_id")):
        thread.prompts, thread.prompts_title = prompts, call.text("title")
    return {}


_SCOPES = ("assistant:write", "chat:write")
METHODS = {
    "assistant.threads.setStatus": Method(set_status, _SCOPES, 4),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",), 4),
    "assistant.threads.setSuggestedPrompts": Method(set_prompts, ("assistant:write",), 4),
}
