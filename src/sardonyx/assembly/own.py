"""What the server tells of itself."""

import os
import platform
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector

from sardonyx import __version__
from sardonyx.changes.detector import ChangeDetector
from sardonyx.collectors.own.collector import OwnTelemetry
from sardonyx.collectors.own.page import OwnPage
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.storage.engine import Engine


def own_registry() -> CollectorRegistry:
    """The registry of this process' own metrics."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def own_target(settings: Settings, registry: CollectorRegistry) -> BuiltIn:
    """Own metrics, scraped as everybody else's."""
    wanted, port = settings.telemetry, settings.listen.port
    return BuiltIn(
        wanted.service_name,
        f"{platform.node()}:{port or os.getpid()}",
        OwnPage(registry),
        {
            "service_name": wanted.service_name,
            "service_version": __version__,
            "deployment_environment_name": settings.environment,
        },
        interval_seconds=wanted.interval.total_seconds(),
    )


def own_telemetry(settings: Settings, journal: Journal, spans: SpanTap) -> OwnTelemetry:
    """Own logs and spans, stored beside everybody else's."""
    wanted = settings.telemetry
    return OwnTelemetry(
        journal,
        spans,
        service_name=wanted.service_name,
        environment=settings.environment,
        interval_seconds=wanted.interval.total_seconds(),
        log_level=wanted.log_level,
    )


def change_detector(
    settings: Settings, engine: Engine, last_received_ns: Callable[[], int] = time.time_ns
) -> ChangeDetector:
    """Notices versions, restarts and services never seen before."""
    return ChangeDetector(
        engine,
        service_name=settings.telemetry.service_name,
        environment=settings.environment,
        version=__version__,
        last_received_ns=last_received_ns,
    )
