"""Collects our own logs and spans at an interval and hands them to the journal. Our metrics are a page that is scraped."""

import asyncio
import contextlib
import logging
import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from google.protobuf.message import Message
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from sardonyx import __version__
from sardonyx.collectors.own import logs, spans
from sardonyx.collectors.own.logs import LogTap
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.journal.batch import Batch, JournalError
from sardonyx.journal.journal import Journal

log = logging.getLogger(__name__)

SOURCE = "sardonyx"


@dataclass(frozen=True, slots=True)
class OwnTelemetry:
    """What is collected, from where, how often."""

    journal: Journal
    spans: SpanTap
    service_name: str
    environment: str
    interval_seconds: float
    log_level: str

    @asynccontextmanager
    async def collecting(self) -> AsyncIterator[None]:
        """Collect while the context is open, and once more at its end."""
        tap = LogTap(self.log_level)
        logger = logging.getLogger("sardonyx")
        logger.addHandler(tap)
        task = asyncio.create_task(self._run(tap), name="own-telemetry")
        try:
            yield
        finally:
            logger.removeHandler(tap)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self._collect(tap)

    async def _run(self, tap: LogTap) -> None:
        # The first figures at once: a newcomer's first page is not empty.
        while True:
            await self._collect(tap)
            await asyncio.sleep(self.interval_seconds)

    async def _collect(self, tap: LogTap) -> None:
        resource = self._resource()
        if records := tap.drain():
            await self._append("otlp_logs", logs.request(records, resource), len(records))
        if finished := self.spans.drain():
            await self._append("otlp_traces", spans.request(finished, resource), len(finished))

    async def _append(self, stream: str, message: Message, records: int) -> None:
        # Our own telemetry is the first to give way: when the journal is full it is dropped, not queued.
        with contextlib.suppress(JournalError):
            payload = message.SerializeToString()
            await self.journal.append(Batch(stream, payload, records, SOURCE, receiver=SOURCE))

    def _resource(self) -> list[KeyValue]:
        attributes = {
            "service.name": self.service_name,
            "service.version": __version__,
            "service.instance.id": f"{platform.node()}-{os.getpid()}",
            "deployment.environment.name": self.environment,
            "host.name": platform.node(),
            "process.runtime.name": platform.python_implementation().lower(),
            "process.runtime.version": platform.python_version(),
        }
        return [KeyValue(key=key, value=AnyValue(string_value=value)) for key, value in attributes.items()]
