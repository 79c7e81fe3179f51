"""What stands on what, and which failure explains which. Pure.

The graph has declared edges (`depends_on`) and traced ones (a service that calls another depends on its monitors). A failing
monitor is suppressed if something it stands on fails too; then the one nothing failing stands under is the root. Where monitors
stand on each other in a circle, the one that failed first is under the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sardonyx.config.monitors import Monitor

EdgeSource = Literal["declared", "traced"]


@dataclass(frozen=True, slots=True)
class Edge:
    """`upper` stands on `lower`; both are ids."""

    upper: str
    lower: str
    source: EdgeSource


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A service was seen to call another one."""

    caller: str
    callee: str
    environment: str = ""


def edges_of(monitors: Mapping[str, Monitor], calls: Iterable[ServiceCall] = ()) -> list[Edge]:
    """The edges between these monitors (by id). Names nobody has are left out; a declared edge hides a traced one."""
    by_name = {monitor.name: monitor_id for monitor_id, monitor in monitors.items()}
    found = {
        (monitor_id, by_name[name]): Edge(monitor_id, by_name[name], "declared")
        for monitor_id, monitor in monitors.items()
        for name in monitor.depends_on
        if name in by_name
    }
    by_service: dict[str, list[str]] = defaultdict(list)
    for monitor_id, monitor in monitors.items():
        if monitor.service:
            by_service[monitor.service].append(monitor_id)
    for call in calls:
        for upper in by_service.get(call.caller, ()):
            for lower in by_service.get(call.callee, ()):
                if upper != lower and _alike(monitors[upper], monitors[lower], call):
                    found.setdefault((upper, lower), Edge(upper, lower, "traced"))
    return list(found.values())


def _alike(upper: Monitor, lower: Monitor, call: ServiceCall) -> bool:
    """Whether all that say an environment say the same."""
    said = {where for where in (upper.environment, lower.environment, call.environment) if where}
    return len(said) <= 1


@dataclass(slots=True)
class Graph:
    """Edges, and what each monitor stands on, directly or through others (worked out when it is asked for)."""

    edges: list[Edge] = field(default_factory=list)
    _lower: dict[str, list[str]] = field(default_factory=dict)
    _below: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in self.edges:
            self._lower.setdefault(edge.upper, []).append(edge.lower)

    def below(self, monitor_id: str) -> frozenset[str]:
        """All it stands on; itself too where they stand on each other in a circle."""
        known = self._below.get(monitor_id)
        if known is None:
            found: set[str] = set()
            waiting = list(self._lower.get(monitor_id, ()))
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    waiting += self._lower.get(one, ())
            known = self._below[monitor_id] = frozenset(found)
        return known

    def roots(self, failing: Mapping[str, float]) -> dict[str, str]:
        """The root of each failing monitor (id → since when), itself where nothing explains it."""
        return {monitor_id: self._root(monitor_id, failing) for monitor_id in failing}

    def _root(self, monitor_id: str, failing: Mapping[str, float]) -> str:
        under = self._under(monitor_id, failing)
        # Of several roots the first that failed is told.
        bottom = [one for one in under if not self._under(one, failing)]
        return min(bottom, key=lambda one: (failing[one], one), default=monitor_id)

    def _under(self, monitor_id: str, failing: Mapping[str, float]) -> list[str]:
        """The failing ones that explain it."""
        own = (failing[monitor_id], monitor_id)
        return [
            one
            for one in self.below(monitor_id) & failing.keys()
            if one != monitor_id and (monitor_id not in self.below(one) or (failing[one], one) < own)
        ]
