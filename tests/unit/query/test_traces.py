"""Traces by id and by search, and the services that send them."""

from typing import Any

import msgspec
import pytest

from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import SPANS
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.query.traces import TraceNotFound
from sardonyx.query.traces.lookup import find_trace
from sardonyx.query.traces.search import TraceSort, search_traces
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_spans, span

ALL = AccessScope.ALL
HOUR = TimeRange(T0, T0 + 3600 * NS)
CHECKOUT = "4bf92f3577b34da6a3ce929d0e0e4736"
SHORT = "a3ce929d0e0e4736".rjust(32, "0")

CHECKOUT_SPANS = [
    span(0, "POST /checkout", trace=CHECKOUT, span_id="a" * 16, duration_ns=900_000_000, StatusCode="Error"),
    span(
        10, "charge", trace=CHECKOUT, span_id="b" * 16, parent="a" * 16, service="payments", duration_ns=500_000_000,
        StatusCode="Error", EventNames=["exception"], SpanAttributes={"amount": "12"},
    ),
    span(20 * NS, "send mail", trace=CHECKOUT, span_id="c" * 16, parent="a" * 16, service="mailer", duration_ns=NS),
]  # fmt: skip
OTHERS = [
    span(30 * NS, "GET /", trace=SHORT, span_id="d" * 16, duration_ns=5_000_000, ServiceVersion="1.4"),
    span(7 * 86400 * NS, "GET /later", trace="e" * 32, span_id="e" * 16),
]


def decode(rows: list[msgspec.Raw]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(row) for row in rows]


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    await insert_spans(engine, CHECKOUT_SPANS + OTHERS)
    return engine


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        (CHECKOUT, 3),
        (CHECKOUT.upper(), 3),
        ("4bf92f35-77b3-4da6-a3ce-929d0e0e4736", 3),
        ("a3ce929d0e0e4736", 1),
        (SHORT, 1),
    ],
)
async def test_finds_a_trace_however_its_id_is_written(stored: EmbeddedEngine, written: str, spans: int) -> None:
    trace = await find_trace(stored, written, ALL)
    assert len(trace.spans) == trace.span_count == spans
    assert trace.hidden_spans == 0
    assert len(trace.trace_id) == 32


async def test_spans_come_by_start_with_all_they_carry(stored: EmbeddedEngine) -> None:
    found = decode((await find_trace(stored, CHECKOUT, ALL)).spans)
    assert [row["name"] for row in found] == ["POST /checkout", "charge", "send mail"]
    charge = found[1]
    assert charge["parent_id"] == "a" * 16
    assert charge["start"] == "2026-11-23T02:13:20.000000010Z"
    assert charge["start_ns"] == str(T0 + 10)
    assert charge["duration_ns"] == 500_000_000
    assert charge["status"] == "Error"
    assert charge["attributes"] == {"amount": "12"}
    when = {"time": charge["start"], "time_ns": charge["start_ns"]}
    assert charge["events"] == [{**when, "name": "exception", "attributes": {"event": "exception"}}]
    assert charge["links"] == []


@pytest.mark.parametrize("written", ["f" * 32, "no hex", "", "f" * 33, "'; --"])
async def test_an_unknown_trace_is_not_found(stored: EmbeddedEngine, written: str) -> None:
    with pytest.raises(TraceNotFound):
        await find_trace(stored, written, ALL)


async def test_spans_out_of_scope_are_counted_and_hidden(stored: EmbeddedEngine) -> None:
    trace = await find_trace(stored, CHECKOUT, AccessScope(frozenset({"payments"})))
    assert [row["name"] for row in decode(trace.spans)] == ["charge"]
    assert (trace.span_count, trace.hidden_spans) == (1, 2)
    with pytest.raises(TraceNotFound):
        await find_trace(stored, CHECKOUT, AccessScope(frozenset({"unrelated"})))


async def test_a_huge_trace_is_cut_with_a_notice(stored: EmbeddedEngine) -> None:
    trace = await find_trace(stored, CHECKOUT, ALL, max_spans=2)
    assert len(trace.spans) == 2
    assert trace.notices == ("the trace has 3 spans; the first 2 are shown",)


async def test_finds_a_trace_the_id_table_does_not_know(stored: EmbeddedEngine) -> None:
    await stored.execute("TRUNCATE TABLE otel_traces_trace_id_ts")
    assert len((await find_trace(stored, CHECKOUT, ALL)).spans) == 3
    page = await search_traces(stored, compile_search("charge", SPANS).condition, HOUR, ALL)
    assert [row["trace_id"] for row in decode(page.traces)] == [CHECKOUT]


async def search(engine: EmbeddedEngine, text: str, scope: AccessScope = ALL, **kwargs: Any) -> list[dict[str, Any]]:
    page = await search_traces(engine, compile_search(text, SPANS).condition, HOUR, scope, **kwargs)
    return decode(page.traces)


async def test_a_search_tells_about_the_whole_trace(stored: EmbeddedEngine) -> None:
    (found,) = await search(stored, "name:charge duration:>100ms")
    assert found == {
        "trace_id": CHECKOUT,
        "root_service": "shop",
        "root_name": "POST /checkout",
        "start": "2026-11-23T02:13:20.000000000Z",
        "start_ns": str(T0),
        "duration_ms": 21000.0,
        "span_count": 3,
        "error_count": 2,
        "services": [{"service": name, "spans": 1} for name in ("mailer", "payments", "shop")],
        "matched_count": 1,
        "matched_spans": [
            {
                "span_id": "b" * 16, "name": "charge", "service": "payments", "status": "Error",
                "start_ns": str(T0 + 10), "duration_ns": 500_000_000,
            }
        ],
    }  # fmt: skip


async def test_a_search_is_newest_first_and_limited(stored: EmbeddedEngine) -> None:
    assert [row["trace_id"] for row in await search(stored, "")] == [SHORT, CHECKOUT]
    assert [row["trace_id"] for row in await search(stored, "", limit=1)] == [SHORT]
    assert await search(stored, "nothing") == []


@pytest.mark.parametrize(
    ("sort", "text", "names"),
    [
        ("slowest", "", ["POST /checkout", "GET /"]),
        ("slowest", "charge OR GET", ["POST /checkout", "GET /"]),
        ("errors", "", ["POST /checkout", "GET /"]),
        ("newest", "", ["GET /", "POST /checkout"]),
    ],
)
async def test_a_search_sorts_the_whole_range(
    stored: EmbeddedEngine, sort: TraceSort, text: str, names: list[str]
) -> None:
    assert [found["root_name"] for found in await search(stored, text, sort=sort)] == names
    assert [found["root_name"] for found in await search(stored, text, sort=sort, limit=1)] == names[:1]


async def test_a_search_shows_only_spans_in_scope(stored: EmbeddedEngine) -> None:
    (found,) = await search(stored, "", AccessScope(frozenset({"payments"})))
    assert (found["span_count"], found["root_name"], found["error_count"]) == (1, "", 1)
    assert found["services"] == [{"service": "payments", "spans": 1}]
    assert await search(stored, "name:charge", AccessScope(frozenset({"mailer"}))) == []
