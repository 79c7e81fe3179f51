"""Failovers from stored spans: read, told, written."""

from sardonyx.health.traced_failover.traffic import Answered, Subject, answered
from sardonyx.health.traced_failover.watching import TracedFailovers
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.health.facts.written import Written

_START = 1_795_000_020


async def _calls(
    engine: EmbeddedEngine, minute: int, calls: int, attributes: dict[str, str], service: str = "shop"
) -> None:
    """So many client spans in a minute after the start."""
    await engine.execute(
        "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, SpanAttributes, Environment, "
        "Duration) SELECT toDateTime64({at:UInt32}, 9) + toIntervalMillisecond(number * 20), hex(rand64()), hex(number), 'call', "
        "'Client', {service:String}, {attributes:Map(String, String)}, 'prod', 1000 FROM numbers({calls:UInt32})",
        {"at": _START + minute * 60, "calls": calls, "service": service, "attributes": attributes},
    )


def _database(host: str) -> dict[str, str]:
    return {"db.system.name": "postgresql", "db.namespace": "shop", "server.address": host, "server.port": "5432"}


async def test_calls_are_counted_by_who_answered(engine: EmbeddedEngine) -> None:
    await _calls(engine, 0, 7, _database("10.0.0.1"))
    await _calls(engine, 0, 5, {"db.system": "redis", "net.peer.name": "cache"})
    await _calls(engine, 0, 4, {"gen_ai.request.model": "gpt-4o", "gen_ai.response.model": "gpt-4o-mini"})
    await _calls(engine, 0, 3, {"upstream_address": "10.0.0.9:80", "http.route": "/cart"}, "envoy")
    await _calls(engine, 0, 2, {"http.request.method": "GET", "server.address": "elsewhere"})
    await _calls(engine, 1, 1, _database("10.0.0.2"))
    assert await answered(engine, _START) == [
        Answered(Subject("database", "shop", "prod", "postgresql/shop"), "10.0.0.1:5432", 7),
        Answered(Subject("database", "shop", "prod", "redis"), "cache", 5),
        Answered(Subject("model", "shop", "prod", "gpt-4o"), "gpt-4o-mini", 4),
        Answered(Subject("upstream", "envoy", "prod", "/cart"), "10.0.0.9:80", 3),
    ]
    assert await answered(engine, _START + 600) == []


async def test_a_switch_is_written_once_to_the_feed_and_counted(engine: EmbeddedEngine) -> None:
    hosts = ["10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.2"]
    for minute, host in enumerate(hosts):
        await _calls(engine, minute, 20, _database(host))
    now, written = [_START], Written()
    failovers = TracedFailovers(engine, written, clock=lambda: now[0])  # type: ignore[arg-type]
    told = []
    for minute in range(len(hosts)):
        now[0] = _START + minute * 60 + 95
        told += [change.title for change in await failovers.look()]
        assert await failovers.look() == [], "a minute is looked at once"
    title = "shop: postgresql/shop is answered by 10.0.0.2:5432 now, before it by 10.0.0.1:5432"
    assert told == [title]
    rows = await engine.rows("SELECT Kind AS kind, Title AS title FROM changes")
    assert [(row["kind"], row["title"]) for row in rows] == [("failover", title)]
    assert written.of("traced_failover_total", service="shop", kind="database") == [0.0, 1.0]
