"""/status/*, /notifications: what the server says of itself. Source: Prometheus, "HTTP API"."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from fastapi import Response

from sardonyx import __version__
from sardonyx.collectors.scrape.state import ScrapeState
from sardonyx.collectors.scrape.units import duration_text
from sardonyx.config import Settings
from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.params import Parameters
from sardonyx.infrastructure.prometheus.secrets import without_secrets
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.infrastructure.prometheus.targets import moment_text
from sardonyx.infrastructure.targets.service import Scraping
from sardonyx.query.promql import QueryLimits
from sardonyx.query.scope import AccessScope

COMPATIBLE_WITH = "3.0.0"
_MOST_TSDB = 10


class Server(Protocol):
    """What is asked of the server; only while it runs."""

    started_at: float
    settings: Settings

    @property
    def reload(self) -> Callable[[], Awaitable[None]]:
        """Reads again what may change while running."""
        ...


class StatusEndpoints:
    """What tells of the server. `status/buildinfo` has no `features`, which Grafana would take for another product."""

    def __init__(self, server: Server, service: PrometheusService, scraping: Scraping) -> None:
        self._server = server
        self._service = service
        self._scraping = scraping

    def add_to(self, endpoints: Endpoints) -> None:
        """Serve them."""
        endpoints.add("/status/buildinfo", self._buildinfo)
        endpoints.add("/status/config", self._config, permission="settings:read")
        endpoints.add("/status/flags", self._flags)
        endpoints.add("/status/runtimeinfo", self._runtimeinfo)
        endpoints.add("/status/tsdb", self._tsdb)
        endpoints.add("/status/walreplay", self._walreplay)
        endpoints.add("/notifications", self._notifications)

    async def _buildinfo(self, _params: Parameters, _scope: AccessScope) -> Response:
        own = {"revision": f"sardonyx {__version__}", "branch": "", "buildUser": "", "buildDate": "", "goVersion": ""}
        return answers.success({"version": COMPATIBLE_WITH, **own})

    async def _config(self, _params: Parameters, _scope: AccessScope) -> Response:
        """The file as it is in force, secrets left out."""
        return answers.success({"yaml": without_secrets(self._scraping.state().config_text)})

    async def _flags(self, _params: Parameters, _scope: AccessScope) -> Response:
        settings, limits = self._server.settings, self._service.limits
        return answers.success(flags(settings, limits, self._scraping.state()))

    async def _runtimeinfo(self, _params: Parameters, _scope: AccessScope) -> Response:
        """Goroutines are our tasks, GOMAXPROCS the processors we may use; the rest of Go's is empty."""
        state = self._scraping.state()
        return answers.success(
            {
                "startTime": moment_text(self._server.started_at),
                "serverTime": moment_text(time.time()),
                "CWD": str(Path.cwd()),
                "reloadConfigSuccess": state.config_ok,
                "lastConfigTime": moment_text(state.config_loaded_at or self._server.started_at),
                "corruptionCount": 0,
                "goroutineCount": len(asyncio.all_tasks()),
                "GOMAXPROCS": len(os.sched_getaffinity(0)),
                "GOGC": "",
                "GODEBUG": "",
                "storageRetention": duration_text(self._server.settings.retention.metrics.raw.total_seconds()),
            }
        )

    async def _tsdb(self, params: Parameters, scope: AccessScope) -> Response:
        """Of the series the last two hours saw. Chunks and memory are the engine's here, and not counted by label."""
        found = await self._service.cardinality(scope, params.count("limit") or _MOST_TSDB)
        totals = await self._service.totals(scope)
        named = {kind: [{"name": name, "value": value} for name, value in rows] for kind, rows in found.items()}
        return answers.success(
            {
                "headStats": {
                    "numSeries": totals.series,
                    "numLabelPairs": totals.label_pairs,
                    "minTime": totals.first_ms,
                    "maxTime": totals.last_ms,
                },
                "seriesCountByMetricName": named["metrics"],
                "labelValueCountByLabelName": named["labels"],
                "seriesCountByLabelValuePair": named["pairs"],
            }
        )

    async def _walreplay(self, _params: Parameters, _scope: AccessScope) -> Response:
        """Whoever can ask is answered by a server that has started."""
        return answers.success({"min": 0, "max": 0, "current": 0, "state": "done"})

    async def _notifications(self, _params: Parameters, _scope: AccessScope) -> Response:
        """Prometheus tells its own page of trouble here; ours has /rest/status."""
        return answers.success([])


def flags(settings: Settings, limits: QueryLimits, state: ScrapeState) -> dict[str, str]:
    """Our settings under the names of the flags that set the same in Prometheus."""
    return {
        "config.file": state.config_path,
        "query.lookback-delta": duration_text(limits.lookback_ms / 1000),
        "query.max-concurrency": str(settings.limits.max_concurrent_queries),
        "query.max-samples": str(limits.max_samples),
        "query.timeout": duration_text(limits.seconds),
        "storage.tsdb.retention.time": duration_text(settings.retention.metrics.raw.total_seconds()),
        "web.enable-admin-api": "false",
        "web.enable-lifecycle": "true",
        "web.enable-remote-write-receiver": "true",
        "web.listen-address": str(settings.listen),
    }
