"""Parameters as Prometheus reads them: from the address and from a form alike, times and durations in its notations.

Source: Prometheus, "HTTP API" and `web/api/v1`.
"""

import re
import time
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import Request

_FORM = "application/x-www-form-urlencoded"
_MOST_FORM_BYTES = 1 << 20
_DURATION = re.compile(r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")
_UNIT_SECONDS = (31_536_000.0, 604_800.0, 86_400.0, 3600.0, 60.0, 1.0, 0.001)


class BadParameter(Exception):
    """A parameter is missing or can't be read; the text is upstream's."""


class Parameters:
    """The parameters of one request: those in the path, then those of the address, then those of the form."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    @classmethod
    async def of(cls, request: Request) -> "Parameters":
        """Of a GET, or of a POST with a form. Some clients send a POST with everything in the address: merged."""
        pairs = [*request.path_params.items(), *request.query_params.multi_items()]
        if request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM):
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MOST_FORM_BYTES:
                    raise BadParameter(f"the form is larger than {_MOST_FORM_BYTES >> 20} MiB")
            pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return cls(pairs)

    def all(self, name: str) -> list[str]:
        """Every value of a parameter."""
        return [value for key, value in self._pairs if key == name]

    def text(self, name: str, default: str = "") -> str:
        """The first value."""
        return next(iter(self.all(name)), default)

    def needed_time(self, name: str) -> float:
        """A time that must be given, in epoch seconds."""
        return self._time(name, self.text(name))

    def time(self, name: str) -> float | None:
        """A time in epoch seconds, None when it is not given."""
        text = self.text(name)
        return self._time(name, text) if text else None

    def span(self) -> tuple[float | None, float | None]:
        """`start` and `end`."""
        return self.time("start"), self.time("end")

    def time_or_now(self, name: str) -> float:
        """A time in epoch seconds, now when it is not given."""
        found = self.time(name)
        return time.time() if found is None else found

    def duration(self, name: str) -> float | None:
        """A duration in seconds: a number, or `1h30m`. None when it is not given."""
        text = self.text(name)
        if not text:
            return None
        seconds = read_duration(text)
        if seconds is None:
            raise BadParameter(f'invalid parameter "{name}": cannot parse "{text}" to a valid duration')
        return seconds

    def count(self, name: str) -> int:
        """A whole number of at least 0; 0 when it is not given."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit()):
            raise BadParameter(f'invalid parameter "{name}": "{text}" must be a number, 0 or more')
        return int(text or 0)

    def _time(self, name: str, text: str) -> float:
        seconds = read_time(text)
        if seconds is None:
            raise BadParameter(f'invalid parameter "{name}": cannot parse "{text}" to a valid timestamp')
        return seconds


def read_time(text: str) -> float | None:
    """Epoch seconds of a float or an RFC 3339 time; None if it is neither."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo else None


def read_duration(text: str) -> float | None:
    """Seconds of a float or of Prometheus' notation; None if it is neither."""
    try:
        return float(text)
    except ValueError:
        match = _DURATION.fullmatch(text)
    if not text or match is None:
        return None
    return sum(int(group) * unit for group, unit in zip(match.groups(), _UNIT_SECONDS, strict=True) if group)
