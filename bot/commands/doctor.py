"""`tsunagi doctor`: is everything set up and consistent, and what to do if not."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.settings import Settings
from bot.wiring import RECORD, Services, prepared
from knowledge.errors import RecordUnavailable, TsunagiError

_WHY = {
    "down": "つながりません",
    "busy": "いまは受け付けていません",
    "slow": "時間内に返事がありません",
    "broken": "返事を読めません",
    "refused": "返事を断られました",
    "denied": "鍵か住所かモデルの名前が違います",
    "resting": "続けて失敗したので休んでいます",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `cure` is empty where all is well."""

    what: str
    good: bool
    cure: str = ""


def run(settings: Settings, options: argparse.Namespace) -> int:  # noqa: ARG001 - every command has this shape
    """Prints what was found; 1 where anything needs doing."""
    services = Services(settings)
    good = True
    try:
        for finding in dict.fromkeys(_findings(services)):  # one cause may stop two checks
            good = good and finding.good
            print(f"{'✓' if finding.good else '✗'} {finding.what}{finding.cure}")  # noqa: T201 - the command's output
    finally:
        services.close()
    return 0 if good else 1


def _findings(services: Services) -> Iterator[Finding]:
    checks: tuple[Callable[[Services], Iterator[Finding]], ...] = (
        _home,
        _glossary,
        _model,
        _chat,
        _index,
        _record,
        _slack,
    )
    for check in checks:
        try:
            yield from check(services)
        except TsunagiError as error:
            yield Finding(error.what, False, error.cure)


def _home(services: Services) -> Iterator[Finding]:
    yield Finding(f"データのフォルダー: {prepared(services.settings.home).absolute()}", True)


def _glossary(services: Services) -> Iterator[Finding]:
    yield Finding(f"用語集: {len(services.glossary.names)}組", True)


def _model(services: Services) -> Iterator[Finding]:
    from knowledge.embedding import embedder

    dimensions = len(embedder(services.settings.embedding_model).question("点検"))
    yield Finding(f"埋め込みモデル: {services.settings.embedding_model}（{dimensions}次元）", True)


def _chat(services: Services) -> Iterator[Finding]:
    settings = services.settings
    if services.chat is None:
        yield Finding("言語モデル: 設定なし。資料の言葉をそのままお答えします。", True)
        return
    from knowledge.answering.model import ModelFailed, Prompt

    schema = {"title": "check", "description": "点検", "type": "object", "properties": {"ok": {"type": "boolean"}}}
    try:
        services.chat.ask(
            Prompt("JSON で ok を true にして返してください。", "点検です。"), schema, settings.chat_timeout
        )
    except ModelFailed as failure:
        cure = "CHAT_MODEL、CHAT_API_KEY、CHAT_BASE_URL を確かめてください。その間も、資料の言葉でお答えします。"
        yield Finding(f"言語モデル {settings.chat_model} が答えません（{_WHY[failure.reason.value]}）。", False, cure)
    else:
        yield Finding(f"言語モデル: {settings.chat_model} が答えました。", True)


def _index(services: Services) -> Iterator[Finding]:
    index = services.index
    if index.mended:
        count = len(index.mended.missing) + len(index.mended.surplus)
        yield Finding(f"前回の取り込みが途中で終わっていたため、索引を直しました（{count}箇所）。", True)
    difference = index.disagreement()
    if difference:
        index.repair()
        count = len(difference.missing) + len(difference.surplus)
        yield Finding(f"記録と索引の違いを見つけ、直しました（{count}箇所）。", True)
    documents, passages = len(index.catalogue.documents()), index.catalogue.count()
    cure = "`tsunagi ingest 資料のフォルダー` で取り込んでください。" if not documents else ""
    where = services.settings.chroma_url or "このプロセスの中"
    yield Finding(
        f"資料: {documents}件、{passages}箇所。記録と索引は一致しています（Chroma: {where}）。", bool(documents), cure
    )


def _record(services: Services) -> Iterator[Finding]:
    if not services.has_record:
        yield Finding("資源メモ: まだありません。", True)
        return
    try:
        store = services.store
    except RecordUnavailable as error:
        # What is in DATABASE_URL is never shown: it may hold a password.
        own = not services.settings.database_url.get_secret_value()
        place = str(services.settings.home / RECORD) if own else "DATABASE_URL の接続先"
        cure = f"{place} を確かめてください。壊れているときは、控えがあれば戻し、なければ別の場所へ移してください。"
        yield Finding(error.what, False, cure)
        return
    counts = {team: len(store.versions(team)) for team in store.teams()}
    if behind := services.meaning.behind():
        services.meaning.follow()
        yield Finding(f"資源メモを意味で探すための索引が{behind}件ちがっていたので、直しました。", True)
    # The ids of workspaces are what `tsunagi resources --team` asks for.
    teams = "、".join(f"{team} に{count}件" for team, count in counts.items()) or "0件"
    yield Finding(f"資源メモ: {teams}。記録と索引は一致しています。", True)


def _slack(services: Services) -> Iterator[Finding]:
    settings = services.settings
    if not settings.has_slack:
        yield Finding("Slack: 設定なし。`tsunagi run` はこの機械の練習用ワークスペースで動きます。", True)
        return
    from bot.slack_app import slack_client
    from bot.slack_runner import check_bot_token

    check_bot_token(slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url))
    yield Finding("Slack: SLACK_BOT_TOKEN で接続できました。", True)
    if not settings.slack_app_token.get_secret_value() and not settings.slack_signing_secret.get_secret_value():
        cure = "Socket Mode なら SLACK_APP_TOKEN、HTTP なら SLACK_SIGNING_SECRET を .env に書いてください。"
        yield Finding("Slack からの受け取り方が設定されていません。", False, cure)
