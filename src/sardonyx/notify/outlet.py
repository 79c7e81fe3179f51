"""What an outlet is: a way to reach people or programs, and what can go wrong on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one address through one outlet. `key` is what it is known by: the same key is sent once.

    `content` is the outlet's own: see `email.Mail` and `webhook.Call`. It must be JSON and holds no secret unsealed.
    """

    key: str
    outlet: str
    address: str
    content: Mapping[str, Any]


class Undelivered(Exception):
    """It was not taken. `permanent`: it never will be; otherwise it is tried again, not before `retry_after_seconds`."""

    def __init__(self, message: str, *, permanent: bool = False, retry_after_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after_seconds = retry_after_seconds


class Outlet(Protocol):
    """One module for each."""

    async def send(self, notification: Notification) -> None:
        """Return when the other side has taken it, within a bounded time. Raises Undelivered."""
        ...
