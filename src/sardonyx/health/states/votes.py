"""One vantage point's vote: what it believes after so many equal results, and whether it was heard of lately."""

from dataclasses import dataclass
from typing import Any

from sardonyx.health.states.flapping import RESULTS, goes_on_flapping
from sardonyx.health.states.model import Verdict


@dataclass(slots=True)
class Vote:
    """`verdict` is what it votes for. `heard` is when it spoke last, on a clock that never jumps, in seconds.

    `results`: a letter per result, `u` up or degraded, `d` down. `streak`: how many of the last results say what `streak_of` says.
    """

    heard: float
    verdict: Verdict = "pending"
    streak_of: Verdict = "pending"
    streak: int = 0
    reason: str = ""
    message: str = ""
    results: str = ""
    flaps: bool = False

    def hear(self, outcome: Verdict, reason: str, message: str, now: float, attempts: int, recoveries: int) -> None:
        """Take one result in."""
        self.heard = now
        self.streak = self.streak + 1 if outcome == self.streak_of else 1
        self.streak_of, self.reason, self.message = outcome, reason, message
        self.results = (self.results + ("d" if outcome == "down" else "u"))[-RESULTS:]
        self.flaps = goes_on_flapping(self.results, self.flaps)
        if self.streak >= self.needed(attempts, recoveries):
            self.verdict = outcome

    def needed(self, attempts: int, recoveries: int) -> int:
        """How many equal results the newest kind needs to be believed. Going from down to degraded is a recovery too."""
        if self.streak_of == "down" or (self.streak_of == "degraded" and self.verdict in ("up", "pending")):
            return attempts
        return recoveries if self.verdict == "down" else 1

    def undecided(self, attempts: int, recoveries: int) -> bool:
        """Whether the next result may change the vote: worth looking again soon."""
        return self.streak_of != self.verdict and self.streak < self.needed(attempts, recoveries)

    def stored(self) -> dict[str, Any]:
        """As JSON, to go on after a restart."""
        return {
            "verdict": self.verdict, "streak_of": self.streak_of, "streak": self.streak, "reason": self.reason,
            "message": self.message, "results": self.results, "flaps": self.flaps,
        }  # fmt: skip

    @classmethod
    def restored(cls, stored: dict[str, Any], now: float) -> "Vote":
        """What was stored, as if it had just been heard: the time nobody listened is nobody's silence."""
        return cls(heard=now, **stored)
