"""The routes that analyse and export log records."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from sardonyx.access.models import AuditEntryRow
from sardonyx.access.principal import Actor
from sardonyx.logs.analysis import LogAnalysis
from sardonyx.logs.api_analysis import build_router
from sardonyx.logs.exports import AT_ONCE, LogExports
from sardonyx.logs.leaving import while_waited_for
from sardonyx.logs.models_analysis import LogAggregateResponse, LogCompareResponse
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import EngineBusy, QueryCancelled
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, log

RANGE = {"start": T0 // NS, "end": T0 // NS + 3600}
MAY_EXPORT = replace(CALLER, permissions=CALLER.permissions | {"logs:export"})
HOUR = TimeRange(T0, T0 + 3600 * NS)
ACTOR = Actor("user", "1", "Alice")


@pytest.fixture
def state_url(tmp_path: Path) -> str:
    """SQLite alone: nothing here depends on the kind of the state database."""
    return default_url(tmp_path)


def app_of(engine: EmbeddedEngine, db: Database, **changes: Any) -> FastAPI:
    router = build_router(LogAnalysis(engine), LogExports(engine, db))
    return make_app(router, **{"principal": MAY_EXPORT, **changes})


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    rows = [log(n * NS, f"line {n}", LogAttributes={"n": str(n)}, level=9 if n % 2 else 17) for n in range(5)]
    await insert_logs(engine, [*rows, log(9 * NS, "theirs", service="other")])
    return engine


async def test_aggregate_and_compare_answer_as_described(stored: EmbeddedEngine, db: Database) -> None:
    async with client(app_of(stored, db, principal=seeing("shop"))) as http:
        body = {"by": ["level"], "measures": [{"op": "count"}, {"op": "max", "field": "n"}]}
        answer = await http.post("/rest/logs/aggregate", json={**RANGE, **body})
        found = LogAggregateResponse.model_validate(answer.json())
        assert [(row.by, row.values) for row in found.rows] == [(["ERROR"], [3, 4]), (["INFO"], [2, 3])]
        assert (found.groups_total, found.notices) == (2, [])
        assert found.stats.rows_read > 0
        other = {"other_start": T0 // NS - 3600, "other_end": T0 // NS}
        answer = await http.post("/rest/logs/compare", json={**RANGE, **other})
        compared = LogCompareResponse.model_validate(answer.json())
    assert (compared.total, compared.other_total) == (5, 0)
    assert {one.field for one in compared.fields} >= {"level", "service"}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("aggregate", {"by": ["a", "b", "c", "d"]}, 422),
        ("aggregate", {"by": [""]}, 422),
        ("aggregate", {"measures": []}, 422),
        ("aggregate", {"measures": [{"op": "p95"}]}, 422),
        ("aggregate", {"measures": [{"op": "median", "field": "x"}]}, 422),
        ("aggregate", {"measures": [{"op": "count"}], "order_by": 1}, 422),
        ("aggregate", {"limit": 1001}, 422),
        ("aggregate", {"query": "(a"}, 400),
        ("compare", {}, 422),
        ("compare", {"other_start": "now", "other_end": "now-1h"}, 400),
        ("export", {"format": "xlsx"}, 422),
        ("export", {"limit": 0}, 422),
        ("export", {"query": "level:wran"}, 400),
    ],
)
async def test_refusals(stored: EmbeddedEngine, db: Database, path: str, body: dict[str, Any], status: int) -> None:
    async with client(app_of(stored, db)) as http:
        answer = await http.post(f"/rest/logs/{path}", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_csv_has_a_row_for_each_record_newest_first_and_no_formulas(
    engine: EmbeddedEngine, db: Database
) -> None:
    bodies = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\tx", 'plain, "quoted"\nline', "1-2"]
    rows = [log(n * NS, body, LogAttributes={"=k": body}, UserId=body) for n, body in enumerate(bodies)]
    await insert_logs(engine, rows)
    async with client(app_of(engine, db)) as http:
        columns = ["timestamp", "body", "user_id", "attributes", "=k", "severity_number"]
        answer = await http.post("/rest/logs/export", json={**RANGE, "columns": columns})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="logs_20261123T021320Z_20261123T031320Z.csv"'
    read = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert read[0] == ["timestamp", "body", "user_id", "attributes", "_k", "severity_number"]
    guarded = [body if body[0] in "p1" else f"'{body}" for body in reversed(bodies)]
    assert [row[1] for row in read[1:]] == guarded
    assert [row[2] for row in read[1:]] == guarded
    assert [row[4] for row in read[1:]] == guarded
    assert json.loads(read[1][3]) == {"=k": "1-2"}
    assert read[1][0] == "2026-11-23T02:13:26.000000000Z"


async def test_ndjson_and_parquet_hold_the_same_records(stored: EmbeddedEngine, db: Database, tmp_path: Path) -> None:
    async with client(app_of(stored, db, principal=replace(MAY_EXPORT, services=frozenset({"shop"})))) as http:
        lines = await http.post("/rest/logs/export", json={**RANGE, "format": "ndjson", "limit": 4})
        file = await http.post("/rest/logs/export", json={**RANGE, "format": "parquet", "limit": 4})
    records = [json.loads(line) for line in lines.text.splitlines()]
    assert [record["body"] for record in records] == ["line 4", "line 3", "line 2", "line 1"]
    assert records[0]["attributes"] == {"n": "4"}
    assert (file.content[:4], file.content[-4:]) == (b"PAR1", b"PAR1")
    path = tmp_path / "logs.parquet"
    path.write_bytes(file.content)
    rows = await stored.rows(
        "SELECT toUnixTimestamp64Nano(timestamp) AS ns, body, attributes FROM file({path:String}, 'Parquet')",
        {"path": str(path)},
    )
    assert [(row["ns"] - T0) // NS for row in rows] == [4, 3, 2, 1]
    assert [row["body"] for row in rows] == [record["body"] for record in records]
    assert rows[0]["attributes"] == {"n": "4"}


@pytest.mark.parametrize("fmt", ["csv", "ndjson", "parquet"])
async def test_a_columns_name_cannot_lift_the_scope(stored: EmbeddedEngine, db: Database, fmt: str) -> None:
    body = {**RANGE, "format": fmt, "columns": ["ServiceName", "Timestamp", "body", "`, x", "' OR 1"]}
    async with client(app_of(stored, db, principal=replace(MAY_EXPORT, services=frozenset({"nobody"})))) as http:
        answer = await http.post("/rest/logs/export", json=body)
    assert answer.status_code == 200
    assert b"line" not in answer.content
    assert b"theirs" not in answer.content


async def test_every_file_is_in_the_audit_chain_and_only_its_holders_may_take_one(
    stored: EmbeddedEngine, db: Database
) -> None:
    async with client(app_of(stored, db, principal=CALLER)) as http:
        refused = await http.post("/rest/logs/export", json=RANGE)
    async with client(app_of(stored, db)) as http:
        taken = await http.post("/rest/logs/export", json={**RANGE, "query": "service:shop", "columns": ["body"]})
    assert (refused.status_code, taken.status_code) == (403, 200)
    async with db.reading() as session:
        (entry,) = list(await session.scalars(select(AuditEntryRow)))
    assert (entry.action, entry.actor_name) == ("logs.export", "Alice")
    details = json.loads(entry.details)
    assert (details["query"], details["columns"], details["format"]) == ("service:shop", ["body"], "csv")


async def test_a_reader_who_leaves_ends_the_export_and_makes_room(engine: EmbeddedEngine, db: Database) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, Body) SELECT "
        "fromUnixTimestamp64Nano({start:Int64} + toInt64(number)), 'shop', repeat('x', 100) FROM numbers(300000)",
        {"start": T0},
    )
    exports = LogExports(engine, db)

    async def begin() -> Any:
        return await exports.begin("", HOUR, AccessScope.ALL, ACTOR, fmt="ndjson")

    running = [await begin() for _ in range(AT_ONCE)]
    with pytest.raises(EngineBusy):
        await begin()
    for chunks in running:
        assert await anext(chunks)
        await chunks.aclose()
    again = await begin()
    assert await anext(again)
    await again.aclose()
    reading = (
        "SELECT count() AS n FROM system.processes WHERE query LIKE '%FROM otel_logs%' AND query NOT LIKE '%processes%'"
    )
    async with asyncio.timeout(20):
        while (await engine.rows(reading))[0]["n"]:
            await asyncio.sleep(0.01)


async def test_a_caller_who_leaves_before_the_answer_ends_its_statement(engine: EmbeddedEngine) -> None:
    class Gone:
        async def is_disconnected(self) -> bool:
            return True

    long = engine.rows("SELECT count() AS n FROM system.numbers WHERE NOT ignore(rand())")
    with pytest.raises(QueryCancelled):
        await while_waited_for(Gone(), long)  # type: ignore[arg-type]
    async with asyncio.timeout(20):
        while (await engine.rows("SELECT count() AS n FROM system.processes WHERE query LIKE '%NOT ignore(rand%'"))[0][
            "n"
        ] > 1:
            await asyncio.sleep(0.01)


async def test_a_failure_before_the_first_byte_is_a_problem_document(
    stored: EmbeddedEngine, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise EngineBusy("busy")
        yield b""

    monkeypatch.setattr(stored, "stream", broken)
    async with client(app_of(stored, db)) as http:
        answer = await http.post("/rest/logs/export", json=RANGE)
        assert answer.status_code == 503
        monkeypatch.undo()
        assert (await http.post("/rest/logs/export", json=RANGE)).status_code == 200
