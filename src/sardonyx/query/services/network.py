"""The network between services, from the two spans of one call: the caller's (Client) and the answering one's (Server).

Network time of a call is the caller's duration less the answering one's: both are differences on one clock, so clocks that
differ don't matter. Sizes are the HTTP semantic conventions' body sizes, told by either side.
"""

from dataclasses import dataclass

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.sample import sample_of
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_REQUEST_SIZE = ("http.request.body.size", "http.request_content_length")
_RESPONSE_SIZE = ("http.response.body.size", "http.response_content_length")


@dataclass(frozen=True, slots=True)
class ServicePair:
    """Calls from `client` to `server` in the sample; rates are of the whole range. Bytes are None where no span tells them."""

    client: str
    server: str
    calls: int
    calls_per_second: float
    error_ratio: float
    network_p50_seconds: float
    network_p95_seconds: float
    duration_p50_seconds: float
    out_bytes_per_second: float | None
    in_bytes_per_second: float | None
    last_ns: int


@dataclass(frozen=True, slots=True)
class ServicePairs:
    """All pairs, the busiest first, learnt from one trace in `every`."""

    pairs: list[ServicePair]
    every: int


async def service_pairs(
    engine: Engine, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> ServicePairs:
    """Pairs of services with calls in the range whose both spans are there and in the scope."""
    sample = await sample_of(engine, time_range, scope, limits=limits)
    rows = await engine.rows(_pairs_sql(sample.condition.sql), sample.condition.params, limits=limits)
    per_second = sample.every / sample.time_range.seconds

    def rate_of(size: float | None, calls: str) -> float | None:
        return None if size is None else float(size) * int(calls) * per_second

    found = [
        ServicePair(
            client=row["client"],
            server=row["server"],
            calls=int(row["calls"]),
            calls_per_second=int(row["calls"]) * per_second,
            error_ratio=int(row["errors"]) / int(row["calls"]),
            network_p50_seconds=float(row["network"][0]),
            network_p95_seconds=float(row["network"][1]),
            duration_p50_seconds=float(row["duration"]),
            out_bytes_per_second=rate_of(row["request_size"], row["calls"]),
            in_bytes_per_second=rate_of(row["response_size"], row["calls"]),
            last_ns=int(row["last_ns"]),
        )
        for row in rows
    ]
    return ServicePairs(found, sample.every)


def _pairs_sql(where: str) -> str:
    spans = f"""
SELECT TraceId, SpanId, ParentSpanId, ServiceName, SpanKind, StatusCode, Duration, toUnixTimestamp64Nano(Timestamp) AS start,
  {_size(_REQUEST_SIZE)} AS request_size, {_size(_RESPONSE_SIZE)} AS response_size
FROM otel_traces WHERE {where}"""
    # An asynchronous answer may outlive the call: its network time can't be told apart and counts as none.
    return f"""
WITH spans AS ({spans})
SELECT p.ServiceName AS client, c.ServiceName AS server, count() AS calls, countIf(p.StatusCode = 'Error') AS errors,
  quantiles(0.5, 0.95)((greatest(p.Duration, c.Duration) - c.Duration) / 1e9) AS network,
  quantile(0.5)(p.Duration / 1e9) AS duration,
  avg(coalesce(p.request_size, c.request_size)) AS request_size,
  avg(coalesce(p.response_size, c.response_size)) AS response_size, max(p.start) AS last_ns
FROM (SELECT * FROM spans WHERE SpanKind = 'Server') AS c
INNER JOIN (SELECT * FROM spans WHERE SpanKind = 'Client') AS p ON c.TraceId = p.TraceId AND c.ParentSpanId = p.SpanId
WHERE c.ServiceName != p.ServiceName
GROUP BY client, server ORDER BY calls DESC, client, server LIMIT 2000"""


def _size(keys: tuple[str, ...]) -> str:
    told = ", ".join(f"toUInt64OrNull(SpanAttributes['{key}'])" for key in keys)
    return f"coalesce({told})"
