"""Makes the rollups: every bucket once it is closed, and again when samples arrived for it later.

A piece is the closed buckets of at most an hour, written by one insert. Rows replace earlier ones of their series and bucket,
so a piece that is rolled up twice, or half and then whole after a kill, counts once. A piece is noted as done after its rows
are on disk; whoever starts next goes on from there. Samples may be as late as they are kept: what is older than
`retention.metrics.raw` may have lost its neighbours already, and is left as it was rolled up first.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sardonyx.beside import beside
from sardonyx.storage.engine import BACKGROUND, Engine, Limits
from sardonyx.storage.errors import QueryMemory, StorageError
from sardonyx.storage.rollups.rows import BUCKET_SECONDS, COLUMNS, rolled_sql

log = logging.getLogger(__name__)

# What arrives a minute after its time is marked late by the engine; another minute for inserts that were under way.
LATE_SECONDS = 60
CLOSED_AFTER_SECONDS = 2 * LATE_SECONDS
_PIECE_SECONDS = 3600
_LOOK_EVERY_SECONDS = 20
_LONGEST_WAIT_SECONDS = 6 * 3600
_LIMITS = Limits(seconds=900)

_ROLL = f"""
INSERT INTO metric_rollups (SeriesId, Bucket, {", ".join(COLUMNS)}, RolledAt)
SETTINGS insert_deduplication_token = '{{token}}', max_insert_threads = 1
SELECT *, {{version:DateTime}}
FROM ({rolled_sql("Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')}")})"""

_NOTE = f"""
INSERT INTO metric_rolled_buckets
SELECT {{after:DateTime}} + (number + 1) * {BUCKET_SECONDS}, {{rolled_at:DateTime64(3,'UTC')}} FROM numbers({{buckets:UInt32}})"""

# A mark made while the bucket was read, or shortly before, may be of samples that were not there yet.
_TOUCHED = f"""
SELECT toUnixTimestamp(Bucket) AS bucket
FROM (
  SELECT Bucket, max(TouchedAt) AS touched, max(RolledAt) AS rolled
  FROM (
    SELECT Bucket, TouchedAt, toDateTime64(0, 3) AS RolledAt FROM metric_late_buckets WHERE Bucket > {{kept:DateTime}}
    UNION ALL
    SELECT Bucket, toDateTime64(0, 3), RolledAt FROM metric_rolled_buckets WHERE Bucket > {{kept:DateTime}}
  )
  WHERE Bucket <= {{until:DateTime}}
  GROUP BY Bucket
)
WHERE toUnixTimestamp(touched) > 0 AND touched > rolled - INTERVAL {LATE_SECONDS} SECOND
  AND touched <= {{quiet:DateTime64(3,'UTC')}}
ORDER BY Bucket
LIMIT {_PIECE_SECONDS // BUCKET_SECONDS}"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Buckets ending after `after` and up to `until`, epoch seconds."""

    after: int
    until: int


class Roller:
    """Keeps `metric_rollups` up to date. `raw_kept` is how long samples stay; `clock` gives epoch seconds. While `may_roll` says
    no, rollups wait, at most six hours."""

    def __init__(
        self,
        engine: Engine,
        raw_kept: timedelta,
        *,
        clock: Callable[[], float] = time.time,
        may_roll: Callable[[], bool] = lambda: True,
    ) -> None:
        self._engine = engine
        self._raw_seconds = int(raw_kept.total_seconds())
        self._clock = clock
        self._may_roll = may_roll
        self._until: int | None = None
        self._piece_seconds = _PIECE_SECONDS

    @asynccontextmanager
    async def rolling(self) -> AsyncIterator[None]:
        """Roll up while the context is open."""
        async with beside(self._run(), name="rollups"):
            yield

    async def roll_due(self) -> Piece | None:
        """Roll up the next piece that is due: a closed one, or one touched since. None when there is none.

        What does not fit into the engine's memory is tried bucket by bucket from then on. Raises StorageError; the piece
        is then due again.
        """
        try:
            return await self._roll_next(self._clock())
        except QueryMemory:
            if self._piece_seconds == BUCKET_SECONDS:
                raise
            self._piece_seconds = BUCKET_SECONDS
            return await self._roll_next(self._clock())

    async def _roll_next(self, now: float) -> Piece | None:
        if (piece := await self._next_closed(now)) is not None:
            await self._roll(piece, now)
            self._until = piece.until
            return piece
        if (piece := await self._next_touched(now)) is not None:
            await self._roll(piece, now)
        return piece

    def _is_time(self) -> bool:
        waited = 0.0 if self._until is None else self._clock() - self._until
        return self._may_roll() or waited > _LONGEST_WAIT_SECONDS

    async def _run(self) -> None:
        while True:
            try:
                while self._is_time() and await self.roll_due() is not None:
                    pass
            except StorageError as error:
                log.warning("rollups wait for the engine: %s", error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _next_closed(self, now: float) -> Piece | None:
        if self._until is None:
            self._until = await self._resumed_at(now)
        closed = int(now - CLOSED_AFTER_SECONDS) // BUCKET_SECONDS * BUCKET_SECONDS
        if self._until is None or self._until >= closed:
            return None
        return Piece(self._until, min(closed, self._piece_end(self._until)))

    async def _resumed_at(self, now: float) -> int | None:
        (row,) = await self._engine.rows("SELECT toUnixTimestamp(max(Bucket)) AS until FROM metric_rolled_buckets")
        if row["until"]:
            return int(row["until"])
        (row,) = await self._engine.rows(
            "SELECT count() AS samples, toUnixTimestamp64Milli(min(Timestamp)) AS first_ms FROM metric_samples",
            limits=BACKGROUND,
        )
        if not row["samples"]:
            return None
        first = max((int(row["first_ms"]) - 1) // 1000, int(now) - self._raw_seconds)
        return first // BUCKET_SECONDS * BUCKET_SECONDS

    async def _next_touched(self, now: float) -> Piece | None:
        if self._until is None:
            return None
        bounds: dict[str, Any] = {
            "kept": _at(int(now) - self._raw_seconds + BUCKET_SECONDS),
            "until": _at(self._until),
            "quiet": _at(now - LATE_SECONDS),
        }
        buckets = [int(row["bucket"]) for row in await self._engine.rows(_TOUCHED, bounds, limits=BACKGROUND)]
        if not buckets:
            return None
        first = buckets[0] - BUCKET_SECONDS
        return Piece(first, max(bucket for bucket in buckets if bucket <= self._piece_end(first)))

    def _piece_end(self, after: int) -> int:
        return (after // self._piece_seconds + 1) * self._piece_seconds

    async def _roll(self, piece: Piece, now: float) -> None:
        token = f"rollup-{piece.after}-{piece.until}-{round(now * 1000)}"
        bounds: dict[str, Any] = {
            "after": _at(piece.after),
            "until": _at(piece.until),
            "version": _at(int(now)),
            "rolled_at": _at(now),
            "buckets": (piece.until - piece.after) // BUCKET_SECONDS,
        }
        await self._engine.execute(_ROLL.replace("{token}", token), bounds, limits=_LIMITS)
        await self._engine.execute(_NOTE, bounds, limits=BACKGROUND)


def _at(epoch_seconds: float) -> datetime:
    return datetime.fromtimestamp(epoch_seconds, UTC)
