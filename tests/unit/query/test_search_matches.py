"""Searches on real rows: which records and spans they find, by name."""

import asyncio

import pytest

from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import LOGS, SPANS
from sardonyx.query.statement import Condition
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import insert_logs, insert_spans, log, span

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

RECORDS = {
    "refused": log(
        1, "Connection REFUSED by postgres-3:5432", level=17, UserId="u42", TraceId=TRACE,
        LogAttributes={"http.route": "/health", "duration_ms": "750", "client.address": "10.1.2.3"},
    ),
    "deferred": log(2, "deferred connection; refused later", level=13, LogAttributes={"net.peer.ip": "2001:db8::7"}),
    "ok": log(
        3, "GET /api/v1/chat 200", service="suna", LogAttributes={"url.path": "/api/v1/chat", "duration_ms": "9"},
        ResourceAttributes={"host.name": "h1"}, Environment="staging",
    ),
    "slow": log(4, "took a while: 100%_done", level=10, LogAttributes={"duration_ms": "abc", "http.status_code": "503"}),
    "trace": log(5, "at com.foo.Bar(Baz.java:12)", level=0, LogAttributes={"job": "8c1e5a4be5f54a0c"}),
    "umlaut": log(6, "Größe überschritten für naïve Gäste", level=21, service="suna", ScopeName="com.acme.Size"),
    "lines": log(7, "first line\n\tsecond 'line' \\ with \"quotes\"", level=5, RequestId="req-7f31",
        LogAttributes={"due": "2026-01-02T01:30:00+02:00"}),
}  # fmt: skip
ALL = set(RECORDS)

SPAN_ROWS = {
    "root": span(
        1, "GET /users/:id", trace=TRACE, span_id="aa" * 8, duration_ns=700_000_000, StatusCode="Error",
        StatusMessage="Card declined", SpanAttributes={"http.route": "/users/:id"}, EventNames=["exception"],
    ),
    "query": span(
        2, "SELECT users", trace=TRACE, span_id="bb" * 8, parent="aa" * 8, service="db", SpanKind="Client",
        duration_ns=90_000_000_000, SpanAttributes={"db.query.text": "SELECT * FROM users"},
    ),
    "other": span(3, "checkout", trace="c" * 32, span_id="cc" * 8, StatusCode="Ok", Environment="staging"),
}  # fmt: skip


@pytest.fixture(scope="module")
def stored(shared_engine: EmbeddedEngine) -> EmbeddedEngine:
    """The engine with just these rows."""

    async def store() -> None:
        for table in ("otel_logs", "otel_traces"):
            await shared_engine.execute(f"TRUNCATE TABLE {table}")
        await insert_logs(shared_engine, list(RECORDS.values()))
        await insert_spans(shared_engine, list(SPAN_ROWS.values()))

    asyncio.run(store())
    return shared_engine


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ALL),
        ("*", ALL),
        ("refused", {"refused", "deferred"}),
        ("REFUSED", {"refused", "deferred"}),
        ("refuse", set()),
        ("-refused", ALL - {"refused", "deferred"}),
        ('"connection refused"', {"refused"}),
        ("connection refused", {"refused", "deferred"}),
        ("conn*", {"refused", "deferred"}),
        ("ferr*", set()),
        ("*ferred", {"deferred"}),
        ("postgres-*:5432", {"refused"}),
        ("postgres-3:5432", {"refused"}),
        ("/postgres-\\d+/", {"refused"}),
        ("/^connection/", set()),
        ("/(?i)^connection/", {"refused"}),
        ("level:>=warn", {"refused", "deferred", "umlaut"}),
        ("level:info", {"ok", "slow"}),
        ("level:notice", {"slow"}),
        ("level:<info", {"lines"}),
        ("level:unknown", {"trace"}),
        ("level:(unknown OR >error)", {"trace", "umlaut"}),
        ("severity_number:[10 TO 13]", {"deferred", "slow"}),
        ("service:suna", {"ok", "umlaut"}),
        ("service:SUNA", set()),
        ("service:SUN*", {"ok", "umlaut"}),
        ("service:(suna OR shop) level:fatal", {"umlaut"}),
        ("env:staging", {"ok"}),
        ("-env:prod", {"ok"}),
        ("host:h1", {"ok"}),
        ("resource.host.name:h1", {"ok"}),
        ("attr.host.name:h1", set()),
        ("user_id:u42", {"refused"}),
        (TRACE, {"refused"}),
        (f"trace_id:{TRACE.upper()}", {"refused"}),
        ("8c1e5a4be5f54a0c", {"trace"}),
        ("req-7f31", {"lines"}),
        ("path:/health", {"refused"}),
        ("-path:/health", ALL - {"refused"}),
        ("path:/api/v1/chat", {"ok"}),
        ("path:/API/*", {"ok"}),
        ("path:*", {"refused", "ok"}),
        ("duration_ms:>500", {"refused"}),
        ("duration_ms:>=0.75s", {"refused"}),
        ("-duration_ms:>500", ALL - {"refused"}),
        ("duration_ms:[1 TO 100]", {"ok"}),
        ("duration_ms:abc", {"slow"}),
        ("status_code:>=500", {"slow"}),
        ("client.address:10.0.0.0/8", {"refused"}),
        ("client.address:[10.1.2.0 TO 10.1.2.9]", {"refused"}),
        ("client.address:>10.1.2.3", set()),
        ("client.address:>=9.255.0.0", {"refused"}),
        ("client_ip:<2001:db8::8", {"deferred"}),
        ("-client_ip:<2001:db8::8", ALL - {"deferred"}),
        ("timestamp:2026-11-23", ALL),
        ("timestamp:2026-11-22", set()),
        ("timestamp:2026-11-23T02:13:20Z", ALL),
        ("timestamp:2026-11-23T02:13:20.000000003Z", {"ok"}),
        ("timestamp:>2026-11-23T02:13:20.000000005Z", {"umlaut", "lines"}),
        ("timestamp:[2026-11-22 TO 2026-11-23}", set()),
        ("timestamp:[* TO 2026-11-23]", ALL),
        ("-timestamp:<=2026-11-23T02:13:20.000000002Z", ALL - {"refused", "deferred"}),
        ("received_at:<2000-01-01", set()),
        ("due:>2026-01-01T12:00:00Z", {"lines"}),
        ("due:<=2026-01-01", {"lines"}),
        ("due:<2026-01-01", set()),
        ("due:[2026-01-01 TO 2026-01-02]", {"lines"}),
        ("-due:>=2026-01-01", ALL - {"lines"}),
        ("client.address:10.2.0.0/16", set()),
        ("client_ip:2001:db8::/32", {"deferred"}),
        ("100%_done", {"slow"}),
        ("message:*%_d*", {"slow"}),
        ("at com.foo.Bar(Baz.java:12)", {"trace"}),
        ("com.foo.Bar(Baz.java:13)", set()),
        ("Gäste", {"umlaut"}),
        ('"für naïve"', {"umlaut"}),
        ("GRößE", {"umlaut"}),
        ("ÜBERSCHRITTEN", set()),  # beyond ASCII the index tells cases apart
        ("logger:com.acme.*", {"umlaut"}),
        ("\"second 'line'\"", {"lines"}),
        ('"\\\\ with \\"quotes\\""', {"lines"}),
        ("a OR refused fatal", {"slow"}),
        ("took OR refused level:error", {"slow", "refused"}),
        ("(took OR refused) level:error", {"refused"}),
    ],
)
async def test_finds_these_records(stored: EmbeddedEngine, search: str, found: set[str]) -> None:
    assert await _bodies(stored, search) == {str(RECORDS[name]["Body"]) for name in found}


