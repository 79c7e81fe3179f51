"""How far the process lowers its resolution: one step after the other, each only what can be changed while it runs."""

from dataclasses import dataclass
from typing import Literal

LevelName = Literal["full", "saving", "low", "lowest"]

_SLOWEST_SECONDS = 120.0
"""Collectors look at least this often: their series must not seem to have ended."""


@dataclass(frozen=True, slots=True)
class Level:
    """`collectors`: a built-in collector looks once in so many of its intervals. `derived`: derived series are written once in
    so many of their windows. `queries`: the share of `limits.max_concurrent_queries` that is let in. `rollups`: whether they
    are made, or wait."""

    name: LevelName
    collectors: int
    derived: int
    queries: float
    rollups: bool
    effects: tuple[str, ...]

    def intervals(self, interval_seconds: float) -> int:
        """In how many of its intervals a collector looks once."""
        return max(1, min(self.collectors, int(_SLOWEST_SECONDS // interval_seconds)))


LEVELS = (
    Level("full", 1, 1, 1.0, True, ()),
    Level(
        "saving", 2, 3, 1.0, True,
        (
            "Built-in collectors look half as often.",
            "Metrics of traces and logs are written every 30 seconds.",
        ),
    ),
    Level(
        "low", 4, 6, 0.75, False,
        (
            "Built-in collectors look a quarter as often.",
            "Metrics of traces and logs are written every minute.",
            "A quarter fewer queries are let in at once.",
            "Rollups wait; long ranges are read from samples meanwhile.",
        ),
    ),
    Level(
        "lowest", 8, 6, 0.5, False,
        (
            "Built-in collectors look an eighth as often, at least every two minutes.",
            "Metrics of traces and logs are written every minute.",
            "Half as many queries are let in at once.",
            "Rollups wait; long ranges are read from samples meanwhile.",
        ),
    ),
)  # fmt: skip
"""From the full resolution down."""
