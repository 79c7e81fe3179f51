"""Keeps `log_patterns`: every half a minute the records received since are grouped by template, and what is new is noticed.

A window ends when everything received before its end is in the engine, and is written once: its inserts have tokens of their
own, and the last one holds the row that tells how far the looking has come. One without records is not written. Whoever starts
next goes on from there, at most a day back. Only distinct templates leave the engine, never records. Records whose own time lies
far from when they came are history: they are not looked at, which keeps a window's reading small.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from sardonyx.beside import beside
from sardonyx.query.logs.columns import LEVEL
from sardonyx.query.patterns.counts import COUNTED_SQL, TEXTS_SQL, CountedTemplate
from sardonyx.query.patterns.known import known_patterns
from sardonyx.query.patterns.merging import Templates
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import FamilyMetadata, SampleWriter
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

METRIC = "log_patterns_new_total"
FAMILIES = (
    FamilyMetadata(
        METRIC, "counter", "Message templates a service has said for the first time, an hour or more after its first."
    ),
)

WINDOW_SECONDS = 30
LEARNING_MS = 3_600_000
_LOOK_EVERY_SECONDS = 5.0
_LONGEST_WINDOW_SECONDS = 900
_FURTHEST_BACK_SECONDS = 86_400
_OWN_TIME_SECONDS = 900
_MAX_NEW_TEMPLATES = 3_000
_PART_BYTES = 100_000
_WATCHED = ("WARN", "ERROR", "FATAL")

_STRUCTURE = (
    "service String, environment String, hash UInt64, template String, first_ms Int64, version String, "
    "last_ms Int64, severity UInt8, records UInt64, bytes UInt64, noticed UInt8"
)


def _template_hash(template: str) -> int:
    """Never 0, which is nobody's."""
    return int.from_bytes(blake2b(template.encode(errors="replace"), digest_size=8).digest(), "little") or 1


class _Counted(CountedTemplate):
    environment: str
    version: str


class _Row(msgspec.Struct):
    service: str
    environment: str
    hash: int
    template: str
    first_ms: int
    version: str
    last_ms: int
    severity: int
    records: int
    bytes: int
    noticed: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """One window: until when (epoch seconds of receipt), its records, and the templates noticed in it."""

    until: int
    records: int
    noticed: list[str]


