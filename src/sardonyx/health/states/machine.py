"""One monitor's state machine. It is told results, windows and pauses, and shows a state; it never looks at a clock.

    results ─▶ a vote per vantage point (attempts, recoveries) ─▶ quorum ─▶ verdict ─▶ shown under pause, window, silence, flapping

`now` is in seconds on a clock that never jumps; the wall clock is only for people, and lies outside.
"""

from dataclasses import dataclass, field
from typing import Any

from sardonyx.config.monitors import Monitor
from sardonyx.health.states.model import Shown, Verdict
from sardonyx.health.states.votes import Vote

_SILENT_INTERVALS = 3
_LEAST_SILENCE_SECONDS = 15.0
_LEAST_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides. `quorum` 0: more than half of those that vote. `silent_seconds`: who was not heard for longer doesn't vote."""

    vantages: tuple[str, ...]
    attempts: int = 2
    recoveries: int = 1
    quorum: int = 0
    retry_seconds: float = 10.0
    silent_seconds: float = 100.0

    @classmethod
    def of(cls, monitor: Monitor) -> "Rules":
        """Those of a monitor."""
        interval = monitor.interval.total_seconds()
        retry = max(interval / 3, _LEAST_RETRY_SECONDS)
        if monitor.retry_interval is not None:
            retry = monitor.retry_interval.total_seconds()
        silent = _SILENT_INTERVALS * interval + monitor.timeout.total_seconds()
        return cls(
            monitor.vantage_points,
            monitor.attempts,
            monitor.recoveries,
            monitor.quorum,
            min(retry, interval),
            max(silent, _LEAST_SILENCE_SECONDS),
        )


@dataclass(slots=True)
class Machine:
    """Use `hear` for each result, `tick` now and then; then look at `shown`."""

    rules: Rules
    started: float
    listens: bool = True
    """False: it tells by itself (heartbeats); silence is its own business."""
    paused: bool = False
    in_maintenance: str = ""
    """The name of the open window."""
    votes: dict[str, Vote] = field(default_factory=dict)
    verdict: Verdict = "pending"
    flaps: bool = False
    reason: str = ""
    message: str = ""
    _stale: bool = False

    def hear(self, vantage: str, outcome: Verdict, reason: str, message: str, now: float) -> float | None:
        """Take a result in. Returns in how many seconds to look again; None: as usual."""
        if vantage not in self.rules.vantages:
            return None
        vote = self.votes.setdefault(vantage, Vote(now))
        vote.hear(outcome, reason, message, now, self.rules.attempts, self.rules.recoveries)
        self._judge(now)
        undecided = vote.undecided(self.rules.attempts, self.rules.recoveries)
        return self.rules.retry_seconds if undecided and not vote.flaps else None

    def tick(self, now: float) -> None:
        """Time has passed: somebody may have fallen silent."""
        self._judge(now)

    def follow(self, rules: Rules, now: float) -> None:
        """The monitor was changed: votes of vantage points it still has stay."""
        self.rules = rules
        self.votes = {name: vote for name, vote in self.votes.items() if name in rules.vantages}
        self._judge(now)

    @property
    def failing_softly(self) -> bool:
        """Whether a check failed that does not count as down yet."""
        return self.verdict != "down" and any(vote.streak_of == "down" for vote in self.votes.values())

    @property
    def shown(self) -> Shown:
        """The state as people see it."""
        if self.paused:
            return Shown("paused", self.verdict)
        if self.in_maintenance:
            return Shown("maintenance", self.verdict, self.reason, self._in_window())
        if self._stale:
            return Shown("stale", self.verdict, "", "nothing is heard from its vantage points")
        if self.flaps:
            return Shown("flapping", self.verdict, self.reason, self.message)
        return Shown(self.verdict, self.verdict, self.reason, self.message)

    def stored(self) -> dict[str, Any]:
        """What must outlive a restart."""
        votes = {name: vote.stored() for name, vote in self.votes.items()}
        return {"votes": votes, "verdict": self.verdict, "flaps": self.flaps}

    def restore(self, stored: dict[str, Any], reason: str, message: str, now: float) -> None:
        """Go on where a former process was: same state, and everybody gets the time to be heard again."""
        self.started = now
        self.votes = {
            name: Vote.restored(vote, now)
            for name, vote in stored.get("votes", {}).items()
            if name in self.rules.vantages
        }
        self.verdict = stored.get("verdict", "pending")
        self.flaps = stored.get("flaps", False)
        self.reason, self.message = reason, message

    def _in_window(self) -> str:
        found = f": {self.message}" if self.verdict == "down" and self.message else ""
        return f"maintenance “{self.in_maintenance}”{found}"

    def _judge(self, now: float) -> None:
        silent = self.rules.silent_seconds
        voting = [vote for vote in self.votes.values() if now - vote.heard <= silent or not self.listens]
        if not voting:
            # Votes of before stay what is believed; only that nobody confirms it is told.
            self._stale = self.listens and now - self.started > silent
            return
        self._stale = False
        quorum = min(self.rules.quorum, len(voting)) or len(voting) // 2 + 1
        self.flaps = sum(vote.flaps for vote in voting) >= quorum
        against = [vote for vote in voting if vote.verdict == "down"]
        decided = [vote for vote in voting if vote.verdict != "pending"]
        if len(against) >= quorum:
            self._become("down", against[-1], self._of(len(against), len(voting)))
        elif degraded := self._degraded(decided, quorum):
            self._become("degraded", degraded, "")
        elif len(decided) > len(against):
            self.verdict, self.reason = "up", ""
            self.message = self._dissent(against, voting)

    def _degraded(self, decided: list[Vote], quorum: int) -> Vote | None:
        found = [vote for vote in decided if vote.verdict in ("degraded", "down")]
        softer = [vote for vote in found if vote.verdict == "degraded"]
        return softer[-1] if softer and len(found) >= quorum else None

    def _become(self, verdict: Verdict, vote: Vote, told: str) -> None:
        self.verdict = verdict
        # A streak that isn't believed yet has another reason than the state has.
        if vote.streak_of == verdict:
            self.reason, self.message = vote.reason, vote.message + told

    def _of(self, against: int, voting: int) -> str:
        if len(self.rules.vantages) == 1:
            return ""
        silent = len(self.rules.vantages) - voting
        return f" (from {against} of {voting} vantage points" + (f", {silent} silent)" if silent else ")")

    def _dissent(self, against: list[Vote], voting: list[Vote]) -> str:
        if not against:
            return ""
        names = [name for name, vote in self.votes.items() if vote in against]
        return f"down from {', '.join(names)} only ({len(against)} of {len(voting)}): {against[-1].message}"
