"""Every router of health and incidents, in one list, and the parts they stand on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from fastapi import APIRouter

from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.health import api_conformance, api_history, api_maintenance, api_monitors, api_results
from sardonyx.health.discovery import api as discovery_api
from sardonyx.health.discovery.found import FoundMonitors
from sardonyx.health.discovery.proposals import Proposals
from sardonyx.health.evidence import api as evidence_api
from sardonyx.health.heartbeats import routers as heartbeat_routers
from sardonyx.health.heartbeats.routers import Tellers
from sardonyx.health.reports import api as reports_api
from sardonyx.health.service import Health
from sardonyx.health.status_page import parts as status_parts
from sardonyx.health.status_page.parts import StatusParts
from sardonyx.health.vantage import api as vantage_api
from sardonyx.health.vantage.service import Vantages
from sardonyx.incidents import api as incidents_api
from sardonyx.incidents.service import Incidents
from sardonyx.outgoing.guard import Guard
from sardonyx.storage.engine import Engine


@dataclass(frozen=True, slots=True)
class HealthParts:
    """Health at work. `check_now` checks a monitor and returns when the result is stored; `try_once` keeps nothing."""

    health: Health
    incidents: Incidents
    engine: Engine
    guard: Guard
    results: ResultWriter
    vantages: Vantages
    check_now: Callable[[str], Awaitable[KeptResult]]
    try_once: Callable[[Scheduled], Awaitable[KeptResult]]
    found: FoundMonitors
    proposals: Proposals
    tellers: Tellers
    status: StatusParts

    def scheduled(self, monitor_id: str) -> Scheduled | None:
        """A monitor as the runner knows it."""
        watched = self.health.monitors.all.get(monitor_id)
        return watched.scheduled if watched is not None else None


class _Nothing:
    """In place of parts where only the routes are wanted: has every attribute, and does nothing."""

    def __getattr__(self, _: str) -> "_Nothing":
        return self


def build(parts: HealthParts | None) -> list[APIRouter]:
    """All routers. Without parts (for the OpenAPI document) the routes are there, and nothing behind them."""
    there = parts if parts is not None else cast("Any", _Nothing())
    return [
        api_results.build_router(there.engine, there.results, there.scheduled),
        evidence_api.build_router(there.engine, there.health, there.results),
        discovery_api.build_router(there.proposals),
        api_history.build_router(there.health),
        api_monitors.build_router(there.health, there.check_now, there.try_once),
        api_maintenance.build_router(there.health.maintenance),
        api_conformance.build_router(there.guard),
        vantage_api.build_router(there.vantages),
        incidents_api.build_router(there.incidents, there.health.state_of),
        *heartbeat_routers.build(there.tellers),
        reports_api.build_router(there.health, there.engine),
        *status_parts.routers(there.status),
    ]
