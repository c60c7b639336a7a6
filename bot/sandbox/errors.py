"""What can go wrong in the local workspace.

SandboxError
├── ManifestError   the app manifest cannot be used
├── ApiError        a Web API call is refused with one of Slack's error names
├── PersonError     a person asked for something Slack's client does not offer them
├── DeliveryError   the app's request URL failed its verification
└── ServerError     the server did not start, or is not running
"""

from collections.abc import Mapping, Sequence
from typing import Any


class SandboxError(Exception):
    """Any failure of the local workspace."""


class ManifestError(SandboxError):
    """The manifest is missing, unreadable, or asks for what Slack would refuse."""


class PersonError(SandboxError):
    """A person tried what Slack's own client would not let them do; `code` names it for the page."""

    def __init__(self, message: str, code: str = "not_possible") -> None:
        super().__init__(message)
        self.code = code


class DeliveryError(SandboxError):
    """The app did not answer the way Slack requires before it will deliver anything."""


class ServerError(SandboxError):
    """The workspace's server could not start, or is used while it is not running."""


class ApiError(SandboxError):
    """A refused Web API call.

    `code` is Slack's error name, `messages` go to `response_metadata.messages`, `fields` are merged
    into the answer, and `retry_after` (seconds) turns the answer into HTTP 429.
    """

    def __init__(
        self,
        code: str,
        *,
        messages: Sequence[str] = (),
        fields: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {'; '.join(messages)}" if messages else code)
        self.code = code
        self.messages = list(messages)
        self.fields = dict(fields or {})
        self.retry_after = retry_after
