"""The search for leaks each night, and on demand: one at a time, its figures as series."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta

from prometheus_client import CollectorRegistry, Gauge

from sardonyx.access.errors import Conflict
from sardonyx.access.principal import Actor
from sardonyx.beside import beside
from sardonyx.privacy.leaks.findings import FindingState, LeakFindings
from sardonyx.privacy.leaks.scan import scan
from sardonyx.privacy.state_models import MaskingFindingRow
from sardonyx.processors.masking import Masker
from sardonyx.state import StateError
from sardonyx.storage.engine import Engine

log = logging.getLogger(__name__)

# Long enough to cost nothing, short enough for clocks that are set.
_LOOK_EVERY = timedelta(minutes=10)


class LeakSearch:
    """Searches at `at` (UTC) each day; None: on demand only. Of several processes on one state database one searches."""

    def __init__(
        self,
        engine: Engine,
        masker: Masker,
        findings: LeakFindings,
        *,
        at: time | None,
        registry: CollectorRegistry | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.findings = findings
        self._engine = engine
        self._masker = masker
        self._at = at
        self._now = now
        self._searching = asyncio.Lock()
        registry = registry or CollectorRegistry()
        self._found = Gauge(
            "sardonyx_masking_findings", "Findings of the search for leaks, by state.", ["state"], registry=registry
        )
        self._last = Gauge(
            "sardonyx_masking_last_scan_timestamp_seconds", "When the last search for leaks ended.", registry=registry
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Search at its time while the context is open."""
        await self._count()
        async with beside(self._run(), name="leak search"):
            yield

    async def search(self) -> None:
        """Search now. Raises Conflict when a search is under way."""
        if self._searching.locked():
            raise Conflict("a search is under way: look at its findings when it has ended")
        await self._search(secrets.token_hex(8))

    async def search_due(self) -> bool:
        """Search when the last search began before the last time of day for it; False when it was not due.

        Where none ever was, the first is made when its time comes next.
        """
        due, last = _last_time(self._now(), self._at), await self.findings.last_begun()
        if due is None or last is None or last >= due:
            return False
        return await self._search(due.date().isoformat())

    async def change(self, finding_id: str, state: FindingState, actor: Actor) -> MaskingFindingRow:
        """Say what became of a finding. Raises NotFound."""
        row = await self.findings.change(finding_id, state, actor, self._now())
        await self._count()
        return row

    async def _search(self, scan_id: str) -> bool:
        async with self._searching:
            if not await self.findings.begin(scan_id, self._now()):
                return False
            try:
                found = await scan(self._engine, self._masker, now=self._now())
            except Exception:
                await self.findings.finish(scan_id, self._now(), None, "the search failed: the log says why")
                raise
            await self.findings.finish(scan_id, self._now(), found)
            if found.leaks:
                log.warning("the search for leaks found something in %d places", len(found.leaks))
            self._last.set(self._now().timestamp())
            await self._count()
        return True

    async def _count(self) -> None:
        for state, count in (await self.findings.counts()).items():
            self._found.labels(state).set(count)

    async def _run(self) -> None:
        started = self._now()
        while True:
            try:
                if not await self.search_due() and await self.findings.last_begun() is None:
                    await self._first(started)
            except StateError:
                log.exception("the state database does not answer: the search for leaks waits")
            except Exception:
                log.exception("the search for leaks failed")
            await asyncio.sleep(_LOOK_EVERY.total_seconds())

    async def _first(self, started: datetime) -> None:
        due = _last_time(self._now(), self._at)
        if due is not None and due > started:
            await self._search(due.date().isoformat())


def _last_time(now: datetime, at: time | None) -> datetime | None:
    """The last time it was `at`."""
    if at is None:
        return None
    today = datetime.combine(now.date(), at, UTC)
    return today if today <= now else today - timedelta(days=1)


def time_of_day(text: str) -> time | None:
    """`HH:MM` or `off`, as the configuration spells it."""
    return None if text == "off" else time.fromisoformat(text)
