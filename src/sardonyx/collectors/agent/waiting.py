"""How long to wait before sending again."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from secrets import SystemRandom

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
LONGEST_ASKED_SECONDS = 600.0

_RANDOM = SystemRandom()


class Backoff:
    """Twice as long after each failure, up to half a minute, somewhere between half and all of it: agents that lost the same
    server must not come back at one moment."""

    def __init__(self, between: Callable[[float, float], float] = _RANDOM.uniform) -> None:
        self._between = between
        self._failures = 0

    def worked(self) -> None:
        """The server has answered as it should."""
        self._failures = 0

    def seconds(self, asked: float | None = None) -> float:
        """After one more failure; never less than the server asked for."""
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * float(1 << min(self._failures, 10)))
        self._failures += 1
        if asked is not None:
            return min(asked, LONGEST_ASKED_SECONDS) * self._between(1.0, 1.1)
        return longest * self._between(0.5, 1.0)


def retry_after(text: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header, in either of its forms (RFC 9110, 10.2.3); None where there is none to use."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
