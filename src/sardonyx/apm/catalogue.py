"""The catalogue of services: what stays the same about a service whatever it sends. So far its colour slot."""

import logging
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from sardonyx.apm.state_models import MAX_SERVICE, ServiceSlotRow
from sardonyx.state import Database, StateUnavailable

SLOTS = 12
MAX_SERVICES = 2_000
"""Names come from senders. Beyond so many, slots follow from the name and nothing more is stored."""

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class ServiceCatalogue:
    """Remembers services. Slots once given are kept in memory: they never change."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._now = now
        self._slots: dict[str, int] = {}

    async def slots(self, names: Collection[str]) -> dict[str, int]:
        """The slot 0..11 of each service; new ones get the least used and keep it, also over restarts and processes.

        While the state database is away, unknown services get one that follows from their name, and it is not kept.
        """
        unknown = [name for name in names if name not in self._slots]
        if unknown:
            try:
                await self._learn(unknown)
            except StateUnavailable as error:
                log.warning("colour slots of new services are provisional: %s", error)
        return {name: self._slots.get(name, by_name(name)) for name in names}

    async def _learn(self, names: Iterable[str]) -> None:
        storable = sorted({name for name in names if _is_storable(name)})
        await self._recall()
        new = [name for name in storable if name not in self._slots]
        if new and len(self._slots) < MAX_SERVICES:
            await self._assign(new[: MAX_SERVICES - len(self._slots)])
            await self._recall()

    async def _recall(self) -> None:
        async with self._db.reading() as session:
            rows = await session.execute(select(ServiceSlotRow.service, ServiceSlotRow.slot))
            self._slots = {row.service: row.slot for row in rows}

    async def _assign(self, names: Iterable[str]) -> None:
        """Of two processes that see a service first, one wins; both read its slot afterwards."""
        used = Counter(self._slots.values())
        rows: list[dict[str, Any]] = []
        for name in names:
            slot = min(range(SLOTS), key=lambda candidate: (used[candidate], candidate))
            used[slot] += 1
            rows.append({"service": name, "slot": slot, "first_seen_at": self._now()})
        insert = sqlite.insert if self._db.kind == "sqlite" else postgresql.insert
        async with self._db.session() as session:
            await session.execute(insert(ServiceSlotRow).values(rows).on_conflict_do_nothing())


async def slots_by_name(names: Collection[str]) -> dict[str, int]:
    """Slots where there is no catalogue to keep them."""
    return {name: by_name(name) for name in names}


def by_name(name: str) -> int:
    """A slot that follows from the name alone."""
    return zlib.crc32(name.encode(errors="replace")) % SLOTS


def _is_storable(name: str) -> bool:
    """Whether both databases can hold the name as it is."""
    return 0 < len(name) <= MAX_SERVICE and name.isprintable()
