"""What is known of one job, and what that means. It is told check-ins and asked at instants; it never looks at a clock.

    start ──▶ running ──▶ ok | fail            a check-in answers the time that was due
      due ──▶ due + grace ──▶ missed           nothing came: once for each outage of ours or theirs, not for each time due
    start ──▶ start + max_runtime ──▶ overrun  it was never told to have ended

`watching_since` is when we began to listen: after a start, a jump of the clock or a change every deadline lies at least a grace
behind it. What was due while nobody listened is never called missed before the job had that time to tell.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sardonyx.config.checks import HeartbeatCheck
from sardonyx.health.heartbeats.schedule import Schedule

Kind = Literal["start", "ok", "fail", "log"]
MAX_RUNS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """Something did not happen in time. `due`: when it should have."""

    reason: Literal["missed", "overrun"]
    due: datetime
    message: str


@dataclass(slots=True)
class Beat:
    """One job. `anchor`: the time due that was answered last, the next one follows it. `runs`: started, not ended, by run id."""

    check: HeartbeatCheck
    schedule: Schedule
    anchor: datetime
    watching_since: datetime
    runs: dict[str, datetime] = field(default_factory=dict)
    outcome: Literal["", "up", "down"] = ""

    @classmethod
    def new(cls, check: HeartbeatCheck, at: datetime) -> "Beat":
        """One that was never heard of: first due after `at`."""
        return cls(check, Schedule.of(check), at, at)

    @property
    def due(self) -> datetime:
        """When it should tell next."""
        return self.schedule.next_due(self.anchor)

    @property
    def deadline(self) -> datetime:
        """When its silence is bad: missed, or a run that has not ended."""
        return min([self._missed_at(self.due), *(self._overrun_at(began) for began in self.runs.values())])

    def tell(self, kind: Kind, at: datetime, run_id: str) -> float | None:
        """A check-in. Returns how many seconds the run took, where its start is known."""
        if kind == "log":
            return None
        self.anchor = max(self.anchor, self.schedule.counts_for(at))
        if kind == "start":
            self.runs.pop(run_id, None)
            self.runs[run_id] = at
            if len(self.runs) > MAX_RUNS:
                del self.runs[next(iter(self.runs))]
            return None
        self.outcome = "up" if kind == "ok" else "down"
        began = self.runs.pop(run_id, None)
        return max(0.0, (at - began).total_seconds()) if began is not None else None

    def judge(self, at: datetime) -> Finding | None:
        """What has become too late by `at`, if anything; each thing once."""
        for run_id, began in self.runs.items():
            if at >= self._overrun_at(began):
                del self.runs[run_id]
                self.outcome = "down"
                due = began + self.check.max_runtime
                return Finding("overrun", due, f"started {self._shown(began)}, has not ended by {self._shown(due)}")
        due = self.due
        if at < self._missed_at(due):
            return None
        # Of several that were due, say while we were down, the last one stands for all.
        self.anchor = max(due, self.schedule.last_due(at - self.check.grace, due))
        self.outcome = "down"
        return Finding("missed", due, f"was due {self._shown(due)}, nothing was heard by {self._shown(at)}")

    def follow(self, check: HeartbeatCheck, at: datetime) -> None:
        """It was changed or goes on after a pause."""
        if check != self.check:
            self.schedule = Schedule.of(check)
            self.check = check
        self.listen_from(at)

    def listen_from(self, at: datetime) -> None:
        """Nobody listened until `at`."""
        self.watching_since = at

    def stored(self) -> dict[str, Any]:
        """What must outlive a restart."""
        runs = {run_id: began.isoformat() for run_id, began in self.runs.items()}
        return {"anchor": self.anchor.isoformat(), "runs": runs, "outcome": self.outcome}

    def restore(self, stored: dict[str, Any]) -> None:
        """Go on where a former process was; it was not listened to until now."""
        self.anchor = datetime.fromisoformat(stored["anchor"]).astimezone(UTC)
        self.runs = {run_id: datetime.fromisoformat(began) for run_id, began in stored["runs"].items()}
        self.outcome = stored["outcome"]

    def _missed_at(self, due: datetime) -> datetime:
        return max(due, self.watching_since) + self.check.grace

    def _overrun_at(self, began: datetime) -> datetime:
        return max(began + self.check.max_runtime, self.watching_since + self.check.grace)

    def _shown(self, at: datetime) -> str:
        near = at + timedelta(microseconds=500_000)
        return near.astimezone(self.schedule.zone).strftime("%Y-%m-%d %H:%M:%S %Z")
