"""What an application's routes declare: for tests over the whole app, and for the permissions page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from sardonyx.access.catalogue import INGEST_PERMISSIONS, PUBLIC, ROLES, permissions_of


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """One method of one route, and every permission it asks for (empty: it declares none)."""

    method: str
    path: str
    permissions: frozenset[str]


def declared_routes(app: FastAPI) -> list[DeclaredRoute]:
    """Every route of the app with its permissions, mounted apps included, sorted by path."""
    found = list(_walk(app.routes, ""))
    return sorted(found, key=lambda route: (route.path, route.method))


def undeclared_routes(app: FastAPI, public_paths: frozenset[str] = frozenset()) -> list[str]:
    """`METHOD path` of each route that declares no permission; `public_paths` are known and meant to be open."""
    return [
        f"{route.method} {route.path}"
        for route in declared_routes(app)
        if not route.permissions and route.path not in public_paths
    ]


def permission_matrix(app: FastAPI) -> Mapping[tuple[str, str], Mapping[str, bool]]:
    """(method, path) → who → may he. "Who" is each role, `ingest` (a key) and `anonymous`.

    An undeclared route is open to nobody here: the test that tries the real app then sees the difference.
    """
    granted = {role: permissions_of(frozenset({role})) for role in ROLES}
    granted |= {"ingest": INGEST_PERMISSIONS, "anonymous": frozenset()}
    return {
        (route.method, route.path): {
            who: bool(route.permissions) and route.permissions <= held | {PUBLIC} for who, held in granted.items()
        }
        for route in declared_routes(app)
    }


def _walk(routes: Any, prefix: str) -> Iterator[DeclaredRoute]:
    for context in iter_route_contexts(routes):
        path = prefix + (context.path or "")
        endpoint = context.endpoint
        mounted = getattr(context, "app", None) if isinstance(context.original_route, Mount) else None
        marked = {
            permission
            for target in (endpoint, mounted)
            if isinstance(permission := getattr(target, "permission", None), str)
        }
        if mounted is not None and not marked and getattr(mounted, "routes", None):
            yield from _walk(mounted.routes, path)
            continue
        dependant = getattr(context, "dependant", None)
        permissions = frozenset(marked | (set(_asked(dependant)) if dependant is not None else set()))
        for method in sorted(context.methods or {"MOUNT" if mounted is not None else "WEBSOCKET"}):
            yield DeclaredRoute(method, path, permissions)


def _asked(dependant: Dependant) -> Iterator[str]:
    permission = getattr(dependant.call, "permission", None)
    if isinstance(permission, str):
        yield permission
    for inner in dependant.dependencies:
        yield from _asked(inner)
