"""HTTP mode: signed requests to the app's request URL."""

import hashlib
import hmac
import json
import secrets
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import DeliveryError
from bot.sandbox.outgoing import DISPATCH_FAILED, OPERATION_TIMEOUT, Answer, Outgoing
from bot.sandbox.state import Json

# What a person would see → what the retried request says.
_REASONS = {
    OPERATION_TIMEOUT: "http_timeout",
    DISPATCH_FAILED: "connection_failed",
    "http_service_error": "http_error",
    "http_client_error": "http_error",
}


def signature(secret: str, timestamp: str, body: str) -> str:
    """Return Slack's `v0` signature of a request body sent at `timestamp`."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    """Posts payloads to one URL, the way Slack does for apps without Socket Mode."""

    def __init__(self, core: WorkspaceCore, request_url: str) -> None:
        self._core = core
        self.request_url = request_url
        self._session: aiohttp.ClientSession | None = None

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        """Post the payload once; anything but a 2xx within the time limit is a failure."""
        body, content_type = _encoded(outgoing)
        headers = {"Content-Type": content_type}
        if attempt:
            headers |= {
                "x-slack-retry-num": str(attempt),
                "x-slack-retry-reason": _REASONS.get(reason, reason),
            }
        try:
            return await self._post(body, headers)
        except TimeoutError:
            return Answer(False, error=OPERATION_TIMEOUT)
        except aiohttp.ClientError:
            return Answer(False, error=DISPATCH_FAILED)

    async def _post(self, body: str, headers: dict[str, str]) -> Answer:
        timestamp = str(int(self._core.clock.now()))
        signed = {
            **headers,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(self._core.credentials.signing_secret, timestamp, body),
        }
        limit = aiohttp.ClientTimeout(total=self._core.deadlines.acknowledge)
        request = self._open_session().post(
            self.request_url, data=body.encode(), headers=signed, timeout=limit, allow_redirects=False
        )
        async with request as response:
            text = await response.text()
            if not 200 <= response.status < 300:
                may_retry = response.headers.get("x-slack-no-retry") != "1"
                return Answer(False, error=_http_error(response.status), may_retry=may_retry)
            return Answer(True, _response_payload(text))

    async def verify(self) -> None:
        """Send the url_verification challenge. Raises DeliveryError when it does not come back."""
        challenge = secrets.token_urlsafe(32)
        content = {
            "token": self._core.credentials.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        try:
            answer = await self._post(json.dumps(content), {"Content-Type": "application/json"})
        except (TimeoutError, aiohttp.ClientError) as error:
            raise DeliveryError(f"{self.request_url} cannot be reached: {error!r}.") from error
        payload = answer.payload or {}
        if not answer.acked or challenge not in (payload.get("challenge"), payload.get("text")):
            raise DeliveryError(f"{self.request_url} did not return the challenge; check its signing secret.")

    async def close(self) -> None:
        """Close the HTTP client."""
        if self._session is not None:
            await self._session.close()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        return self._session


def _http_error(status: int) -> str:
    return "http_service_error" if status >= 500 else "http_client_error"


def _encoded(outgoing: Outgoing) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    if outgoing.kind == "events_api":
        return json.dumps(outgoing.payload), "application/json"
    if outgoing.kind == "slash_commands":
        return urlencode(outgoing.payload), form
    return urlencode({"payload": json.dumps(outgoing.payload)}), form


def _response_payload(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        content = json.loads(text)
    except ValueError:
        return {"text": text}
    return content if isinstance(content, dict) else {"text": text}
