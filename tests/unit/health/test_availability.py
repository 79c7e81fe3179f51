"""Availability: the parts of a span add up to it, and an outage is one, whatever lies over it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.health.availability import Availability, Span, Transition, availability, pieces

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = Span(NOON, NOON + timedelta(hours=1))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


def test_an_hour_with_six_minutes_down() -> None:
    found = availability([Transition(at(-5), "up"), Transition(at(10), "down"), Transition(at(16), "up")], (), (), HOUR)
    assert (found.up_seconds, found.down_seconds) == (54 * 60, 6 * 60)
    assert found.ratio == pytest.approx(0.9)
    assert (found.outages, found.mttr_seconds, found.mtbf_seconds) == (1, 360, 54 * 60)


def test_degraded_is_available() -> None:
    found = availability([Transition(at(0), "degraded")], (), (), HOUR)
    assert (found.ratio, found.degraded_seconds) == (1, 3600)


def test_maintenance_and_gaps_count_neither_way() -> None:
    went = [Transition(at(-1), "up"), Transition(at(20), "down"), Transition(at(40), "up")]
    found = availability(went, [span(30, 35)], [span(20, 30)], HOUR)
    assert (found.maintenance_seconds, found.unknown_seconds, found.down_seconds) == (600, 300, 300)
    assert found.ratio == pytest.approx(40 / 45)


def test_a_restart_of_ours_does_not_make_two_outages() -> None:
    went = [Transition(at(-1), "up"), Transition(at(20), "down"), Transition(at(40), "up")]
    found = availability(went, [span(25, 30)], (), HOUR)
    assert (found.outages, found.down_seconds, found.mttr_seconds) == (1, 900, 900)


def test_an_outage_that_goes_on_has_no_time_to_recover() -> None:
    found = availability([Transition(at(0), "up"), Transition(at(50), "down")], (), (), HOUR)
    assert (found.outages, found.mttr_seconds) == (1, None)


def test_flapping_counts_as_what_was_found() -> None:
    went = [Transition(at(0), "flapping", "up"), Transition(at(30), "flapping", "down")]
    found = availability(went, (), (), HOUR)
    assert (found.up_seconds, found.down_seconds) == (1800, 1800)


def test_nothing_known_has_no_ratio() -> None:
    assert availability((), (), (), HOUR) == Availability(0, 0, 0, 0, 3600, None, 0, None, None)
    assert availability((), (), (), Span(NOON, NOON)).unknown_seconds == 0


MINUTES = st.integers(-60, 120).map(float) | st.floats(-60, 120, allow_nan=False)
SPANS = st.lists(st.tuples(MINUTES, MINUTES).map(lambda two: span(min(two), max(two))), max_size=6)
STATES = st.sampled_from(["pending", "up", "degraded", "down", "flapping", "maintenance", "paused", "stale"])


@given(st.lists(st.builds(Transition, MINUTES.map(at), STATES), max_size=20), SPANS, SPANS)
def test_the_parts_add_up_to_the_span(transitions: list[Transition], gaps: list[Span], windows: list[Span]) -> None:
    parts = pieces(transitions, gaps, windows, HOUR)
    assert parts[0].start == HOUR.start
    assert parts[-1].end == HOUR.end
    assert all(one.end == other.start and one.counts_as != other.counts_as for one, other in pairwise(parts))
    found = availability(transitions, gaps, windows, HOUR)
    total = (
        found.up_seconds + found.degraded_seconds + found.down_seconds + found.maintenance_seconds + found.unknown_seconds
    )  # fmt: skip
    assert total == pytest.approx(3600, abs=1e-6)
    assert found.ratio is None or 0 <= found.ratio <= 1


@given(st.lists(st.builds(Transition, MINUTES.map(at), STATES), max_size=20), SPANS, SPANS, MINUTES)
def test_two_halves_are_the_whole(
    transitions: list[Transition], gaps: list[Span], windows: list[Span], cut: float
) -> None:
    middle = min(max(at(cut), HOUR.start), HOUR.end)
    halves = [
        availability(transitions, gaps, windows, one) for one in (Span(HOUR.start, middle), Span(middle, HOUR.end))
    ]
    whole = availability(transitions, gaps, windows, HOUR)
    for name in ("up", "degraded", "down", "maintenance", "unknown"):
        both = sum(getattr(half, f"{name}_seconds") for half in halves)
        assert both == pytest.approx(getattr(whole, f"{name}_seconds"), abs=1e-5)


@given(SPANS)
def test_windows_are_maintenance_all_the_time(windows: list[Span]) -> None:
    parts = pieces([Transition(at(-60), "down")], (), windows, HOUR)
    for one in parts:
        middle = one.start + (one.end - one.start) / 2
        inside = any(window.start <= middle < window.end for window in windows)
        assert (one.counts_as == "maintenance") == inside
