"""An engine that keeps account of what it is asked: times, outcomes, rows, for our own metrics."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

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
from sardonyx.storage.errors import StorageError

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class ObservedEngine:
    """Passes every call on to `inner` and measures it."""

    def __init__(self, inner: Engine, registry: CollectorRegistry) -> None:
        self.kind = inner.kind
        self._inner = inner
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

    @contextmanager
    def _measured(self, operation: str) -> Iterator[None]:
        started = time.perf_counter()
        self._running.inc()
        try:
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
        with self._measured("query"):
            return await self._inner.rows(sql, params, limits=limits, settings=settings)

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
        with self._measured("query"):
            return await self._inner.raw(sql, params, fmt=fmt, limits=limits, settings=settings)

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
        with self._measured("stream"):
            async for chunk in self._inner.stream(sql, params, fmt=fmt, limits=limits, settings=settings):
                yield chunk

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """See Engine."""
        with self._measured("execute"):
            await self._inner.execute(sql, params, limits=limits)

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """See Engine."""
        with self._measured("insert"):
            return await self._inner.insert_segment(insert, segment, token=token)
