"""What can go wrong when somebody asks for something, as one tree.

AccessError
├── NotAuthenticated     401  no credentials, or wrong, expired or revoked ones
├── AccessDenied         403  known, but without the permission
│   └── CrossSiteRefused 403  a cookie request that our own pages did not send
├── NotFound             404  no such user, token, session
├── Conflict             409  it contradicts what is there (address in use, last administrator)
├── ValidationFailed     422  fields with wrong values, all of them at once
└── TooManyAttempts      429  slow down; `retry_after` says for how long

`status` is the HTTP status, `kind` a stable slug for the problem type, `headers` what the answer must carry. The web
layer turns them into RFC 9457 problem documents; nothing here knows about HTTP frameworks. A database that cannot be
reached is `sardonyx.state.StateUnavailable` (503).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class AccessError(Exception):
    """Anything access control refuses. `str(error)` is fit for the caller's eyes."""

    status = 400
    kind = "access"
    title = "Refused"

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers the answer must carry."""
        return {}


class NotAuthenticated(AccessError):
    """Who calls is unknown."""

    status = 401
    kind = "not-authenticated"
    title = "Not authenticated"

    def __init__(self, message: str = "this needs credentials: sign in, or send Authorization: Bearer <token>") -> None:
        super().__init__(message)

    @property
    def headers(self) -> Mapping[str, str]:
        """RFC 9110 section 11.6.1 wants the challenge on every 401."""
        return {"WWW-Authenticate": 'Bearer realm="sardonyx"'}


class AccessDenied(AccessError):
    """Who calls is known and lacks `permission`; `holders` are the roles that include it."""

    status = 403
    kind = "access-denied"
    title = "Permission needed"

    def __init__(self, message: str, *, permission: str | None = None, holders: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.permission = permission
        self.holders = tuple(holders)


class CrossSiteRefused(AccessDenied):
    """A request with a session cookie (or none, from this machine) that did not come from our own pages."""

    kind = "cross-site-refused"
    title = "Cross-site request refused"


class NotFound(AccessError):
    """The named thing does not exist."""

    status = 404
    kind = "not-found"
    title = "Not found"


class Conflict(AccessError):
    """The wish contradicts the present state."""

    status = 409
    kind = "conflict"
    title = "Conflict"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: its name, and a sentence saying what is allowed."""

    field: str
    message: str


class ValidationFailed(AccessError):
    """Wrong values; `errors` has every one of them."""

    status = 422
    kind = "validation-failed"
    title = "Wrong values"

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


class TooManyAttempts(AccessError):
    """Too many failed attempts; `retry_after` is in whole seconds."""

    status = 429
    kind = "too-many-attempts"
    title = "Too many attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many failed attempts: try again in {retry_after} s")
        self.retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        """Retry-After in seconds (RFC 9110 section 10.2.3)."""
        return {"Retry-After": str(self.retry_after)}
