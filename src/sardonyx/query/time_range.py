"""Points in time and ranges as callers write them.

A point is an ISO-8601 text (`2026-11-22T10:00:00.5Z`, `2026-11-22`; UTC unless it says otherwise), an epoch number in
seconds, milliseconds, microseconds or nanoseconds (told apart by size), or relative: `now`, `now-1h`, `now-1h30m`, `now+5m`.
"""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sardonyx.query.statement import Condition

NS = 1_000_000_000
TimeInput = str | int | float

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 2592000, "y": 31536000}
_RELATIVE = re.compile(r"now(?P<offset>(?:[+-](?:\d{1,9}[smhdwMy])+)?)")
_OFFSET_PART = re.compile(r"(\d+)([smhdwMy])")
_ISO = re.compile(
    r"(?P<base>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)(?:[.,](?P<fraction>\d{1,9})\d*)?"
    r"(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?")
_LATEST_NS = 4_102_444_800 * NS  # the year 2100
_HINT = "use ISO-8601 (2026-11-22T10:00:00Z), an epoch number, or relative to now (now-1h)"


class TimeRangeError(ValueError):
    """A point in time or a range that can't be used; `field` is start or end."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `start_ns` up to, not including, `end_ns`: nanoseconds since 1970 UTC."""

    start_ns: int
    end_ns: int

    @staticmethod
    def parse(
        start: TimeInput | None, end: TimeInput | None, *, now_ns: int | None = None, default_start: str = "now-1h"
    ) -> "TimeRange":
        """A range from what a caller sent; None is `default_start` and `now`. Raises TimeRangeError."""
        now = time.time_ns() if now_ns is None else now_ns
        first = parse_time(default_start if start is None else start, now, field="start")
        last = parse_time("now" if end is None else end, now, field="end")
        if first >= last:
            raise TimeRangeError(f"start ({to_iso(first)}) must lie before end ({to_iso(last)})", field="start")
        return TimeRange(first, last)

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.end_ns - self.start_ns) / NS

    def aligned(self, step_seconds: int) -> "TimeRange":
        """The range widened to whole steps since 1970."""
        step = step_seconds * NS
        return TimeRange(self.start_ns // step * step, -(-self.end_ns // step) * step)

    def condition(self, column: str = "Timestamp", *, bucketed: bool = True, prefix: str = "") -> Condition:
        """Rows of this range. `bucketed` also states it on the leading expression of the sorting key, from which the
        engine does not infer it by itself; without it a minute's search reads a whole day. `prefix` is put before the names of
        the parameters, so that two ranges can stand in one statement."""
        params = {f"{prefix}start_ns": self.start_ns, f"{prefix}end_ns": self.end_ns}
        sql = (
            f"{column} >= fromUnixTimestamp64Nano({{{prefix}start_ns:Int64}}) AND "
            f"{column} < fromUnixTimestamp64Nano({{{prefix}end_ns:Int64}})"
        )
        if bucketed:
            five = f"toStartOfFiveMinutes(toDateTime({column}))"
            sql += (
                f" AND {five} >= toStartOfFiveMinutes(toDateTime({{{prefix}start_s:UInt32}}))"
                f" AND {five} <= toStartOfFiveMinutes(toDateTime({{{prefix}end_s:UInt32}}))"
            )
            params |= self.whole_seconds(prefix)
        return Condition(sql, params)

    def whole_seconds(self, prefix: str = "") -> dict[str, int]:
        """`start_s` and `end_s`: whole seconds that enclose the range."""
        return {f"{prefix}start_s": self.start_ns // NS, f"{prefix}end_s": -(-self.end_ns // NS)}


def parse_time(value: TimeInput, now_ns: int, *, field: str = "time") -> int:
    """Nanoseconds since 1970 for one point in time. Raises TimeRangeError."""
    text = str(value).strip()
    if isinstance(value, bool) or len(text) > 64:
        raise TimeRangeError(f"{field}: {text[:64]!r} is no time; {_HINT}", field=field)
    if _NUMBER.fullmatch(text):
        found = _from_number(text)
    elif match := _RELATIVE.fullmatch(text):
        found = now_ns + _offset_ns(match["offset"])
    elif match := _ISO.fullmatch(text):
        found = _from_iso(match, field)
    else:
        raise TimeRangeError(f"{field}: {text!r} is no time; {_HINT}", field=field)
    if not 0 <= found <= _LATEST_NS:
        raise TimeRangeError(f"{field}: {text!r} lies outside of 1970 to 2100", field=field)
    return found


def to_iso(ns: int) -> str:
    """ISO-8601 with nanoseconds, UTC."""
    seconds, rest = divmod(ns, NS)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def _from_number(text: str) -> int:
    number = Decimal(text)
    size = abs(number)
    factor = NS if size < 10**11 else 10**6 if size < 10**14 else 10**3 if size < 10**17 else 1
    return int(number * factor) if size < 10**24 else -1


def _offset_ns(offset: str) -> int:
    if not offset:
        return 0
    seconds = sum(int(count) * _UNIT_SECONDS[unit] for count, unit in _OFFSET_PART.findall(offset))
    return (-seconds if offset[0] == "-" else seconds) * NS


def _from_iso(match: re.Match[str], field: str) -> int:
    try:
        moment = datetime.fromisoformat(match["base"] + (match["zone"] or "Z").upper())
    except ValueError as error:
        if len(match["base"]) > 10:
            raise TimeRangeError(f"{field}: {match[0]!r}: {error}; {_HINT}", field=field) from None
        try:
            moment = datetime.fromisoformat(match["base"]).replace(tzinfo=UTC)
        except ValueError as inner:
            raise TimeRangeError(f"{field}: {match[0]!r}: {inner}; {_HINT}", field=field) from None
    fraction = (match["fraction"] or "").ljust(9, "0")
    return int(moment.timestamp()) * NS + int(fraction)
