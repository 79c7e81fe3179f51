from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute

from sardonyx.access import AccessDenied, NotAuthenticated
from sardonyx.access.authenticate import LOOPBACK_INGEST
from sardonyx.access.catalogue import permissions_of
from sardonyx.access.permissions import Principal, check, declare, public, requires
from sardonyx.access.routes import permission_matrix, undeclared_routes


def _principal(role: str) -> Principal:
    return Principal("token", "t1", "test", frozenset({role}), permissions_of(frozenset({role})))


class FakeAccess:
    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    async def authenticate(self, request: HTTPConnection) -> Principal:
        return self.principal


def _app() -> FastAPI:
    app = FastAPI(openapi_url=None)
    inner = APIRouter(prefix="/inner")

    @app.get("/logs")
    async def logs(principal: Annotated[Principal, Depends(requires("logs:read"))]) -> str:
        return principal.name

    @app.get("/forgotten")
    async def forgotten() -> None: ...

    @app.get("/open", dependencies=[Depends(public("it is the front door"))])
    async def front_door() -> None: ...

    @inner.post("/users", dependencies=[Depends(requires("users:manage"))])
    async def users() -> None: ...

    @inner.delete("/forgotten-too")
    async def forgotten_too() -> None: ...

    outer = APIRouter(prefix="/outer")
    outer.include_router(inner)
    app.include_router(outer)
    return app


def test_unknown_permissions_are_refused_when_the_route_is_written() -> None:
    with pytest.raises(ValueError, match="logs:raed"):
        requires("logs:raed")
    with pytest.raises(ValueError, match="logs:raed"):
        declare("logs:raed")


def test_a_public_route_must_say_why() -> None:
    with pytest.raises(ValueError, match="why"):
        public(" ")


def test_finds_routes_that_declare_nothing_however_deep() -> None:
    assert undeclared_routes(_app()) == ["GET /forgotten", "DELETE /outer/inner/forgotten-too"]
    assert undeclared_routes(_app(), frozenset({"/forgotten"})) == ["DELETE /outer/inner/forgotten-too"]


def test_a_router_may_declare_for_all_its_routes() -> None:
    app = FastAPI(openapi_url=None)
    router = APIRouter()

    @router.get("/a")
    async def a() -> None: ...

    app.include_router(router, dependencies=[Depends(requires("audit:read"))])
    assert undeclared_routes(app) == []
    assert permission_matrix(app)["GET", "/a"] == {
        "viewer": False,
        "editor": False,
        "responder": False,
        "deployer": False,
        "product": False,
        "security": True,
        "admin": True,
        "ingest": False,
        "anonymous": False,
    }


def test_plain_endpoints_and_mounts_declare_by_mark() -> None:
    async def endpoint(request: Any) -> PlainTextResponse:
        return PlainTextResponse("ok")

    @declare("ingest:write")
    async def marked(request: Any) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def socket(websocket: Any) -> None: ...

    routes = [
        Route("/plain", endpoint, methods=["POST"]),
        Route("/marked", marked, methods=["POST"]),
        WebSocketRoute("/live", socket),
        Mount("/sub", routes=[Route("/deep", endpoint, methods=["PUT"])]),
        Mount("/files", app=declare("public")(marked)),
    ]
    app = FastAPI(openapi_url=None, routes=routes)
    assert undeclared_routes(app) == ["WEBSOCKET /live", "POST /plain", "PUT /sub/deep"]


def test_matrix_gives_public_routes_to_all_and_undeclared_ones_to_nobody() -> None:
    matrix = permission_matrix(_app())
    assert all(matrix["GET", "/open"].values())
    assert not any(matrix["GET", "/forgotten"].values())
    assert matrix["GET", "/logs"]["viewer"]
    assert not matrix["GET", "/logs"]["ingest"]
    assert [who for who, may in matrix["POST", "/outer/inner/users"].items() if may] == ["admin"]


async def test_the_dependency_hands_over_the_principal() -> None:
    app = _app()
    app.state.access = FakeAccess(_principal("viewer"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/logs")).json() == "test"


def test_a_refusal_names_the_permission_what_one_has_and_who_has_it() -> None:
    with pytest.raises(AccessDenied) as refused:
        check(_principal("viewer"), "deployments:write")
    assert refused.value.permission == "deployments:write"
    assert refused.value.holders == ("deployer", "admin")
    assert "you have viewer" in str(refused.value)


def test_a_local_caller_without_credentials_is_told_to_send_some() -> None:
    check(LOOPBACK_INGEST, "ingest:write")
    with pytest.raises(NotAuthenticated):
        check(LOOPBACK_INGEST, "logs:read")


def test_scopes_narrow_what_is_seen() -> None:
    narrow = Principal("user", "u", "Charlie", frozenset(), frozenset(), services=frozenset({"onyx-core"}))
    assert narrow.sees(service="onyx-core", environment="production")
    assert not narrow.sees(service="billing")
    assert not narrow.sees()
    assert _principal("viewer").sees(service="anything")
