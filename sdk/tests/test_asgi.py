"""HTTP server spans of FastAPI, Starlette and any ASGI application."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from opentelemetry import baggage, trace
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from collector import Collector, pairs
from sardonyx_sdk import SardonyxMiddleware
from sardonyx_sdk.hooks.asgi import MARK

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def client(app: Any) -> httpx.AsyncClient:
    """A client that the SDK's own httpx hook does not trace."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://shop.test"
    )


@pytest.fixture
def app() -> FastAPI:
    made = FastAPI()
    router = APIRouter(prefix="/v1")

    @made.get("/plain")
    async def plain() -> dict[str, str]:
        return {"trace": format(trace.get_current_span().get_span_context().trace_id, "032x")}

    @made.get("/items/{item_id}")
    async def item(item_id: int) -> dict[str, int]:
        if item_id == 404:
            raise HTTPException(404)
        if item_id == 500:
            raise RuntimeError("no such luck")
        return {"id": item_id}

    @router.get("/nested/{name:path}")
    def nested(name: str) -> str:
        return name

    @made.get("/baggage")
    async def bag() -> dict[str, object]:
        return dict(baggage.get_all())

    made.include_router(router, prefix="/api")
    return made


async def servers(sdk: Any, collector: Collector) -> list[Any]:
    assert await asyncio.to_thread(sdk.flush)
    return [span for span in collector.spans if span.kind == 2]


@pytest.fixture
def server_only(configure: Any) -> Any:
    import sardonyx_sdk

    configure(instrument=["fastapi", "starlette"])
    return sardonyx_sdk


async def test_names_the_span_by_method_and_route(server_only: Any, collector: Collector, app: FastAPI) -> None:
    async with client(app) as http:
        assert (await http.get("/items/7?x=1", headers={"user-agent": "probe"})).json() == {"id": 7}
    (span,) = await servers(server_only, collector)
    assert span.name == "GET /items/{item_id}"
    assert len(span.trace_id) == 16
    assert len(span.span_id) == 8
    assert span.parent_span_id == b""
    assert span.end_time_unix_nano > span.start_time_unix_nano
    assert span.status.code == 0
    assert pairs(span.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/items/{item_id}",
        "url.path": "/items/7",
        "url.query": "x=1",
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "client.address": "127.0.0.1",
        "user_agent.original": "probe",
        "server.address": "shop.test",
    }


async def test_path_without_parameters_is_part_of_the_template(
    server_only: Any, collector: Collector, app: FastAPI
) -> None:
    async with client(app) as http:
        answer = await http.get("/plain")
    (span,) = await servers(server_only, collector)
    assert span.name == "GET /plain"
    assert pairs(span.attributes)["url.path"] == "/plain"
    assert answer.json()["trace"] == span.trace_id.hex()


async def test_included_router_keeps_its_prefixes(server_only: Any, collector: Collector, app: FastAPI) -> None:
    async with client(app) as http:
        assert (await http.get("/api/v1/nested/a/b")).status_code == 200
    (span,) = await servers(server_only, collector)
    assert span.name == "GET /api/v1/nested/{name}"


async def test_mounted_application_has_one_span_with_the_whole_route(
    server_only: Any, collector: Collector, app: FastAPI
) -> None:
    async def inner(request: Any) -> PlainTextResponse:
        return PlainTextResponse("ok")

    outer = Starlette(routes=[Mount("/mounted", app=app), Route("/own/{x}", inner), Mount("/raw", app=inner_asgi)])
    async with client(outer) as http:
        await http.get("/mounted/items/3")
        await http.get("/own/1")
        await http.get("/raw/deep/path")
    names = [span.name for span in await servers(server_only, collector)]
    assert names == ["GET /mounted/items/{item_id}", "GET /own/{x}", "GET /raw/{path}"]


