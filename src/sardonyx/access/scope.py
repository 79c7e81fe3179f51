"""Scopes, names and roles as callers give them: checked, and never wider than the giver's own."""

import re
from collections.abc import Iterable

from sardonyx.access.catalogue import PERMISSIONS, ROLES, permissions_of
from sardonyx.access.errors import AccessDenied, FieldError, ValidationFailed
from sardonyx.access.principal import Principal

MAX_NAME = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_MAX_SCOPE = 1000


def clean_name(name: str, field: str = "name") -> str:
    """The name without outer spaces. Raises ValidationFailed when empty, over-long or unprintable."""
    trimmed = name.strip()
    if not trimmed or len(trimmed) > MAX_NAME or _UNPRINTABLE.search(trimmed):
        raise ValidationFailed(FieldError(field, f"1 to {MAX_NAME} printable characters"))
    return trimmed


def clean_scope(names: Iterable[str] | None, field: str) -> list[str] | None:
    """A scope sorted and without duplicates; None stays None (all)."""
    if names is None:
        return None
    if isinstance(names, str):
        raise ValidationFailed(FieldError(field, "a list of names, not one string"))
    found = sorted({clean_name(name, field) for name in names})
    if len(found) > _MAX_SCOPE:
        raise ValidationFailed(FieldError(field, f"at most {_MAX_SCOPE} names"))
    return found


def clean_roles(roles: Iterable[str]) -> list[str]:
    """At least one known role, in the order of the role list."""
    wanted = set(roles)
    unknown = sorted(wanted - set(ROLES))
    if unknown or not wanted:
        said = f"unknown: {', '.join(unknown)}; " if unknown else ""
        raise ValidationFailed(FieldError("roles", f"{said}one or more of {', '.join(ROLES)}"))
    return [role for role in ROLES if role in wanted]


def refuse_beyond(
    giver: Principal, *, roles: Iterable[str], services: list[str] | None, environments: list[str] | None
) -> None:
    """Nobody gives what he does not have. Raises AccessDenied naming what is beyond."""
    beyond = permissions_of(frozenset(roles)) - giver.permissions
    if beyond:
        first = sorted(beyond)[0]
        raise AccessDenied(
            f"you cannot give permissions you do not hold: {', '.join(sorted(beyond))}",
            permission=first,
            holders=tuple(role for role in ROLES if role in PERMISSIONS[first].roles),
        )
    for own, given, what in (
        (giver.services, services, "services"),
        (giver.environments, environments, "environments"),
    ):
        if own is not None and (given is None or not set(given) <= own):
            raise AccessDenied(f"you cannot give access to {what} outside of your own scope: {', '.join(sorted(own))}")
