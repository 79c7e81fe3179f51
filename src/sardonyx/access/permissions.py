"""How a route says what it needs: `principal: Principal = Depends(requires("logs:read"))`.

Both dependencies carry the attribute `permission`, so that `access.routes` can find routes that declare nothing.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from fastapi.requests import HTTPConnection

from sardonyx.access.catalogue import PERMISSIONS, PUBLIC, ROLES, Permission, holders, permissions_of
from sardonyx.access.errors import AccessDenied, NotAuthenticated
from sardonyx.access.principal import Actor, Principal

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Actor",
    "Authenticating",
    "Permission",
    "Principal",
    "Public",
    "Requirement",
    "check",
    "declare",
    "permissions_of",
    "public",
    "requires",
]

F = TypeVar("F", bound=Callable[..., Any])


class Authenticating(Protocol):
    """What `app.state.access` must be able to do; tests put a fake there."""

    async def authenticate(self, request: HTTPConnection) -> Principal:
        """Who sends this request. Raises NotAuthenticated or CrossSiteRefused."""
        ...


class Requirement:
    """A dependency that authenticates and lets only holders of one permission through."""

    def __init__(self, permission: str) -> None:
        if permission not in PERMISSIONS:
            raise ValueError(f"unknown permission {permission!r}: add it to access/catalogue.py first")
        self.permission = permission

    async def __call__(self, request: HTTPConnection) -> Principal:
        """The principal, when he may. Raises NotAuthenticated, AccessDenied."""
        access = cast("Authenticating", request.app.state.access)
        principal = await access.authenticate(request)
        check(principal, self.permission)
        return principal


class Public:
    """A dependency that lets everybody through, and says why that is right."""

    permission = PUBLIC

    def __init__(self, reason: str) -> None:
        if not reason.strip():
            raise ValueError("a public route must say why it is public")
        self.reason = reason

    async def __call__(self) -> None:
        """Nothing to check."""


@cache
def requires(permission: str) -> Requirement:
    """The dependency for a permission; the same object each time, so FastAPI authenticates once per request."""
    return Requirement(permission)


def public(reason: str) -> Public:
    """The dependency of a route that needs no permission, such as the login itself."""
    return Public(reason)


def declare(permission: str) -> Callable[[F], F]:
    """Mark a plain ASGI endpoint or mounted app which checks the permission itself (hot paths that bypass FastAPI)."""
    if permission not in PERMISSIONS and permission != PUBLIC:
        raise ValueError(f"unknown permission {permission!r}: add it to access/catalogue.py first")

    def mark(endpoint: F) -> F:
        endpoint.permission = permission  # type: ignore[attr-defined]
        return endpoint

    return mark


def check(principal: Principal, permission: str) -> None:
    """Raise unless the principal holds the permission.

    A caller on this machine without credentials gets NotAuthenticated: he can mend it by sending some.
    """
    if permission in principal.permissions:
        return
    who = holders(permission)
    if principal.kind == "loopback":
        raise NotAuthenticated
    roles = ", ".join(sorted(principal.roles)) or "an ingest key"
    whom = f"roles with it: {', '.join(who)}"
    raise AccessDenied(
        f"this needs the permission {permission}; you have {roles}; {whom}", permission=permission, holders=who
    )
