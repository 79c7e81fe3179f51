"""Pages of log records, newest or oldest first.

Three things keep it fast. The time range is searched in pieces that grow, from the wanted end: most searches are answered
by the first. Each piece is asked for times only, reading just the columns the search needs. Only when it is known which
times the page spans are the wide columns read, for those times.
"""

import time
from dataclasses import dataclass, replace

import msgspec

from sardonyx.query.logs.columns import CONTENT_HASH, SOURCE_COLUMNS, selection
from sardonyx.query.logs.cursor import ID_SQL, RecordId
from sardonyx.query.logs.source import LogSource
from sardonyx.query.pieces import Direction, pieces
from sardonyx.query.result import JsonResult, read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange, to_iso
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits
from sardonyx.storage.errors import QueryTimeout

MAX_LIMIT = 1000
STOPPED = (
    "the search was stopped by its time limit, everything {side} {reached} was searched: there may be more records further away; "
    "choose a shorter range, or add a word, a service or an id, which are found by an index"
)
_LEAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What to search. `condition` is the compiled search; `direction` backward is newest first; `cursor` is the id of the
    record before the page; `columns` are names of `columns.OUTPUT`, None is all; `source` is where records are read from."""

    condition: Condition
    time_range: TimeRange
    scope: AccessScope
    limit: int = 100
    direction: Direction = "backward"
    cursor: RecordId | None = None
    columns: tuple[str, ...] | None = None
    source: LogSource = LogSource.TABLE


@dataclass(frozen=True, slots=True)
class LogPage:
    """Rows as JSON texts, ready to be sent."""

    rows: list[msgspec.Raw]
    next_cursor: str | None
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


class _Row(msgspec.Struct):
    id: str


@dataclass(slots=True)
class Located:
    """Where records matching a query were found, and what finding them took."""

    count: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    rows_read: int = 0
    bytes_read: int = 0
    stopped_at_ns: int | None = None

    def notices(self, query: LogQuery) -> tuple[str, ...]:
        """How far the search came, when it was stopped."""
        if self.stopped_at_ns is None:
            return ()
        side = "since" if query.direction == "backward" else "before"
        return (STOPPED.format(side=side, reached=to_iso(self.stopped_at_ns // NS * NS)),)

    def time_range(self, query: LogQuery) -> TimeRange | None:
        """The times the page spans; those of the cursor's own instant always belong to it."""
        times = [time for time in (self.first_ns, self.last_ns) if time is not None]
        whole, cursor = query.time_range, query.cursor
        if cursor is not None and whole.start_ns <= cursor.timestamp_ns < whole.end_ns:
            times.append(cursor.timestamp_ns)
        return TimeRange(min(times), max(times) + 1) if times else None


async def log_page(engine: Engine, query: LogQuery, *, limits: Limits = INTERACTIVE) -> LogPage:
    """One page. When time runs out, what was found so far comes with a notice that says how far the search came. Raises
    QueryTimeout when not even the first minute could be searched."""
    located = await locate(engine, query, limits=limits)
    bounds = located.time_range(query)
    notices = located.notices(query)
    if bounds is None:
        return LogPage([], None, located.rows_read, located.bytes_read, notices)
    result = await _fetch(engine, replace(query, time_range=bounds), limits)
    last = msgspec.json.decode(result.rows[-1], type=_Row).id if len(result.rows) == query.limit else None
    read = located.rows_read + result.rows_read, located.bytes_read + result.bytes_read
    return LogPage(result.rows, last, *read, notices)


