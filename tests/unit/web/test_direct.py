"""Direct endpoints: called without the framework between, with the permission their route declares."""

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, Request, Response
from fastapi.requests import HTTPConnection

from sardonyx.access.errors import NotAuthenticated
from sardonyx.access.permissions import requires
from sardonyx.access.principal import Principal
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.receivers.direct import direct
from sardonyx.web.app import create_app
from sardonyx.web.direct import endpoints_of

SENDER = Principal("ingest", "key", "a key", frozenset(), frozenset({"ingest:write"}), None, None)
READER = Principal("user", "ada", "Ada", frozenset({"viewer"}), frozenset({"logs:read"}), None, None)


class _Access:
    async def authenticate(self, request: HTTPConnection) -> Principal:
        match request.headers.get("authorization"):
            case "sender":
                return SENDER
            case "reader":
                return READER
        raise NotAuthenticated


def _router() -> APIRouter:
    router = APIRouter()

    @direct
    async def receive(request: Request, principal: Annotated[Principal, Depends(requires("ingest:write"))]) -> Response:
        # FastAPI puts what it resolved into the scope: the sign that it was asked.
        return Response(f"{principal.name}: {(await request.body()).decode()} {'route' in request.scope}")

    router.add_api_route("/api/v1/write", receive, methods=["POST"])
    return router


def _client(spans: SpanTap) -> httpx.AsyncClient:
    app = create_app(_Access(), [_router()], pages=False, spans=spans)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


async def test_who_may_is_answered_without_the_framework_and_leaves_no_span() -> None:
    spans = SpanTap()
    answer = await _client(spans).post("/api/v1/write", content="hello", headers={"Authorization": "sender"})
    assert (answer.status_code, answer.text) == (200, "a key: hello False")
    assert spans.drain() == []


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("nobody", 401)])
async def test_who_may_not_is_refused_in_the_words_of_any_other_route(who: str, status: int) -> None:
    answer = await _client(SpanTap()).post("/api/v1/write", content="hello", headers={"Authorization": who})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_another_method_is_the_frameworks_business() -> None:
    answer = await _client(SpanTap()).get("/api/v1/write", headers={"Authorization": "sender"})
    assert answer.status_code == 405


def test_a_direct_endpoint_without_a_permission_does_not_start() -> None:
    router = APIRouter()

    @direct
    async def receive(request: Request) -> Response:
        return Response()

    router.add_api_route("/open", receive, methods=["POST"])
    with pytest.raises(ValueError, match="exactly one permission"):
        endpoints_of([router])
