"""One trace by its id."""

import asyncio
from dataclasses import dataclass

import msgspec

from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.traces.columns import SELECTION
from sardonyx.query.traces.ids import TraceNotFound, spellings, times_of
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_SPANS = 20_000


@dataclass(frozen=True, slots=True)
class Trace:
    """The spans a caller sees, as JSON texts by start; `span_count` of them exist, `hidden_spans` are not his to see."""

    trace_id: str
    spans: list[msgspec.Raw]
    span_count: int
    hidden_spans: int
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


async def find_trace(
    engine: Engine,
    trace_id: str,
    scope: AccessScope,
    *,
    max_spans: int = MAX_SPANS,
    limits: Limits = INTERACTIVE,
) -> Trace:
    """All spans of a trace, ordered by start. Raises TraceNotFound.

    The id→time table tells in which minutes to look; rows written without it are found by the bloom filter alone.
    """
    wanted = spellings(trace_id)
    times = await times_of(engine, wanted, limits=limits)
    its = Condition("TraceId IN {trace_ids:Array(String)}", {"trace_ids": wanted})
    everything = Condition.all_of(times.condition() if times else Condition.TRUE, its)
    allowed = scope.condition()
    visible = Condition.all_of(everything, allowed)
    counts, result = await asyncio.gather(
        engine.rows(
            f"SELECT count() AS spans, countIf({allowed.sql}) AS visible, any(TraceId) AS id "
            f"FROM otel_traces WHERE {everything.sql}",
            visible.params,
            limits=limits,
        ),
        read_json(
            engine,
            f"SELECT {SELECTION} FROM otel_traces WHERE {visible.sql} "
            f"ORDER BY Timestamp, ParentSpanId = '' DESC, SpanId LIMIT {{max_spans:UInt32}}",
            {**visible.params, "max_spans": max_spans},
            limits=limits,
        ),
    )
    if not result.rows:
        raise TraceNotFound(trace_id)
    seen, total = int(counts[0]["visible"]), int(counts[0]["spans"])
    notices = (f"the trace has {seen:,} spans; the first {max_spans:,} are shown",) if seen > max_spans else ()
    return Trace(str(counts[0]["id"]), result.rows, seen, total - seen, result.rows_read, result.bytes_read, notices)
