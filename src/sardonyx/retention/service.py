"""What the storage pages ask of retention, and what people may do to the archive."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Self

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotFound
from sardonyx.access.principal import Actor
from sardonyx.retention.holds import LegalHolds
from sardonyx.retention.schemas import ArchivedDay, ArchivedFileView, TierMove, TierRule, TiersResponse
from sardonyx.retention.tiers import Prices, tiers
from sardonyx.retention.views import hold_view
from sardonyx.state import Database
from sardonyx.storage.archive import Archive, ArchiveDamaged, DayNotArchived, DayRestored, Manifest
from sardonyx.storage.archive.keeper import Keeper
from sardonyx.storage.archive.moves import Move
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError
from sardonyx.storage.retention_plan import Held, Plan

log = logging.getLogger(__name__)

_DAY = timedelta(days=1)


class Retention:
    """Tiers, archive and holds. `hot` is the age at which records move to the cold tier."""

    def __init__(
        self, engine: Engine, db: Database, keeper: Keeper, holds: LegalHolds, *, hot: timedelta, prices: Prices
    ) -> None:
        self.holds = holds
        self._engine = engine
        self._db = db
        self._keeper = keeper
        self._hot = hot
        self._prices = prices
        self._restores: dict[date, asyncio.Task[None]] = {}
        self._errors: dict[date, str] = {}

    @classmethod
    def by_default(cls, engine: Engine, db: Database) -> Self:
        """With default ages and no archive: of a server that is not running."""
        holds = LegalHolds(db)
        keeper = Keeper(engine, Plan(90 * _DAY, 365 * _DAY), None, held=holds)
        return cls(engine, db, keeper, holds, hot=30 * _DAY, prices={"hot": 0.0, "cold": 0.0, "archive": 0.0})

    @property
    def archive(self) -> Archive | None:
        """The archive of log records, if there is one."""
        return self._keeper.archive

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Keep what is stored, and restore what is asked for, while the context is open."""
        async with self._keeper.keeping():
            try:
                yield
            finally:
                for task in [*self._restores.values()]:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task

    async def tiers(self) -> TiersResponse:
        """What lies where. Raises StorageError."""
        plan = self._keeper.plan
        rules = [
            TierRule(
                name=rule.name,
                services=list(rule.services),
                levels=list(rule.levels),
                environments=list(rule.environments),
                keep_days=rule.keep / _DAY,
            )
            for rule in plan.rules
        ]
        return TiersResponse(
            tiers=await tiers(self._engine, self._keeper.archive, self._prices),
            hot_days=self._hot / _DAY,
            cold_days=plan.archive_after / _DAY,
            archive_days=plan.total / _DAY,
            has_archive=self._keeper.archive is not None,
            rules=rules,
            moves=[TierMove.model_validate(move) for move in self._keeper.moves.latest()],
            holds=[hold_view(row) for row in await self.holds.all()],
        )

    async def archived(self) -> list[ArchivedDay]:
        """Archived days, newest first."""
        if self._keeper.archive is None:
            return []
        holds = await self.holds()
        days = reversed((await self._keeper.archive.days()).values())
        return [self._view(found, holds) for found in days if found.files]

    async def restore(self, day: date, days: int, actor: Actor) -> ArchivedDay:
        """Begin to bring a day back into the table for so many days. Raises NotFound, Conflict."""
        archive = self._keeper.archive
        found = (await archive.days()).get(day) if archive else None
        if found is None:
            raise NotFound(f"the archive has no {day}")
        if day in self._restores or found.restored_until is not None:
            raise Conflict(f"{day} is in the table already, or on its way there")
        async with self._db.session() as session:
            told = {"days": days, "rows": found.rows}
            await chain.record(session, actor, "archive.restore", f"archive:{day}", details=told)
        self._errors.pop(day, None)
        self._restores[day] = asyncio.create_task(self._restore(day, timedelta(days=days)), name=f"restore {day}")
        return self._view(found, await self.holds())

    async def verify(self, day: date) -> list[str]:
        """What is wrong with a day's files. Raises NotFound."""
        try:
            if self._keeper.archive is not None:
                return await self._keeper.archive.verify(day)
        except DayNotArchived:
            pass
        raise NotFound(f"the archive has no {day}")

    async def _restore(self, day: date, keep: timedelta) -> None:
        archive, started = self._keeper.archive, time.perf_counter()
        assert archive is not None
        try:
            found = await archive.restore(day, keep=keep)
        except (ArchiveDamaged, DayNotArchived, DayRestored, StorageError, OSError) as error:
            log.error("archive: restoring %s failed: %s", day, error)
            # Texts of the engine quote statements.
            self._errors[day] = "the engine refused it; see the log" if isinstance(error, StorageError) else str(error)
        else:
            seconds = round(time.perf_counter() - started, 3)
            self._keeper.moves.note(Move(datetime.now(UTC), "restored", archive.table, day, found.rows, seconds))
        finally:
            self._restores.pop(day, None)

    def _view(self, found: Manifest, holds: Sequence[Held]) -> ArchivedDay:
        restored: Literal["archived", "restored"] = "restored" if found.restored_until is not None else "archived"
        return ArchivedDay(
            day=found.day,
            rows=found.rows,
            bytes=sum(file.uncompressed_bytes for file in found.files),
            compressed=found.size_bytes,
            files=[
                ArchivedFileView(name=file.name, rows=file.rows, bytes=file.size_bytes, sha256=file.sha256)
                for file in found.files
            ],
            archived_at=found.archived_at,
            verified_at=found.verified_at,
            held=any(hold.touches(found.day) for hold in holds),
            state="restoring" if found.day in self._restores else restored,
            restored_until=found.restored_until,
            restore_error=self._errors.get(found.day),
        )
