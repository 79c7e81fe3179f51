"""From what machines say to what is told: who moved, who explains whom, and which outages are somebody's to hear of.

No I/O: `Movement` works on monitors in memory; `health.service` stores what it finds and then tells it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sardonyx.health.availability import Transition
from sardonyx.health.dependencies import Graph
from sardonyx.health.keeping import Moved
from sardonyx.health.states import Shown
from sardonyx.health.watched import Watched
from sardonyx.incidents.grouping import Failure, Member

HOLD_SECONDS = 5.0
"""So long an outage waits for what it depends on, where that seems to fail too, before it counts as one of its own."""

_EXPLAINS = frozenset({"down", "flapping", "maintenance"})


@dataclass(slots=True)
class Movement:
    """What is known of who fails because of whom."""

    monitors: Mapping[str, Watched]
    graph: Graph = field(default_factory=Graph)
    roots: dict[str, str] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)
    """Outages that wait (`HOLD_SECONDS`), and until when on the monotonic clock."""

    def settle(self, ids: Iterable[str], now: datetime, monotonic: float) -> list[Moved]:
        """Let these monitors be what their machines say, and see what that means for others. Returns who moved."""
        failing = {
            one.id: (one.since if _explains(one.shown) else now).timestamp()
            for one in self.monitors.values()
            if _explains(one.machine.shown)
        }
        self.roots = self.graph.roots(failing)
        others = (one.id for one in self.monitors.values() if one.suppressed_by != self._suppressor(one))
        moved = []
        for monitor_id in dict.fromkeys([*ids, *others]):
            watched = self.monitors.get(monitor_id)
            if watched is not None and (one := self._move(watched, now, monotonic)) is not None:
                moved.append(one)
        self.held = {one: until for one, until in self.held.items() if self._fails_alone(one)}
        return moved

    def alarms(self, watched: Watched) -> bool:
        """Whether somebody should hear of it now."""
        return self._fails_alone(watched.id) and watched.id not in self.held

    def released(self, monotonic: float) -> list[str]:
        """Outages that need not wait any longer: their time is over, or what they depend on is known to be well."""
        over = [
            one
            for one, until in self.held.items()
            if until <= monotonic or not any(self._is_suspect(each) for each in self.graph.below(one))
        ]
        for one in over:
            del self.held[one]
        return over

    def failures(self, ids: Collection[str], now: datetime) -> list[Failure]:
        """The outages these monitors are part of, each with all that fails because of it; none that waits or is planned."""
        wanted = {self.roots[one] for one in ids if one in self.roots}
        parts: dict[str, list[str]] = defaultdict(list)
        for one, root in self.roots.items():
            if root in wanted and one != root and self.monitors[one].shown.failing:
                parts[root].append(one)
        return [
            Failure(
                self._member(root), [self._member(one) for one in sorted(parts[root])], now, self.monitors[root].since
            )
            for root in sorted(wanted)
            if self.monitors[root].shown.failing and root not in self.held
        ]

    def suspects(self, monitor_id: str) -> list[str]:
        """What a monitor that fails depends on directly or not, and nobody has found down yet: worth a look at once."""
        return [
            one
            for one in self.graph.below(monitor_id)
            if one != monitor_id and one in self.monitors and self.monitors[one].machine.verdict != "down"
        ]

    def _move(self, watched: Watched, now: datetime, monotonic: float) -> Moved | None:
        before, after = watched.shown, watched.machine.shown
        suppressor = self._suppressor(watched)
        if before.is_like(after) and watched.suppressed_by == suppressor:
            watched.shown = after
            return None
        moved = Moved(watched, before, after, max(now, watched.since), suppressor)
        if before.state != after.state:
            watched.since = moved.at
        if moved.is_transition:
            watched.recent.append(
                Transition(moved.at, after.state, after.counts_as, after.reason, after.message, suppressor)
            )
        watched.shown, watched.suppressed_by = after, suppressor
        begins = after.failing and not before.failing and suppressor is None
        if begins and any(self._is_suspect(one) for one in self.graph.below(watched.id)):
            self.held[watched.id] = monotonic + HOLD_SECONDS
        return moved

    def _suppressor(self, watched: Watched) -> str | None:
        root = self.roots.get(watched.id)
        return root if root != watched.id else None

    def _fails_alone(self, monitor_id: str) -> bool:
        watched = self.monitors.get(monitor_id)
        return watched is not None and watched.shown.failing and watched.suppressed_by is None

    def _is_suspect(self, monitor_id: str) -> bool:
        watched = self.monitors.get(monitor_id)
        return watched is not None and watched.enabled and watched.machine.failing_softly

    def _member(self, monitor_id: str) -> Member:
        watched = self.monitors[monitor_id]
        monitor = watched.monitor
        return Member(
            monitor_id, monitor.name, monitor.severity, monitor.service, monitor.environment, watched.shown.message
        )


def has_recovered(shown: Shown) -> bool:
    """Whether an outage is over for this monitor: well, in a window or not; or nobody watches it any more."""
    if shown.state in ("paused", "pending"):
        return True
    return shown.verdict in ("up", "degraded") and shown.state not in ("flapping", "stale")


def _explains(shown: Shown) -> bool:
    return shown.verdict == "down" and shown.state in _EXPLAINS
