"""Who answered a minute's calls: databases by address, language models by name, upstreams of proxies. One statement.

Attributes: OpenTelemetry's semantic conventions for databases and for generative AI, in their old and new spelling; Envoy's
`upstream_cluster` and `upstream_address`, nginx' `upstream.address`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sardonyx.storage.engine import BACKGROUND, Engine

Kind = Literal["database", "model", "upstream"]

MINUTE = 60
MOST_SPANS = 20_000
"""Of a minute with more calls than this, so many are looked at: traces are chosen by their id."""
_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What is called: by which service, and which database (`postgresql/shop`), model or route."""

    kind: Kind
    service: str
    environment: str
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """So many calls were answered by `target`: an address, or a model."""

    subject: Subject
    target: str
    calls: int


def _first(*keys: str) -> str:
    told = ", ".join(f"nullIf(SpanAttributes['{key}'], '')" for key in keys)
    return f"coalesce({told}, '')"


_DATABASE = _first("db.system.name", "db.system")
_NAMESPACE = _first("db.namespace", "db.name")
_HOST = _first("server.address", "net.peer.name", "network.peer.address", "net.sock.peer.addr")
_PORT = _first("server.port", "net.peer.port", "network.peer.port")
_ADDRESS = f"concat({_HOST}, if({_PORT} = '', '', ':'), {_PORT})"
_ASKED, _ANSWERED = "SpanAttributes['gen_ai.request.model']", "SpanAttributes['gen_ai.response.model']"
_UPSTREAM = _first(
    "upstream_address", "upstream.address", "nginx.upstream.addr", "upstream_cluster", "upstream_cluster.name"
)
_ROUTE = _first("http.route", "route_name")
_KEYS = (
    "db.system.name", "db.system", "gen_ai.response.model", "upstream_address", "upstream.address", "nginx.upstream.addr",
    "upstream_cluster", "upstream_cluster.name",
)  # fmt: skip
_ANY_KEY = ", ".join(f"'{key}'" for key in _KEYS)

_WITHIN = (
    "Timestamp >= toDateTime64({from_s:UInt32}, 9) AND Timestamp < toDateTime64({until_s:UInt32}, 9) "
    "AND toStartOfFiveMinutes(toDateTime(Timestamp)) >= toStartOfFiveMinutes(toDateTime({from_s:UInt32})) "
    "AND toStartOfFiveMinutes(toDateTime(Timestamp)) <= toStartOfFiveMinutes(toDateTime({until_s:UInt32}))"
)
_CALLS = (
    "SELECT sum(Calls) AS n FROM span_metrics_10s WHERE SpanKind != 'Server' "
    "AND Time >= toDateTime({from_s:UInt32}) AND Time < toDateTime({until_s:UInt32})"
)
_COUNTED = f"""
SELECT kind, service, environment, name, target, toUInt64(count() * {{one_in:UInt32}}) AS calls
FROM (
  SELECT ServiceName AS service, Environment AS environment,
    multiIf({_DATABASE} != '', 'database', {_ANSWERED} != '', 'model', 'upstream') AS kind,
    multiIf(kind = 'database', concat({_DATABASE}, if({_NAMESPACE} = '', '', '/'), {_NAMESPACE}),
      kind = 'model', {_ASKED}, {_ROUTE}) AS name,
    multiIf(kind = 'database', if({_HOST} = '', '', {_ADDRESS}), kind = 'model', {_ANSWERED}, {_UPSTREAM}) AS target
  FROM otel_traces
  WHERE {_WITHIN} AND SpanKind != 'Server' AND cityHash64(TraceId) % {{one_in:UInt32}} = 0
    AND hasAny(mapKeys(SpanAttributes), [{_ANY_KEY}])
)
WHERE target != '' AND (kind != 'model' OR name != '')
GROUP BY kind, service, environment, name, target
ORDER BY calls DESC, kind, service, environment, name, target LIMIT {_MOST_ROWS}"""


async def answered(engine: Engine, from_s: int) -> list[Answered]:
    """The calls of the minute that begins at this epoch second. Where nothing was called, a small table is all that is read.
    Raises StorageError."""
    span = {"from_s": from_s, "until_s": from_s + MINUTE}
    (row,) = await engine.rows(_CALLS, span, limits=BACKGROUND)
    if not int(row["n"]):
        return []
    params = {**span, "one_in": 1 + int(row["n"]) // MOST_SPANS}
    rows = await engine.rows(_COUNTED, params, limits=BACKGROUND, settings={"max_threads": 1})
    return list(_read(rows))


def _read(rows: Iterable[dict[str, object]]) -> Iterable[Answered]:
    for row in rows:
        kind: Kind = "database" if row["kind"] == "database" else "model" if row["kind"] == "model" else "upstream"
        subject = Subject(kind, str(row["service"]), str(row["environment"]), str(row["name"]))
        yield Answered(subject, str(row["target"]), int(str(row["calls"])))
