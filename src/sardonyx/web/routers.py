"""Every router of our own API, in one list: what is here is served."""

from functools import partial
from types import SimpleNamespace
from typing import cast

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from sardonyx import __version__
from sardonyx.access import api as access_api
from sardonyx.access.service import Access
from sardonyx.alerting import api as alerting_api
from sardonyx.alerting.search_rules import api as search_rules_api
from sardonyx.alerting.search_rules.service import SearchRules
from sardonyx.alerting.service import RulesService
from sardonyx.apm import api as apm_api
from sardonyx.apm import api_explore
from sardonyx.apm.catalogue import ServiceCatalogue
from sardonyx.apm.service import ApmService
from sardonyx.apm.service_explore import TraceExplorer
from sardonyx.changes import api as changes_api
from sardonyx.collectors.network.built_in import JOB as NETWORK_JOB
from sardonyx.dashboards import api as dashboards_api
from sardonyx.dashboards.folder import DashboardFolder
from sardonyx.dashboards.service import Dashboards
from sardonyx.dashboards.variable_values import VariableValues
from sardonyx.health import routers as health_routers
from sardonyx.health.routers import HealthParts
from sardonyx.infrastructure.capacity import api as capacity_api
from sardonyx.infrastructure.capacity.service import Capacity
from sardonyx.infrastructure.metrics import api as metrics_api
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.infrastructure.network import api as network_api
from sardonyx.infrastructure.network.service import Network
from sardonyx.infrastructure.prometheus import api as prometheus_api
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.infrastructure.targets import api as targets_api
from sardonyx.infrastructure.targets.service import NoScraping, Scraping, Targets, problems_of
from sardonyx.journal.journal import Journal
from sardonyx.logs import api as logs_api
from sardonyx.logs import api_analysis, loki_api
from sardonyx.logs import rules_api as log_rules_api
from sardonyx.logs import sources_api as log_sources_api
from sardonyx.logs.analysis import LogAnalysis
from sardonyx.logs.exports import LogExports
from sardonyx.logs.rules import LogRules
from sardonyx.logs.service import LogsService
from sardonyx.logs.sources import LogSources
from sardonyx.privacy import api_erasures, api_masking
from sardonyx.privacy.service import Privacy
from sardonyx.query.logql.limits import LogqlLimits
from sardonyx.query.logs.source import SourceFinder
from sardonyx.query.promql import DEFAULT_LIMITS, Promql, QueryLimits
from sardonyx.retention import api as retention_api
from sardonyx.retention.service import Retention
from sardonyx.searches import api as searches_api
from sardonyx.searches import api_completion
from sardonyx.searches.service import SavedSearches
from sardonyx.sources import api as sources_api
from sardonyx.sources.service import Sources
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines.log_handling import DEFAULT, LogHandling
from sardonyx.web import health, status
from sardonyx.web.health import Readiness
from sardonyx.web.status import About


def build(
    about: About,
    access: Access,
    engine: Engine,
    journal: Journal,
    registry: CollectorRegistry,
    readiness: Readiness,
    sources: Sources,
    scraping: Scraping | None = None,
    metrics: MetricCatalogue | None = None,
    rules: RulesService | None = None,
    limits: QueryLimits = DEFAULT_LIMITS,
    dashboard_files: DashboardFolder | None = None,
    handling: LogHandling = DEFAULT,
    retention: Retention | None = None,
    privacy: Privacy | None = None,
    monitoring: HealthParts | None = None,
) -> list[APIRouter]:
    """The routers of health, access, status and the capabilities."""
    scraped = scraping or NoScraping()
    catalogue = metrics or MetricCatalogue(engine)
    kept = retention or Retention.by_default(engine, access.db)
    searched = SourceFinder(engine, kept.archive)
    logs = LogsService(engine, partial(_more_logs, journal), sources=searched)
    return [
        health.build_router(readiness, registry, __version__),
        access_api.build_router(access),
        status.build_router(about, journal, engine),
        logs_api.build_router(logs),
        api_analysis.build_router(LogAnalysis(engine, sources=searched), LogExports(engine, access.db, searched)),
        log_sources_api.build_router(LogSources(engine, journal)),
        log_rules_api.build_router(LogRules(engine, handling)),
        loki_api.build_router(
            engine,
            partial(_more_logs, journal),
            __version__,
            LogqlLimits(seconds=limits.seconds, memory_bytes=limits.memory_bytes),
        ),
        apm_api.build_router(ApmService(engine), ServiceCatalogue(access.db).slots),
        api_explore.build_router(TraceExplorer(engine)),
        changes_api.build_router(engine),
        *health_routers.build(monitoring),
        api_completion.build_router(engine),
        searches_api.build_router(SavedSearches(access.db)),
        sources_api.build_router(sources),
        retention_api.build_router(kept),
        *_of_privacy(privacy, logs),
        prometheus_api.build_router(
            PrometheusService(engine, limits, note=catalogue.note),
            scraped,
            about,
            readiness,
            access.settings.trusted_origins,
            rules,
        ),
        alerting_api.build_router(rules or RulesService()),
        search_rules_api.build_router(SearchRules(access.db, rules.searches if rules else None), engine),
        metrics_api.build_router(catalogue),
        targets_api.build_router(Targets(scraped)),
        capacity_api.build_router(Capacity(Promql(engine), limits)),
        network_api.build_router(Network(engine, access.db, limits, lambda: problems_of(scraped, NETWORK_JOB))),
        dashboards_api.build_router(Dashboards(access.db, engine, dashboard_files), VariableValues(engine)),
    ]


def _of_privacy(privacy: Privacy | None, logs: LogsService) -> list[APIRouter]:
    """Without parts (for the OpenAPI document) the routes are there, and nothing behind them."""
    there = privacy or cast("Privacy", SimpleNamespace(erasures=None, leaks=None, masker=None))
    return [api_erasures.build_router(there.erasures), api_masking.build_router(there.leaks, logs, there.masker)]


async def _more_logs(journal: Journal, timeout: float) -> bool:
    return await journal.wait_for_change("otlp_logs", "log_lines", timeout=timeout)
