"""Where the time of a service's requests goes: its own work, calls to other services, calls to what sends no spans itself.

A span's own time is what none of its children covers (their union, cut to the span). Added up by service:

- **own**: the own time of its spans that are no calls (kind Client or Producer);
- **waits for T**: the whole duration of its calls whose answering span is in another service T, network included;
- **outside**: the own time of its calls nobody here answers: databases, model vendors, other companies.

Calls side by side each count in full, so the parts may add up to more than the request took.
"""

from dataclasses import dataclass, field
from typing import Literal

from sardonyx.query.services.sample import TraceSample
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

PartKind = Literal["own", "service", "outside"]

_PEER_KEYS = (
    "peer.service", "db.system.name", "db.system", "gen_ai.provider.name", "gen_ai.system", "messaging.system",
    "rpc.service", "server.address", "net.peer.name", "http.host",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a service spent time on, in the sample: `name` is empty for its own work."""

    kind: PartKind
    name: str
    calls: int
    errors: int
    time_ms: float
    p50_ms: float
    p95_ms: float


@dataclass(slots=True)
class TimeSpent:
    """One service in the sample. `requests` counts its entry spans: those whose parent is in no span of the service."""

    service: str
    requests: int = 0
    failed: int = 0
    duration_ms: float = 0.0
    """Of its requests, added up."""
    parts: list[Part] = field(default_factory=list)


async def time_spent(engine: Engine, sample: TraceSample, *, limits: Limits = INTERACTIVE) -> dict[str, TimeSpent]:
    """By service, each with its parts, the longest first; services without spans in the sample are left out."""
    where = sample.condition
    found: dict[str, TimeSpent] = {}
    for row in await engine.rows(_parts_sql(where), where.params, limits=limits):
        spent = found.setdefault(row["service"], TimeSpent(row["service"]))
        spent.requests += int(row["requests"])
        spent.failed += int(row["requests_failed"])
        spent.duration_ms += float(row["duration_ms"])
        calls, errors = int(row["calls"]), int(row["errors"])
        spent.parts.append(Part(row["part"], row["peer"], calls, errors, float(row["time_ms"]), *row["ms"]))
    return found


async def failed_below(
    engine: Engine, sample: TraceSample, *, limits: Limits = INTERACTIVE
) -> dict[str, dict[str, int]]:
    """Traces in which a call failed in the service called: by caller, then by the service called."""
    where = sample.condition
    found: dict[str, dict[str, int]] = {}
    for row in await engine.rows(_failed_below_sql(where), where.params, limits=limits):
        found.setdefault(row["service"], {})[row["callee"]] = int(row["traces"])
    return found


def _spans(where: Condition, *more: str) -> str:
    columns = ", ".join(
        ("TraceId", "SpanId", "ParentSpanId", "ServiceName", "SpanKind", "StatusCode = 'Error' AS failed",
         "toUnixTimestamp64Nano(Timestamp) AS start", "start + toInt64(Duration) AS stop", *more)
    )  # fmt: skip
    return f"SELECT {columns} FROM otel_traces WHERE {where.sql}"


def _parts_sql(where: Condition) -> str:
    peers = ", ".join(f"nullIf(SpanAttributes['{key}'], '')" for key in _PEER_KEYS)
    peer = f"if(SpanKind IN ('Client', 'Producer'), coalesce({peers}, ''), '') AS peer_name"
    return f"""
WITH spans AS ({_spans(where, peer)}),
  children AS (
    SELECT p.TraceId AS TraceId, p.SpanId AS SpanId,
      intervalLengthSum(greatest(c.start, p.start), least(c.stop, p.stop)) AS covered,
      anyIf(c.ServiceName, c.ServiceName != p.ServiceName) AS callee,
      sumIf(c.stop - c.start, c.ServiceName != p.ServiceName) AS callee_time
    FROM spans AS c INNER JOIN spans AS p ON c.TraceId = p.TraceId AND c.ParentSpanId = p.SpanId
    WHERE least(c.stop, p.stop) > greatest(c.start, p.start)
    GROUP BY TraceId, SpanId),
  whole AS (
    SELECT s.ServiceName AS service, s.stop - s.start AS duration, s.failed AS failed, s.peer_name AS peer_name,
      s.SpanKind IN ('Client', 'Producer') AS is_call, least(k.covered, duration) AS covered, k.callee AS callee,
      k.callee_time AS callee_time,
      s.ParentSpanId = '' OR (p.SpanId = '' AND s.SpanKind IN ('Server', 'Consumer')) OR
        (p.SpanId != '' AND p.ServiceName != s.ServiceName) AS is_entry
    FROM spans AS s
    LEFT JOIN children AS k ON s.TraceId = k.TraceId AND s.SpanId = k.SpanId
    LEFT JOIN spans AS p ON s.TraceId = p.TraceId AND s.ParentSpanId = p.SpanId)
SELECT service, piece.1 AS part, piece.2 AS peer, countIf(is_entry AND piece.4) AS requests,
  countIf(is_entry AND piece.4 AND failed) AS requests_failed, sumIf(duration, is_entry AND piece.4) / 1e6 AS duration_ms,
  count() AS calls, countIf(failed) AS errors, sum(piece.3) / 1e6 AS time_ms,
  arrayMap(d -> d / 1e6, quantiles(0.5, 0.95)(piece.3)) AS ms
FROM whole
ARRAY JOIN multiIf(
  is_call AND callee = '', [('outside', peer_name, duration - covered, 1)],
  is_call, [('service', callee, duration, 1)],
  callee != '', [('own', '', duration - covered, 1), ('service', callee, callee_time, 0)],
  [('own', '', duration - covered, 1)]) AS piece
GROUP BY service, part, peer ORDER BY service, time_ms DESC"""


def _failed_below_sql(where: Condition) -> str:
    return f"""
WITH spans AS ({_spans(where)})
SELECT p.ServiceName AS service, c.ServiceName AS callee, uniqExact(c.TraceId) AS traces
FROM spans AS c INNER JOIN spans AS p ON c.TraceId = p.TraceId AND c.ParentSpanId = p.SpanId
WHERE c.failed AND c.ServiceName != p.ServiceName
GROUP BY service, callee"""
