"""Who and what is in a new workspace; every name can be changed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonSpec:
    """A person: `key` is how tests and the terminal name them, `home_team` is False for another workspace."""

    key: str
    handle: str
    real_name: str
    is_admin: bool = False
    home_team: bool = True


@dataclass(frozen=True)
class ChannelSpec:
    """A channel and the keys of its people; `bot` says whether the app's bot is a member."""

    name: str
    people: tuple[str, ...]
    private: bool = False
    bot: bool = True


DEFAULT_PEOPLE = (
    PersonSpec("coordinator", "nakamura", "中村"),
    PersonSpec("colleague", "sato", "佐藤"),
    PersonSpec("admin", "kanrisha", "管理者", is_admin=True),
    PersonSpec("visitor", "tanaka", "田中", home_team=False),
)
DEFAULT_CHANNELS = (
    ChannelSpec("協議体", ("coordinator", "colleague", "admin", "visitor")),
    ChannelSpec("第2層-中央", ("coordinator", "colleague")),
    ChannelSpec("事務局", ("coordinator", "admin"), private=True),
    ChannelSpec("雑談", ("coordinator", "colleague"), bot=False),
)


@dataclass(frozen=True)
class WorkspaceConfig:
    """A workspace before it starts: two team ids, its people and its channels."""

    team_id: str = "T0SANDBOX1"
    team_name: str = "つなぎ町"
    team_domain: str = "tsunagi-cho"
    other_team_id: str = "T0SANDBOX2"
    other_team_name: str = "となり町"
    people: tuple[PersonSpec, ...] = DEFAULT_PEOPLE
    channels: tuple[ChannelSpec, ...] = DEFAULT_CHANNELS
    locale: str = "ja-JP"
    timezone: str = "Asia/Tokyo"
    app_id: str = "A0SANDBOX1"
    bot_id: str = "B0SANDBOX1"
    bot_user_id: str = "U0SANDBOXB"