async def inner_asgi(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_unknown_path_has_no_route(server_only: Any, collector: Collector, app: FastAPI) -> None:
    async with client(app) as http:
        assert (await http.get("/nowhere/17")).status_code == 404
    (span,) = await servers(server_only, collector)
    assert span.name == "GET"
    assert "http.route" not in pairs(span.attributes)
    assert pairs(span.attributes)["url.path"] == "/nowhere/17"
    assert span.status.code == 0


async def test_exception_is_an_error_with_its_stack(server_only: Any, collector: Collector, app: FastAPI) -> None:
    async with client(app) as http:
        assert (await http.get("/items/500")).status_code == 500
        assert (await http.get("/items/404")).status_code == 404
    failed, refused = await servers(server_only, collector)
    assert failed.status.code == 2
    assert pairs(failed.attributes)["error.type"] == "RuntimeError"
    (event,) = failed.events
    assert event.name == "exception"
    assert pairs(event.attributes)["exception.type"] == "RuntimeError"
    assert pairs(event.attributes)["exception.message"] == "no such luck"
    assert "in item" in pairs(event.attributes)["exception.stacktrace"]
    assert refused.status.code == 0
    assert not refused.events


async def test_continues_the_trace_of_the_caller(server_only: Any, collector: Collector, app: FastAPI) -> None:
    headers = {"traceparent": PARENT, "tracestate": "a=1,b=2", "x-request-id": "req-1", "baggage": "tenant=acme"}
    async with client(app) as http:
        assert (await http.get("/baggage", headers=headers)).json() == {"tenant": "acme"}
    (span,) = await servers(server_only, collector)
    assert span.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert span.parent_span_id.hex() == "b7ad6b7169203331"
    assert span.trace_state == "a=1,b=2"
    assert pairs(span.attributes)["request.id"] == "req-1"


@pytest.mark.parametrize(
    "header",
    [
        "garbage",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        PARENT + "-extra",
        "",
    ],
)
async def test_wrong_traceparent_starts_a_new_trace(
    server_only: Any, collector: Collector, app: FastAPI, header: str
) -> None:
    async with client(app) as http:
        await http.get("/plain", headers={"traceparent": header})
    (span,) = await servers(server_only, collector)
    assert span.parent_span_id == b""
    assert span.trace_id.hex() != "0af7651916cd43dd8448eb211c80319c"


async def test_unsampled_caller_is_respected_but_counted(server_only: Any, collector: Collector, app: FastAPI) -> None:
    async with client(app) as http:
        await http.get("/plain", headers={"traceparent": PARENT[:-2] + "00"})
    assert await servers(server_only, collector) == []
    (point,) = collector.metrics["http.server.request.duration"].histogram.data_points
    assert point.count == 1


async def test_durations_are_exact_whatever_is_sampled(configure: Any, collector: Collector, app: FastAPI) -> None:
    import sardonyx_sdk

    configure(instrument=["fastapi"], sample=0.3)
    async with client(app) as http:
        for number in range(60):
            await http.get(f"/items/{number}")
        for _ in range(5):
            await http.get("/items/500")
    spans = await servers(sardonyx_sdk, collector)
    assert 0 < len(spans) < 60
    metric = collector.metrics["http.server.request.duration"]
    assert metric.unit == "s"
    assert metric.histogram.aggregation_temporality == 2
    points = {pairs(p.attributes)["http.response.status_code"]: p for p in metric.histogram.data_points}
    assert {status: point.count for status, point in points.items()} == {200: 60, 500: 5}
    good = points[200]
    assert sum(good.bucket_counts) == 60
    assert len(good.bucket_counts) == len(good.explicit_bounds) + 1
    assert list(good.explicit_bounds)[:2] == [0.005, 0.01]
    assert 0 < good.sum < 60
    assert pairs(good.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/items/{item_id}",
        "network.protocol.version": "1.1",
        "url.scheme": "http",
    }
    assert pairs(points[500].attributes)["error.type"] == "RuntimeError"
    known = {span.span_id for span in spans}
    assert good.exemplars[0].span_id in known


async def test_cancelled_request_is_no_error(server_only: Any, collector: Collector) -> None:
    app = FastAPI()
    entered = asyncio.Event()

    @app.get("/slow")
    async def slow() -> None:
        entered.set()
        await asyncio.Event().wait()

    async with client(app) as http:
        task = asyncio.create_task(http.get("/slow"))
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (span,) = await servers(server_only, collector)
    assert span.status.code == 0
    assert pairs(span.attributes)["sardonyx.cancelled"] is True
    assert "http.response.status_code" not in pairs(span.attributes)


async def test_middleware_by_hand_for_any_application(server_only: Any, collector: Collector) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])
        if scope["type"] == "http":
            assert MARK in scope
            await inner_asgi(scope, receive, send)

    wrapped = SardonyxMiddleware(SardonyxMiddleware(app))
    async with client(wrapped) as http:
        await http.post("/any")
    await wrapped({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    (span,) = await servers(server_only, collector)
    assert span.name == "POST"
    assert seen == ["http", "lifespan"]


async def test_unknown_method_is_folded(server_only: Any, collector: Collector) -> None:
    async with client(SardonyxMiddleware(inner_asgi)) as http:
        await http.request("BREW", "/pot")
    (span,) = await servers(server_only, collector)
    assert span.name == "HTTP"
    assert pairs(span.attributes)["http.request.method"] == "_OTHER"
    assert pairs(span.attributes)["http.request.method_original"] == "BREW"


async def test_a_broken_scope_never_reaches_the_application(server_only: Any, collector: Collector) -> None:
    answered: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message: Any) -> None:
        answered.append(message["status"])

    await SardonyxMiddleware(app)({"type": "http", "headers": None}, None, send)  # type: ignore[arg-type]
    await SardonyxMiddleware(app)({"type": "http", "headers": []}, None, send)  # type: ignore[arg-type]
    assert answered == [204, 204]
    assert server_only.stats()["hook_errors"] == {"asgi": 2}


async def test_attributes_and_children_of_the_handler_belong_to_the_request(
    server_only: Any, collector: Collector
) -> None:
    app = FastAPI()
    tracer = trace.get_tracer("shop.checkout", "1.2")

    @app.get("/buy")
    def buy() -> None:  # runs in a worker thread
        server_only.bind(user_id=42, cart="c1")
        trace.get_current_span().set_attribute("basket.size", 3)
        with tracer.start_as_current_span("price", attributes={"rows": 2}):
            pass

    async with client(app) as http:
        await http.get("/buy")
    (server,) = await servers(server_only, collector)
    child = collector.span("price")
    assert child.parent_span_id == server.span_id
    assert child.trace_id == server.trace_id
    assert pairs(child.attributes) == {"rows": 2, "user.id": 42, "cart": "c1"}
    assert pairs(server.attributes)["basket.size"] == 3
    assert pairs(server.attributes)["user.id"] == 42
