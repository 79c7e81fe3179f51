"""Endpoints that take data in bulk, answered ahead of the framework.

For a request of 500 samples, routing, middleware and dependency resolution cost more than reading it. An endpoint marked
with `receivers.direct` is called as soon as its path and method are seen and its permission is granted. Anything else, a
refusal too, goes the framework's way: nothing of the request has been consumed by then.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sardonyx.access.errors import AccessError
from sardonyx.access.permissions import Requirement
from sardonyx.receivers.direct import is_direct
from sardonyx.state import StateError


class DirectRoutes:
    """ASGI middleware with the direct endpoints of some routers. Their routes stay declared where they are."""

    def __init__(self, app: ASGIApp, routers: Iterable[APIRouter]) -> None:
        self._app = app
        self._endpoints = endpoints_of(routers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        found = self._endpoints.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        endpoint, requirement = found
        request = Request(scope, receive, send)
        try:
            principal = await requirement(request)
        except (AccessError, StateError):
            await self._app(scope, receive, send)
            return
        response = await endpoint(request, principal)
        await response(scope, receive, send)


def endpoints_of(routers: Iterable[APIRouter]) -> Mapping[tuple[str, str], tuple[Any, Requirement]]:
    """(method, path) → endpoint and what it requires, of the direct ones."""
    return {
        (method, route.path): (route.endpoint, _requirement(route))
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and is_direct(route.endpoint)
        for method in route.methods or ()
    }


def _requirement(route: APIRoute) -> Requirement:
    found = [each.call for each in route.dependant.dependencies if isinstance(each.call, Requirement)]
    if len(found) != 1:
        raise ValueError(f"{route.path}: a direct endpoint declares exactly one permission")
    return found[0]
