"""Retention at work: days go to the archive, and rows that have lived as long as they may are deleted, unless they are held.

The engine's TTLs only move parts to the cold volume. Deleting is done here, because a TTL knows neither the archive nor legal
holds: a day leaves its table only when the archive has it, or when nothing holds it any more.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from sardonyx.beside import beside
from sardonyx.storage.archive.archive import Archive, DayNotArchived, utc_now
from sardonyx.storage.archive.manifest import Manifest
from sardonyx.storage.archive.moves import Move, MoveKind, Moves
from sardonyx.storage.archive.parquet import RowsDiffer
from sardonyx.storage.archive.parts import Day, days_of
from sardonyx.storage.archive.store import ArchiveDamaged
from sardonyx.storage.cluster import Cluster, alter, local_name
from sardonyx.storage.engine import BACKGROUND, Engine, Limits
from sardonyx.storage.errors import StorageError
from sardonyx.storage.retention_plan import Due, Held, Plan

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=15)
LATE_ROWS_REST = timedelta(hours=1)
"""Late rows of an archived day are moved after it was quiet for so long: not one file for each."""
VERIFY_AFTER = timedelta(days=30)
_COUNTS = "log_counts_10s"  # histograms without a search are drawn from them
_MUTATION = Limits(seconds=3600)

HeldNow = Callable[[], Awaitable[Sequence[Held]]]


async def nothing_held() -> Sequence[Held]:
    """No legal holds."""
    return ()


class Keeper:
    """Keeps `table` as `plan` says. Without `archive` (the server engine) days stay in the table until they are deleted.

    `held` gives the legal holds; it is asked again before every step. `cluster` is that of the server engine. While `may_work`
    says no, only whole days are deleted, which costs nothing.
    """

    def __init__(
        self,
        engine: Engine,
        plan: Plan,
        archive: Archive | None,
        *,
        table: str = "otel_logs",
        held: HeldNow = nothing_held,
        cluster: Cluster | None = None,
        now: Callable[[], datetime] = utc_now,
        may_work: Callable[[], bool] = lambda: True,
        late_rest: timedelta = LATE_ROWS_REST,
    ) -> None:
        self.plan = plan
        self.archive = archive
        self._engine = engine
        self._table = table
        self._held = held
        self._cluster = cluster
        self._now = now
        self._may_work = may_work
        self._late_rest = late_rest
        self._looked: dict[date, object] = {}
        self.moves = Moves(archive.store.root / f"{table}.moves.json" if archive else None)

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Look every quarter of an hour while the context is open."""
        async with beside(self._run(), name="retention"):
            yield

    async def _run(self) -> None:
        while True:
            try:
                await self.keep()
            except (
                StorageError,
                OSError,
                DayNotArchived,
            ) as error:  # the last: a day that an erasure emptied meanwhile
                log.warning("retention waits: %s", error)
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def keep(self) -> list[Move]:
        """Do everything that is due. Raises StorageError, OSError; what was not done stays due."""
        done: list[Move] = []
        archived = await self.archive.days() if self.archive else {}
        stored = await days_of(self._engine, local_name(self._table) if self._cluster else self._table)
        for day in stored:
            if (move := await self._keep_stored(day, archived.get(day.day))) is not None:
                done.append(move)
        for found in archived.values():
            in_table = any(day.day == found.day for day in stored)
            if (move := await self._keep_archived(found, in_table=in_table)) is not None:
                done.append(move)
        return done

    async def _keep_stored(self, stored: Day, archived: Manifest | None) -> Move | None:
        day, now, started = stored.day, self._now(), time.perf_counter()
        if archived is not None and archived.restored_until is not None and archived.restored_until > now:
            return None
        holds = await self._held()
        due = self.plan.due(day, now, holds)
        if due is not None and due.everything:
            await self._alter(f"DROP PARTITION '{day.isoformat()}'")
            return self._note("deleted", day, stored.rows, started)
        if not self._may_work():
            return None
        move = None
        if due is not None and self._looked.get(day) != (due.key, stored.modified):
            move = await self._delete_due(stored, due, started)
        if self.archive is not None and self.plan.archives(day, now, holds):
            return await self._to_archive(self.archive, stored, archived) or move
        return move

    async def _to_archive(self, archive: Archive, stored: Day, archived: Manifest | None) -> Move | None:
        day, started = stored.day, time.perf_counter()
        late = archived is not None and archived.restored_until is None
        if late and self._now() - stored.modified < self._late_rest:
            return None
        try:
            moved = await archive.export(day)
        except ArchiveDamaged as error:
            log.error("archive: %s stays in its table: %s", day, error)
            return None
        if moved is None:
            return None
        await self._engine.execute(f"ALTER TABLE {_COUNTS} DROP PARTITION '{day.isoformat()}'")
        return self._note("archived", day, moved.rows, started)

    async def _delete_due(self, stored: Day, due: Due, started: float) -> Move | None:
        """A mutation writes the day's parts anew: a marker would leave the rows on the disk, where nothing merges any more."""
        day = stored.day.isoformat()
        (row,) = await self._engine.rows(
            f"SELECT count() AS n FROM {self._table} WHERE toDate(Timestamp) = {{day:Date}} AND {due.where}",
            {**due.params, "day": day},
            limits=BACKGROUND,
        )
        if rows := int(row["n"]):
            for table, where in ((self._table, due.where), (_COUNTS, due.of_counts)):
                statement = f"DELETE IN PARTITION '{day}' WHERE {where} SETTINGS mutations_sync = 2"
                await self._engine.execute(alter(table, statement, self._cluster), due.params, limits=_MUTATION)
        self._looked[stored.day] = (due.key, stored.modified)
        return self._note("rule", stored.day, rows, started) if rows else None

    async def _keep_archived(self, found: Manifest, *, in_table: bool) -> Move | None:
        assert self.archive is not None
        day, now, started = found.day, self._now(), time.perf_counter()
        if found.restored_until is not None:
            if found.restored_until <= now and not in_table:
                await self.archive.return_to_archive(day)
            return None
        due = self.plan.due(day, now, await self._held())
        if due is not None and due.everything:
            await self.archive.delete(day)
            return self._note("deleted", day, found.rows, started)
        if not self._may_work():
            return None
        if due is not None and self._looked.get(day) != (due.key, found.archived_at):
            rows = await self._rewrite(day, due)
            self._looked[day] = (due.key, found.archived_at)
            return self._note("rule", day, rows, started) if rows else None
        if found.verified_at is None or now - found.verified_at > VERIFY_AFTER:
            for wrong in await self.archive.verify(day):
                log.error("archive: %s", wrong)
        return None

    async def _rewrite(self, day: date, due: Due) -> int:
        assert self.archive is not None
        try:
            return await self.archive.rewrite(day, due.where, due.params)
        except RowsDiffer as error:
            log.warning("archive: %s", error)
            return 0

    async def _alter(self, action: str) -> None:
        await self._engine.execute(alter(self._table, action, self._cluster))

    def _note(self, kind: MoveKind, day: date, rows: int, started: float) -> Move:
        move = Move(self._now(), kind, self._table, day, rows, round(time.perf_counter() - started, 3))
        self.moves.note(move)
        log.info("retention: %s %s rows of %s in %.1f s", kind, rows, day, move.seconds)
        return move
