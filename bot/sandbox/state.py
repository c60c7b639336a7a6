"""Everything a workspace knows, as plain values that can be written out as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Team:
    """A workspace's own identity."""

    id: str
    name: str
    domain: str


@dataclass
class User:
    """A person or the app's bot; `key` is the name tests use for a person."""

    id: str
    name: str
    real_name: str
    team_id: str
    key: str = ""
    is_admin: bool = False
    is_bot: bool = False


@dataclass
class Message:
    """A message; `ephemeral_to` names the only person who sees it, streamed text `is_markdown`."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    client_msg_id: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    ephemeral_to: str | None = None
    streaming: bool = False
    username: str | None = None
    icon_emoji: str | None = None
    reply_broadcast: bool = False
    inputs: dict[str, dict[str, Json]] = field(default_factory=dict)
    is_markdown: bool = False


@dataclass
class Channel:
    """A conversation: `kind` is channel (public), group (private) or im (direct)."""

    id: str
    name: str
    kind: str
    members: list[str]
    messages: list[Message] = field(default_factory=list)
    creator: str = ""
    created: int = 0


@dataclass
class View:
    """A modal or Home view: `content` is what the app sent, `values` what the person filled in."""

    id: str
    user: str
    content: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_open: bool = True


@dataclass
class StoredFile:
    """An uploaded file; `content` is base64, and `shared_in` lists channels."""

    id: str
    name: str
    title: str
    user: str
    created: int
    size: int = 0
    content: str = ""
    upload_open: bool = True
    complete: bool = False
    shared_in: list[str] = field(default_factory=list)


@dataclass
class Trigger:
    """Permission to open a view for one person, once, for a few seconds."""

    id: str
    user: str
    expires_at: float
    used: bool = False
    view_id: str | None = None


@dataclass
class ResponseHook:
    """A response URL: where it posts, how often it was used, and until when it lives."""

    id: str
    channel: str
    user: str
    expires_at: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class AssistantThread:
    """What the app shows around a thread: status, title and suggested prompts."""

    status: str = ""
    title: str = ""
    prompts: list[Json] = field(default_factory=list)
    prompts_title: str = ""


@dataclass
class WorkspaceState:
    """The whole workspace.

    `view_stacks` lists each person's open modals, the top one last; `last_read` holds for each person the
    latest timestamp seen in a channel ("C1") or thread ("C1:1700000000.000100").
    """

    team: Team
    other_team: Team
    bot_user: User
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    view_stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, ResponseHook] = field(default_factory=dict)
    assistant_threads: dict[str, AssistantThread] = field(default_factory=dict)
    last_read: dict[str, dict[str, str]] = field(default_factory=dict)

    def to_dict(self) -> Json:
        """Return the workspace as values that `json.dumps` accepts."""
        return asdict(self)

    def all_users(self) -> dict[str, User]:
        """Return people and the bot by id."""
        return {**self.users, self.bot_user.id: self.bot_user}
