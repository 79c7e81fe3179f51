"""Loki's API as Grafana's data source and logcli use it: shapes, times, refusals."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from sardonyx.logs.loki_api import build_router
from sardonyx.logs.loki_api_tail import MOST_LINES, LokiTail
from sardonyx.query.logql.parser import parse
from sardonyx.query.logql.tree import Logs
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, log

S = 10**9
BOUNDS = {"start": str(T0), "end": str(T0 + 600 * S)}
CATEGORISED = {"X-Loki-Response-Encoding-Flags": "categorize-labels"}


async def never(timeout: float) -> bool:
    await asyncio.sleep(0)
    return False


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    rows = [
        log(
            n * 60 * S,
            f"line {n}",
            level=17 if n == 2 else 9,
            ResourceAttributes={"app": "a"},
            LogAttributes={"n": str(n)},
        )
        for n in range(4)
    ]
    await insert_logs(engine, [*rows, log(5 * S, "theirs", service="other", Environment="")])
    return engine


@pytest.fixture
async def http(stored: EmbeddedEngine) -> AsyncIterator[httpx.AsyncClient]:
    async with client(make_app(build_router(stored, never, "0.0.0"))) as opened:
        yield opened


async def data(http: httpx.AsyncClient, path: str, **params: str) -> Any:
    answer = await http.get(f"/loki/api/v1/{path}", params={**BOUNDS, **params})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "success"
    return answer.json()["data"]


async def test_grafanas_health_check_gets_one_sample_of_two(http: httpx.AsyncClient) -> None:
    answer = await http.get("/loki/api/v1/query", params={"query": "vector(1)+vector(1)", "time": "4000000000"})
    found = answer.json()["data"]
    assert (found["resultType"], found["result"]) == ("vector", [{"metric": {}, "value": [4000000000, "2"]}])


async def test_logs_come_as_streams_with_statistics(http: httpx.AsyncClient) -> None:
    found = await data(http, "query_range", query='{app="a"} |= "line 2"')
    assert found["resultType"] == "streams"
    assert found["result"] == [
        {
            "stream": {"app": "a", "detected_level": "error", "environment": "prod", "n": "2", "service_name": "shop"},
            "values": [[str(T0 + 120 * S), "line 2"]],
        }
    ]
    assert found["stats"]["summary"]["totalEntriesReturned"] == 1
    assert found["stats"]["summary"]["totalLinesProcessed"] > 0


async def test_a_form_is_read_and_labels_come_in_classes_where_asked_for(http: httpx.AsyncClient) -> None:
    form = {**BOUNDS, "query": '{app="a"}', "limit": "1", "direction": "FORWARD"}
    found = (await http.post("/loki/api/v1/query_range", data=form, headers=CATEGORISED)).json()["data"]
    assert found["encodingFlags"] == ["categorize-labels"]
    [stream] = found["result"]
    assert stream["values"] == [
        [str(T0), "line 0", {"structuredMetadata": {"detected_level": "info", "n": "0"}, "parsed": {}}]
    ]


async def test_the_log_volume_that_explore_asks_for_is_a_matrix(http: httpx.AsyncClient) -> None:
    text = 'sum by (level, detected_level) (count_over_time({app="a"}[1m]))'
    found = await data(http, "query_range", query=text, step="60000ms", start=str(T0), end=str(T0 + 180 * S))
    assert found["resultType"] == "matrix"
    at = T0 // S
    assert {series["metric"]["detected_level"]: series["values"] for series in found["result"]} == {
        "error": [[at + 120, "1"]], "info": [[at, "1"], [at + 60, "1"], [at + 180, "1"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (str(T0 + 60 * S), str(T0 + 61 * S)),
        (str(T0 // S + 60), str(T0 // S + 61)),
        (f"{T0 // S + 59}.5", f"{T0 // S + 60}.75"),
        ("2026-11-23T02:14:20Z", "2026-11-23T03:14:20.5+01:00"),
        ("2026-11-23T02:14:19.999999999Z", "2026-11-23T02:14:20.000000001Z"),
    ],
)
async def test_times_may_be_nanoseconds_seconds_or_rfc_3339(http: httpx.AsyncClient, start: str, end: str) -> None:
    [stream] = (await data(http, "query_range", query='{app="a"}', start=start, end=end))["result"]
    assert [line for _, line in stream["values"]] == ["line 1"]


async def test_labels_values_and_series(http: httpx.AsyncClient) -> None:
    assert await data(http, "labels") == ["app", "environment", "level", "service_name"]
    assert await data(http, "label/service_name/values") == ["other", "shop"]
    assert await data(http, "label/service_name/values", query='{app="a"}') == ["shop"]
    assert await data(http, "label/app/values") == ["a"]
    assert await data(http, "label/level/values") == ["error", "info"]
    assert await data(http, "label/n/values") == ["0", "1", "2", "3"]
    assert await data(http, "label/none/values") == []
    shop = {"app": "a", "environment": "prod", "service_name": "shop"}
    assert await data(http, "series", **{"match[]": '{app=~".+"}'}) == [shop]
    assert sorted(await data(http, "series"), key=len) == [{"service_name": "other"}, shop]


async def test_index_figures(http: httpx.AsyncClient) -> None:
    wanted = {"streams": 1, "chunks": 1, "bytes": 24, "entries": 4}
    for selector in ('{app="a"}', '{service_name="shop"}'):  # records; counts per ten seconds
        answer = await http.get("/loki/api/v1/index/stats", params={**BOUNDS, "query": selector})
        assert answer.json() == wanted, selector
    volume = await data(http, "index/volume", query='{service_name=~".+"}')
    assert [(one["metric"]["service_name"], one["value"][1]) for one in volume["result"]] == [
        ("shop", "24"),
        ("other", "6"),
    ]
    ranged = await data(http, "index/volume_range", query='{app="a"}', step="120", targetLabels="detected_level")
    assert {one["metric"]["detected_level"]: one["values"] for one in ranged["result"]} == {
        "info": [[T0 // S, "12"], [T0 // S + 120, "6"]], "error": [[T0 // S + 120, "6"]],
    }  # fmt: skip


async def test_detected_labels_and_fields(http: httpx.AsyncClient) -> None:
    labels = (await http.get("/loki/api/v1/detected_labels", params=BOUNDS)).json()["detectedLabels"]
    assert {one["label"]: one["cardinality"] for one in labels} == {"app": 1, "environment": 1, "service_name": 2}
    answer = (await http.get("/loki/api/v1/detected_fields", params={**BOUNDS, "query": '{app="a"}'})).json()
    assert {one["label"]: (one["type"], one["cardinality"]) for one in answer["fields"]} == {
        "detected_level": ("string", 2), "n": ("int", 4),
    }  # fmt: skip
    values = await http.get("/loki/api/v1/detected_field/n/values", params={**BOUNDS, "query": '{app="a"}'})
    assert sorted(values.json()["values"]) == ["0", "1", "2", "3"]


async def test_probes_are_answered(http: httpx.AsyncClient) -> None:
    assert (await http.get("/loki/api/v1/status/buildinfo")).json()["version"].startswith("3.")
    assert await data(http, "patterns", query='{app="a"}') == []
    assert (await http.get("/loki/api/v1/drilldown-limits")).json()["limits"]["volume_enabled"] is True


REFUSED = [
    ("query_range", {"query": '{app="a"'}, "parse error at line 1, col 9: syntax error: unexpected $end, expecting }"),
    ("query", {"query": '{app="a"}'}, "log queries are not supported as an instant query type"),
    ("query_range", {"query": "{}"}, "queries require at least one regexp or equality matcher"),
    ("query_range", {"query": '{app="a"}', "limit": "0"}, "limit must be a positive value"),
    ("query_range", {"query": '{app="a"}', "limit": "9999"}, "limit > max_entries_limit_per_query (9999 > 5000)"),
    ("query_range", {"query": '{app="a"}', "direction": "up"}, 'invalid direction "up"'),
    ("query_range", {"query": "vector(1)", "step": "-1"}, "zero or negative query resolution step"),
    ("query_range", {"query": "vector(1)", "step": "soon"}, 'cannot parse "soon" to a valid duration'),
    ("query_range", {"query": "vector(1)", "end": "1"}, "end timestamp must not be before or equal to start time"),
    ("query", {"query": "vector(1)", "time": "tomorrow"}, 'could not parse "tomorrow" as a time'),
    ("query", {"query": "vector(1)", "time": "99999999999999999999999"}, "as a time"),
    ("query", {"query": 'sum(count_over_time({app="a"} | app > 1 [1h]))', "time": str(T0 + 600 * S)}, "'LabelFilterErr'"),
    ("detected_fields", {"query": "vector(1)"}, "only log selector is supported"),
    ("series", {"match[]": "{app"}, "parse error at line 1, col 5"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "params", "said"), REFUSED, ids=[f"{path} {n}" for n, (path, *_) in enumerate(REFUSED)]
)
async def test_refusals_are_plain_text_as_upstreams(
    http: httpx.AsyncClient, path: str, params: dict[str, str], said: str
) -> None:
    answer = await http.get(f"/loki/api/v1/{path}", params={**BOUNDS, **params})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert said in answer.text


async def test_nobody_sees_beyond_his_scope(stored: EmbeddedEngine) -> None:
    asked = {**BOUNDS, "query": '{service_name=~".+"}', "match[]": '{service_name=~".+"}'}
    paths = ("query_range", "labels", "label/service_name/values", "label/app/values", "series", "index/stats", "index/volume",
             "index/volume_range", "detected_labels", "detected_fields", "detected_field/n/values")  # fmt: skip
    async with client(make_app(build_router(stored, never, "0.0.0"), principal=seeing("nothing"))) as http:
        for path in paths:
            answer = await http.get(f"/loki/api/v1/{path}", params=asked)
            text = answer.text
            assert answer.status_code == 200, path
            assert not any(word in text for word in ("shop", "other", "line 0", "theirs", '"a"', '"0"')), (
                f"{path}: {text}"
            )


def tail_of(engine: EmbeddedEngine, text: str, now: list[int], **changes: Any) -> LokiTail:
    node = parse(text)
    assert isinstance(node, Logs)
    scope = changes.pop("scope", AccessScope.ALL)
    return LokiTail(engine, node, scope, never, clock_ns=lambda: now[0], **{"start_ns": T0, **changes})


def lines_of(frame: bytes | None) -> list[str]:
    if frame is None:
        return []
    return [line for stream in msgspec.json.decode(frame)["streams"] for _, line in stream["values"]]


async def test_a_tail_tells_what_there_is_and_then_what_comes_each_line_once(stored: EmbeddedEngine) -> None:
    now = [T0 + 200 * S]
    tail = tail_of(stored, '{app="a"} | line_format "<{{__line__}}>"', now, limit=2)
    assert lines_of(await tail.frame()) == ["<line 2>", "<line 3>"]
    assert await tail.frame() is None
    fresh = [log(201 * S + n, f"new {n}", ResourceAttributes={"app": "a"}) for n in range(2)]
    await insert_logs(stored, [*fresh, log(201 * S, "other app")])
    now[0] = T0 + 202 * S
    assert lines_of(await tail.frame()) == ["<new 0>", "<new 1>"]
    assert await tail.frame() is None


async def test_a_tail_waits_for_late_lines_as_long_as_asked(stored: EmbeddedEngine) -> None:
    now = [T0 + 182 * S]
    tail = tail_of(stored, '{app="a"}', now, delay_seconds=5)
    assert lines_of(await tail.frame()) == ["line 0", "line 1", "line 2"]
    now[0] = T0 + 186 * S
    assert lines_of(await tail.frame()) == ["line 3"]


async def test_a_tail_tells_what_there_was_no_room_for(stored: EmbeddedEngine) -> None:
    now = [T0 + 200 * S]
    tail = tail_of(stored, '{app="flood"}', now)
    assert await tail.frame() is None
    await insert_logs(
        stored, [log(201 * S + n, f"{n}", ResourceAttributes={"app": "flood"}) for n in range(MOST_LINES + 3)]
    )
    now[0] = T0 + 202 * S
    frame = await tail.frame()
    assert len(lines_of(frame)) == MOST_LINES
    assert frame is not None
    dropped = msgspec.json.decode(frame)["dropped_entries"]
    assert [int(one["timestamp"]) - T0 - 201 * S for one in dropped] == [0, 1, 2]
    assert dropped[0]["labels"]["app"] == "flood"
    assert await tail.frame() is None


async def test_a_tail_keeps_to_its_readers_scope(stored: EmbeddedEngine) -> None:
    scope = AccessScope(services=frozenset({"other"}))
    assert lines_of(await tail_of(stored, '{service_name=~".+"}', [T0 + 200 * S], scope=scope).frame()) == ["theirs"]