async def _bodies(engine: EmbeddedEngine, search: str, scope: AccessScope = AccessScope.ALL) -> set[str]:
    condition = Condition.all_of(scope.condition(), compile_search(search, LOGS).condition)
    rows = await engine.rows(f"SELECT Body AS body FROM otel_logs WHERE {condition.sql}", condition.params)
    assert len({row["body"] for row in rows}) == len(rows)
    return {row["body"] for row in rows}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", {"root", "query", "other"}),
        ("users", {"root", "query"}),
        ('"card declined"', {"root"}),
        ("duration:>500ms", {"root", "query"}),
        ("duration:[1s TO 1m30s]", {"query"}),
        ("duration:[1s TO 1m30s}", set()),
        ("root:true", {"root", "other"}),
        ("root:false", {"query"}),
        ("error:true", {"root"}),
        ("-status:error", {"query", "other"}),
        ("kind:CLIENT", {"query"}),
        ("event:exc*", {"root"}),
        ("-event:*", {"query", "other"}),
        ("name:GET*", {"root"}),
        ("db.statement:*from*", {"query"}),
        ("path:/users/:id", {"root"}),
        ("parent_id:aaaaaaaaaaaaaaaa", {"query"}),
        ("bbbbbbbbbbbbbbb1 OR bb11bb11", set()),
        (f"trace_id:{'c' * 32}", {"other"}),
    ],
)
async def test_finds_these_spans(stored: EmbeddedEngine, search: str, found: set[str]) -> None:
    compiled = compile_search(search, SPANS)
    rows = await stored.rows(f"SELECT SpanId AS id FROM otel_traces WHERE {compiled.where}", compiled.params)
    assert sorted(row["id"] for row in rows) == sorted(SPAN_ROWS[name]["SpanId"] for name in found)


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (AccessScope(services=frozenset({"suna"})), {"ok", "umlaut"}),
        (AccessScope(services=frozenset({"suna"}), environments=frozenset({"staging"})), {"ok"}),
        (AccessScope(services=frozenset()), set()),
        (AccessScope(environments=frozenset({"it's \\ no env"})), set()),
    ],
)
async def test_a_scope_hides_everything_else(stored: EmbeddedEngine, scope: AccessScope, found: set[str]) -> None:
    for search in ("", "a OR *", "-nothing"):
        assert await _bodies(stored, search, scope) == {str(RECORDS[name]["Body"]) for name in found}


@pytest.mark.parametrize(
    ("search", "index"),
    [
        ("refused", "idx_body"),
        ('"connection refused"', "idx_body"),
        ("connection*", "idx_body"),
        ("user_id:u42", "idx_user_id"),
        (f"trace_id:{TRACE}", "idx_trace_id"),
        ("url.path:/health", "idx_log_attr_value"),
        ("x:*", "idx_log_attr_key"),
        ("level:>=error", "idx_severity"),
        ("8c1e5a4be5f54a0c", "idx_body"),
        ("8c1e5a4be5f54a0c", "idx_log_attr_value"),
    ],
)
async def test_uses_the_index(stored: EmbeddedEngine, search: str, index: str) -> None:
    compiled = compile_search(search, LOGS)
    plan = await stored.raw(
        f"EXPLAIN indexes = 1 SELECT Timestamp FROM otel_logs WHERE {compiled.where}", compiled.params, fmt="TSVRaw"
    )
    assert f"Name: {index}" in plan.decode()
