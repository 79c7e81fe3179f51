"""Points in time as callers write them."""

from decimal import Decimal

import pytest

from sardonyx.query.time_range import NS, TimeInput, TimeRange, TimeRangeError, parse_time, to_iso

NOW = 1_795_400_000 * NS  # 2026-11-23T02:13:20Z


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("now", 1_795_400_000),
        ("now-1h", 1_795_396_400),
        ("now-1h30m", 1_795_394_600),
        ("now+5m", 1_795_400_300),
        ("now-2d", 1_795_227_200),
        (1_795_400_000, 1_795_400_000),
        ("1795400000", 1_795_400_000),
        (1_795_400_000.25, 1_795_400_000.25),
        (1_795_400_000_000, 1_795_400_000),
        (1_795_400_000_000_000, 1_795_400_000),
        (1_795_400_000_000_000_000, 1_795_400_000),
        (0, 0),
        ("2026-11-23T02:13:20Z", 1_795_400_000),
        ("2026-11-23T03:13:20+01:00", 1_795_400_000),
        ("2026-11-23 02:13:20", 1_795_400_000),
        ("2026-11-23T02:13", 1_795_399_980),
        ("2026-11-23", 1_795_392_000),
        ("2026-11-23T02:13:20.5Z", 1_795_400_000.5),
    ],
)
def test_reads_a_point_in_time(text: TimeInput, seconds: float) -> None:
    assert parse_time(text, NOW) == int(Decimal(str(seconds)) * NS)


def test_keeps_every_nanosecond() -> None:
    assert parse_time("2026-11-23T02:13:20.123456789Z", NOW) == NOW + 123_456_789
    assert parse_time(NOW + 123_456_789, NOW) == NOW + 123_456_789
    assert to_iso(NOW + 123_456_789) == "2026-11-23T02:13:20.123456789Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "now-",
        "now-1q",
        "2026-13-01",
        "2026-11-23T25:00",
        -5,
        "1e99",
        True,
        "9" * 65,
        "nan",
        "now-99999999y",
    ],
)
def test_refuses_what_is_no_time(text: TimeInput) -> None:
    with pytest.raises(TimeRangeError, match="start") as refused:
        parse_time(text, NOW, field="start")
    assert refused.value.field == "start"


def test_refuses_a_range_that_ends_before_it_begins() -> None:
    with pytest.raises(TimeRangeError, match="must lie before end"):
        TimeRange.parse("now", "now-1h", now_ns=NOW)


def test_is_the_last_hour_when_nothing_is_said() -> None:
    assert TimeRange.parse(None, None, now_ns=NOW) == TimeRange(NOW - 3600 * NS, NOW)


def test_widens_to_whole_steps() -> None:
    assert TimeRange(61 * NS + 1, 119 * NS).aligned(60) == TimeRange(60 * NS, 120 * NS)
    assert TimeRange(60 * NS, 120 * NS).aligned(60) == TimeRange(60 * NS, 120 * NS)
