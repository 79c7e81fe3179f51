"""Routes: /api/v1/* as Prometheus serves them, /federate and /-/*; all also under /prometheus.

Source: Prometheus 3, "HTTP API".
"""

from fastapi import APIRouter

from sardonyx.alerting.service import RulesService
from sardonyx.infrastructure.prometheus import federate, lifecycle, rules, syntax
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.lifecycle import Ready
from sardonyx.infrastructure.prometheus.queries import Queries
from sardonyx.infrastructure.prometheus.series import SeriesEndpoints
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.infrastructure.prometheus.status import Server, StatusEndpoints
from sardonyx.infrastructure.prometheus.targets import TargetEndpoints
from sardonyx.infrastructure.targets.service import Scraping


def build_router(
    service: PrometheusService,
    scraping: Scraping,
    server: Server,
    readiness: Ready,
    origins: frozenset[str] = frozenset(),
    rule_groups: RulesService | None = None,
) -> APIRouter:
    """Every route. Pages of `origins` may read the answers."""
    endpoints = Endpoints(origins)
    Queries(service).add_to(endpoints)
    syntax.add_to(endpoints)
    SeriesEndpoints(service).add_to(endpoints)
    TargetEndpoints(scraping).add_to(endpoints)
    StatusEndpoints(server, service, scraping).add_to(endpoints)
    federate.add_to(endpoints, service, scraping)
    rules.add_to(endpoints, rule_groups or RulesService())
    lifecycle.add_to(endpoints, readiness, server)
    return endpoints.router
