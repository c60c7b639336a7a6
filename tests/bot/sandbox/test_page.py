"""The page's own addresses: whom they answer, what they hand out, and the order in which news arrive."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.sandbox.conftest import MANIFEST
from tests.bot.sandbox.raw_http import request

Talk = Callable[[aiohttp.ClientWebSocketResponse], Awaitable[Any]]
STATIC = Path(__file__).parents[3] / "bot" / "sandbox" / "page" / "static"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, page=True) as workspace:
        yield workspace


def talk(workspace: Workspace, what: Talk, person: str = "coordinator", **headers: str) -> Any:
    """Opens the page's WebSocket as a person and does `what` with it."""

    async def run() -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{workspace.url}/page/live?as={person}", headers=headers) as socket,
        ):
            return await what(socket)

    return asyncio.run(run())


async def ask(socket: aiohttp.ClientWebSocketResponse, name: str, /, **given: Any) -> dict[str, Any]:
    await socket.send_str(json.dumps({"id": name, "do": name, "with": given}))
    return await answer(socket, name)


async def answer(socket: aiohttp.ClientWebSocketResponse, name: str) -> dict[str, Any]:
    while True:
        item: dict[str, Any] = json.loads(await asyncio.wait_for(socket.receive_str(), 60))
        if item.get("id") == name:
            return item


