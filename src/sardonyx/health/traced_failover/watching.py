"""Looks at each minute once, half a minute after it ended, and writes failovers: in the feed, and as a counter for rules.

What is known is learned anew after a restart of Sardonyx: a switch meanwhile is where it starts from.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sardonyx.beside import beside
from sardonyx.changes.record import Change, change_id, write_changes
from sardonyx.health.traced_failover.judging import Judge, Switched
from sardonyx.health.traced_failover.traffic import MINUTE, Kind, answered
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import FamilyMetadata, SampleWriter
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

METRIC = "traced_failover_total"
FAMILIES = (FamilyMetadata(METRIC, "counter", "Failovers seen from traces: of databases, language models, upstreams."),)
_LATE_SECONDS = 30
_BEFORE_MS = 15_000
_LONGEST_GAP = 600


class TracedFailovers:
    """Looks while inside `watching`, whenever `may_look` says so."""

    def __init__(
        self,
        engine: Engine,
        writer: SampleWriter | None = None,
        *,
        may_look: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine, self._writer = engine, writer
        self._may_look, self._clock = may_look, clock
        self._judge = Judge()
        self._next = 0
        self._totals: dict[tuple[str, Kind], int] = {}

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look in the background while the block runs."""
        async with beside(self._run(), name="traced-failovers"):
            yield

    async def look(self) -> list[Change]:
        """Look at the minute that is due, if one is; what was written. Raises StorageError, Overloaded."""
        due = int(self._clock() - _LATE_SECONDS) // MINUTE * MINUTE - MINUTE
        if not self._next or due - self._next > _LONGEST_GAP:
            self._next = due
        if self._next > due:
            return []
        at_ms = (self._next + MINUTE) * 1000
        calls = await answered(self._engine, self._next)
        switched = self._judge.minute(calls, at_ms)
        self._next += MINUTE
        changes = [_change(one, at_ms) for one in switched]
        await write_changes(self._engine, changes)
        await self._count(switched, at_ms)
        return changes

    async def _count(self, switched: list[Switched], at_ms: int) -> None:
        """A sample of the total before too: `increase` needs two."""
        if self._writer is None or not switched:
            return
        samples = []
        for one in switched:
            key = one.subject.service, one.subject.kind
            total = self._totals[key] = self._totals.get(key, 0) + 1
            told = (
                ("__name__", METRIC), ("kind", one.subject.kind), ("service", one.subject.service),
                ("service_name", one.subject.service), ("deployment_environment_name", one.subject.environment),
            )  # fmt: skip
            labels = tuple((name, value) for name, value in told if value)
            samples += [(labels, float(total - 1), at_ms - _BEFORE_MS), (labels, float(total), at_ms)]
        await self._writer.write(samples, FAMILIES)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(MINUTE - self._clock() % MINUTE + _LATE_SECONDS % MINUTE)
            try:
                if self._may_look():
                    for change in await self.look():
                        log.info("change: %s", change.title)
            except (StorageError, Overloaded) as error:
                log.warning("failovers are not looked for in traces now: %s", error)


def _change(one: Switched, at_ms: int) -> Change:
    subject = one.subject
    match subject.kind:
        case "database":
            title = f"{subject.service}: {subject.name} is answered by {one.after} now, before it by {one.before}"
        case "model" if one.back:
            title = f"{subject.service}: {subject.name} answers by itself again, before it {one.before} did"
        case "model":
            title = f"{subject.service}: {one.after} answers for {subject.name} now"
        case _:
            route = f" {subject.name}" if subject.name else ""
            title = f"{subject.service}:{route} goes to {one.after} now, before it to {one.before}"
    attributes = {
        "fact": subject.kind,
        "of": subject.name,
        "before": one.before,
        "after": one.after,
        "seen_in": "traces",
    }
    what = (subject.kind, subject.service, subject.environment, subject.name, one.before, one.after, str(at_ms))
    return Change(
        change_id("failover", *what),
        at_ms,
        "failover",
        subject.service,
        subject.environment,
        title,
        attributes=attributes,
    )
