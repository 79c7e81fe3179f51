"""SQLite with a span, a duration and a warning for what is slow, after the OpenTelemetry database conventions.

Statements run on the event loop itself: they take microseconds, and a hop to a thread would cost more.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.trace import SpanKind, Tracer

log = logging.getLogger(__name__)
SLOW_SECONDS = 0.2
_BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)


class Database:
    """One SQLite file. `delay_ms` says how much slower reads are to be at the moment."""

    def __init__(self, path: Path, schema: str, delay_ms: Callable[[], int] = lambda: 0) -> None:
        self._name = path.name
        self._delay_ms = delay_ms
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {schema}")
        self._tracer: Tracer = trace.get_tracer(__name__)
        self._durations = metrics.get_meter(__name__).create_histogram(
            "db.client.operation.duration",
            unit="s",
            description="Duration of database client operations.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    async def answers(self) -> None:
        """Read from the file. Raises sqlite3.Error if that can't be done."""
        self._connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()

    async def rows(self, summary: str, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Run a read. `summary` (such as `SELECT sessions`) names the span."""
        return await self._run(summary, sql, parameters, self._delay_ms() / 1000)

    async def write(self, summary: str, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a write; it is committed when this returns."""
        await self._run(summary, sql, parameters, 0)

    async def write_many(self, summary: str, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a write once for each row, all in one transaction."""
        attributes: dict[str, str | int] = {
            "db.system.name": "sqlite",
            "db.query.text": sql,
            "db.operation.batch.size": len(rows),
        }
        with self._tracer.start_as_current_span(f"BATCH {summary}", kind=SpanKind.CLIENT, attributes=attributes):
            self._connection.execute("BEGIN")
            self._connection.executemany(sql, rows)
            self._connection.execute("COMMIT")

    async def _run(self, summary: str, sql: str, parameters: Sequence[Any], delay: float) -> list[sqlite3.Row]:
        operation, _, collection = summary.partition(" ")
        figures = {
            "db.system.name": "sqlite",
            "db.namespace": self._name,
            "db.operation.name": operation,
            "db.collection.name": collection,
        }
        started = perf_counter()
        with self._tracer.start_as_current_span(
            summary, kind=SpanKind.CLIENT, attributes={**figures, "db.query.summary": summary, "db.query.text": sql}
        ) as span:
            if delay:
                await asyncio.sleep(delay)
            found = self._connection.execute(sql, parameters).fetchall()
            span.set_attribute("db.response.returned_rows", len(found))
            seconds = perf_counter() - started
            if seconds > SLOW_SECONDS:
                log.warning("slow query: %s took %d ms", summary, seconds * 1000, extra={"db.query.text": sql})
        self._durations.record(seconds, figures)
        return found