async def push(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        item: dict[str, Any] = json.loads(await asyncio.wait_for(socket.receive_str(), 60))
        if item.get("push") == kind:
            return item


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://localhost:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/page/main.js", "/page/live", "/page/file/F1", "/page/upload"])
def test_no_other_page_gets_at_it(workspace: Workspace, path: str, header: str, value: str) -> None:
    method = "POST" if path == "/page/upload" else "GET"
    assert request(f"{workspace.url}{path}", method=method, headers={header: value}).status == 403


def test_a_foreign_page_cannot_open_the_websocket(workspace: Workspace) -> None:
    async def nothing(_socket: aiohttp.ClientWebSocketResponse) -> None:
        return None

    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        talk(workspace, nothing, Origin="https://evil.example")
    assert talk(workspace, nothing, Origin=workspace.url) is None


def test_the_page_may_run_its_own_scripts_only(workspace: Workspace) -> None:
    headers = request(f"{workspace.url}/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_builds_nothing_from_markup() -> None:
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function")
    found = [(part.name, word) for part in STATIC.glob("*.js") for word in forbidden if word in part.read_text("utf-8")]
    assert len(list(STATIC.glob("*.js"))) > 20
    assert found == []


@pytest.mark.parametrize("name", ["..%2f__init__.py", "%2e%2e%2froutes.py", "index.html", "nothing.js", "MAIN.JS"])
def test_only_parts_of_the_page_are_served(workspace: Workspace, name: str) -> None:
    assert request(f"{workspace.url}/page/{name}").status == 404


def test_every_part_a_page_names_is_there(workspace: Workspace) -> None:
    for part in STATIC.iterdir():
        if part.name != "index.html":
            assert request(f"{workspace.url}/page/{part.name}").status == 200


def test_a_file_is_for_those_who_have_it_and_is_never_a_page(workspace: Workspace, nakamura: Person) -> None:
    file = nakamura.upload("事務局", b"<script>1</script>", 'あ"\r\nx.html')
    visitor = workspace.person("visitor")
    assert request(f"{workspace.url}/page/file/{file.id}?as={visitor.id}").status == 404
    assert request(f"{workspace.url}/page/file/{file.id}").status == 404
    got = request(f"{workspace.url}/page/file/{file.id}?as={workspace.person('admin').id}")
    assert got.status == 200
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Security-Policy"] == "sandbox"


def test_a_picture_is_known_by_its_content_not_by_its_name(workspace: Workspace, nakamura: Person) -> None:
    real = nakamura.upload("協議体", b"\x89PNG\r\n\x1a\n...", "a.png")
    false = nakamura.upload("協議体", b"<svg onload=x>", "b.png")
    kinds = [
        request(f"{workspace.url}/page/file/{file.id}?as={nakamura.id}").headers["Content-Type"]
        for file in (real, false)
    ]
    assert kinds == ["image/png", "application/octet-stream"]


def test_a_person_hears_only_of_conversations_they_are_in(workspace: Workspace, nakamura: Person) -> None:
    async def what(socket: aiohttp.ClientWebSocketResponse) -> Any:
        await push(socket, "world")
        nakamura.say("事務局", "秘密です")
        nakamura.say("協議体", "みなさんへ")
        return await push(socket, "message")

    heard = talk(workspace, what, "colleague")
    assert heard["message"]["text"] == "みなさんへ"


def test_a_person_cannot_look_into_a_foreign_channel_nor_act_in_it(workspace: Workspace, nakamura: Person) -> None:
    message = nakamura.say("事務局", "秘密です")
    place = workspace.channel("事務局").id

    async def what(socket: aiohttp.ClientWebSocketResponse) -> Any:
        gestures = {
            "look": {},
            "say": {"text": "x"},
            "delete": {"ts": message.ts},
            "react": {"ts": message.ts, "name": "x"},
        }
        return {(await ask(socket, name, channel=place, **given))["error"] for name, given in gestures.items()}

    assert talk(workspace, what, "colleague") == {"not_a_member"}
    assert [one.text for one in workspace.messages("事務局")] == ["秘密です"]


def test_somebody_elses_file_cannot_be_attached(workspace: Workspace, nakamura: Person) -> None:
    file = nakamura.upload("事務局", b"x", "x.txt")
    place = workspace.channel("協議体").id

    async def what(socket: aiohttp.ClientWebSocketResponse) -> Any:
        return await ask(socket, "say", channel=place, text="見て", files=[file.id])

    assert talk(workspace, what, "colleague")["ok"] is False


@pytest.mark.parametrize(
    "sent", ["", "[]", "null", "{}", '{"id": 1}', '{"id": 1, "do": "look", "with": 3}', '"x"', "\u0000", "[[[["]
)
def test_nonsense_does_not_end_the_conversation(workspace: Workspace, sent: str) -> None:
    async def what(socket: aiohttp.ClientWebSocketResponse) -> Any:
        await socket.send_str(sent)
        return await ask(socket, "trouble")

    assert talk(workspace, what)["ok"] is True


@pytest.mark.parametrize("name", ["__init__", "do", "_channel", "user", "look ", "", "say"])
def test_only_gestures_can_be_asked_for(workspace: Workspace, name: str) -> None:
    async def what(socket: aiohttp.ClientWebSocketResponse) -> Any:
        return await ask(socket, name)

    assert talk(workspace, what)["ok"] is False


def test_an_upload_needs_a_person_and_a_name(workspace: Workspace, nakamura: Person) -> None:
    assert request(f"{workspace.url}/page/upload", method="POST", body=b"x").status == 400
    assert request(f"{workspace.url}/page/upload?as={nakamura.id}", method="POST", body=b"x").status == 400


def test_a_thousand_changes_from_many_threads_arrive_all_and_in_order(workspace: Workspace) -> None:
    people = [workspace.person(key) for key in ("coordinator", "colleague", "admin", "visitor")]
    each = 250

    async def what(socket: aiohttp.ClientWebSocketResponse) -> list[str]:
        await push(socket, "world")

        def speak(person: Person) -> None:
            for number in range(each):
                person.say("協議体", f"{person.user.key} {number}")

        speaking = [asyncio.create_task(asyncio.to_thread(speak, person)) for person in people]
        heard = [(await push(socket, "message"))["message"]["ts"] for _ in range(each * len(people))]
        await asyncio.gather(*speaking)
        return heard

    assert talk(workspace, what) == [message.ts for message in workspace.messages("協議体")]


def test_a_file_may_be_uploaded_as_a_form_too(workspace: Workspace) -> None:
    """The JavaScript client sends multipart where the Python one sends plain bytes."""
    client = WebClient(workspace.bot_token, base_url=workspace.api_url)
    promised = client.files_getUploadURLExternal(filename="a.txt", length=3)

    async def send() -> int:
        form = aiohttp.FormData()
        form.add_field("body", b"abc", filename="a.txt")
        async with aiohttp.ClientSession() as session, session.post(promised["upload_url"], data=form) as answer:
            return answer.status

    assert asyncio.run(send()) == 200
    assert client.files_completeUploadExternal(files=[{"id": promised["file_id"]}])["files"][0]["size"] == 3


def test_what_a_browser_asks_for_as_it_goes_is_done(workspace: Workspace, nakamura: Person) -> None:
    place = workspace.channel("協議体")
    said = [nakamura.say("協議体", f"{number}") for number in range(20)]

    async def leave(socket: aiohttp.ClientWebSocketResponse) -> None:
        await push(socket, "world")
        for message in said:
            given = {"channel": place.id, "ts": message.ts, "name": "seedling"}
            await socket.send_str(json.dumps({"id": message.ts, "do": "react", "with": given}))

    talk(workspace, leave)
    workspace.wait_for(lambda: all("seedling" in message.reactions for message in said), what="all reactions")
