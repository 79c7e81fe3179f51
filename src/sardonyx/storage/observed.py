"""An engine that keeps account of what it is asked: times, outcomes, rows, for our own metrics."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from sardonyx.storage.engine import (
    BACKGROUND,
    INTERACTIVE,
    Engine,
    Limits,
    Params,
    Row,
    SegmentInsert,
    Settings,
)
from sardonyx.storage.errors import EngineBusy, StorageError

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SPAN_SQL = 4000
_CLIENT = 3  # SpanKind of OTLP


@dataclass(frozen=True, slots=True)
class QueryBounds:
    """What queries may use at most, whatever their caller asked for; `at_once` includes those that wait for a
    connection, of which there are few: a dashboard asks dozens of questions in one breath, and they are answered in turn.
    A streamed result is a file on its way to a person: it may take `stream_seconds`, and its caller bounds its rows."""

    seconds: float = 30.0
    result_rows: int = 100_000
    at_once: int = 128
    stream_seconds: float = 900.0

    def cap(self, limits: Limits) -> Limits:
        """`limits`, but never more than these."""
        return Limits(
            seconds=min(limits.seconds or self.seconds, self.seconds),
            memory_bytes=limits.memory_bytes,
            result_rows=min(limits.result_rows or self.result_rows, self.result_rows),
        )

    def cap_stream(self, limits: Limits) -> Limits:
        """`limits` of a streamed result, but never longer than these."""
        return limits.with_seconds(min(limits.seconds or self.stream_seconds, self.stream_seconds))


class Tracing(Protocol):
    """Records a statement as a span when it belongs to a traced request."""

    def child(self, name: str, kind: int, attributes: Mapping[str, str | int]) -> AbstractContextManager[None]:
        """A context in which the statement runs."""
        ...


class ObservedEngine:
    """Passes every call on to `inner`, measures it and lets `tracing` record it."""

    def __init__(self, inner: Engine, registry: CollectorRegistry, tracing: Tracing, bounds: QueryBounds) -> None:
        self.kind = inner.kind
        self._inner = inner
        self._tracing = tracing
        self._bounds = bounds
        self._queries = 0
        self._share = 1.0
        self._seconds = Histogram(
            "sardonyx_engine_statement_seconds",
            "Time of statements in the engine.",
            ("operation",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._failures = Counter(
            "sardonyx_engine_failures", "Statements that failed, by reason.", ("operation", "reason"), registry=registry
        )
        self._running = Gauge("sardonyx_engine_running_statements", "Statements at work or waiting.", registry=registry)
        for operation in ("query", "stream", "execute", "insert"):
            self._seconds.labels(operation)

    def let_in(self, share: float) -> None:
        """From now on, let in this share of the queries that may be at work at once."""
        self._share = share

    @contextmanager
    def _measured(self, operation: str, sql: str = "") -> Iterator[None]:
        started = time.perf_counter()
        self._running.inc()
        # Values are bound, so the text holds nothing of users.
        attributes = {"db.system.name": "clickhouse", "db.operation.name": operation, "db.query.text": sql[:_SPAN_SQL]}
        try:
            with self._tracing.child(f"engine {operation}", _CLIENT, attributes), self._admitted(operation):
                yield
        except StorageError as error:
            self._failures.labels(operation, type(error).__name__).inc()
            raise
        except asyncio.CancelledError:
            self._failures.labels(operation, "cancelled").inc()
            raise
        finally:
            self._running.dec()
            self._seconds.labels(operation).observe(time.perf_counter() - started)

    @contextmanager
    def _admitted(self, operation: str) -> Iterator[None]:
        if operation not in ("query", "stream"):
            yield
            return
        if self._queries >= max(1, int(self._bounds.at_once * self._share)):
            raise EngineBusy(f"{self._queries} queries are at work: try again in a moment")
        self._queries += 1
        try:
            yield
        finally:
            self._queries -= 1

    async def open(self) -> None:
        """See Engine."""
        await self._inner.open()

    async def close(self) -> None:
        """See Engine."""
        await self._inner.close()

    async def rows(
        self, sql: str, params: Params | None = None, *, limits: Limits = INTERACTIVE, settings: Settings | None = None
    ) -> list[Row]:
        """See Engine."""
        with self._measured("query", sql):
            return await self._inner.rows(sql, params, limits=self._bounds.cap(limits), settings=settings)

    async def raw(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> bytes:
        """See Engine."""
        with self._measured("query", sql):
            return await self._inner.raw(sql, params, fmt=fmt, limits=self._bounds.cap(limits), settings=settings)

    async def stream(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> AsyncIterator[bytes]:
        """See Engine."""
        with self._measured("stream", sql):
            async for chunk in self._inner.stream(
                sql, params, fmt=fmt, limits=self._bounds.cap_stream(limits), settings=settings
            ):
                yield chunk

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """See Engine."""
        with self._measured("execute", sql):
            await self._inner.execute(sql, params, limits=limits)

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """See Engine."""
        with self._measured("insert"):
            return await self._inner.insert_segment(insert, segment, token=token)

    def writes(self, table: str) -> int | None:
        """See Engine."""
        return self._inner.writes(table)
