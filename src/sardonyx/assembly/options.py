"""Settings as the options each part takes."""

from dataclasses import replace

from sardonyx.access.settings import AccessSettings
from sardonyx.config import Settings
from sardonyx.journal.journal import JournalOptions
from sardonyx.journal.writer import WriterOptions
from sardonyx.query.promql import DEFAULT_LIMITS, QueryLimits
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.series_limits import Caps
from sardonyx.storage.observed import QueryBounds
from sardonyx.storage.retention import Keep


def query_bounds(settings: Settings) -> QueryBounds:
    """What any one query may take."""
    return QueryBounds(
        seconds=settings.engine.query_timeout.total_seconds(),
        result_rows=settings.limits.max_result_rows,
        at_once=settings.limits.max_concurrent_queries,
    )


def query_limits(settings: Settings) -> QueryLimits:
    """What a PromQL query may touch, and how long raw samples are kept."""
    return replace(DEFAULT_LIMITS, raw_kept_ms=int(settings.retention.metrics.raw.total_seconds() * 1000))


def keep(settings: Settings) -> dict[str, Keep]:
    """How long the rows of each table stay."""
    kept = settings.retention
    logs = Keep("Timestamp", kept.logs.archive, kept.logs.hot, by_ttl=False)
    return {
        "otel_logs": logs,
        "log_counts_10s": Keep("Time", kept.logs.cold),
        "log_sources_10s": Keep("ReceivedTime", kept.logs.cold),
        "log_received_10s": Keep("ReceivedTime", kept.logs.cold),
        "log_findings_1m": Keep("ReceivedTime", kept.logs.cold),
        "otel_traces": Keep("Timestamp", kept.traces),
        "otel_traces_trace_id_ts": Keep("Start", kept.traces),
        "span_metrics_10s": Keep("Time", kept.traces),
        "metric_series": Keep("LastSeen", kept.metrics.rollup),
        "metric_samples": Keep("Timestamp", kept.metrics.raw),
        "metric_histograms": Keep("Timestamp", kept.metrics.raw),
        "exemplars": Keep("Timestamp", kept.metrics.raw),
        "metric_rollups": Keep("Bucket", kept.metrics.rollup),
        "metric_rolled_buckets": Keep("Bucket", kept.metrics.rollup),
        "metric_late_buckets": Keep("Bucket", kept.metrics.rollup),
        "probe_results": Keep("Time", kept.probes),
        "changes": Keep("Time", kept.logs.archive),
    }


def journal_options(settings: Settings) -> JournalOptions:
    """How large the journal and its segments become."""
    wanted = settings.journal
    age = wanted.segment_max_age.total_seconds()
    return JournalOptions(wanted.max_bytes, WriterOptions(wanted.segment_max_bytes, age, wanted.fsync))


def body_limits(settings: Settings) -> BodyLimits:
    """How large a request may be."""
    return BodyLimits(settings.otlp.max_compressed_bytes, settings.otlp.max_request_bytes)


def series_caps(settings: Settings) -> Caps:
    """How many series may be alive."""
    wanted = settings.limits
    return Caps(wanted.series_per_metric, wanted.series_per_source, wanted.series_total)


def access_settings(settings: Settings) -> AccessSettings:
    """Who may come in how; from outside nobody without signing in."""
    wanted = settings.access
    reachable_from_outside = wanted.loopback_admin == "auto" and not settings.listen.is_loopback
    return AccessSettings(
        session_idle=wanted.session_idle_timeout,
        session_absolute=wanted.session_lifetime,
        loopback_admin="never" if reachable_from_outside else wanted.loopback_admin,
        require_ingest_key=wanted.require_ingest_key,
        trusted_origins=frozenset(wanted.trusted_origins),
        login_free_failures_per_account=wanted.login_failures_per_account,
        login_free_failures_per_address=wanted.login_failures_per_address,
        login_max_delay=wanted.login_max_delay,
        login_memory=wanted.login_memory,
    )
