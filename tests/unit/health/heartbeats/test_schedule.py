"""When jobs are due, in every time zone and over every change of the clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sardonyx.config.checks import HeartbeatCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.heartbeats.schedule import Schedule

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"]
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - they get their zone here


def schedule(expression: str, zone: str = "UTC", **options: object) -> Schedule:
    return Schedule.of(HeartbeatCheck(schedule=expression, time_zone=zone, **options))  # type: ignore[arg-type]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59))
def test_daily_job_is_due_once_a_day_on_every_day(start: datetime, zone: str, hour: int, minute: int) -> None:
    daily = schedule(f"{minute} {hour} * * *", zone)
    dues = [daily.next_due(start)]
    for _ in range(9):
        dues.append(daily.next_due(dues[-1]))
    assert dues[0] > start
    days = [due.astimezone(ZoneInfo(zone)).date() for due in dues]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    assert all(timedelta(hours=22) < later - earlier < timedelta(hours=26) for earlier, later in pairwise(dues))


@settings(max_examples=60, deadline=None)
@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(["*/15 * * * *", "30 2 * * *", "0 */6 * * 1-5", "5 4 1 * *"]))
def test_last_due_is_the_one_whose_next_lies_ahead(start: datetime, zone: str, expression: str) -> None:
    made = schedule(expression, zone)
    first = made.next_due(start)
    now = first + timedelta(days=40)
    last = made.last_due(now, first)
    assert first <= last <= now
    assert made.next_due(last) > now


@pytest.mark.parametrize(
    ("expression", "zone", "after", "due"),
    [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28T12:00+01:00",
            "2026-03-29T03:00+02:00",
        ),  # the hour that is not there
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-24T12:00+02:00",
            "2026-10-25T02:30+02:00",
        ),  # the hour that is there twice
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        ("0 9 * * MON", "America/New_York", "2026-01-01T00:00+00:00", "2026-01-05T14:00+00:00"),
        ("0 0 L * *", "UTC", "2024-02-01T00:00+00:00", "2024-02-29T00:00+00:00"),
    ],
)
def test_due_as_cron_would_run_it(expression: str, zone: str, after: str, due: str) -> None:
    assert schedule(expression, zone).next_due(at(after)) == at(due)


def test_period_counts_from_the_last_time() -> None:
    hourly = schedule("", period=timedelta(hours=1))
    start = at("2026-01-01T00:10+00:00")
    assert hourly.next_due(start) == start + timedelta(hours=1)
    assert hourly.last_due(start + timedelta(hours=5, minutes=59), start) == start + timedelta(hours=5)


def test_clock_that_is_a_little_ahead_answers_the_time_it_meant() -> None:
    daily, often = schedule("0 3 * * *"), schedule("* * * * *")
    assert daily.counts_for(at("2026-01-01T02:59:30+00:00")) == at("2026-01-01T03:00+00:00")
    assert daily.counts_for(at("2026-01-01T02:58:30+00:00")) == at("2026-01-01T02:58:30+00:00")
    assert often.counts_for(at("2026-01-01T02:58:20+00:00")) == at("2026-01-01T02:58:20+00:00")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"schedule": "0 25 * * *"}, "can't be read"),
        ({"schedule": "hourly"}, "can't be read"),
        ({"schedule": "0 0 31 2 *"}, "Bad day-of-month"),
        ({"time_zone": "Mars/Olympus"}, "is not known"),
        ({"time_zone": "../../etc/passwd"}, "is not known"),
        ({"period": timedelta(0)}, "a second at least"),
    ],
)
def test_refuses_what_can_never_be_due(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        HeartbeatCheck(**fields)  # type: ignore[arg-type]


def test_one_missed_beat_is_enough_unless_it_is_said_otherwise() -> None:
    check = {"kind": "heartbeat", "period": "1h"}
    assert Monitor.model_validate({"name": "a", "check": check}).attempts == 1
    assert Monitor(name="a", check=HeartbeatCheck()).attempts == 1
    assert Monitor.model_validate({"name": "a", "check": check, "attempts": 3}).attempts == 3
    assert Monitor.model_validate({"name": "a", "check": {"kind": "tcp", "host": "h", "port": 1}}).attempts == 2
