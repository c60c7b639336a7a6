"""What people do outside forms: write, react, upload, type commands, choose shortcuts, look around."""

import uuid
from concurrent.futures import Future

from bot.sandbox import events, interactions
from bot.sandbox.acknowledgements import answer_command
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import PersonError
from bot.sandbox.outgoing import Delivery, Outgoing
from bot.sandbox.posting import edit, post, remove
from bot.sandbox.state import Channel, Json, Message, StoredFile, User
from bot.sandbox.typed_text import command_text, message_text
from bot.sandbox.web_api.files import fill, new_file


def say(
    core: WorkspaceCore,
    user: User,
    channel: Channel,
    text: str,
    thread_ts: str | None = None,
    files: tuple[str, ...] = (),
) -> Message:
    """Post a person's message, in a thread when `thread_ts` is given."""
    with core.lock:
        _must_be_member(user, channel)
        shown = message_text(core, text)
        message = Message(core.timestamps.next(), channel.id, user.id, shown, files=list(files))
        message.client_msg_id = str(uuid.uuid4())
        if thread_ts is not None:
            parent = core.message(channel, thread_ts)
            message.thread_ts = parent.thread_ts or parent.ts
        if files:
            message.subtype = "file_share"
        return post(core, channel, message)


def rewrite(core: WorkspaceCore, user: User, message: Message, text: str) -> Message:
    """Edit a person's own message."""
    with core.lock:
        _must_be_author(user, message)
        return edit(core, core.state.channels[message.channel], message, text=message_text(core, text))


def take_back(core: WorkspaceCore, user: User, message: Message) -> None:
    """Delete a person's own message."""
    with core.lock:
        _must_be_author(user, message)
        remove(core, core.state.channels[message.channel], message)


def upload(core: WorkspaceCore, user: User, content: bytes, name: str) -> StoredFile:
    """Store a person's file, not yet shared anywhere."""
    with core.change("file_uploaded", user=user.id):
        file = new_file(core, user.id, name)
        fill(file, content)
        file.complete = True
        return file


def add_to_channel(core: WorkspaceCore, inviter: User, channel: Channel, newcomer: User) -> None:
    """Make somebody a member of a channel; the bot hears of it where it is a member itself."""
    with core.change("member_joined", channel=channel.id, user=newcomer.id):
        _must_be_member(inviter, channel)
        if newcomer.id not in channel.members:
            channel.members.append(newcomer.id)
            events.member_joined(core, channel, newcomer.id, inviter.id)


def open_home(core: WorkspaceCore, user: User, tab: str) -> None:
    """Open the app's Home ("home") or Messages ("messages") tab."""
    _must_be_at_home(core, user)
    manifest = core.manifest
    if tab == "home" and not manifest.home_tab:
        raise PersonError("The app has no Home tab; its manifest does not enable one.", "no_home")
    with core.change("home_opened", user=user.id, tab=tab):
        events.home_opened(core, user, tab)


def slash(
    core: WorkspaceCore, user: User, channel: Channel, command: str, text: str, *, in_thread: bool = False
) -> Future[Delivery]:
    """Type a slash command. Raises PersonError for what Slack's client refuses by itself."""
    with core.lock:
        _must_be_at_home(core, user)
        _must_be_member(user, channel)
        if in_thread:
            raise PersonError(f"{command} is not supported in threads. Sorry!", "not_in_threads")
        if command not in core.manifest.commands:
            raise PersonError(f"{command} is not a valid command; the manifest does not declare it.", "unknown_command")
        if command in core.manifest.escaping_commands:
            text = command_text(core, text)
        payload = interactions.slash_command(core, user, channel, command, text)

        def on_ack(answer: Json | None) -> str | None:
            return answer_command(core, channel, user.id, answer)

        return core.dispatch(Outgoing("slash_commands", payload, accepts_response=True, on_ack=on_ack))


def shortcut(core: WorkspaceCore, user: User, callback_id: str) -> Future[Delivery]:
    """Choose a global shortcut."""
    with core.lock:
        _must_offer(core, user, callback_id, "global")
        payload = interactions.global_shortcut(core, user, callback_id)
        return core.dispatch(Outgoing("interactive", payload, accepts_response=False))


def message_shortcut(core: WorkspaceCore, user: User, callback_id: str, message: Message) -> Future[Delivery]:
    """Choose a shortcut from a message's menu."""
    with core.lock:
        _must_offer(core, user, callback_id, "message")
        if message.ephemeral_to is not None:
            raise PersonError("A message that only you see has no shortcuts.")
        channel = core.state.channels[message.channel]
        _must_be_member(user, channel)
        payload = interactions.message_shortcut(core, user, channel, message, callback_id)
        return core.dispatch(Outgoing("interactive", payload, accepts_response=False))


def must_be_interactive(core: WorkspaceCore) -> None:
    """Raise PersonError unless the manifest enables interactivity."""
    if not core.manifest.interactive:
        raise PersonError(
            "This app is not configured to handle interactive responses (see its manifest).", "not_interactive"
        )


def _must_offer(core: WorkspaceCore, user: User, callback_id: str, kind: str) -> None:
    must_be_interactive(core)
    _must_be_at_home(core, user)
    declared = core.manifest.shortcut(callback_id)
    if declared is None or declared.kind != kind:
        raise PersonError(f"The manifest declares no {kind} shortcut with the callback_id {callback_id!r}.")


def _must_be_member(user: User, channel: Channel) -> None:
    if user.id not in channel.members:
        raise PersonError(f"{user.real_name} is not a member of {channel.name}.", "not_a_member")


def _must_be_author(user: User, message: Message) -> None:
    if message.user != user.id:
        raise PersonError(f"{user.real_name} did not write this message.", "not_the_author")


def _must_be_at_home(core: WorkspaceCore, user: User) -> None:
    if user.team_id != core.state.team.id:
        raise PersonError(
            f"{user.real_name} belongs to another workspace, where the app is not installed.", "other_workspace"
        )
