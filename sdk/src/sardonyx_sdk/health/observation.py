"""What a dependency check says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["pass", "warn", "fail"]
"""`warn` is degraded: the service works on, with less. `fail` takes it out of traffic if the check is critical."""


@dataclass(frozen=True)
class Observation:
    """The outcome of one run. Without `value` the time it took is what was observed, in milliseconds.

    `measurement` is the second half of the key in the body (`jobs:length`); the draft knows utilization, responseTime,
    connections and uptime, others are allowed, without a colon.
    """

    status: Status = "pass"
    output: str = ""
    value: float | int | str | None = None
    unit: str = ""
    measurement: str = "responseTime"


def above(value: float, warn: float | None, fail: float | None) -> Status:
    """The status of a figure that is bad when it is high. None: no such limit."""
    if fail is not None and value >= fail:
        return "fail"
    return "warn" if warn is not None and value >= warn else "pass"
