"""When a job is due: cron expressions as Debian's cron reads them, in their time zone, or a period."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from sardonyx.config.checks import HeartbeatCheck

_EARLY = timedelta(minutes=1)
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job is due. Instants are aware and in UTC."""

    expression: str
    zone: ZoneInfo
    period: timedelta

    @classmethod
    def of(cls, check: HeartbeatCheck) -> "Schedule":
        """That of a heartbeat, which has looked at it already."""
        return cls(check.schedule, ZoneInfo(check.time_zone), check.period)

    def next_due(self, after: datetime) -> datetime:
        """The first time after `after` at which the job is due."""
        if not self.expression:
            return after + self.period
        return self._turn(after, backwards=False)

    def last_due(self, by: datetime, start: datetime) -> datetime:
        """The last time due in (`start`, `by`], where there is one: `start` is a time it was due, or from which it counts."""
        if self.expression:
            return self._turn(by + timedelta(seconds=1), backwards=True)
        return start + (by - start) // self.period * self.period

    def counts_for(self, at: datetime) -> datetime:
        """The time due that a check-in at `at` answers: one in the next minute at most, for clocks differ, or `at` itself."""
        if not self.expression:
            return at
        due = self.next_due(at)
        early = min(_EARLY, (self.next_due(due) - due) / 2)
        return due if due - at <= early else at

    def _turn(self, start: datetime, *, backwards: bool) -> datetime:
        turns = CronSim(self.expression, start.astimezone(self.zone), reverse=backwards)
        # One that comes every few decades may not come within those that are looked at: then it is never due.
        return next(turns, _NEVER).astimezone(UTC)
