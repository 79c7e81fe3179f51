"""The routes of traces and services."""

from dataclasses import replace

import pytest

from sardonyx.apm.api import build_router
from sardonyx.apm.models import TraceResponse, TraceSearchResponse
from sardonyx.apm.models_services import ServicesResponse, ServiceTimeline
from sardonyx.apm.service import ApmService
from sardonyx.logs.models import LogSearchResponse
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
RANGE = {"start": T0 // 10**9, "end": T0 // 10**9 + 3600}


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    await insert_spans(
        engine,
        [
            span(0, "GET /", trace=TRACE, span_id="a" * 16, duration_ns=20_000_000),
            span(9, "query", trace=TRACE, span_id="b" * 16, parent="a" * 16, service="db", StatusCode="Error"),
        ],
    )
    await insert_logs(engine, [log(2, "two", TraceId=TRACE), log(1, "one", TraceId=TRACE), log(3, "unrelated")])
    await insert_logs(engine, [log(4, "theirs", TraceId=TRACE, service="db")])
    return engine


async def test_search_look_up_and_logs_of_a_trace(stored: EmbeddedEngine) -> None:
    app = make_app(build_router(ApmService(stored, clock_ns=lambda: T0)))
    async with client(app) as http:
        found = TraceSearchResponse.model_validate(
            (await http.post("/rest/traces/search", json={**RANGE, "query": "status:error"})).json()
        )
        assert [(one.trace_id, one.root_name, one.error_count) for one in found.traces] == [(TRACE, "GET /", 1)]
        trace = TraceResponse.model_validate((await http.get(f"/rest/traces/{TRACE.upper()}")).json())
        assert [one.name for one in trace.spans] == ["GET /", "query"]
        logs = LogSearchResponse.model_validate((await http.get(f"/rest/traces/{TRACE}/logs")).json())
        assert [row.body for row in logs.rows] == ["one", "two", "theirs"]
        none = LogSearchResponse.model_validate((await http.get(f"/rest/traces/{'9' * 32}/logs")).json())
        assert none.rows == []


async def test_a_caller_sees_his_own_services_only(stored: EmbeddedEngine) -> None:
    app = make_app(build_router(ApmService(stored)), seeing("shop"))
    async with client(app) as http:
        trace = (await http.get(f"/rest/traces/{TRACE}")).json()
        logs = (await http.get(f"/rest/traces/{TRACE}/logs")).json()
        services = (await http.get("/rest/services", params=RANGE)).json()
    assert ([one["name"] for one in trace["spans"]], trace["hidden_spans"]) == (["GET /"], 1)
    assert [row["body"] for row in logs["rows"]] == ["one", "two"]
    assert [one["name"] for one in services["services"]] == ["shop"]


async def test_services_and_their_timeline(stored: EmbeddedEngine) -> None:
    async with client(make_app(build_router(ApmService(stored)))) as http:
        services = ServicesResponse.model_validate((await http.get("/rest/services", params=RANGE)).json())
        timeline = ServiceTimeline.model_validate(
            (await http.get("/rest/services/timeline", params={**RANGE, "buckets": 10})).json()
        )
    db, shop = services.services
    assert (db.name, db.error_ratio, db.logs) == ("db", 1.0, {"INFO": 1})
    assert (shop.spans, shop.spans_per_second, shop.last_seen) == (1, 1 / 3600, "2026-11-23T02:13:20.000000000Z")
    assert [(one.service, sum(count for _, count in one.points)) for one in timeline.series] == [("db", 1), ("shop", 1)]


async def test_refusals_say_what_to_change(stored: EmbeddedEngine) -> None:
    async with client(make_app(build_router(ApmService(stored)))) as http:
        missing = await http.get(f"/rest/traces/{'9' * 32}")
        syntax = await http.post("/rest/traces/search", json={"query": "duration:>5"})
        time_range = await http.get("/rest/services", params={"start": "later"})
    assert (missing.status_code, syntax.status_code, time_range.status_code) == (404, 400, 400)
    assert syntax.json()["hint"] == "with a unit: duration:>500ms, duration:[1s TO 2m]"
    assert "no trace 999" in missing.json()["detail"]


async def test_a_caller_without_the_permission_is_refused(stored: EmbeddedEngine) -> None:
    app = make_app(build_router(ApmService(stored)), replace(CALLER, permissions=frozenset()))
    async with client(app) as http:
        answers = [
            await http.post("/rest/traces/search", json={}),
            *[
                await http.get(path)
                for path in ("/rest/traces/1", "/rest/traces/1/logs", "/rest/services", "/rest/services/timeline")
            ],
        ]
    assert {answer.status_code for answer in answers} == {403}
