"""Completion of searches: fields, values, check."""

from dataclasses import replace
from typing import Any

import pytest

from sardonyx.query.search.fields import LOGS, SPANS, Signal
from sardonyx.query.search.known_fields import declared_fields
from sardonyx.query.search.known_values import SAMPLE_ROWS
from sardonyx.searches.api_completion import build_router
from sardonyx.searches.completion import SearchFieldsResponse, SearchValuesResponse
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

READER = replace(CALLER, permissions=CALLER.permissions | {"dashboards:read"})
RANGE = {"start": T0 // 10**9, "end": T0 // 10**9 + 3600}


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    await insert_logs(
        engine,
        [
            log(1, "a", level=17, LogAttributes={"tool": "Search_web", "http.request.method": "GET"}, EventName="paid"),
            log(2, "b", LogAttributes={"tool": "browser", "method": "POST"}, ResourceAttributes={"host.name": "h1"}),
            log(3, "c", LogAttributes={"tool": "browser"}, UserId="u1"),
            log(4, "d", service="db", Environment="dev", LogAttributes={"tool": "secret"}),
        ],
    )
    await insert_spans(
        engine,
        [
            span(0, "GET /", trace="1" * 32, span_id="a" * 16, EventNames=["retry", "retry"]),
            span(1, "query", trace="1" * 32, span_id="b" * 16, parent="a" * 16, service="db", StatusCode="Error"),
        ],
    )
    return engine


async def values(engine: EmbeddedEngine, signal: str, field: str, prefix: str = "", **principal: Any) -> dict[str, int]:
    caller = replace(READER, **principal)
    async with client(make_app(build_router(engine), caller)) as http:
        answer = await http.get(
            "/rest/search/values", params={**RANGE, "signal": signal, "field": field, "prefix": prefix}
        )
    found = SearchValuesResponse.model_validate(answer.json())
    assert found.sampled is None
    return {one.value: one.count for one in found.values}


@pytest.mark.parametrize(
    ("signal", "field", "prefix", "expected"),
    [
        ("logs", "service", "", {"shop": 3, "db": 1}),
        ("logs", "service.name", "S", {"shop": 3}),
        ("logs", "level", "", {"info": 3, "error": 1}),
        ("logs", "env", "d", {"dev": 1}),
        ("logs", "event", "", {"paid": 1}),
        ("logs", "user_id", "", {"u1": 1}),
        ("logs", "tool", "", {"browser": 2, "Search_web": 1, "secret": 1}),
        ("logs", "tool", "search_", {"Search_web": 1}),
        ("logs", "tool", "%", {}),
        ("logs", "method", "", {"GET": 1, "POST": 1}),
        ("logs", "host", "", {"h1": 1}),
        ("logs", "resource.host.name", "", {"h1": 1}),
        ("logs", "trace_id", "", {}),
        ("logs", "message", "", {}),
        ("logs", "never.seen'); DROP", "", {}),
        ("traces", "name", "", {"GET /": 1, "query": 1}),
        ("traces", "status", "", {"unset": 1, "error": 1}),
        ("traces", "kind", "ser", {"server": 2}),
        ("traces", "root", "", {"true": 1, "false": 1}),
        ("traces", "error", "t", {"true": 1}),
        ("traces", "event", "", {"retry": 2}),
        ("traces", "duration", "", {}),
        ("traces", "scope.x", "", {}),
    ],
    ids=str,
)
async def test_values_of_a_field(
    stored: EmbeddedEngine, signal: str, field: str, prefix: str, expected: dict[str, int]
) -> None:
    assert await values(stored, signal, field, prefix) == expected


@pytest.mark.parametrize("field", ["service", "tool"])
async def test_values_outside_of_the_scope_stay_unknown(stored: EmbeddedEngine, field: str) -> None:
    found = await values(stored, "logs", field, services=frozenset({"shop"}))
    assert not {"db", "secret"} & set(found)
    assert found


async def test_values_of_many_records_are_sampled_and_said_to_be(engine: EmbeddedEngine) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, LogAttributes) SELECT fromUnixTimestamp64Nano({t0:Int64}), 'shop', "
        "map('n', toString(number % 3)) FROM numbers({rows:UInt32})",
        {"t0": T0, "rows": 3 * SAMPLE_ROWS},
    )
    async with client(make_app(build_router(engine), READER)) as http:
        answer = await http.get("/rest/search/values", params={**RANGE, "signal": "logs", "field": "n"})
    found = SearchValuesResponse.model_validate(answer.json())
    assert {one.value for one in found.values} == {"0", "1", "2"}
    assert found.sampled == sum(one.count for one in found.values) == SAMPLE_ROWS


