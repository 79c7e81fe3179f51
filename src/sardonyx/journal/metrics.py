"""The journal's figures for our own metrics, read when they are asked for."""

from collections.abc import Callable, Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sardonyx.journal.journal import Journal, StreamStatus

_COUNTERS: dict[str, tuple[str, Callable[[StreamStatus], float]]] = {
    "accepted_batches": ("Batches safe on disk.", lambda s: s.accepted_batches),
    "accepted_records": ("Records safe on disk.", lambda s: s.accepted_records),
    "accepted_bytes": ("Bytes safe on disk.", lambda s: s.accepted_bytes),
    "refused_batches": ("Batches told to come back later.", lambda s: s.refused_batches),
    "flushed_segments": ("Segments the engine has taken.", lambda s: s.stats.flushed_segments),
    "flushed_bytes": ("Bytes the engine has taken.", lambda s: s.stats.flushed_bytes),
    "flush_seconds": ("Time spent inserting segments.", lambda s: s.stats.flush_seconds),
    "flush_retries": ("Inserts tried again.", lambda s: s.stats.retries),
    "quarantined_segments": ("Segments the engine refused.", lambda s: s.quarantined),
}
_GAUGES: dict[str, tuple[str, Callable[[StreamStatus], float]]] = {
    "waiting_segments": ("Sealed segments that wait for the engine.", lambda s: s.segments),
    "waiting_bytes": ("Bytes that wait for the engine.", lambda s: s.bytes),
    "oldest_seconds": ("Age of the oldest batch that is not in the engine.", lambda s: s.age_seconds),
    "last_flush_seconds": ("How long the last segment's insert took.", lambda s: s.stats.last_flush_seconds),
    "flush_lag_seconds": ("From acceptance to searchable, last segment.", lambda s: s.stats.last_lag_seconds),
}


class JournalCollector(Collector):
    """Every stream, present at zero from the start."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def collect(self) -> Iterable[Metric]:
        """One family per figure, labelled by stream."""
        now = {stream: self._journal.status(stream) for stream in self._journal.streams}
        for name, (text, read) in _COUNTERS.items():
            counter = CounterMetricFamily(f"sardonyx_journal_{name}", text, labels=["stream"])
            for stream, status in now.items():
                counter.add_metric([stream], read(status))
            yield counter
        for name, (text, read) in _GAUGES.items():
            gauge = GaugeMetricFamily(f"sardonyx_journal_{name}", text, labels=["stream"])
            for stream, status in now.items():
                gauge.add_metric([stream], read(status))
            yield gauge