class PatternKeeper:
    """Looks while inside `watching`. `received_until_ns()` tells an instant before which everything received is in the engine;
    `writer` gets the counter of new patterns; while `may_look` says no, looking waits."""

    def __init__(
        self,
        engine: Engine,
        received_until_ns: Callable[[], int],
        writer: SampleWriter | None = None,
        *,
        may_look: Callable[[], bool] = lambda: True,
    ) -> None:
        self._engine = engine
        self._received_until_ns = received_until_ns
        self._writer = writer
        self._may_look = may_look
        self._until: int | None = None
        self._templates: dict[str, Templates] = {}
        self._since: dict[str, int] = {}
        self._unwritten: list[tuple[str, str]] = []

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look in the background while the block runs."""
        async with beside(self._run(), name="log-patterns"):
            yield

    async def look(self) -> Looked | None:
        """Look at the next window that is complete; None when there is none yet. Raises StorageError; it is then due again."""
        await self._write()
        if self._until is None:
            await self._resume()
        assert self._until is not None
        until = self._received_until_ns() // NS
        if until < self._until + WINDOW_SECONDS:
            return None
        window = (self._until, min(until, self._until + _LONGEST_WINDOW_SECONDS))
        counted = await self._counted(*window)
        rows = [self._row(one) for one in counted]
        self._unwritten = _parts(rows, *window) if rows else []
        self._until = window[1]
        await self._write()
        return Looked(window[1], sum(one.records for one in counted), [row.template for row in rows if row.noticed])

    async def count_new(self) -> int:
        """Write how many patterns were noticed, by service and level. Returns the number of series."""
        if self._writer is None or not self._since:
            return 0
        rows = await self._engine.rows(
            f"SELECT service, {LEVEL.replace('SeverityNumber', 'severity')} AS level, count() AS patterns FROM ("
            "SELECT ServiceName AS service, TemplateHash, max(Severity) AS severity, max(Noticed) AS noticed FROM log_patterns "
            "WHERE TemplateHash != 0 GROUP BY service, TemplateHash) WHERE noticed GROUP BY service, level",
            limits=BACKGROUND,
        )
        found = {(str(row["service"]), str(row["level"])): int(row["patterns"]) for row in rows}
        now_ms = round(time.time() * 1000)
        samples = [
            (
                (("__name__", METRIC), ("service_name", service), ("severity_text", level)),
                float(found.get((service, level), 0)),
                now_ms,
            )
            for service in sorted(self._since)
            for level in _WATCHED
            if service
        ]
        if samples:
            await self._writer.write(samples, FAMILIES)
        return len(samples)

    async def _run(self) -> None:
        while True:
            try:
                while self._may_look() and (looked := await self.look()) is not None:
                    for template in looked.noticed[:10]:
                        log.debug("a new pattern of log messages: %s", template)
                    await self.count_new()
            except (StorageError, Overloaded) as error:
                log.warning("patterns of log messages wait for the engine: %s", error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _resume(self) -> None:
        known = await known_patterns(self._engine, AccessScope.ALL, limits=BACKGROUND)
        self._templates, self._since = known.templates, {}
        for one in known.patterns:
            self._since[one.service] = min(self._since.get(one.service, one.first_ms), one.first_ms)
        (row,) = await self._engine.rows(
            "SELECT toUnixTimestamp(toDateTime(max(LastSeen))) AS until FROM log_patterns WHERE TemplateHash = 0"
        )
        now = self._received_until_ns() // NS
        earliest = now - _FURTHEST_BACK_SECONDS
        if int(row["until"]) > earliest:
            self._until = int(row["until"])
            return
        recent = TimeRange(earliest * NS, (now + _OWN_TIME_SECONDS) * NS).condition()
        (row,) = await self._engine.rows(
            f"SELECT count() AS records, toUnixTimestamp(toDateTime(min(ReceivedAt))) AS first FROM otel_logs WHERE {recent.sql}",
            recent.params,
            limits=BACKGROUND,
        )
        self._until = max(int(row["first"]), earliest) if int(row["records"]) else now

    async def _counted(self, after: int, until: int) -> list[_Counted]:
        own_time = TimeRange((after - _OWN_TIME_SECONDS) * NS, (until + _OWN_TIME_SECONDS) * NS).condition()
        sql = (
            f"SELECT service, environment, {TEXTS_SQL}, records, bytes, severity, first_ms, last_ms, version FROM ("
            f"SELECT {COUNTED_SQL}, Environment AS environment, argMin(ServiceVersion, Timestamp) AS version FROM otel_logs "
            f"WHERE {own_time.sql} AND ReceivedAt >= toDateTime({{after:UInt32}}) AND ReceivedAt < toDateTime({{until:UInt32}}) "
            "AND Body != '' GROUP BY service, environment, raw_template) "
            f"ORDER BY records DESC, service, environment, template LIMIT {_MAX_NEW_TEMPLATES}"
        )
        params = {**own_time.params, "after": after, "until": until}
        result = await read_json(self._engine, sql, params, limits=BACKGROUND, settings={"max_threads": 1})
        return [msgspec.json.decode(row, type=_Counted) for row in result.rows]

    def _row(self, one: _Counted) -> _Row:
        templates = self._templates.setdefault(one.service, Templates())
        is_known = one.template in templates
        canonical = templates.add(one.template)
        # The one that makes others one with it is no news, nor is one of a service that has only begun to speak.
        is_alike = canonical != one.template
        since = self._since.setdefault(one.service, one.first_ms)
        noticed = not is_known and not is_alike and one.first_ms - since >= LEARNING_MS
        return _Row(
            one.service,
            one.environment,
            _template_hash(canonical),
            canonical,
            one.first_ms,
            one.version,
            one.last_ms,
            one.severity,
            one.records,
            one.bytes,
            noticed,
        )

    async def _write(self) -> None:
        while self._unwritten:
            token, data = self._unwritten[0]
            await self._engine.execute(
                "INSERT INTO log_patterns (ServiceName, Environment, TemplateHash, Template, First, LastSeen, Severity, Records, "
                f"Bytes, Noticed) SETTINGS insert_deduplication_token = '{token}' "
                "SELECT service, environment, hash, template, (fromUnixTimestamp64Milli(first_ms), version), "
                "fromUnixTimestamp64Milli(last_ms), severity, records, bytes, noticed "
                f"FROM format('JSONEachRow', '{_STRUCTURE}', {{data:String}})",
                {"data": data},
            )
            del self._unwritten[0]


def _parts(rows: list[_Row], after: int, until: int) -> list[tuple[str, str]]:
    """Tokens and texts of the inserts of a window, the row that tells how far the looking has come in the last. A bound value goes
    to a server in the address of its request, so none may be large."""
    progress = _Row("", "", 0, "", until * 1000, "", until * 1000, 0, 0, 0, noticed=False)
    parts: list[list[bytes]] = [[]]
    size = 0
    for row in [*rows, progress]:
        line = msgspec.json.encode(row)
        if size + len(line) > _PART_BYTES and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += len(line)
    return [(f"patterns-{after}-{until}-{number}", b"\n".join(part).decode()) for number, part in enumerate(parts)]
