"""The archive of one table: what the rest of the program asks of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sardonyx.storage.archive import export, recovery, rewriting
from sardonyx.storage.archive.columns import columns_of
from sardonyx.storage.archive.export import SLICE_ROWS, Exported, Pause, no_pause
from sardonyx.storage.archive.manifest import Manifest
from sardonyx.storage.archive.parquet import RowsDiffer
from sardonyx.storage.archive.restore import restore_day
from sardonyx.storage.archive.store import ArchiveDamaged, ArchiveStore
from sardonyx.storage.engine import Engine, Params


class DayNotArchived(LookupError):
    """The archive does not have this day."""


class DayRestored(Exception):
    """The day is in the table again already."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Archive:
    """Days of `table` as Parquet under `root`. Steps that change a day run one after the other.

    `pause` is awaited between slices of an export; `slice_rows` is about how many rows a slice has.
    """

    def __init__(
        self,
        engine: Engine,
        root: Path,
        table: str = "otel_logs",
        *,
        now: Callable[[], datetime] = utc_now,
        pause: Pause = no_pause,
        slice_rows: int = SLICE_ROWS,
    ) -> None:
        self.store = ArchiveStore(root, table)
        self._engine = engine
        self._now = now
        self._pause = pause
        self._slice_rows = slice_rows
        self._changing = asyncio.Lock()

    @property
    def table(self) -> str:
        """The table it is of."""
        return self.store.table

    async def recover(self) -> list[date]:
        """Finish what a kill has cut off; before new rows come in. Returns the days that needed it. Raises StorageError."""
        async with self._changing:
            return await recovery.recover(self._engine, self.store)

    async def days(self) -> dict[date, Manifest]:
        """Every archived day, oldest first."""
        return await asyncio.to_thread(self.store.days)

    async def export(self, day: date) -> Exported | None:
        """Move a day's rows here, out of the table. None: nothing was done. Raises ArchiveDamaged, StorageError."""
        async with self._changing:
            await self._settled(day)
            return await export.export_day(
                self._engine, self.store, day, now=self._now(), pause=self._pause, slice_rows=self._slice_rows
            )

    async def restore(self, day: date, *, keep: timedelta) -> Manifest:
        """Bring a day back into the table; it is archived anew after `keep`.

        Raises DayNotArchived, DayRestored, ArchiveDamaged (also when the rows are not those that were archived), StorageError.
        """
        async with self._changing:
            found = await self._settled(day)
            if found is None or not found.files:
                raise DayNotArchived(f"the archive has no {day}")
            if found.restored_until is not None:
                raise DayRestored(f"{day} is back until {found.restored_until.isoformat()}")
            if wrong := await asyncio.to_thread(self.store.check, found):
                raise ArchiveDamaged("; ".join(wrong))
            try:
                return await restore_day(self._engine, self.store, found, until=self._now() + keep)
            except RowsDiffer as error:
                raise ArchiveDamaged(str(error)) from error

    async def verify(self, day: date) -> list[str]:
        """What is wrong with a day's files, by size and SHA-256. Raises DayNotArchived."""
        async with self._changing:
            found = await self._settled(day)
            if found is None:
                raise DayNotArchived(f"the archive has no {day}")
            wrong = await asyncio.to_thread(self.store.check, found)
            if not wrong:
                self.store.save(found.having(verified_at=self._now()))
            return wrong

    async def count(self, day: date, where: str, params: Params) -> int:
        """How many rows of a day match; 0 when the day is not here. `where` is SQL of ours. Raises StorageError."""
        found = (await self.days()).get(day)
        return await rewriting.count_rows(self._engine, self.store, found, where, params) if found else 0

    async def rewrite(self, day: date, where: str, params: Params) -> int:
        """Delete the matching rows of a day for good: files are written anew, the old ones removed. Returns how many.

        The table itself is the caller's; change it first. Raises StorageError, RowsDiffer: nothing has changed then.
        """
        async with self._changing:
            found = await self._settled(day)
            if found is None:
                return 0
            return await rewriting.delete_rows(self._engine, self.store, found, where, params)

    async def delete(self, day: date) -> None:
        """Delete a day for good."""
        async with self._changing:
            await self._settled(day)
            await asyncio.to_thread(self.store.forget, day)

    async def return_to_archive(self, day: date) -> None:
        """A restored day has nothing left in the table: its files are searched again."""
        async with self._changing:
            found = await self._settled(day)
            if found is not None and found.files:
                self.store.save(found.having(restored_until=None))
            elif found is not None:
                self.store.forget(day)

    async def files(self, first: date, last: date) -> tuple[str, Sequence[Manifest]]:
        """What follows FROM to read the days from `first` to `last` that are only here, and these days; empty without any.

        Raises StorageError.
        """
        found = [each for day, each in (await self.days()).items() if first <= day <= last and each.searchable]
        if not found:
            return "", ()
        columns = await columns_of(self._engine, self.table)
        return columns.files([str(path) for each in found for path in self.store.paths(each)]), found

    @asynccontextmanager
    async def untouched(self) -> AsyncIterator[None]:
        """Nothing is moved, rewritten or deleted meanwhile."""
        async with self._changing:
            yield

    async def _settled(self, day: date) -> Manifest | None:
        """The day's manifest, after whatever a failure has cut off before."""
        found = (await self.days()).get(day)
        if found is not None and await recovery.recover_day(self._engine, self.store, found):
            found = self.store.get(day)
        return found
