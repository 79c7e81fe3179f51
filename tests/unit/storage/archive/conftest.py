"""An archive over the shared engine, with a clock that only moves when told to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sardonyx.storage.archive import Archive
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Row

DAY = date(2026, 1, 2)
COLUMNS = "Timestamp, ServiceName, Environment, SeverityNumber, Body, LogAttributes, TraceId"


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime(2026, 4, 3, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def archive(engine: EmbeddedEngine, tmp_path: Path, clock: Clock) -> AsyncIterator[Archive]:
    yield Archive(engine, tmp_path / "archive", now=clock, slice_rows=1000)
    await engine.execute("TRUNCATE TABLE otel_logs")


async def add_rows(engine: EmbeddedEngine, rows: int, day: date = DAY, *, first: int = 0) -> None:
    """`rows` records over the day, of three services and levels, numbered from `first` in their bodies."""
    await engine.execute(
        f"INSERT INTO otel_logs ({COLUMNS}) SELECT toDateTime64({{day:Date}}, 9) + INTERVAL number * 86400 / {{rows:UInt64}} "
        "SECOND, ['shop', 'audit', 'mail'][number % 3 + 1], ['production', 'staging'][number % 2 + 1], "
        "[5, 9, 17][number % 3 + 1], concat('Line ', toString(number + {first:UInt64}), ' of the ORDER ', 'naïve ✓'), "
        "map('n', toString(number), 'k', 'v\\'\\\\x'), lower(hex(number)) FROM numbers({rows:UInt64})",
        {"day": day.isoformat(), "rows": rows, "first": first},
    )


async def content(engine: EmbeddedEngine, source: str = "otel_logs") -> Row:
    """Count and hash of everything in a source, whatever the order."""
    (row,) = await engine.rows(
        f"SELECT count() AS n, sum(cityHash64({COLUMNS}, ReceivedAt, ResourceAttributes, UserId)) AS h FROM {source}"
    )
    return row


async def everything(engine: EmbeddedEngine, archive: Archive) -> Row:
    """Count and hash of table and archive together."""
    source, _ = await archive.files(date(1970, 1, 1), date(2100, 1, 1))
    both = f"SELECT * FROM otel_logs UNION ALL SELECT * FROM {source}" if source else "SELECT * FROM otel_logs"
    return await content(engine, f"({both})")
