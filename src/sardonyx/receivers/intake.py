"""The last steps every receiver shares: append to the journal, and count the same things for each protocol."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter

from sardonyx.journal.batch import Batch, JournalError
from sardonyx.journal.journal import Journal
from sardonyx.receivers.errors import Overloaded, ReceiveError


class ReceiverMetrics:
    """Counters per protocol and signal, the same for each receiver."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("receiver", "signal")
        self.records = Counter(
            "sardonyx_receiver_accepted_records", "Records accepted durably.", labels, registry=registry
        )
        self.bytes = Counter(
            "sardonyx_receiver_accepted_bytes", "Bytes accepted durably, decompressed.", labels, registry=registry
        )
        self.refused = Counter(
            "sardonyx_receiver_refused_requests", "Requests refused, by reason.", (*labels, "reason"), registry=registry
        )
        self.rejected = Counter(
            "sardonyx_receiver_rejected_records", "Records left out of accepted requests.", labels, registry=registry
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """Where receivers hand over what they decoded."""

    journal: Journal
    metrics: ReceiverMetrics

    async def accept(self, receiver: str, signal: str, batch: Batch, *, rejected: int = 0) -> None:
        """Return when the batch is safe. Raises Overloaded when the journal can't take it now."""
        if batch.records or batch.payload:
            try:
                await self.journal.append(batch)
            except JournalError as error:
                raise Overloaded(str(error), error.retry_after_seconds) from error
        self.metrics.records.labels(receiver, signal).inc(batch.records)
        self.metrics.bytes.labels(receiver, signal).inc(len(batch.payload))
        if rejected:
            self.metrics.rejected.labels(receiver, signal).inc(rejected)

    def refuse(self, receiver: str, signal: str, error: ReceiveError) -> None:
        """Count a refused request."""
        self.metrics.refused.labels(receiver, signal, type(error).__name__).inc()