async def test_fields_are_the_declared_ones_and_the_attributes_seen(stored: EmbeddedEngine) -> None:
    async with client(make_app(build_router(stored), READER)) as http:
        logs = SearchFieldsResponse.model_validate(
            (await http.get("/rest/search/fields", params={**RANGE, "signal": "logs"})).json()
        )
        earlier = (await http.get("/rest/search/fields", params={"signal": "logs", "start": 1, "end": 2})).json()
    by_name = {field.name: field for field in logs.fields}
    assert len(by_name) == len(logs.fields)
    assert (by_name["level"].kind, by_name["trace_id"].values_known) == ("level", False)
    assert (by_name["tool"].kind, by_name["tool"].values_known) == ("attribute", True)
    assert by_name["host.name"].description == "Resource attribute."
    assert "tool" not in {field["name"] for field in earlier["fields"]}


async def test_attributes_outside_of_the_scope_stay_unknown(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "a", service="db", LogAttributes={"secret_plan": "x"})])
    caller = replace(seeing("shop"), permissions=READER.permissions)
    async with client(make_app(build_router(engine), caller)) as http:
        found = (await http.get("/rest/search/fields", params={**RANGE, "signal": "logs"})).json()
    assert "secret_plan" not in {field["name"] for field in found["fields"]}


@pytest.mark.parametrize("signal", [LOGS, SPANS], ids=lambda signal: signal.name)
def test_every_declared_column_is_offered_once(signal: Signal) -> None:
    names = [field.name for field in declared_fields(signal)]
    assert len(names) == len(set(names))
    offered = {signal.columns[name].sql for name in names if name in signal.columns}
    assert offered == {column.sql for column in signal.columns.values()}


async def test_a_search_is_checked_without_searching(stored: EmbeddedEngine) -> None:
    async with client(make_app(build_router(stored), READER)) as http:
        good = (
            await http.post("/rest/search/check", json={"signal": "traces", "query": "levle:x duration:>5ms"})
        ).json()
        bad = (await http.post("/rest/search/check", json={"signal": "logs", "query": "a level:wran"})).json()
        odd = (await http.post("/rest/search/check", json={"signal": "logs", "query": "servce:x"})).json()
    assert (good["ok"], good["error"]) == (True, None)
    assert (bad["ok"], bad["error"]["position"], bad["error"]["length"]) == (False, 8, 4)
    assert "did you mean warn?" in bad["error"]["hint"]
    assert odd["notices"] == ["servce is searched as an attribute; did you mean service?"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "fields"), ("GET", "values"), ("POST", "check")], ids=lambda part: part
)
async def test_a_signal_needs_its_own_permission(stored: EmbeddedEngine, method: str, path: str) -> None:
    logs_only = replace(READER, permissions=frozenset({"dashboards:read", "logs:read"}))
    asked = {"signal": "traces", "field": "service", "query": ""}
    async with client(make_app(build_router(stored), logs_only)) as http:
        refused = await http.request(
            method, f"/rest/search/{path}", params=asked, json=asked if method == "POST" else None
        )
        asked["signal"] = "logs"
        allowed = await http.request(
            method, f"/rest/search/{path}", params=asked, json=asked if method == "POST" else None
        )
    assert (refused.status_code, allowed.status_code) == (403, 200)
