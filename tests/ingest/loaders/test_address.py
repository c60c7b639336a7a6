"""Fetching from the web: a real server on this machine stands in for it."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ingest.loaders import address
from ingest.loaders.address import Fetched, fetch, is_address, is_public
from knowledge.errors import DocumentNotFound, DocumentUnreadable

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class Web:
    """Pages by path: status, headers, body. `asked` are the Host headers that came."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.headers["Host"])
                status, headers, body = web.pages.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # named so by the library
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def fetch(self, path: str = "/", allowed: Callable[[Ip], bool] = lambda ip: str(ip) == "127.0.0.1") -> Fetched:
        return fetch(self.url(path), allowed=allowed)


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()


def test_a_document_is_fetched_with_a_name_that_tells_its_format(web: Web) -> None:
    web.pages["/tebiki?id=3"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7")
    fetched = web.fetch("/tebiki?id=3")
    assert (fetched.name, fetched.data) == ("tebiki.pdf", b"%PDF-1.7")


def test_a_japanese_file_name_is_read(web: Web) -> None:
    web.pages["/%E6%89%8B%E5%BC%95%E3%81%8D.csv"] = (200, {"Content-Type": "text/plain"}, "名称".encode())
    assert web.fetch("/%E6%89%8B%E5%BC%95%E3%81%8D.csv").name == "手引き.csv"


def test_redirects_are_followed_to_the_document(web: Web) -> None:
    web.pages["/old"] = (301, {"Location": "/new"}, b"")
    web.pages["/new"] = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<p>x</p>")
    fetched = web.fetch("/old")
    assert (fetched.name, fetched.address) == ("new.html", web.url("/new"))


def test_a_redirect_to_a_private_host_is_not_followed(web: Web) -> None:
    web.pages["/trap"] = (302, {"Location": f"http://127.0.0.2:{web.port}/secret"}, b"")
    with pytest.raises(DocumentUnreadable, match="公開されたウェブサイトではない"):
        web.fetch("/trap")
    assert len(web.asked) == 1


def test_a_redirect_to_a_file_of_this_machine_is_not_followed(web: Web) -> None:
    web.pages["/trap"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(DocumentUnreadable, match="アドレスとして使えません"):
        web.fetch("/trap")


def test_redirects_in_a_circle_end(web: Web) -> None:
    web.pages["/a"] = (302, {"Location": "/a"}, b"")
    with pytest.raises(DocumentUnreadable, match="転送が"):
        web.fetch("/a")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],  # noqa: S104
)
def test_hosts_that_are_not_public_are_never_asked(web: Web, host: str) -> None:
    with pytest.raises(DocumentUnreadable, match="公開されたウェブサイトではない"):
        fetch(web.url("/", host))
    assert web.asked == []


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_what_is_public_is_known_through_every_wrapping(ip: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(ip)) is public


def test_a_name_is_resolved_once_and_the_checked_address_is_asked(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/"] = (200, {"Content-Type": "text/plain"}, b"x")
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def changing(host: str, port: int, *args: Any, **options: Any) -> Any:
        return real(next(answers) if host == "town.example" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert fetch(web.url("/", "town.example"), allowed=lambda ip: str(ip) == "127.0.0.1").data == b"x"
    assert web.asked == [f"town.example:{web.port}"]


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)
    with pytest.raises(DocumentUnreadable, match="公開されたウェブサイトではない"):
        fetch("http://mixed.example/")


def test_an_answer_without_end_is_given_up(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "MOST_BYTES", 1000)
    web.pages["/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 10_000_000))
    with pytest.raises(DocumentUnreadable, match="大きすぎるか遅すぎる"):
        web.fetch("/")


def test_nothing_at_the_address_is_said_so(web: Web) -> None:
    with pytest.raises(DocumentNotFound, match=r"何もありませんでした\(404\)"):
        web.fetch("/nowhere")


def test_a_host_that_does_not_answer_is_named() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(DocumentUnreadable, match="受け取れませんでした"):
        fetch(f"http://127.0.0.1:{port}/", allowed=lambda ip: True)


@pytest.mark.parametrize(
    "odd", ["ftp://example.org/a", "http://", "http://user:secret@example.org/", "http://a:99999/"]
)
def test_what_is_no_address_of_a_page_is_refused(odd: str) -> None:
    with pytest.raises(DocumentUnreadable, match="アドレスとして使えません"):
        fetch(odd)


def test_paths_are_no_addresses() -> None:
    assert [is_address(each) for each in ("https://a.example/", "HTTP://a.example", "/tmp/a.pdf", "http.pdf")] == [  # noqa: S108
        True,
        True,
        False,
        False,
    ]
