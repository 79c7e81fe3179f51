"""Exploring traces: points and fields."""

from collections.abc import Collection
from typing import Any

import pytest

from sardonyx.access.principal import Principal
from sardonyx.apm.api import build_router as build_apm_router
from sardonyx.apm.api_explore import build_router
from sardonyx.apm.models_explore import TraceFieldsResponse, TracePointsResponse
from sardonyx.apm.service import ApmService
from sardonyx.apm.service_explore import TraceExplorer
from sardonyx.query.traces import points
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_spans, span

RANGE = {"start": T0 // 10**9, "end": T0 // 10**9 + 3600}


async def asked(engine: EmbeddedEngine, path: str, principal: Principal = CALLER, **body: Any) -> Any:
    async with client(make_app(build_router(TraceExplorer(engine)), principal)) as http:
        answer = await http.post(f"/rest/traces/{path}", json={**RANGE, **body})
    assert answer.status_code == 200, answer.text
    return (TracePointsResponse if path == "points" else TraceFieldsResponse).model_validate(answer.json())


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    await insert_spans(
        engine,
        [
            span(10**9, "GET /", trace="1" * 32, span_id="a" * 16, duration_ns=20_000_000, SpanAttributes={"n": "1"}),
            span(2 * 10**9, "query", trace="1" * 32, span_id="b" * 16, parent="a" * 16, service="db",
                 duration_ns=5_000_000, StatusCode="Error"),
            span(3 * 10**9, "GET /", trace="2" * 32, span_id="c" * 16, duration_ns=1_000_000,
                 SpanAttributes={"n": "2"}, ResourceAttributes={"host.name": "h1"}),
        ],
    )  # fmt: skip
    return engine


async def test_a_trace_is_the_point_of_its_longest_span(stored: EmbeddedEngine) -> None:
    found = await asked(stored, "points")
    rows = sorted(zip(*(getattr(found.points, name) for name in points.PointColumns.__struct_fields__), strict=True))
    assert rows == [
        ("1" * 32, "a" * 16, T0 / 1e9 + 1, 20.0, True, "shop", "GET /"),
        ("2" * 32, "c" * 16, T0 / 1e9 + 3, 1.0, False, "shop", "GET /"),
    ]
    assert (found.total, found.sampled, found.estimated) == (2, False, False)


async def test_points_are_of_spans_that_match_and_may_be_seen(stored: EmbeddedEngine) -> None:
    errors = await asked(stored, "points", query="status:error")
    mine = await asked(stored, "points", seeing("shop"), query="status:error")
    nothing = await asked(stored, "points", query="service:nobody")
    assert (errors.points.name, errors.points.duration_ms) == (["query"], [5.0])
    assert (mine.points.trace_id, mine.total) == ([], 0)
    assert (nothing.points.trace_id, nothing.total) == ([], 0)


async def test_of_many_traces_the_slowest_and_the_failed_stay(engine: EmbeddedEngine) -> None:
    spans = [
        span(i, "GET /", trace=f"{i:032x}", span_id=f"{i:016x}", duration_ns=10**6 * (1 + i % 7),
             StatusCode="Error" if i == 50 else "Unset")
        for i in range(400)
    ]  # fmt: skip
    spans.append(span(1, "slow", trace="f" * 32, span_id="f" * 16, duration_ns=10**10))
    await insert_spans(engine, spans)
    found = await asked(engine, "points", limit=40)
    assert (len(found.points.trace_id), found.total, found.sampled) == (40, 401, True)
    assert f"{50:032x}" in found.points.trace_id
    assert "f" * 32 in found.points.trace_id
    again = await asked(engine, "points", limit=40)
    assert sorted(again.points.trace_id) == sorted(found.points.trace_id)


async def test_above_a_number_of_spans_a_part_stands_for_all(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "CONSIDERED_SPANS", 100)
    await insert_spans(engine, [span(i, "GET /", trace=f"{i:032x}", span_id=f"{i:016x}") for i in range(400)])
    found = await asked(engine, "points")
    assert found.estimated
    assert 0 < len(found.points.trace_id) < 400
    assert found.total == 4 * len(found.points.trace_id)
    assert "estimate" in found.notices[0]


async def test_fields_of_spans_with_their_values(stored: EmbeddedEngine) -> None:
    found = await asked(stored, "fields")
    by_name = {(field.place, field.name): {one.value: one.records for one in field.values} for field in found.fields}
    assert by_name["column", "service"] == {"shop": 2, "db": 1}
    assert by_name["column", "status"] == {"unset": 2, "error": 1}
    assert by_name["attribute", "n"] == {"1": 1, "2": 1}
    assert by_name["resource", "host.name"] == {"h1": 1}
    assert (found.sampled, found.notices) == (3, [])
    mine = await asked(stored, "fields", seeing("db"))
    assert {(field.name, field.values[0].value) for field in mine.fields} >= {("service", "db")}
    assert "n" not in {field.name for field in mine.fields}
    assert (await asked(stored, "fields", query="service:nobody")).fields == []


@pytest.mark.parametrize("path", ["points", "fields"])
async def test_a_search_that_cannot_be_read_is_refused_with_the_place(stored: EmbeddedEngine, path: str) -> None:
    async with client(make_app(build_router(TraceExplorer(stored)))) as http:
        answer = await http.post(f"/rest/traces/{path}", json={"query": "duration:>5"})
    assert (answer.status_code, answer.json()["position"]) == (400, 9)


async def test_services_carry_the_slot_of_the_catalogue(stored: EmbeddedEngine) -> None:
    async def slots(names: Collection[str]) -> dict[str, int]:
        return {name: {"shop": 7, "db": 3}[name] for name in names}

    async with client(make_app(build_apm_router(ApmService(stored), slots))) as http:
        found = (await http.get("/rest/services", params=RANGE)).json()["services"]
    assert {one["name"]: one["slot"] for one in found} == {"shop": 7, "db": 3}
