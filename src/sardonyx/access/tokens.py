"""API tokens and ingest keys: create, list, revoke. Work on a data folder beside a running server as well."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import select

from sardonyx.access import credentials
from sardonyx.access.audit import chain
from sardonyx.access.catalogue import ROLES
from sardonyx.access.errors import FieldError, NotFound, ValidationFailed
from sardonyx.access.models import TokenRow
from sardonyx.access.principal import Actor
from sardonyx.access.scope import clean_name, clean_scope
from sardonyx.state import Database

TokenKind = Literal["api", "ingest"]
_PREFIX: dict[TokenKind, str] = {"api": credentials.API, "ingest": credentials.INGEST}
_THING: dict[TokenKind, str] = {"api": "token", "ingest": "ingest_key"}
MAX_RATE = 10_000_000


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A new token. `token_text` is shown this once and cannot be had again."""

    token_text: str = field(repr=False)
    id: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token or key as listed: everything but the secret."""

    id: str
    kind: TokenKind
    name: str
    role: str | None
    services: list[str] | None
    environments: list[str] | None
    rate_per_second: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Limits:
    """What tokens and keys have in common, as asked for."""

    name: str
    services: Iterable[str] | None
    environments: Iterable[str] | None
    expires_at: datetime | None


async def create_token(
    db: Database,
    *,
    role: str,
    name: str,
    actor: Actor,
    services: Iterable[str] | None = None,
    environments: Iterable[str] | None = None,
    expires_at: datetime | None = None,
) -> CreatedToken:
    """Create an API token with one role, narrowed to services and environments (None: all). Raises ValidationFailed."""
    if role not in ROLES:
        raise ValidationFailed(FieldError("role", f"{role!r} is unknown; one of {', '.join(ROLES)}"))
    return await _create(db, "api", actor, _Limits(name, services, environments, expires_at), role=role)


async def create_ingest_key(
    db: Database,
    *,
    name: str,
    actor: Actor,
    services: Iterable[str] | None = None,
    environments: Iterable[str] | None = None,
    expires_at: datetime | None = None,
    rate_per_second: int | None = None,
) -> CreatedToken:
    """Create a key that can only send: pinned to services and environments (None: any), `rate_per_second` records."""
    if rate_per_second is not None and not 1 <= rate_per_second <= MAX_RATE:
        raise ValidationFailed(FieldError("rate_per_second", f"1 to {MAX_RATE} records"))
    return await _create(db, "ingest", actor, _Limits(name, services, environments, expires_at), rate=rate_per_second)


async def list_tokens(db: Database, kind: TokenKind) -> list[TokenInfo]:
    """All tokens of a kind, newest first, revoked and expired ones included."""
    query = select(TokenRow).where(TokenRow.kind == kind).order_by(TokenRow.created_at.desc(), TokenRow.id)
    async with db.reading() as session:
        return [_info(row) for row in await session.scalars(query)]


async def revoke_token(db: Database, token_id: str, *, kind: TokenKind, actor: Actor) -> None:
    """Revoke for good. Revoking again changes nothing. Raises NotFound."""
    async with db.session() as session:
        await chain.lock(session)
        row = await session.get(TokenRow, token_id)
        if row is None or row.kind != kind:
            raise NotFound(f"there is no {_THING[kind].replace('_', ' ')} {token_id}")
        if row.revoked_at is not None:
            return
        row.revoked_at = datetime.now(UTC)
        await chain.record(
            session, actor, f"{_THING[kind]}.revoke", f"{_THING[kind]}:{row.id}", details={"name": row.name}
        )


async def _create(
    db: Database,
    kind: TokenKind,
    actor: Actor,
    limits: "_Limits",
    *,
    role: str | None = None,
    rate: int | None = None,
) -> CreatedToken:
    now = datetime.now(UTC)
    _check_expiry(limits.expires_at, now)
    credential = credentials.issue(_PREFIX[kind])
    row = TokenRow(
        id=credential.id,
        kind=kind,
        name=clean_name(limits.name),
        secret_hash=credential.hash,
        role=role,
        services=clean_scope(limits.services, "services"),
        environments=clean_scope(limits.environments, "environments"),
        rate_per_second=rate,
        created_at=now,
        created_by=f"{actor.kind}:{actor.name}"[:300],
        expires_at=limits.expires_at,
    )
    details = {
        "environments": row.environments,
        "expires_at": limits.expires_at.isoformat() if limits.expires_at else None,
        "name": row.name,
        "rate_per_second": rate,
        "role": role,
        "services": row.services,
    }
    async with db.session() as session:
        session.add(row)
        await chain.record(session, actor, f"{_THING[kind]}.create", f"{_THING[kind]}:{row.id}", details=details)
    return CreatedToken(credential.text, row.id)


def _check_expiry(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is None:
        return
    if expires_at.tzinfo is None:
        raise ValidationFailed(FieldError("expires_at", "an instant with a time zone, such as 2031-01-31T12:00:00Z"))
    if expires_at <= now:
        raise ValidationFailed(FieldError("expires_at", "a time in the future"))


def _info(row: TokenRow) -> TokenInfo:
    return TokenInfo(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        name=row.name,
        role=row.role,
        services=row.services,
        environments=row.environments,
        rate_per_second=row.rate_per_second,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
