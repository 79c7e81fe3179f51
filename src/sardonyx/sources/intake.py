"""The ways in: what receivers took and refused, and what the journal holds."""

import asyncio
from datetime import UTC, datetime

from prometheus_client import Counter

from sardonyx.journal.journal import Journal
from sardonyx.receivers.intake import ReceiverMetrics
from sardonyx.sources.models import JournalFigures, QuarantinedSegment, ReceiverFigures, Refusal, Signal, StreamFigures

MAX_QUARANTINE = 20

# All other streams carry metrics.
_SIGNALS: dict[str, Signal] = {
    "otlp_logs": "logs",
    "log_lines": "logs",
    "otlp_traces": "traces",
    "probe_results": "checks",
}


def receivers(metrics: ReceiverMetrics) -> list[ReceiverFigures]:
    """By receiver and signal, of those that were used."""
    accepted, size, rejected = _by_way(metrics.records), _by_way(metrics.bytes), _by_way(metrics.rejected)
    refused: dict[tuple[str, str], list[Refusal]] = {}
    for labels, count in _values(metrics.refused):
        reason = Refusal(reason=labels["reason"], requests=int(count))
        refused.setdefault((labels["receiver"], labels["signal"]), []).append(reason)
    return [
        ReceiverFigures(
            receiver=way[0],
            signal=way[1],
            accepted_records=accepted.get(way, 0),
            accepted_bytes=size.get(way, 0),
            rejected_records=rejected.get(way, 0),
            refused_requests=sum(reason.requests for reason in refused.get(way, [])),
            refusals=sorted(refused.get(way, []), key=lambda reason: -reason.requests),
        )
        for way in sorted({*accepted, *rejected, *refused})
    ]


def streams(journal: Journal) -> list[StreamFigures]:
    """Every stream of the journal."""
    return [_stream(journal, stream) for stream in journal.streams]


async def waiting(journal: Journal, *, show_quarantine: bool) -> JournalFigures:
    """What waits. `show_quarantine`: name what the engine refused and why; its errors may quote anybody's data."""
    status = [journal.status(stream) for stream in journal.streams]
    entries = await asyncio.to_thread(journal.quarantine.entries)
    newest = sorted(entries, key=lambda entry: entry.quarantined_at, reverse=True)[:MAX_QUARANTINE]
    return JournalFigures(
        waiting_bytes=sum(stream.bytes for stream in status),
        waiting_segments=sum(stream.segments for stream in status),
        oldest_seconds=max((stream.age_seconds for stream in status), default=0.0),
        full=journal.is_full,
        quarantined=len(entries),
        quarantine=[
            QuarantinedSegment(
                stream=entry.stream,
                segment=entry.segment,
                bytes=entry.size_bytes,
                error=entry.error,
                at=entry.quarantined_at,
            )
            for entry in newest
            if show_quarantine
        ],
    )


def _stream(journal: Journal, stream: str) -> StreamFigures:
    now = journal.status(stream)
    return StreamFigures(
        stream=stream,
        signal=_SIGNALS.get(stream, "metrics"),
        accepted_batches=now.accepted_batches,
        accepted_records=now.accepted_records,
        accepted_bytes=now.accepted_bytes,
        refused_batches=now.refused_batches,
        last_received=datetime.fromtimestamp(now.last_received_ns / 1e9, UTC) if now.last_received_ns else None,
        waiting_bytes=now.bytes,
        waiting_segments=now.segments,
        waiting_seconds=now.age_seconds,
        flush_lag_seconds=now.stats.last_lag_seconds if now.stats.flushed_segments else None,
        quarantined_segments=now.quarantined,
        last_error=now.stats.last_error or None,
    )


def _by_way(counter: Counter) -> dict[tuple[str, str], int]:
    return {(labels["receiver"], labels["signal"]): int(count) for labels, count in _values(counter)}


def _values(counter: Counter) -> list[tuple[dict[str, str], float]]:
    return [
        (sample.labels, sample.value)
        for family in counter.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    ]
