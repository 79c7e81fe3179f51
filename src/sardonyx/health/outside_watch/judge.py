"""When the server counts as gone, and as back. Pure: every time is an argument, monotonic seconds."""

from dataclasses import dataclass


@dataclass(slots=True)
class Judge:
    """`failures` looks one after the other that failed raise the alarm, one that succeeds ends it.

    Delivery is a second reason: what waits has not been taken for `delivery_seconds`, though the server answers. And the server is
    back only when it has taken something of what waits.
    """

    failures: int
    delivery_seconds: float
    is_alarmed: bool = False
    reason: str = ""
    _failed: int = 0
    _blocked_since: float | None = None
    _taken_before: float | None = None

    def hear(self, problem: str, *, is_waiting: bool, taken_at: float, now: float) -> bool:
        """Take in a look (`problem` is empty where all was well); whether that raised or ended the alarm. `is_waiting`: something
        collected waits; `taken_at`: when the server last took something."""
        if self.is_alarmed and self._taken_before is None:
            self._taken_before = taken_at  # alarmed before a restart
        blocked = self._blocked(is_waiting, taken_at, now)
        self._failed = self._failed + 1 if problem else 0
        if self._failed >= self.failures:
            reason = problem
        elif blocked >= self.delivery_seconds:
            reason = f"it answers, but has taken nothing of what is collected here for {blocked:.0f} s"
        elif self.is_alarmed and (problem or (is_waiting and taken_at == self._taken_before)):
            reason = self.reason
        else:
            reason = ""
        before, self.is_alarmed = self.is_alarmed, bool(reason)
        if before != self.is_alarmed:
            self._taken_before = taken_at if self.is_alarmed else None
        self.reason = reason or self.reason
        return before != self.is_alarmed

    def _blocked(self, is_waiting: bool, taken_at: float, now: float) -> float:
        if not is_waiting:
            self._blocked_since = None
            return 0.0
        if self._blocked_since is None or taken_at > self._blocked_since:
            self._blocked_since = taken_at if self._blocked_since is not None else now
        return now - self._blocked_since
