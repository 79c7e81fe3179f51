"""Services: their figures, their parts, and what is wrong with them."""

import pytest

from sardonyx.query.scope import AccessScope
from sardonyx.query.services import service_timeline, services
from sardonyx.query.services.findings import find_trouble
from sardonyx.query.services.findings_rules import Cause, Piece, failing, followed, since, slow
from sardonyx.query.services.operations import operations, versions
from sardonyx.query.services.sample import sample_of
from sardonyx.query.services.time_spent import time_spent
from sardonyx.query.services.timeline import red_timeline
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

ALL = AccessScope.ALL
HOUR = TimeRange(T0, T0 + 3600 * NS)
MS = 10**6
CHECKOUT = "4bf92f3577b34da6a3ce929d0e0e4736"
SPANS = [
    span(0, "POST /checkout", trace=CHECKOUT, span_id="a" * 16, duration_ns=900 * MS, StatusCode="Error"),
    span(10, "charge", trace=CHECKOUT, span_id="b" * 16, parent="a" * 16, service="payments", duration_ns=500 * MS,
         StatusCode="Error"),
    span(20 * NS, "send mail", trace=CHECKOUT, span_id="c" * 16, parent="a" * 16, service="mailer", duration_ns=NS),
    span(30 * NS, "GET /", trace="d" * 32, span_id="d" * 16, duration_ns=5 * MS, ServiceVersion="1.4"),
]  # fmt: skip


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    await insert_spans(engine, SPANS)
    return engine


