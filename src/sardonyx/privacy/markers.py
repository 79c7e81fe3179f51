"""How much is masked: replacements counted in what was stored, by rule and service, as series.

Counting at the insert would cost every record. So once a minute the log records and spans of the minute before are looked at, of
many a sample that is scaled up: an estimate, and its name says so. Records that say they are older than a quarter of an hour are
not counted; replacements that look like what they replace (`format_hash`) are none to the eye.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, Counter

from sardonyx.beside import beside
from sardonyx.processors.masking import Masker
from sardonyx.storage.engine import Engine, Limits
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
SAMPLED_ROWS = 5000
MAX_SERVICES = 200
OTHER = "(other)"
# By then what was received is stored, mostly.
_BEHIND_SECONDS = 5
_LIMITS = Limits(seconds=20, memory_bytes=256 << 20)
_TABLES = {
    "otel_logs": "concat(Body, '\\n', arrayStringConcat(mapValues(LogAttributes), '\\n'))",
    "otel_traces": "concat(SpanName, '\\n', arrayStringConcat(mapValues(SpanAttributes), '\\n'))",
}
_MARKER = r"\\[(?:redacted:)?([a-z][a-z0-9_]*)(?::(?:[0-9a-f]{16}|[^\\]\\n*]*\\*\\*\\*[^\\]\\n]*))?\\]"
_WITHIN = """Timestamp >= {from:DateTime64(3)} - INTERVAL 15 MINUTE AND ReceivedAt >= {from:DateTime64(3)}
  AND ReceivedAt < {until:DateTime64(3)}"""


class MaskingMarkers:
    """Keeps `sardonyx_masking_replacements_estimated_total{rule,service}`. While `may_count` says no, nothing is counted."""

    def __init__(
        self,
        engine: Engine,
        masker: Masker,
        registry: CollectorRegistry,
        *,
        may_count: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._rules = {*(rule.name for rule in masker.rules), "denied_key", "field_policy"} if masker.enabled else set()
        self._may_count = may_count
        self._clock = clock
        self._until = clock() - _BEHIND_SECONDS
        self._services: set[str] = set()
        self._counter = Counter(
            "sardonyx_masking_replacements_estimated",
            "Replacements in what was stored, estimated from a sample.",
            ["rule", "service"],
            registry=registry,
        )

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[None]:
        """Count while the context is open."""
        async with beside(self._run(), name="masking markers"):
            yield

    async def count_due(self) -> None:
        """Count what was stored since the last time. Raises StorageError; it is then left out."""
        start, self._until = self._until, self._clock() - _BEHIND_SECONDS
        if not self._rules or not self._may_count():
            return
        for table, text in _TABLES.items():
            params = {"from": start, "until": self._until}
            (found,) = await self._engine.rows(
                f"SELECT count() AS n FROM {table} WHERE {_WITHIN}", params, limits=_LIMITS
            )
            if rows := int(found["n"]):
                every = max(1, rows // SAMPLED_ROWS)
                await self._count(table, text, {**params, "every": every}, every)

    async def _count(self, table: str, text: str, params: dict[str, float], every: int) -> None:
        found = await self._engine.rows(
            f"""
SELECT ServiceName AS service, arrayJoin(extractAll({text}, '{_MARKER}')) AS rule, count() AS n
FROM {table} WHERE {_WITHIN} AND rand() % {{every:UInt32}} = 0 GROUP BY service, rule""",
            params,
            limits=_LIMITS,
            settings={"max_threads": 1},
        )
        for row in found:
            if row["rule"] in self._rules:
                self._counter.labels(row["rule"], self._named(row["service"])).inc(int(row["n"]) * every)

    def _named(self, service: str) -> str:
        if service not in self._services and len(self._services) >= MAX_SERVICES:
            return OTHER
        self._services.add(service)
        return service

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(WINDOW_SECONDS)
            try:
                await self.count_due()
            except StorageError as error:
                log.warning("replacements of the last minute are not counted: %s", type(error).__name__)
