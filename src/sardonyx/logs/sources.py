"""The account of log records by source: what was received, and what became of it.

What the receivers counted (log_received_10s, by receiver and sender) is set against what had an outcome (log_sources_10s): both
come from the journal's segments, each by a statement of its own, so that a record that gets lost between the two shows as a
difference.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sardonyx.journal.journal import Journal
from sardonyx.journal.segment import records_in
from sardonyx.logs.findings import found_sql, looked_until, parameters
from sardonyx.processors.parsing.keeping import DROPPED, SAMPLED, STORED
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine, Row

STREAMS = ("otlp_logs", "log_lines")
MAX_SOURCES = 1000

_BUCKET_S = 10
_RANGE = "ReceivedTime >= toDateTime({start_s:UInt32}) AND ReceivedTime < toDateTime({end_s:UInt32})"
# Looking at what no stored finding covers yet is a search: only so much of it.
_FRESH_SECONDS = 600
# Between a batch's arrival and its place in the journal.
_GRACE_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Way:
    """By which receiver records came from which sender: an ingest key's name or an address."""

    receiver: str
    source: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who emitted records."""

    service: str
    environment: str
    host: str


@dataclass(slots=True)
class SourceAccount:
    """Records of one origin that came one way. `dropped` and `sampled` are by rule."""

    way: Way
    origin: Origin
    last_seen_s: int
    stored: int
    bytes: int
    late: int
    unparsed: int
    dropped: dict[str, int] = field(default_factory=dict)
    sampled: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    missing: int = 0

    @property
    def received(self) -> int:
        """All of them."""
        return self.stored + sum(self.dropped.values()) + sum(self.sampled.values())


@dataclass(frozen=True, slots=True)
class WayAccount:
    """What a receiver counted from one sender, and what has an outcome."""

    way: Way
    accepted: int
    rejected: int
    last_seen_s: int
    outcomes: int

    @property
    def difference(self) -> int:
        """Accepted, not waiting any more, and without an outcome: lost. Below zero: more came out than went in."""
        return self.accepted - self.outcomes


@dataclass(frozen=True, slots=True)
class Account:
    """The whole account. `waiting` and `quarantined` records have no outcome yet; they are counted as they are now."""

    sources: Sequence[SourceAccount]
    ways: Sequence[WayAccount]
    sources_total: int
    waiting: int
    quarantined: int

    @property
    def difference(self) -> int:
        """What is not accounted for."""
        return sum(way.difference for way in self.ways)


class LogSources:
    """Draws up accounts."""

    def __init__(self, engine: Engine, journal: Journal, *, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._journal = journal
        self._clock = clock

    async def account(self, time_range: TimeRange, scope: AccessScope) -> Account:
        """Of what was received in the range, widened to ten seconds. Raises StorageError.

        Who sees only some services has no account by way: what a receiver rejected belongs to no service.
        """
        whole = time_range.aligned(_BUCKET_S)
        window: dict[str, int] = {"start_s": whole.start_ns // NS, "end_s": whole.end_ns // NS}
        settled = self._settled_until_s()
        account = await self._drawn_up(window, scope)
        # Segments that end between one question and the next are counted on one side only.
        if account.difference and window["start_s"] < settled < window["end_s"]:
            return await self._drawn_up({**window, "end_s": settled}, scope)
        return account

    def _settled_until_s(self) -> int:
        """What was received before is in the engine by both statements."""
        inserted = [self._journal.inserted_until_ns(stream) / NS for stream in STREAMS]
        oldest = min(self._clock() - _GRACE_SECONDS, *inserted)
        return int(oldest) // _BUCKET_S * _BUCKET_S

    async def _drawn_up(self, window: dict[str, int], scope: AccessScope) -> Account:
        sources = await self._sources(window, scope)
        await self._add_findings(sources, window, scope)
        ways = await self._ways(window, sources) if scope.is_everything else []
        now = window["end_s"] >= self._clock()
        waiting = sum(self._journal.status(stream).records for stream in STREAMS) if now and scope.is_everything else 0
        quarantined = await asyncio.to_thread(self._quarantined) if scope.is_everything else 0
        ordered = sorted(sources, key=lambda source: -source.received)
        return Account(ordered[:MAX_SOURCES], ways, len(ordered), waiting, quarantined)

    async def _sources(self, window: dict[str, int], scope: AccessScope) -> list[SourceAccount]:
        allowed = scope.condition()
        rows = await self._engine.rows(
            "SELECT Receiver, Source, ServiceName, Environment, Host, toUnixTimestamp(max(last)) AS last_s, "
            f"sumIf(n, Outcome = '{STORED}') AS stored, sum(b) AS bytes, sum(l) AS late, sum(u) AS unparsed, "
            f"maxMapIf(map(Rule, n), Outcome = '{DROPPED}') AS dropped, maxMapIf(map(Rule, n), Outcome = '{SAMPLED}') AS sampled "
            "FROM (SELECT Receiver, Source, ServiceName, Environment, Host, Outcome, Rule, max(ReceivedTime) AS last, "
            "sum(Records) AS n, sum(Bytes) AS b, sum(Late) AS l, sum(Unparsed) AS u "
            f"FROM log_sources_10s WHERE {_RANGE} AND {allowed.sql} "
            "GROUP BY Receiver, Source, ServiceName, Environment, Host, Outcome, Rule) "
            "GROUP BY Receiver, Source, ServiceName, Environment, Host",
            {**window, **allowed.params},
        )
        return [
            SourceAccount(
                Way(row["Receiver"], row["Source"]),
                Origin(row["ServiceName"], row["Environment"], row["Host"]),
                int(row["last_s"]) + _BUCKET_S,
                stored=int(row["stored"]),
                bytes=int(row["bytes"]),
                late=int(row["late"]),
                unparsed=int(row["unparsed"]),
                dropped={rule: int(count) for rule, count in row["dropped"].items()},
                sampled={rule: int(count) for rule, count in row["sampled"].items()},
            )
            for row in rows
        ]

    async def _ways(self, window: dict[str, int], sources: Sequence[SourceAccount]) -> list[WayAccount]:
        rows = await self._engine.rows(
            "SELECT Receiver, Source, sum(Records) AS n, sum(Rejected) AS rejected, toUnixTimestamp(max(ReceivedTime)) AS last_s "
            f"FROM log_received_10s WHERE {_RANGE} GROUP BY Receiver, Source",
            window,
        )
        counted = {Way(row["Receiver"], row["Source"]): row for row in rows}
        outcomes: dict[Way, int] = {}
        for source in sources:
            outcomes[source.way] = outcomes.get(source.way, 0) + source.received
        ways = []
        for way in sorted({*counted, *outcomes}, key=lambda way: (way.receiver, way.source)):
            row = counted.get(way, {"n": 0, "rejected": 0, "last_s": 0})
            ways.append(
                WayAccount(
                    way, int(row["n"]), int(row["rejected"]), int(row["last_s"]) + _BUCKET_S, outcomes.get(way, 0)
                )
            )
        return ways

    async def _add_findings(self, sources: Sequence[SourceAccount], window: dict[str, int], scope: AccessScope) -> None:
        """Duplicates and gaps are known by origin; of several ways to it, the one by which most came shows them."""
        allowed = scope.condition()
        looked = await looked_until(self._engine)
        found = await self._engine.rows(
            "SELECT ServiceName, Environment, Host, sum(Duplicates) AS duplicates, sum(Missing) AS missing "
            f"FROM log_findings_1m FINAL WHERE {_RANGE} AND {allowed.sql} AND ServiceName != '' "
            "GROUP BY ServiceName, Environment, Host",
            {**window, **allowed.params},
        )
        found += await self._fresh(
            max(looked, window["start_s"], window["end_s"] - _FRESH_SECONDS), window["end_s"], allowed
        )
        largest: dict[Origin, SourceAccount] = {}
        for source in sorted(sources, key=lambda source: source.received):
            largest[replace(source.origin, host="")] = source
        for source in sorted(sources, key=lambda source: source.received):
            largest[source.origin] = source
        for row in found:
            origin = Origin(row["ServiceName"], row["Environment"], row["Host"])
            if shown := largest.get(origin) or largest.get(replace(origin, host="")):
                shown.duplicates += int(row["duplicates"])
                shown.missing += int(row["missing"])

    async def _fresh(self, from_s: int, until_s: int, allowed: Condition) -> list[Row]:
        if from_s >= until_s:
            return []
        params = {**await parameters(self._engine, from_s, until_s), **allowed.params}
        return await self._engine.rows(
            f"SELECT ServiceName, Environment, Host, Duplicates AS duplicates, Missing AS missing FROM ({found_sql(allowed)})",
            params,
        )

    def _quarantined(self) -> int:
        folder = self._journal.quarantine.folder
        return sum(records_in(file) for stream in STREAMS for file in sorted((folder / stream).glob("*.seg")))
