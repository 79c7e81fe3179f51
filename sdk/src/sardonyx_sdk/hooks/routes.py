"""The route template of a request, from what the framework left in the scope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_CONVERTER = re.compile(r"\{(\w+):[^}]+\}")


@lru_cache(maxsize=4096)
def _join(prefix: str, path: str) -> str:
    return _CONVERTER.sub(r"{\1}", prefix + path) or "/"


def asgi_route(scope: Mapping[str, Any]) -> str | None:
    """`/items/{id}` with the prefix of mounts and included routers; None if nothing matched."""
    path: str | None = None
    own = scope.get("fastapi")
    if own is not None and (effective := own.get("effective_route_context")) is not None:
        # A router that was included with a prefix: the route itself knows only its own part.
        path = getattr(effective, "path_format", None)
    route = scope.get("route")
    if path is None:
        if route is None:
            return _django_route(scope) if "django_route" in scope else _by_endpoint(scope)
        path = getattr(route, "path_format", None) or getattr(route, "path", None)
        if not isinstance(path, str):
            return None
    root = scope.get("root_path", "")
    if not root:
        return path if ":" not in path else _join("", path)
    if "app_root_path" in scope:
        prefix = root[len(scope["app_root_path"]) :]
        if prefix and path.endswith("/{path}") and hasattr(route, "routes"):  # a mount is the last that matched
            return _join(prefix, "/{path}")
        return _join(prefix, path)
    return _join("", path)


def _django_route(scope: Mapping[str, Any]) -> str | None:
    route = scope["django_route"]
    return django_template(route) if isinstance(route, str) else None


def _by_endpoint(scope: Mapping[str, Any]) -> str | None:
    # Older Starlette leaves only the endpoint.
    endpoint, router = scope.get("endpoint"), scope.get("router")
    for route in getattr(router, "routes", ()) if endpoint is not None else ():
        if getattr(route, "endpoint", None) is endpoint:
            path = getattr(route, "path_format", None)
            return path if isinstance(path, str) else None
    return None


_ANGLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@lru_cache(maxsize=4096)
def flask_template(rule: str) -> str:
    """`/user/<int:id>` as `/user/{id}`."""
    return _ANGLE.sub(r"{\1}", rule)


@lru_cache(maxsize=4096)
def django_template(route: str) -> str:
    """`users/<int:id>/` or `^users/(?P<id>\\d+)/$` as `/users/{id}/`."""
    words = _NAMED_GROUP.sub(r"{\1}", route)
    return "/" + _ANGLE.sub(r"{\1}", words).replace("^", "").rstrip("$").lstrip("/")
