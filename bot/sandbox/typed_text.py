"""What becomes of text that a person types: Slack escapes it and turns names and links into markup."""

import re

from bot.sandbox.core import WorkspaceCore

_PARTS = re.compile(
    r"<(?P<kind>[@#])(?P<id>[A-Z0-9]+)(?:\|[^<>|]*)?>"  # markup a client has already made of a name
    r"|(?<![\w@])@(?P<broadcast>here|channel|everyone)\b"
    r"|(?P<url>https?://[^\s<>「」（）]+)"
)


def escaped(text: str) -> str:
    """Return `text` with the three characters that steer Slack's markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message_text(core: WorkspaceCore, typed: str) -> str:
    """Return the text of a message somebody typed.

    Mentions of known people and channels stay markup, @here and links become markup, and everything
    else is escaped; a typed <!channel> is plain text, as in Slack.
    """
    pieces: list[str] = []
    position = 0
    for match in _PARTS.finditer(typed):
        pieces.append(escaped(typed[position : match.start()]))
        pieces.append(_markup(core, match))
        position = match.end()
    return "".join([*pieces, escaped(typed[position:])])


def _markup(core: WorkspaceCore, match: re.Match[str]) -> str:
    if match["broadcast"]:
        return f"<!{match['broadcast']}>"
    if match["url"]:
        return f"<{escaped(match['url'])}>"
    known = core.state.all_users() if match["kind"] == "@" else core.state.channels
    return match[0] if match["id"] in known else escaped(match[0])


def command_text(core: WorkspaceCore, typed: str) -> str:
    """Return the text of a command whose manifest says `should_escape`: names carry their ids."""
    text = message_text(core, typed)
    for user in core.state.all_users().values():
        text = re.sub(rf"(?<![\w<])@{re.escape(user.name)}\b", f"<@{user.id}|{user.name}>", text)
    for channel in core.state.channels.values():
        if channel.kind == "channel":
            text = re.sub(rf"(?<![\w<])#{re.escape(channel.name)}", f"<#{channel.id}|{channel.name}>", text)
    return text
