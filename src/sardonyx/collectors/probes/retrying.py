"""When to look again sooner, where nobody else decides: on vantage points away from the server."""

from dataclasses import dataclass

from sardonyx.collectors.probes.result import Outcome, ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled, retry_seconds


@dataclass(slots=True)
class _Belief:
    """The outcome a monitor is believed to have, and how many results in a row said another."""

    outcome: Outcome
    others: int = 0


class Retrying:
    """Answers for each result in how many seconds to look again: soon, while one kind of outcome is about to become another."""

    def __init__(self) -> None:
        self._beliefs: dict[str, _Belief] = {}

    def after(self, scheduled: Scheduled, result: ProbeResult) -> float | None:
        """Seconds, or None: at the next turn."""
        monitor = scheduled.monitor
        belief = self._beliefs.setdefault(scheduled.id, _Belief("up"))
        if result.outcome == belief.outcome:
            belief.others = 0
            return None
        belief.others += 1
        needed = monitor.recoveries if belief.outcome == "down" else monitor.attempts
        if belief.others >= needed:
            self._beliefs[scheduled.id] = _Belief(result.outcome)
            return None
        return retry_seconds(monitor)

    def keep_only(self, ids: frozenset[str]) -> None:
        """Forget all other monitors."""
        self._beliefs = {each: belief for each, belief in self._beliefs.items() if each in ids}
