"""What is known of one check, and what that means at a given moment.

A run that hangs writes nothing. Therefore nobody has to notice it in time: whoever reads decides by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from .check import Check
from .observation import Observation, Status

_SLACK_SECONDS = 5.0
"""A background thread may be late on a busy machine."""


@dataclass(frozen=True)
class Run:
    """A run that has ended. `ended` is on the monotonic clock, `ended_at` is Unix time."""

    ended: float
    ended_at: float
    seconds: float
    observation: Observation


@dataclass(frozen=True)
class View:
    """What an answer says of a check. Before its first run has ended that is the worst that may come."""

    check: Check
    status: Status
    output: str
    value: float | int | str | None
    unit: str
    measurement: str
    at: float | None
    age_seconds: float | None
    has_passed: bool


class Record:
    """Written by the thread of its check, read by everybody; every field is replaced as a whole, so no lock is needed."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.began: float | None = None
        self.last: Run | None = None
        self.failures = 0
        self.has_passed = False

    def begin(self, now: float) -> None:
        """A run begins."""
        self.began = now

    def end(self, now: float, at: float, observation: Observation) -> None:
        """The run has ended."""
        began = self.began if self.began is not None else now
        failed = observation.status == "fail"
        self.failures = self.failures + 1 if failed else 0
        self.has_passed = self.has_passed or not failed
        self.last = Run(now, at, now - began, observation)
        self.began = None

    def view(self, now: float) -> View:
        """What holds at this moment of the monotonic clock."""
        check, began, last, failures = self.check, self.began, self.last, self.failures
        if began is not None and now - began > check.timeout_seconds:
            # A run that hangs stands for those that could not begin.
            stands_for = 1 + int((now - began) / (check.interval_seconds + check.timeout_seconds))
            return self._view("fail", f"no answer for {now - began:.1f} s", last, now, failures + stands_for)
        if last is None:
            return self._view("fail", "not checked yet", None, now, 0)
        age = now - last.ended
        if age > 2 * check.interval_seconds + check.timeout_seconds + _SLACK_SECONDS:
            return self._view("fail", f"not checked for {age:.0f} s", last, now, 0)
        return self._view(last.observation.status, last.observation.output, last, now, failures)

    def _view(self, status: Status, output: str, last: Run | None, now: float, failures: int) -> View:
        check = self.check
        if status == "fail" and 0 < failures <= check.tolerate and self.has_passed:
            status = "warn"
        value: float | int | str | None = None
        unit, measurement = "", check.measurement
        if last is not None:
            said = last.observation
            measurement = said.measurement
            value, unit = (said.value, said.unit) if said.value is not None else (round(last.seconds * 1000, 3), "ms")
        return View(
            check=check,
            status=status,
            output=output,
            value=value,
            unit=unit,
            measurement=measurement,
            at=last.ended_at if last else None,
            age_seconds=max(0.0, now - last.ended) if last else None,
            has_passed=self.has_passed,
        )
