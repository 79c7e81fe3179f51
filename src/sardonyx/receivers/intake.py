"""The last steps every receiver shares: append to the journal, and count the same things for each protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prometheus_client import CollectorRegistry, Counter

from sardonyx.access.principal import Principal
from sardonyx.journal.batch import Batch, JournalError
from sardonyx.journal.journal import Journal
from sardonyx.receivers.errors import Overloaded, ReceiveError

LOGS = "logs"


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


def sender_of(principal: Principal, address: str) -> str:
    """Who sent something, as its account names him: the key's name, and the address of one who needs no key."""
    keyless = principal.kind == "loopback"
    return (address or principal.name) if keyless else (principal.name or address)


@dataclass(frozen=True, slots=True)
class Intake:
    """Where receivers hand over what they decoded."""

    journal: Journal
    metrics: ReceiverMetrics

    async def accept(
        self, receiver: str, signal: str, batch: Batch, *, rejected: int = 0, marks: Mapping[str, str] | None = None
    ) -> None:
        """Return when the batch is safe, with its marks. Raises Overloaded when the journal can't take it now.

        What was left out of logs is on record too, as safe as they are: their account must balance over restarts.
        """
        batch = replace(batch, receiver=receiver, rejected=rejected)
        if batch.records or batch.payload or (rejected and signal == LOGS):
            try:
                await self.journal.append(batch, marks)
            except JournalError as error:
                raise Overloaded(str(error), error.retry_after_seconds) from error
        self.metrics.records.labels(receiver, signal).inc(batch.records)
        self.metrics.bytes.labels(receiver, signal).inc(len(batch.payload))
        if rejected:
            self.metrics.rejected.labels(receiver, signal).inc(rejected)

    def refuse(self, receiver: str, signal: str, error: ReceiveError) -> None:
        """Count a refused request."""
        self.metrics.refused.labels(receiver, signal, type(error).__name__).inc()