async def locate(engine: Engine, query: LogQuery, *, limits: Limits = INTERACTIVE) -> Located:
    """The times of the first `query.limit` records, reading only the columns the search needs, all within the time of one query.

    Raises QueryTimeout when time runs out in the first piece; afterwards `stopped_at_ns` tells how far the search came.
    """
    found = Located()
    deadline = None if limits.seconds is None else time.monotonic() + limits.seconds
    reached: int | None = None
    for piece in pieces(_after_cursor(query), query.direction):
        left = limits if deadline is None else limits.with_seconds(max(deadline - time.monotonic(), _LEAST_SECONDS))
        try:
            await _look(engine, query, piece, found, left)
        except QueryTimeout:
            if reached is None:
                raise
            found.stopped_at_ns = reached
            break
        if found.count >= query.limit:
            break
        reached = piece.start_ns if query.direction == "backward" else piece.end_ns
    return found


def _after_cursor(query: LogQuery) -> TimeRange | None:
    """The part of the range strictly behind the cursor's instant."""
    start, end = query.time_range.start_ns, query.time_range.end_ns
    if query.cursor is not None and query.direction == "backward":
        end = min(end, query.cursor.timestamp_ns)
    elif query.cursor is not None:
        start = max(start, query.cursor.timestamp_ns + 1)
    return TimeRange(start, end) if start < end else None


class _Times(msgspec.Struct):
    records: int
    first_ns: int
    last_ns: int


async def _look(engine: Engine, query: LogQuery, piece: TimeRange, found: Located, limits: Limits) -> None:
    condition = Condition.all_of(piece.condition(), query.scope.condition(), query.condition)
    order = "DESC" if query.direction == "backward" else "ASC"
    sql = (
        "SELECT count() AS records, toUnixTimestamp64Nano(min(Timestamp)) AS first_ns, "
        "toUnixTimestamp64Nano(max(Timestamp)) AS last_ns "
        f"FROM (SELECT Timestamp FROM {query.source.matching(condition, piece)} "
        f"ORDER BY Timestamp {order} LIMIT {{needed:UInt32}})"
    )
    result = await read_json(engine, sql, {**condition.params, "needed": query.limit - found.count}, limits=limits)
    found.rows_read += result.rows_read
    found.bytes_read += result.bytes_read
    times = msgspec.json.decode(result.rows[0], type=_Times)
    if times.records:
        found.count += times.records
        found.first_ns = times.first_ns if found.first_ns is None else min(found.first_ns, times.first_ns)
        found.last_ns = times.last_ns if found.last_ns is None else max(found.last_ns, times.last_ns)


async def _fetch(engine: Engine, query: LogQuery, limits: Limits) -> JsonResult:
    order = "DESC" if query.direction == "backward" else "ASC"
    condition = Condition.all_of(query.time_range.condition(), query.scope.condition(), query.condition)
    params = {**condition.params, "limit": query.limit}
    beyond = ""
    if cursor := query.cursor:
        sign = "<" if query.direction == "backward" else ">"
        instant = "fromUnixTimestamp64Nano({cursor_ns:Int64})"
        # `=` keeps the cursor's own record and its equals in, so that equals are numbered as on the page before.
        beyond = f"WHERE Timestamp {sign} {instant} OR (Timestamp = {instant} AND content_hash {sign}= {{cursor_hash:UInt64}})"
        params |= {"cursor_ns": cursor.timestamp_ns, "cursor_hash": cursor.content_hash}
    params["skipped"] = query.cursor.number if query.cursor else 0
    source = query.source.matching(condition, query.time_range)
    inner = f"SELECT {', '.join(SOURCE_COLUMNS)}, {CONTENT_HASH} AS content_hash FROM {source}"
    numbered = (
        "SELECT *, row_number() OVER (PARTITION BY Timestamp, content_hash) AS equal_number "
        f"FROM (SELECT * FROM ({inner}) {beyond} ORDER BY Timestamp {order}, content_hash {order} "
        "LIMIT {limit:UInt32} + {skipped:UInt32})"
    )
    sql = (
        f"SELECT {ID_SQL} AS id, {selection(query.columns)} FROM ({numbered}) "
        f"ORDER BY Timestamp {order}, content_hash {order}, equal_number LIMIT {{skipped:UInt32}}, {{limit:UInt32}}"
    )
    return await read_json(engine, sql, params, limits=limits)
