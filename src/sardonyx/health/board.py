"""Monitors as the board shows them: out of memory, a thousand in milliseconds."""

from datetime import UTC, datetime
from typing import Any

from sardonyx.access.principal import Principal
from sardonyx.health.monitors.specs import masked
from sardonyx.health.service import Health
from sardonyx.health.states.model import State
from sardonyx.health.watched import LATENCY_STEP_SECONDS, LATENCY_STEPS, Watched

Row = dict[str, Any]
"""A `models.MonitorRow` as JSON will have it."""


def rows(
    health: Health,
    principal: Principal,
    *,
    states: frozenset[State] = frozenset(),
    group: str | None = None,
    service: str | None = None,
    source: str | None = None,
    text: str = "",
    latency: bool = False,
) -> list[Row]:
    """Lines of the board, worst first, then by name. `text` is looked for in names, targets, groups and services."""
    wanted = text.casefold()
    found = [
        one
        for one in health.seen_by(principal)
        if (not states or one.shown.state in states)
        and (group is None or one.monitor.group == group)
        and (service is None or one.monitor.service == service)
        and (source is None or one.source == source)
        and (not wanted or wanted in _searchable(one))
    ]
    found.sort(key=lambda one: (_ORDER[one.shown.state], one.monitor.name.casefold()))
    now = datetime.now(UTC).timestamp()
    return [row(health, one, principal, now, latency=latency) for one in found]


def row(health: Health, watched: Watched, principal: Principal, now: float, *, latency: bool = False) -> Row:
    """One line."""
    monitor, shown = watched.monitor, watched.shown
    newest = max(watched.last.values(), key=lambda one: one.at_ms, default=None)
    return {
        "id": watched.id,
        "name": monitor.name,
        "kind": monitor.check.kind,
        "target": watched.target,
        "group": monitor.group,
        "service": monitor.service,
        "environment": monitor.environment,
        "source": watched.source,
        "state": shown.state,
        "since": watched.since,
        "reason": shown.reason,
        "message": shown.message,
        "suppressed_by": _named(health, watched.suppressed_by, principal),
        "severity": monitor.severity,
        "interval_seconds": monitor.interval.total_seconds(),
        "enabled": watched.enabled,
        "last_at": _at(newest.at_ms) if newest is not None else None,
        "last_seconds": newest.seconds if newest is not None else None,
        "certificate_expires": watched.certificate_expires,
        "traffic": watched.traffic.model_dump() if watched.traffic is not None else None,
        "vantages": [
            {
                "name": name,
                "outcome": result.outcome,
                "at": _at(result.at_ms),
                "seconds": result.seconds,
                "message": result.message,
            }
            for name, result in watched.last.items()
        ],
        "uptime_24h": health.uptime(watched),
        "latency": _latency(watched, now) if latency else [],
    }


def detail(health: Health, watched: Watched, principal: Principal) -> Row:
    """All that is known of one; monitors outside of the caller's scope are left out."""
    now = datetime.now(UTC).timestamp()
    below = [edge.lower for edge in health.graph.edges if edge.upper == watched.id]
    above = [edge.upper for edge in health.graph.edges if edge.lower == watched.id]
    return {
        **row(health, watched, principal, now, latency=True),
        "spec": masked(watched.monitor),
        "depends_on": _with_state(health, below, principal),
        "depended_on_by": _with_state(health, above, principal),
        "facts": watched.facts,
        "created_at": watched.created_at,
        "created_by": watched.created_by,
        "updated_at": watched.updated_at,
    }


def groups(health: Health, principal: Principal) -> list[str]:
    """The groups there are."""
    return sorted({one.monitor.group for one in health.seen_by(principal) if one.monitor.group})


_ORDER: dict[State, int] = {
    "down": 0, "flapping": 1, "degraded": 2, "stale": 3, "pending": 4, "maintenance": 5, "up": 6, "paused": 7,
}  # fmt: skip


def _searchable(watched: Watched) -> str:
    monitor = watched.monitor
    return "\n".join((monitor.name, watched.target, monitor.group, monitor.service)).casefold()


def _named(health: Health, monitor_id: str | None, principal: Principal) -> dict[str, str] | None:
    watched = health.monitors.all.get(monitor_id) if monitor_id is not None else None
    if watched is None:
        return None
    # That something explains it is no secret; what it is called may be.
    name = watched.monitor.name if watched.is_seen_by(principal) else "another monitor"
    return {"id": watched.id, "name": name}


def _with_state(health: Health, ids: list[str], principal: Principal) -> list[dict[str, str]]:
    found = (health.monitors.all.get(one) for one in ids)
    return [
        {"id": one.id, "name": one.monitor.name, "state": one.shown.state}
        for one in found
        if one is not None and one.is_seen_by(principal)
    ]


def _latency(watched: Watched, now: float) -> list[tuple[float, float | None]]:
    """Means of the last hour's steps, oldest first; None where nothing answered."""
    if not watched.latency:
        return []
    means = {step: seconds / count for step, seconds, count in watched.latency}
    last = int(now // LATENCY_STEP_SECONDS)
    first = max(last - LATENCY_STEPS + 1, min(means))
    return [(float(step * LATENCY_STEP_SECONDS), means.get(step)) for step in range(first, last + 1)]


def _at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
