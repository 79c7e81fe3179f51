"""Who may do what: users, roles, tokens, ingest keys, sessions and the audit chain."""

from sardonyx.access.errors import (
    AccessDenied,
    AccessError,
    Conflict,
    CrossSiteRefused,
    FieldError,
    NotAuthenticated,
    NotFound,
    TooManyAttempts,
    ValidationFailed,
)
from sardonyx.access.permissions import Principal, public, requires
from sardonyx.access.principal import SYSTEM, Actor
from sardonyx.access.service import Access
from sardonyx.access.settings import AccessSettings

__all__ = [
    "SYSTEM",
    "Access",
    "AccessDenied",
    "AccessError",
    "AccessSettings",
    "Actor",
    "Conflict",
    "CrossSiteRefused",
    "FieldError",
    "NotAuthenticated",
    "NotFound",
    "Principal",
    "TooManyAttempts",
    "ValidationFailed",
    "public",
    "requires",
]
