"""What the server tells of itself."""

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector

from sardonyx import __version__
from sardonyx.changes.detector import ChangeDetector
from sardonyx.collectors.own.collector import OwnTelemetry
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.storage.engine import Engine


def own_registry() -> CollectorRegistry:
    """The registry of this process' own metrics."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def own_telemetry(settings: Settings, journal: Journal, registry: CollectorRegistry, spans: SpanTap) -> OwnTelemetry:
    """Own metrics, logs and spans, stored beside everybody else's."""
    wanted = settings.telemetry
    return OwnTelemetry(
        journal,
        registry,
        spans,
        service_name=wanted.service_name,
        environment=settings.environment,
        interval_seconds=wanted.interval.total_seconds(),
        log_level=wanted.log_level,
    )


def change_detector(settings: Settings, engine: Engine) -> ChangeDetector:
    """Notices versions, restarts and services never seen before."""
    own = settings.telemetry.service_name
    return ChangeDetector(engine, service_name=own, environment=settings.environment, version=__version__)
