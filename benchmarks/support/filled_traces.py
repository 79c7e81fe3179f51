"""Many spans, made by the engine itself: traces of twenty spans over four services, and one of a thousand."""

from sardonyx.storage.embedded import EmbeddedEngine

SPANS_PER_TRACE = 20
LARGE_TRACE = "5a" * 16

# A tree of three children per span; a child starts after its parent and ends before it.
_SPANS = """
INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes,
  ScopeName, SpanAttributes, Duration, StatusCode, Environment, ServiceVersion, UserId, ReceivedAt)
SELECT
  fromUnixTimestamp64Nano({start:Int64} + toInt64(trace * {step:UInt64}) + toInt64(place) * 1500000) AS ts,
  if({id:String} = '', lower(hex(sipHash128(trace))), {id:String}),
  lower(hex(sipHash64(trace, place))),
  if(place = 0, '', lower(hex(sipHash64(trace, intDiv(place - 1, 3))))),
  ['POST /api/chat', 'search', 'retrieve documents', 'SELECT documents', 'chat gpt-4o-mini'][place % 5 + 1],
  ['Server', 'Client', 'Internal', 'Client', 'Client'][place % 5 + 1],
  ['suna', 'onyx-core', 'agent-exec', 'nginx'][intDiv(place, 5) % 4 + 1] AS service,
  map('service.name', service, 'deployment.environment.name', 'production', 'service.version', '1.4.2', 'host.name', 'host-1'),
  'bench',
  map('http.request.method', 'POST', 'url.path', '/api/chat', 'user.id', concat('u', toString(rand(1) % 5000)) AS user,
    'db.query.text', 'SELECT id, title FROM documents WHERE tenant = ?'),
  toUInt64(({spans:UInt64} - place) * 3000000 + rand(2) % 900000),
  if(rand(3) % 50 = 0, 'Error', 'Unset'), 'production', '1.4.2', user, toDateTime64(ts, 3)
FROM (SELECT intDiv(number, {spans:UInt64}) AS trace, number % {spans:UInt64} AS place
  FROM numbers({first:UInt64}, {count:UInt64}))
"""


async def fill_traces(engine: EmbeddedEngine, spans: int, start_ns: int, seconds: int) -> None:
    """Store `spans` spans in traces spread over `seconds`, and LARGE_TRACE of a thousand at their end."""
    step = seconds * 1_000_000_000 * SPANS_PER_TRACE // spans
    block = 500_000
    for first in range(0, spans, block):
        bound = {"start": start_ns, "step": step, "first": first, "count": min(block, spans - first), "id": ""}
        await engine.execute(_SPANS, {**bound, "spans": SPANS_PER_TRACE})
    late = start_ns + (seconds - 60) * 1_000_000_000
    large = {"start": late, "step": 0, "first": 0, "count": 1000, "spans": 1000, "id": LARGE_TRACE}
    await engine.execute(_SPANS, large)
