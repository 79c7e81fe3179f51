"""The routes of log records: answers as described, refusals that say why."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.logs.api import build_router
from sardonyx.logs.models import LogContextResponse, LogFieldsResponse, LogHistogramResponse, LogSearchResponse
from sardonyx.logs.service import LogsService
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, log

RANGE = {"start": T0 // 10**9, "end": T0 // 10**9 + 3600}


async def never(timeout: float) -> bool:
    await asyncio.sleep(0)
    return False


def app_of(engine: EmbeddedEngine, **changes: Any) -> FastAPI:
    return make_app(build_router(LogsService(engine, never)), **changes)


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    rows = [log(n, f"line {n}", LogAttributes={"n": str(n)}, level=9 if n % 2 else 17) for n in range(5)]
    await insert_logs(engine, [*rows, log(9, "theirs", service="other")])
    return engine


async def test_search_pages_through_what_the_caller_sees(stored: EmbeddedEngine) -> None:
    async with client(app_of(stored, principal=seeing("shop"))) as http:
        first = await http.post("/rest/logs/search", json={**RANGE, "limit": 3})
        page = LogSearchResponse.model_validate(first.json())
        assert [row.body for row in page.rows] == ["line 4", "line 3", "line 2"]
        assert page.stats.rows_read > 0
        second = await http.post("/rest/logs/search", json={**RANGE, "limit": 3, "cursor": page.next_cursor})
        rest = LogSearchResponse.model_validate(second.json())
    assert [row.body for row in rest.rows] == ["line 1", "line 0"]
    assert rest.next_cursor is None


async def test_histogram_fields_and_context_answer_as_described(stored: EmbeddedEngine) -> None:
    async with client(app_of(stored)) as http:
        histogram = LogHistogramResponse.model_validate(
            (await http.post("/rest/logs/histogram", json={**RANGE, "query": "service:shop"})).json()
        )
        assert {one.level: sum(count for _, count in one.points) for one in histogram.series} == {"INFO": 2, "ERROR": 3}
        fields = LogFieldsResponse.model_validate((await http.post("/rest/logs/fields", json=RANGE)).json())
        assert {("attribute", "n"), ("column", "level")} <= {(field.place, field.name) for field in fields.fields}
        found = (await http.post("/rest/logs/search", json={**RANGE, "query": '"line 2"'})).json()["rows"][0]
        context = LogContextResponse.model_validate(
            (await http.post("/rest/logs/context", json={"id": found["id"], "before": 1, "after": 1})).json()
        )
    assert [row.body for row in (*context.before, context.record, *context.after)] == ["line 1", "line 2", "line 3"]


@pytest.mark.parametrize(
    ("path", "body", "status", "kind"),
    [
        ("search", {"query": "level:wran"}, 400, "search-syntax"),
        ("histogram", {"query": "(a"}, 400, "search-syntax"),
        ("search", {"start": "now", "end": "now-1h"}, 400, "time-range"),
        ("search", {"start": "soon"}, 400, "time-range"),
        ("search", {"cursor": "x"}, 422, ""),
        ("search", {"limit": 1001}, 422, ""),
        ("search", {"columns": ["Body; DROP"]}, 422, ""),
        ("histogram", {"buckets": 0}, 422, ""),
        ("context", {"id": f"{T0}-0000000000000000"}, 404, ""),
    ],
)
async def test_refusals_say_what_to_change(
    stored: EmbeddedEngine, path: str, body: dict[str, Any], status: int, kind: str
) -> None:
    async with client(app_of(stored)) as http:
        answer = await http.post(f"/rest/logs/{path}", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"].endswith(kind)


async def test_a_syntax_error_points_at_the_place(stored: EmbeddedEngine) -> None:
    async with client(app_of(stored)) as http:
        answer = (await http.post("/rest/logs/search", json={"query": "a level:wran"})).json()
    assert (answer["position"], answer["length"]) == (8, 4)
    assert "did you mean warn?" in answer["hint"]


async def test_a_caller_without_the_permission_is_refused(stored: EmbeddedEngine) -> None:
    nobody = replace(CALLER, permissions=frozenset())
    async with client(app_of(stored, principal=nobody)) as http:
        answers = [
            await http.post(f"/rest/logs/{path}", json={}) for path in ("search", "histogram", "fields", "context")
        ]
        answers.append(await http.get("/rest/logs/tail"))
    assert {answer.status_code for answer in answers} == {403}


async def test_a_tail_with_a_bad_search_is_refused_at_once(stored: EmbeddedEngine) -> None:
    async with client(app_of(stored)) as http:
        answer = await http.get("/rest/logs/tail", params={"query": "level:"})
    assert answer.status_code == 400


async def test_the_tail_streams_lines_and_ends_when_the_reader_goes(engine: EmbeddedEngine) -> None:
    gone = asyncio.Event()
    sent: list[dict[str, Any]] = []
    now_ns = T0

    async def flush(timeout: float) -> bool:
        nonlocal now_ns
        now_ns += 10**9
        if not any(b"event: log" in message.get("body", b"") for message in sent):
            await insert_logs(engine, [log(1, 'a "b"\nc', received_after_ms=500)])
        return True

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if b"event: log" in message.get("body", b""):
            gone.set()

    app = make_app(build_router(LogsService(engine, flush, clock_ns=lambda: now_ns)))
    request = httpx.Request("GET", "http://sardonyx/rest/logs/tail")
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "method": "GET", "path": "/rest/logs/tail",
        "raw_path": b"/rest/logs/tail", "query_string": b"query=", "headers": request.headers.raw, "http_version": "1.1",
        "scheme": "http", "server": ("sardonyx", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    async with asyncio.timeout(30):
        await app(scope, receive, send)
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
    event = next(block for block in text.split("\n\n") if "event: log" in block)
    id_line, event_line, data_line = event.split("\n")
    assert id_line.startswith("id: ")
    assert event_line == "event: log"
    assert '"body":"a \\"b\\"\\nc"' in data_line.removeprefix("data: ")


def test_the_routes_are_described(engine: EmbeddedEngine) -> None:
    schema = app_of(engine).openapi()
    answer = schema["paths"]["/rest/logs/search"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/LogSearchResponse"}
    assert "text/event-stream" in schema["paths"]["/rest/logs/tail"]["get"]["responses"]["200"]["content"]
