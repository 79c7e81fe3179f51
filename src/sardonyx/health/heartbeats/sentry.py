"""Sentry's check-ins: what an envelope holds, and what a check-in and its `monitor_config` mean to us.

Source: Sentry developer documentation, "Check-Ins" and "Envelopes". Minutes become durations, a month has 30 days.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from sardonyx.config.checks import HeartbeatCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.heartbeats.beat import Kind

STATUSES: Mapping[str, Kind] = {"in_progress": "start", "ok": "ok", "error": "fail"}
MAX_ITEMS = 1000
_UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1),
    "month": timedelta(days=30), "year": timedelta(days=365),
}  # fmt: skip
_ATTEMPTS = range(1, 21)


class SentryError(ValueError):
    """It is not what Sentry's protocol says; the message tells the sender."""


@dataclass(frozen=True, slots=True)
class SentryCheckIn:
    """One check-in. `check_in_id` is empty where it stands for the run that began last."""

    slug: str
    kind: Kind
    check_in_id: str
    environment: str
    duration_seconds: float | None
    config: Mapping[str, Any] | None


def items(envelope: bytes) -> Iterator[tuple[str, bytes]]:
    """(type, payload) of each item of an envelope. Raises SentryError."""
    header, _, rest = envelope.partition(b"\n")
    _object(header, "the envelope's header")
    for _ in range(MAX_ITEMS):
        rest = rest.lstrip(b"\n")
        if not rest:
            return
        line, _, rest = rest.partition(b"\n")
        head = _object(line, "an item's header")
        length = head.get("length")
        if isinstance(length, int) and not isinstance(length, bool):
            if not 0 <= length <= len(rest):
                raise SentryError("an item is shorter than its length says")
            payload, rest = rest[:length], rest[length:]
        else:
            payload, _, rest = rest.partition(b"\n")
        yield str(head.get("type", "")), payload
    raise SentryError(f"an envelope may have {MAX_ITEMS} items at most")


def envelope_id(envelope: bytes) -> str:
    """The `event_id` of an envelope's header, empty where it has none. Raises SentryError."""
    return str(_object(envelope.partition(b"\n")[0], "the envelope's header").get("event_id", ""))[:64]


def read_payload(payload: bytes) -> SentryCheckIn:
    """A `check_in` item. Raises SentryError."""
    return read_check_in(_object(payload, "a check-in"))


def read_check_in(told: Mapping[str, Any]) -> SentryCheckIn:
    """A check-in out of JSON or of the query. Raises SentryError."""
    slug, status = told.get("monitor_slug"), told.get("status")
    if not isinstance(slug, str) or not 0 < len(slug) <= 100:
        raise SentryError("monitor_slug is needed, of at most 100 characters")
    kind = STATUSES.get(status) if isinstance(status, str) else None
    if kind is None:
        raise SentryError(f"status must be one of {', '.join(STATUSES)}")
    config = told.get("monitor_config")
    return SentryCheckIn(
        slug=slug,
        kind=kind,
        check_in_id=_run_id(told.get("check_in_id")),
        environment=str(told.get("environment") or "production")[:200],
        duration_seconds=_seconds(told.get("duration")),
        config=config if isinstance(config, Mapping) else None,
    )


def monitor_of(check_in: SentryCheckIn, known: Monitor | None) -> Monitor:
    """The monitor its `monitor_config` wants, from the known one where there is one. Raises SentryError."""
    config = check_in.config or {}
    default = known.check if known is not None and isinstance(known.check, HeartbeatCheck) else HeartbeatCheck()
    fields: dict[str, Any] = {
        "grace": _minutes(config, "checkin_margin", default.grace if known is not None else timedelta(minutes=1)),
        "max_runtime": _minutes(config, "max_runtime", default.max_runtime),
        "time_zone": config.get("timezone") or default.time_zone,
        **_schedule(config.get("schedule")),
    }
    wanted: dict[str, Any] = {"check": {**default.model_dump(), **fields}}
    for ours, theirs in (("attempts", "failure_issue_threshold"), ("recoveries", "recovery_threshold")):
        if isinstance(number := config.get(theirs), int):
            wanted[ours] = min(max(number, _ATTEMPTS.start), _ATTEMPTS.stop - 1)
    base = known.model_dump() if known is not None else _fresh(check_in)
    try:
        made = Monitor.model_validate({**base, **wanted})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise SentryError(f"monitor_config: {first['msg'].removeprefix('Value error, ')}") from None
    return made


def _fresh(check_in: SentryCheckIn) -> dict[str, Any]:
    is_default = check_in.environment == "production"
    name = check_in.slug if is_default else f"{check_in.slug} ({check_in.environment})"
    return {"name": name[:120], "environment": check_in.environment, "attempts": 1}


def _schedule(schedule: object) -> dict[str, Any]:
    if schedule is None:
        return {}
    if not isinstance(schedule, Mapping):
        raise SentryError("monitor_config.schedule must be an object")
    value = schedule.get("value")
    if schedule.get("type") == "crontab" and isinstance(value, str) and value:
        return {"schedule": value}
    unit = _UNITS.get(str(schedule.get("unit")))
    if schedule.get("type") == "interval" and unit is not None and isinstance(value, int) and 0 < value <= 10_000:
        return {"schedule": "", "period": value * unit}
    raise SentryError(
        f"monitor_config.schedule must be a crontab with a value, or an interval with a value and a unit of {', '.join(_UNITS)}"
    )


def _minutes(config: Mapping[str, Any], key: str, default: timedelta) -> timedelta:
    value = config.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 43_200:
        raise SentryError(f"monitor_config.{key} must be minutes, from 0 to 43200")
    return timedelta(minutes=value)


def _run_id(value: object) -> str:
    text = str(value or "").replace("-", "").lower()
    return "" if not text.strip("0") else text[:64]


def _seconds(value: object) -> float | None:
    try:
        seconds = float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < 1e8 else None


def _object(text: bytes, what: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise SentryError(f"{what} is no JSON") from None
    if not isinstance(read, dict):
        raise SentryError(f"{what} is no JSON object")
    return read
