"""When Sardonyx was not there: a mark that survives, and clocks that jump."""

from datetime import timedelta
from pathlib import Path

import pytest

from sardonyx.health.alive import AliveMark
from sardonyx.health.availability import Span
from tests.support.health import NOON

MINUTE = timedelta(minutes=1)


def test_the_time_between_two_runs_is_a_gap(tmp_path: Path) -> None:
    assert AliveMark(tmp_path / "alive").since_last_run(NOON) is None
    AliveMark(tmp_path / "alive").mark(NOON, 7.0)
    assert AliveMark(tmp_path / "alive").since_last_run(NOON + MINUTE) == Span(NOON, NOON + MINUTE)


@pytest.mark.parametrize("content", ["", "yesterday", "2026-05-01T12:00:00", "2099-01-01T00:00:00+00:00", "\0"])
def test_a_mark_that_tells_nothing_is_no_gap(tmp_path: Path, content: str) -> None:
    (tmp_path / "alive").write_text(content)
    assert AliveMark(tmp_path / "alive").since_last_run(NOON) is None


def test_a_clock_that_jumps_ahead_leaves_a_gap(tmp_path: Path) -> None:
    mark = AliveMark(tmp_path / "alive")
    assert mark.mark(NOON, 100.0) is None
    assert mark.mark(NOON + timedelta(seconds=10), 110.0) is None
    slept = NOON + timedelta(hours=2)
    assert mark.mark(slept, 120.0) == Span(NOON + timedelta(seconds=10), slept)
    assert mark.mark(NOON, 130.0) is None
    assert mark.mark(NOON + timedelta(seconds=10), 140.0) is None


def test_a_slow_machine_is_no_jump(tmp_path: Path) -> None:
    mark = AliveMark(tmp_path / "alive")
    mark.mark(NOON, 0.0)
    assert mark.mark(NOON + timedelta(hours=1), 3600.0) is None


def test_a_full_disk_is_survived(tmp_path: Path) -> None:
    assert AliveMark(tmp_path / "no" / "such" / "folder").mark(NOON, 0.0) is None
