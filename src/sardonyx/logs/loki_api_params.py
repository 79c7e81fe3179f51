"""Parameters as Loki reads them. Source: Grafana Loki, "HTTP API: timestamps" and `loghttp`."""

import time
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import cast

from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.query.logql.quantities import duration_ns
from sardonyx.query.pieces import Direction
from sardonyx.query.time_range import NS, TimeRange

_SHORT_DIGITS = 10
_LATEST_NS = 4_102_444_800 * NS  # the year 2100
_HOUR_NS = 3600 * NS


def time_ns(params: Parameters, name: str, default: int) -> int:
    """A time in nanoseconds: integer nanoseconds, decimal seconds, or RFC 3339."""
    text = params.text(name)
    if not text:
        return default
    found = _read_time(text)
    if found is None or not 0 <= found <= _LATEST_NS:
        raise BadParameter(f'could not parse "{text}" as a time: nanoseconds, seconds or RFC 3339 are wanted')
    return found


def bounds(params: Parameters, default_ns: int = _HOUR_NS) -> tuple[int, int]:
    """`start` and `end`, or `since` before the end; an hour by default."""
    now = time.time_ns()
    end = time_ns(params, "end", now)
    since = length_ns(params, "since") or default_ns
    return time_ns(params, "start", min(end, now) - since), end


def time_range(params: Parameters, default_ns: int = 6 * _HOUR_NS) -> TimeRange:
    """The same as a range, six hours by default: what labels and series are looked up in."""
    start, end = bounds(params, default_ns)
    if end < start:
        raise BadParameter("end timestamp must not be before or equal to start time")
    return TimeRange(max(start, 0), max(end, start + 1))


def length_ns(params: Parameters, name: str) -> int:
    """A duration: seconds or `1h30m`; 0 when it is not given."""
    text = params.text(name)
    if not text:
        return 0
    try:
        found: int | None = round(float(text) * NS)
    except (ValueError, OverflowError):
        found = duration_ns(text)
    if found is None or not 0 < found <= _LATEST_NS:
        raise BadParameter(
            "zero or negative query resolution step widths are not accepted. Try a positive integer"
            if name == "step" and found is not None
            else f'cannot parse "{text}" to a valid duration'
        )
    return found


def limit(params: Parameters, default: int = 100) -> int:
    """`limit`, a positive number."""
    text = params.text("limit")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 10**9:
        raise BadParameter("limit must be a positive value")
    return int(text)


def delay(params: Parameters, most: int) -> int:
    """`delay_for` of a tail, in seconds."""
    text = params.text("delay_for", "0")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise BadParameter("delay_for must be a number of seconds")
    if int(text) > most:
        raise BadParameter(f"delay_for can't be greater than {most}")
    return int(text)


def direction(params: Parameters) -> Direction:
    """`forward` or `backward`."""
    text = params.text("direction", "backward").lower()
    if text not in ("forward", "backward"):
        raise BadParameter(f'invalid direction "{params.text("direction")}"')
    return cast("Direction", text)


def _read_time(text: str) -> int | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _rfc3339(text)
    if not number.is_finite() or abs(number) > 10**20:
        return None
    is_seconds = not text.lstrip("+-").isdigit() or len(text.lstrip("+-")) <= _SHORT_DIGITS
    return int(number * NS) if is_seconds else int(number)


def _rfc3339(text: str) -> int | None:
    whole, dot, rest = text.partition(".")
    digits = ""
    if dot:
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        whole += rest[len(digits) :]
    try:
        found = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return int(found.timestamp()) * NS + int(digits[:9].ljust(9, "0")) if found.tzinfo else None
