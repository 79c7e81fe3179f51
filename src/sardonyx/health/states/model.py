"""The states there are, one sentence each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

State = Literal["pending", "up", "degraded", "down", "flapping", "maintenance", "paused", "stale"]
Verdict = Literal["pending", "up", "degraded", "down"]
CountsAs = Literal["up", "degraded", "down", "maintenance", "unknown"]

STATES: Mapping[State, str] = MappingProxyType(
    {
        "pending": "Not judged yet: it is new, or was checked too seldom.",
        "up": "All is well.",
        "degraded": "It answers, but something that should hold does not.",
        "down": "Enough vantage points found it down so often that it counts.",
        "flapping": "It goes up and down too often to believe either.",
        "maintenance": "A maintenance window is open: failures are recorded and alarm nobody.",
        "paused": "Nobody checks it.",
        "stale": "Nothing was heard from its vantage points for longer than three intervals.",
    }
)

FAILING: frozenset[State] = frozenset({"down", "flapping"})
"""What makes an incident, and suppresses the alarms of what depends on it, while its verdict is down."""

COUNTS_AS: Mapping[State, CountsAs] = MappingProxyType(
    {
        "pending": "unknown", "up": "up", "degraded": "degraded", "down": "down", "flapping": "degraded",
        "maintenance": "maintenance", "paused": "unknown", "stale": "unknown",
    }
)  # fmt: skip
"""What a state is to availability. A flapping monitor counts as what it was found to be at the time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as people see it. `verdict` is what was found, whatever window or pause lies over it."""

    state: State
    verdict: Verdict = "pending"
    reason: str = ""
    message: str = ""

    @property
    def counts_as(self) -> CountsAs:
        """What the time in it is to availability."""
        if self.state == "flapping" and self.verdict != "pending":
            return self.verdict
        return COUNTS_AS[self.state]

    def is_like(self, other: "Shown") -> bool:
        """Whether only the message differs."""
        return (self.state, self.verdict, self.reason) == (other.state, other.verdict, other.reason)

    @property
    def failing(self) -> bool:
        """Whether it is an outage that somebody should hear of, unless something under it explains it."""
        return self.state in FAILING and self.verdict == "down"
