"""Maintenance windows: the clock on the wall, also where it is put forward and back; next boundaries worked out ahead."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.config.monitors import MaintenanceWindow, Monitor
from sardonyx.health.availability import Span
from sardonyx.health.maintenance.calendar import Calendar, Entry
from sardonyx.health.maintenance.recurrence import Recurrence, check_window, instant


def window(start: str, end: str, recurrence: str = "", zone: str = "UTC", **more: object) -> MaintenanceWindow:
    return MaintenanceWindow.model_validate(
        {"name": "upgrade", "start": start, "end": end, "recurrence": recurrence, "time_zone": zone, **more}
    )


def spans(one: MaintenanceWindow, after: datetime, many: int = 3) -> list[tuple[str, str]]:
    found = islice(Recurrence(one).spans(after), many)
    return [(f"{span.start:%m-%d %H:%M}", f"{span.end:%m-%d %H:%M}") for span in found]


def test_once() -> None:
    one = window("2026-05-01T22:00:00+02:00", "2026-05-02T02:00:00+02:00")
    assert spans(one, datetime(2026, 1, 1, tzinfo=UTC)) == [("05-01 20:00", "05-02 00:00")]
    assert spans(one, datetime(2026, 5, 2, tzinfo=UTC)) == []


def test_every_sunday_night_means_the_clock_on_the_wall() -> None:
    one = window("2026-03-01T01:00:00", "2026-03-01T05:00:00", "FREQ=WEEKLY;BYDAY=SU", "Europe/Berlin")
    # On 29 March 02:00 becomes 03:00 there: the night is an hour shorter.
    assert spans(one, datetime(2026, 3, 20, tzinfo=UTC)) == [
        ("03-22 00:00", "03-22 04:00"), ("03-29 00:00", "03-29 03:00"), ("04-04 23:00", "04-05 03:00"),
    ]  # fmt: skip


def test_a_window_in_the_skipped_hour_is_left_out() -> None:
    one = window("2026-03-27T02:15:00", "2026-03-27T02:45:00", "FREQ=DAILY", "Europe/Berlin")
    assert spans(one, datetime(2026, 3, 28, 0, tzinfo=UTC)) == [
        ("03-28 01:15", "03-28 01:45"), ("03-30 00:15", "03-30 00:45"), ("03-31 00:15", "03-31 00:45"),
    ]  # fmt: skip


def test_a_window_that_began_before_is_told_until_it_ends() -> None:
    one = window("2026-05-01T22:00:00", "2026-05-02T02:00:00", "FREQ=DAILY")
    assert spans(one, datetime(2026, 5, 10, 1, tzinfo=UTC), 1) == [("05-09 22:00", "05-10 02:00")]


@pytest.mark.parametrize(
    ("recurrence", "told"),
    [
        pytest.param("FREQ=HOURLY", "must be FREQ=DAILY, WEEKLY, MONTHLY or YEARLY", id="too often"),
        pytest.param("each day", "is no RRULE such as", id="words"),
        pytest.param("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never happens", id="never"),
        pytest.param("FREQ=DAILY;BYMINUTE=0,1,2,3,4;BYSECOND=1,2,3,4,5,6", "at most 24 times a day", id="30 a day"),
        pytest.param("DTSTART:20260101\nRRULE:FREQ=DAILY", "must be one RRULE", id="a start of its own"),
    ],
)
def test_refuses(recurrence: str, told: str) -> None:
    ((key, said),) = check_window(window("2026-05-01T22:00:00", "2026-05-02T02:00:00", recurrence))
    assert key == "recurrence"
    assert told in said


def test_refuses_an_unknown_time_zone() -> None:
    ((key, said),) = check_window(window("2026-05-01T22:00:00", "2026-05-02T02:00:00", zone="Europe/Atlantis"))
    assert (key, "Europe/Berlin" in said) == ("time_zone", True)


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
)
MOMENTS = st.datetimes(datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01"))


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=30)), ZONES)
def test_instants_never_run_backwards(local: datetime, later: timedelta, zone: str) -> None:
    there = ZoneInfo(zone)
    assert instant(local, there) <= instant(local + later, there)


@given(MOMENTS, ZONES)
def test_an_instant_reads_as_it_was_written_unless_it_was_skipped(local: datetime, zone: str) -> None:
    there = ZoneInfo(zone)
    read = instant(local, there).astimezone(there).replace(tzinfo=None)
    assert read >= local
    exists = local.replace(tzinfo=there).astimezone(UTC).astimezone(there).replace(tzinfo=None) == local
    assert (read == local) == exists


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2026-01-01")),
    st.timedeltas(timedelta(minutes=1), timedelta(hours=30)),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY", "FREQ=DAILY;COUNT=9"]),
    ZONES,
    st.datetimes(datetime.fromisoformat("2019-01-01"), datetime.fromisoformat("2027-01-01")),
)  # fmt: skip
def test_spans_are_in_order_and_end_after_what_was_asked(
    start: datetime, length: timedelta, recurrence: str, zone: str, after: datetime
) -> None:
    one = MaintenanceWindow(name="w", start=start, end=start + length, recurrence=recurrence, time_zone=zone)
    asked = after.replace(tzinfo=UTC)
    found = list(islice(Recurrence(one).spans(asked), 5))
    assert all(span.start < span.end and span.end > asked for span in found)
    assert all(first.start <= second.start for first, second in pairwise(found))


def monitor(name: str, group: str = "") -> Monitor:
    return Monitor.model_validate({"name": name, "group": group, "check": {"kind": "icmp", "host": name}})


def test_the_calendar_tells_what_is_open_and_when_to_look_again() -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    calendar = Calendar()
    nightly = window("2026-05-01T22:00:00", "2026-05-01T23:00:00", "FREQ=DAILY", groups=["shop"])
    once = window("2026-05-01T14:00:00", "2026-05-01T15:00:00", monitors=["db"])
    calendar.replace([Entry("a", nightly, "ui"), Entry("b", once, "ui")], start)
    assert calendar.next_boundary == start.replace(hour=14)
    calendar.look(start.replace(hour=14))
    assert calendar.open_for(monitor("db")) == "upgrade"
    assert calendar.open_for(monitor("web", "shop")) == ""
    assert calendar.next_boundary == start.replace(hour=15)
    calendar.look(start.replace(hour=22, minute=30))
    assert (calendar.open_for(monitor("db")), calendar.open_for(monitor("web", "shop"))) == ("", "upgrade")
    calendar.look(start + timedelta(days=200, hours=10, minutes=30))
    assert calendar.open_for(monitor("web", "shop")) == "upgrade"


def test_the_calendar_follows_a_clock_that_is_put_back() -> None:
    start = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
    calendar = Calendar()
    calendar.replace([Entry("a", window("2026-05-01T22:00:00", "2026-05-01T23:00:00", "FREQ=DAILY"), "ui")], start)
    calendar.look(start + timedelta(days=3))
    calendar.look(start)
    assert calendar.open_for(monitor("any")) == "upgrade"


def test_windows_of_a_span() -> None:
    calendar = Calendar()
    start = datetime(2026, 5, 1, tzinfo=UTC)
    calendar.replace([Entry("a", window("2026-05-01T22:00:00", "2026-05-01T23:00:00", "FREQ=DAILY"), "ui")], start)
    assert len(calendar.windows(monitor("any"), Span(start, start + timedelta(days=7)))) == 7
