"""One plain HTTP request, without a client library that would add headers of its own."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class RawAnswer:
    status: int
    body: bytes
    headers: dict[str, str]


def request(
    url: str, *, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> RawAnswer:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, url.partition(parts.netloc)[2], body, headers or {})
        answer = connection.getresponse()
        return RawAnswer(answer.status, answer.read(), dict(answer.headers))
    finally:
        connection.close()
