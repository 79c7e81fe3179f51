"""Takes every result, keeps what monitored things say of themselves, and writes what changed: in the feed, and as series.

A change is written before it is kept, under an id that follows from what was kept before: a crash between the two repeats the
writing, which changes nothing. While the engine or the database is away nothing is kept, and the next result tells it again.
"""

import asyncio
import logging
from collections.abc import Sequence

from sardonyx.changes.record import Change, write_changes
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.health.facts import known as stored
from sardonyx.health.facts.cluster import Cluster, Holder
from sardonyx.health.facts.draft import CLUSTER_FACT, PRIMARY_FACT, Counted, Draft, Memory, draft
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import FamilyMetadata, Pairs, SampleWriter
from sardonyx.state import Database, StateUnavailable
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

CHANGES_METRIC, PRIMARIES_METRIC = "monitor_fact_changes_total", "monitor_cluster_primaries"
FAMILIES = (
    FamilyMetadata(
        CHANGES_METRIC, "counter", "Changes of what a monitored thing says of itself: role, start, addresses."
    ),
    FamilyMetadata(PRIMARIES_METRIC, "gauge", "Servers of a cluster that say they are primary."),
)
_BEFORE_MS = 15_000
"""So long before a change its counter has a sample of the total before, so that `increase` sees the change. Between changes the
counter has none: a thousand monitors cost nothing while nothing changes."""
_PRIMARIES_EVERY_MS = 10_000


class Facts:
    """What all monitors say of themselves. `writer` gets the series."""

    def __init__(self, database: Database, engine: Engine, writer: SampleWriter | None = None) -> None:
        self._database, self._engine, self._writer = database, engine, writer
        self._memory: Memory | None = None
        self._lock = asyncio.Lock()
        self._primaries: dict[str, tuple[int, int]] = {}

    async def seen(self, scheduled: Scheduled, result: ProbeResult) -> list[Change]:
        """What changed by this result; written already. Never raises for what is away: then nothing is kept."""
        try:
            if self._memory is None:
                async with self._lock:
                    self._memory = self._memory or _memory(await stored.load(self._database))
            made = draft(self._memory, scheduled, result)
            if not made.known:
                self._adopt(self._memory, made, scheduled, result)
            else:
                async with self._lock:
                    made = draft(self._memory, scheduled, result)
                    await write_changes(self._engine, made.changes)
                    if made.known:
                        await stored.save(self._database, made.known)
                    self._adopt(self._memory, made, scheduled, result)
            await self._write_series(made, scheduled, result)
        except (StorageError, StateUnavailable, Overloaded) as error:
            log.warning("what monitor %s says of itself is not kept now: %s", scheduled.monitor.name, error)
            return []
        for change in made.changes:
            log.info("change: %s", change.title)
        return made.changes

    async def forget(self, monitor_id: str) -> None:
        """The monitor was deleted: nothing of it is kept, and it claims nothing any more. Raises StateUnavailable."""
        await stored.remove(self._database, monitor_id)
        if self._memory is None:
            return
        for known in [known for known in self._memory.known if stored.is_of(known[0], monitor_id)]:
            del self._memory.known[known]
        self._memory.latest_ms.pop(monitor_id, None)
        self._memory.seen_ms.pop(monitor_id, None)
        self._memory.clusters.pop(f"monitor:{monitor_id}", None)
        for key, cluster in self._memory.clusters.items():
            claims = {one: claim for one, claim in cluster.claims.items() if one != monitor_id}
            self._memory.clusters[key] = Cluster(cluster.primary, claims, cluster.members - {monitor_id})

    def _adopt(self, memory: Memory, made: Draft, scheduled: Scheduled, result: ProbeResult) -> None:
        memory.known.update(made.known)
        memory.wavering.update(made.wavering)
        memory.clusters.update(made.clusters)
        memory.latest_ms[scheduled.id] = max(result.at_ms, memory.latest_ms.get(scheduled.id, 0))
        if "started_at" in result.facts:
            memory.seen_ms[scheduled.id] = result.at_ms

    async def _write_series(self, made: Draft, scheduled: Scheduled, result: ProbeResult) -> None:
        if self._writer is None:
            return
        samples = [sample for counted in made.counted for sample in _counter_samples(counted, scheduled, result.at_ms)]
        for key, cluster in made.clusters.items():
            number, written_ms = self._primaries.get(key, (-1, 0))
            due = number != cluster.primaries or result.at_ms - written_ms >= _PRIMARIES_EVERY_MS
            if due and len(cluster.members) > 1:  # of one alone its own state says as much
                samples.append((_cluster_labels(key, scheduled), float(cluster.primaries), result.at_ms))
                self._primaries[key] = cluster.primaries, result.at_ms
        if samples:
            await self._writer.write(samples, FAMILIES)


def _memory(known: dict[stored.Key, stored.Known]) -> Memory:
    memory = Memory(known)
    for (subject, fact), one in known.items():
        if fact == PRIMARY_FACT and one.value:
            key = subject.removeprefix(f"{CLUSTER_FACT}:")
            members = (
                where.removeprefix("monitor:")
                for (where, what), own in known.items()
                if what == CLUSTER_FACT and own.value == key
            )
            memory.clusters[key] = Cluster.stored(Holder.stored(one.value, one.data), members)
    return memory


def _counter_samples(counted: Counted, scheduled: Scheduled, at_ms: int) -> Sequence[tuple[Pairs, float, int]]:
    labels = (("__name__", CHANGES_METRIC), ("fact", counted.fact), *_labels(scheduled))
    return (labels, float(counted.total - 1), at_ms - _BEFORE_MS), (labels, float(counted.total), at_ms)


def _cluster_labels(key: str, scheduled: Scheduled) -> Pairs:
    """The same for every monitor of the cluster."""
    label = scheduled.monitor.labels.get(CLUSTER_FACT) or key
    return ("__name__", PRIMARIES_METRIC), ("job", "monitors"), ("cluster", label)


def _labels(scheduled: Scheduled) -> Pairs:
    monitor = scheduled.monitor
    told = (
        ("job", "monitors"), ("monitor", monitor.name), ("group", monitor.group), ("service_name", monitor.service),
        ("deployment_environment_name", monitor.environment),
    )  # fmt: skip
    return tuple((name, value) for name, value in told if value)
