"""An address on the web → the bytes behind it. Only public hosts are asked, whatever names and redirects say."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from knowledge.errors import DocumentNotFound, DocumentUnreadable

MOST_BYTES = 100 * 2**20  # decoded; the thickest handbooks have 50 MB
MOST_REDIRECTS = 5
SECONDS_IN_ALL = 120.0
_SECONDS_A_STEP = 15.0
_SUFFIX_OF = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was behind an address: the `name` ends as its format does, `address` is where redirects led."""

    name: str
    data: bytes
    address: str


def is_address(source: str) -> bool:
    """Whether `source` is meant as an address on the web, not as a path."""
    return source.lower().startswith(("http://", "https://"))


def is_public(ip: _Ip) -> bool:
    """Whether an IP address belongs to the open internet, also when IPv6 only wraps an IPv4 address."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(inner)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return ip.is_global and not ip.is_multicast


def fetch(address: str, *, allowed: Callable[[_Ip], bool] = is_public) -> Fetched:
    """The document at `address` (http or https), in at most SECONDS_IN_ALL and MOST_BYTES.

    A host's name is resolved once for each step and the connection goes to the address that was checked, so that a
    name that changes its mind leads nowhere. Raises DocumentNotFound where nothing is there, DocumentUnreadable where
    the host is not public, doesn't answer, or sends too much.
    """
    deadline = time.monotonic() + SECONDS_IN_ALL
    current = address
    with httpx.Client(timeout=_SECONDS_A_STEP, trust_env=False, follow_redirects=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            target, host = _checked(current, allowed)
            headers = {"Host": host, "User-Agent": "tsunagi-bot", "Accept-Encoding": "gzip, deflate"}
            request = client.build_request("GET", target, headers=headers, extensions=_extensions(current))
            found = _answer(client, request, current, deadline)
            if isinstance(found, Fetched):
                return found
            current = urljoin(current, found)
    raise DocumentUnreadable(
        f"「{address}」は転送が {MOST_REDIRECTS} 回を超えて続き、文書にたどり着けませんでした。",
        "ブラウザで開き、最後に表示されたアドレスを指定してください。",
    )


def _extensions(address: str) -> dict[str, object]:
    """What makes the certificate be checked against the host's name, though the connection goes to a number."""
    return {
        "sni_hostname": urlsplit(address).hostname or "",
        "timeout": dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS_A_STEP),
    }


def _checked(address: str, allowed: Callable[[_Ip], bool]) -> tuple[str, str]:
    """The address with its host replaced by a checked IP address, and the host as the server expects it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _odd(address) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise _odd(address)
    ip = _resolved(address, parts.hostname, port or (443 if parts.scheme == "https" else 80), allowed)
    number = f"[{ip}]" if ip.version == 6 else str(ip)
    place = number if port is None else f"{number}:{port}"
    named = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode("ascii")
    host = named if port is None else f"{named}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{place}{parts.path or '/'}{query}", host


def _resolved(address: str, host: str, port: int, allowed: Callable[[_Ip], bool]) -> _Ip:
    """An IP address of the host. All of its addresses must be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DocumentNotFound(
            f"「{address}」の相手先が見つかりませんでした。",
            "アドレスの綴りとインターネットへの接続を確かめてください。",
        ) from error
    ips = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not ips or not all(allowed(ip) for ip in ips):
        raise DocumentUnreadable(
            f"「{address}」は公開されたウェブサイトではないため、開きません。",
            "庁内などの文書は、ファイルに保存して指定してください。",
        )
    return ips[0]


def _answer(client: httpx.Client, request: httpx.Request, address: str, deadline: float) -> Fetched | str:
    """The document, or where the answer redirects to."""
    try:
        response = client.send(request, stream=True)
        try:
            if response.is_redirect:
                return str(response.headers.get("location", ""))
            if response.status_code != httpx.codes.OK:
                raise _refused(address, response.status_code)
            return Fetched(_name(address, response), _body(response, address, deadline), address)
        finally:
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DocumentUnreadable(
            f"「{address}」を受け取れませんでした(相手先が答えないか、途中で切れました)。",
            "時間をおいてもう一度試すか、ブラウザで保存したファイルを指定してください。",
        ) from error


def _body(response: httpx.Response, address: str, deadline: float) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_bytes(2**16):
        size += len(piece)
        if size > MOST_BYTES or time.monotonic() > deadline:
            raise DocumentUnreadable(
                f"「{address}」は大きすぎるか遅すぎるため、受け取りをやめました({size // 2**20} MB まで)。",
                "ブラウザで保存し、ファイルを指定してください。",
            )
        pieces.append(piece)
    return b"".join(pieces)


def _refused(address: str, status: int) -> DocumentNotFound | DocumentUnreadable:
    if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        return DocumentNotFound(f"「{address}」には何もありませんでした({status})。", "アドレスを確かめてください。")
    return DocumentUnreadable(
        f"「{address}」の相手先に断られました({status})。", "ブラウザで保存し、ファイルを指定してください。"
    )


def _odd(address: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"「{address}」はウェブのアドレスとして使えません。", "http:// か https:// で始まるアドレスを指定してください。"
    )


def _name(address: str, response: httpx.Response) -> str:
    """A file name for what was fetched, whose ending tells the format."""
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    path = PurePosixPath(unquote(urlsplit(address).path))
    suffix = _SUFFIX_OF.get(kind, "")
    if not suffix or (kind in {"text/plain", "application/zip"} and path.suffix):
        return path.name or urlsplit(address).hostname or "page"
    stem = path.stem if path.name else (urlsplit(address).hostname or "page")
    return stem + suffix