async def test_services_have_the_figures_of_their_entry_spans(stored: EmbeddedEngine) -> None:
    inner = [
        span(n, "inner", trace="9" * 32, span_id=f"{n:016x}", parent="d" * 16, SpanKind="Internal", duration_ns=1000)
        for n in range(1, 9)
    ]
    await insert_spans(stored, inner)
    await insert_logs(stored, [log(1, "x"), log(2, "y", level=17), log(90 * NS, "z", service="quiet", Environment="")])
    found = {one.name: one for one in (await services(stored, HOUR, ALL)).services}
    assert list(found) == ["mailer", "payments", "quiet", "shop"]
    shop = found["shop"]
    assert (shop.spans, shop.now.error_ratio, shop.version, shop.environments) == (10, 0.5, "1.4", {"prod"})
    assert shop.now.p95_ms == pytest.approx(900, rel=0.05)
    assert shop.logs == {"INFO": 1, "ERROR": 1}
    assert (shop.first_seen_s, shop.last_seen_s) == (T0 // NS, T0 // NS + 30)
    quiet = found["quiet"]
    assert (quiet.spans, quiet.now.error_ratio, quiet.now.p50_ms, quiet.environments) == (0, None, None, set())


async def test_services_out_of_scope_are_not_listed(stored: EmbeddedEngine) -> None:
    scope = AccessScope(frozenset({"payments", "quiet"}), frozenset({"prod"}))
    assert [one.name for one in (await services(stored, HOUR, scope)).services] == ["payments"]
    timeline = await service_timeline(stored, HOUR, scope)
    assert list(timeline.counts) == ["payments"]


async def test_the_timeline_counts_spans_in_whole_buckets(stored: EmbeddedEngine) -> None:
    found = await service_timeline(stored, TimeRange(T0 + 3 * NS, T0 + 31 * NS), ALL, buckets=100)
    start = T0 // NS
    assert (found.start_s, found.end_s, found.step_seconds) == (start, start + 40, 10)
    assert found.counts == {
        "mailer": [(start + 20, 1)],
        "payments": [(start, 1)],
        "shop": [(start, 1), (start + 30, 1)],
    }


def request(minute: int, n: int, *, inner_ms: int, failed: bool = False) -> list[dict[str, object]]:
    """web answers within 10 ms of its own and waits for core, which works for `inner_ms`."""
    trace = f"{minute:016x}{n:016x}"
    at = minute * 60 * NS + n * NS
    ids = [f"{minute:08x}{n:07x}{step}" for step in range(3)]
    status = {"StatusCode": "Error" if failed else "Unset"}
    return [
        span(at, "GET /ask", trace=trace, span_id=ids[0], service="web", duration_ns=(inner_ms + 10) * MS, **status),
        span(at + MS, "POST", trace=trace, span_id=ids[1], parent=ids[0], service="web", SpanKind="Client",
             duration_ns=(inner_ms + 2) * MS, **status),
        span(at + 2 * MS, "POST /search", trace=trace, span_id=ids[2], parent=ids[1], service="core",
             duration_ns=inner_ms * MS, **status),
    ]  # fmt: skip


async def test_time_is_told_apart_into_own_work_and_waiting(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, [row for n in range(10) for row in request(0, n, inner_ms=90)])
    spent = await time_spent(engine, await sample_of(engine, HOUR, ALL))
    web, core = spent["web"], spent["core"]
    assert {(part.kind, part.name): round(part.time_ms / web.requests) for part in web.parts} == {
        ("service", "core"): 92,
        ("own", ""): 8,
    }
    assert (core.requests, [(part.kind, round(part.time_ms)) for part in core.parts]) == (10, [("own", 900)])


async def test_calls_nobody_here_answers_are_outside(engine: EmbeddedEngine) -> None:
    client = {"SpanKind": "Client", "SpanAttributes": {"db.system.name": "sqlite"}}
    await insert_spans(
        engine,
        [
            span(0, "GET /", trace=CHECKOUT, span_id="a" * 16, duration_ns=100 * MS),
            span(MS, "SELECT", trace=CHECKOUT, span_id="b" * 16, parent="a" * 16, duration_ns=40 * MS, **client),
            span(20 * MS, "SELECT", trace=CHECKOUT, span_id="c" * 16, parent="a" * 16, duration_ns=40 * MS, **client),
        ],
    )
    shop = (await time_spent(engine, await sample_of(engine, HOUR, ALL)))["shop"]
    parts = {(part.kind, part.name): (part.calls, part.time_ms) for part in shop.parts}
    # The queries overlap: together they cover 59 ms of the request, and each counts in full.
    assert parts == {("outside", "sqlite"): (2, 80.0), ("own", ""): (1, 41.0)}


async def test_a_sample_keeps_whole_traces_of_the_latest_part(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, [row for m in range(10) for n in range(10) for row in request(m, n, inner_ms=5)])
    some = await sample_of(engine, HOUR, ALL, sample=30, candidates=150)
    assert (some.every, some.whole) == (5, False)
    assert some.time_range.start_ns > T0
    everything = await sample_of(engine, HOUR, ALL)
    assert (everything.every, everything.whole, everything.time_range) == (1, True, HOUR)


async def platform(engine: EmbeddedEngine, *, slow_from: int = 99, failing_from: int = 99) -> TimeRange:
    rows = [
        row
        for minute in range(50)
        for n in range(10)
        for row in request(
            minute, n, inner_ms=800 if minute >= slow_from else 40, failed=minute >= failing_from and n < 3
        )
    ]
    await insert_spans(engine, rows)
    await insert_logs(engine, [log(49 * 60 * NS + 3 * NS, "took long", service="core", TraceId=f"{49:016x}{3:016x}")])
    return TimeRange(T0 + 35 * 60 * NS, T0 + 50 * 60 * NS)


async def test_the_slow_service_is_told_apart_from_its_caller_who_waits(engine: EmbeddedEngine) -> None:
    found = await find_trouble(engine, await platform(engine, slow_from=44), ALL)
    core, web = found.findings
    assert (core.kind, core.service, core.cause.kind, core.operation) == ("latency", "core", "own", "POST /search")
    assert (core.value, core.usual) == (pytest.approx(800, rel=0.05), pytest.approx(40, rel=0.05))
    assert (web.service, web.cause.kind, web.cause.name) == ("web", "service", "core")
    began = (T0 + 44 * 60 * NS) // NS
    assert core.since_s is not None
    assert abs(core.since_s - began) <= 30
    assert core.trace_id == f"{49:016x}{3:016x}", "a trace with log records is shown first"


async def test_a_service_that_fails_on_its_own_comes_before_those_it_makes_fail(engine: EmbeddedEngine) -> None:
    found = await find_trouble(engine, await platform(engine, failing_from=44), ALL)
    assert [(one.kind, one.service, one.severity, one.cause.kind, one.cause.name) for one in found.findings] == [
        ("errors", "core", "critical", "own", ""),
        ("errors", "web", "critical", "service", "core"),
    ]


async def test_a_calm_platform_has_no_findings(engine: EmbeddedEngine) -> None:
    found = await find_trouble(engine, await platform(engine), ALL)
    assert (found.findings, found.services, found.young) == ([], 2, False)


async def test_trouble_is_found_within_the_scope_only(engine: EmbeddedEngine) -> None:
    time_range = await platform(engine, slow_from=44)
    (web,) = (await find_trouble(engine, time_range, AccessScope(frozenset({"web"})))).findings
    assert (web.service, web.cause.kind) == ("web", "outside"), "who answers out of sight is outside, and has no name"


async def test_a_service_that_fell_silent_is_named(engine: EmbeddedEngine) -> None:
    await platform(engine)
    later = TimeRange(T0 + 40 * 60 * NS, T0 + 54 * 60 * NS)
    found = await find_trouble(engine, later, ALL)
    assert [(one.kind, one.service) for one in found.findings] == [("silent", "core"), ("silent", "web")]


async def test_red_figures_over_time_of_each_and_of_all(engine: EmbeddedEngine) -> None:
    await platform(engine, failing_from=49)
    found = await red_timeline(engine, TimeRange(T0, T0 + 50 * 60 * NS), ALL, buckets=60)
    assert [series.service for series in found.services] == ["core", "web"]
    assert [sum(series.calls) for series in (*found.services, found.total)] == [500, 500, 1000]
    assert [sum(series.errors) for series in (*found.services, found.total)] == [3, 3, 6]
    one = await red_timeline(engine, HOUR, ALL, service="web")
    assert [series.service for series in one.services] == ["web"]


async def test_operations_are_requests_and_the_steps_within_them(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, [row for n in range(10) for row in request(0, n, inner_ms=90)])
    found = await operations(engine, "web", HOUR, ALL)
    assert [(one.name, one.kind, one.entry, one.figures.calls, one.time_ms) for one in found] == [
        ("GET /ask", "Server", True, 10, 1000.0),
        ("POST", "Client", False, 10, 920.0),
    ]
    assert await operations(engine, "web", HOUR, AccessScope(frozenset({"core"}))) == []


async def test_versions_come_newest_first(stored: EmbeddedEngine) -> None:
    found = await versions(stored, "shop", HOUR, ALL)
    assert [(one.version, one.figures.calls) for one in found] == [("1.4", 1), ("", 1)]


def calm(count: int = 12) -> list[Piece]:
    return [Piece(age, 100, 0, 40.0) for age in range(1, count + 1)]


@pytest.mark.parametrize(
    ("now", "slower", "is_slow"),
    [
        pytest.param(Piece(0, 100, 0, 800.0), 100, True, id="all requests slower"),
        pytest.param(Piece(0, 100, 0, 800.0), 6, False, id="a few slow ones are the usual tail"),
        pytest.param(Piece(0, 100, 0, 70.0), 100, False, id="less than twice"),
        pytest.param(Piece(0, 4, 0, 800.0), 4, False, id="too few requests to tell"),
    ],
)
def test_slow_means_many_requests_far_above_the_usual(now: Piece, slower: int, is_slow: bool) -> None:
    assert (slow("core", [now, *calm()], slower) is not None) is is_slow


def test_slow_is_not_known_without_a_past() -> None:
    assert slow("core", [Piece(0, 100, 0, 800.0)], 100) is None


def test_long_trouble_does_not_become_the_measure_of_itself() -> None:
    past = [Piece(age, 100, 0, 800.0 if age <= 8 else 40.0) for age in range(1, 13)]
    assert slow("core", [Piece(0, 100, 0, 800.0), *past], 100) is not None


@pytest.mark.parametrize(("errors", "severity"), [(0, None), (2, None), (3, "warning"), (6, "error"), (30, "critical")])
def test_failing_has_degrees(errors: int, severity: str | None) -> None:
    found = failing("core", [Piece(0, 100, errors, 40.0), *calm()])
    assert (found.severity if found else None) == severity


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ("..####", (20, False)),
        (".##.##", (10, False)),
        ("#...##", (40, False)),
        ("..#...", (20, True)),
        ("......", (None, False)),
    ],
)
def test_trouble_has_a_beginning_and_an_end(bad: str, expected: tuple[int | None, bool]) -> None:
    assert since([(i * 10, sign == "#") for i, sign in enumerate(bad)]) == expected


def test_the_cause_behind_the_cause_is_named_with_the_way_there() -> None:
    causes = {"suna": Cause("service", "agent"), "agent": Cause("service", "core"), "core": Cause("own")}
    assert followed(causes, "suna") == Cause("service", "core", None, ("agent",))
    assert followed(causes, "core") == Cause("own")
    circle = {"a": Cause("service", "b"), "b": Cause("service", "a")}
    assert followed(circle, "a").name in {"a", "b"}
