"""Who sends this request: the one place where secrets become principals."""

import contextlib
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi.requests import HTTPConnection
from sqlalchemy import select, update

from sardonyx.access import credentials, peers
from sardonyx.access.catalogue import INGEST_PERMISSIONS, PERMISSIONS, permissions_of
from sardonyx.access.credentials import Credential
from sardonyx.access.errors import NotAuthenticated
from sardonyx.access.models import SessionRow, TokenRow, UserRow
from sardonyx.access.presented import Headers, headers_of, presented
from sardonyx.access.principal import Principal
from sardonyx.access.settings import AccessSettings
from sardonyx.state import Database, StateUnavailable

TOUCH_EVERY = timedelta(minutes=1)
_CACHE_SIZE = 10_000

LOOPBACK_ADMIN = Principal(
    "loopback", "loopback", "this machine", frozenset({"admin"}), frozenset(PERMISSIONS), None, None
)
LOOPBACK_INGEST = Principal("loopback", "loopback", "this machine", frozenset(), INGEST_PERMISSIONS, None, None)


@dataclass(frozen=True, slots=True)
class _Known:
    principal: Principal
    until: float
    stale_until: float


class Authenticator:
    """Looks secrets up in the state database and remembers the answer for a few seconds.

    `now` is the wall clock, `monotonic` the one the cache runs on (seconds).
    """

    def __init__(
        self,
        db: Database,
        settings: AccessSettings,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._settings = settings
        self._now = now
        self._monotonic = monotonic
        self._known: dict[bytes, _Known] = {}
        self._users_exist = False
        self._users_asked_until = 0.0
        self._changes = 0

    async def authenticate(self, request: HTTPConnection) -> Principal:
        """The principal. Raises NotAuthenticated, CrossSiteRefused, StateUnavailable."""
        scope = request.scope
        headers = headers_of(scope)
        found = presented(headers, scope.get("query_string", b""))
        if found is None:
            return await self._without_secret(request, headers)
        if found.by_cookie:
            peers.refuse_cross_site(scope, headers, found.credential, self._settings.trusted_origins)
        return await self.principal_for(found.credential)

    async def principal_for(self, credential: Credential) -> Principal:
        """The principal of one secret, for callers that got it by another way (gRPC metadata, syslog)."""
        key = hashlib.sha256(credential.text.encode()).digest()
        known = self._known.get(key)
        clock = self._monotonic()
        if known is not None and clock < known.until:
            return known.principal
        changes = self._changes
        try:
            principal, expires_at = await self._look_up(credential)
        except StateUnavailable:
            if known is not None and known.principal.kind == "ingest" and clock < known.stale_until:
                return known.principal
            raise
        except NotAuthenticated:
            self._known.pop(key, None)
            raise
        if changes == self._changes:  # else what was read may be outdated already
            self._remember(key, principal, expires_at)
        return principal

    def invalidate(self) -> None:
        """Forget all answers: users, roles or tokens have changed."""
        self._changes += 1
        self._known.clear()
        self._users_asked_until = 0.0

    async def users_exist(self) -> bool:
        """Whether anybody has been set up. Once true, true for good."""
        if not self._users_exist and self._monotonic() >= self._users_asked_until:
            async with self._db.reading() as session:
                self._users_exist = (await session.execute(select(UserRow.id).limit(1))).first() is not None
            self._users_asked_until = self._monotonic() + self._settings.cache_seconds
        return self._users_exist

    async def _without_secret(self, request: HTTPConnection, headers: Headers) -> Principal:
        if not peers.is_loopback(request.scope, headers):
            raise NotAuthenticated
        if peers.may_administrate_keyless(headers, self._settings.trusted_origins) and await self._local_admin():
            return LOOPBACK_ADMIN
        if not self._settings.require_ingest_key and peers.may_ingest_keyless(headers):
            return LOOPBACK_INGEST
        raise NotAuthenticated

    async def _local_admin(self) -> bool:
        if self._settings.loopback_admin != "auto":
            return self._settings.loopback_admin == "always"
        try:
            return not await self.users_exist()
        except StateUnavailable:
            return False  # local senders go on sending while the database is away

    def _remember(self, key: bytes, principal: Principal, expires_at: datetime | None) -> None:
        clock = self._monotonic()
        seconds = self._settings.cache_seconds
        stale = self._settings.stale_ingest_seconds
        if expires_at is not None:
            left = (expires_at - self._now()).total_seconds()
            seconds, stale = min(seconds, left), min(stale, left)
        if len(self._known) >= _CACHE_SIZE:
            self._known.clear()
        self._known[key] = _Known(principal, clock + seconds, clock + stale)

    async def _look_up(self, credential: Credential) -> tuple[Principal, datetime | None]:
        if credential.prefix == credentials.SESSION:
            return await self._session(credential)
        return await self._token(credential)

    async def _token(self, credential: Credential) -> tuple[Principal, datetime | None]:
        async with self._db.reading() as session:
            row = await session.get(TokenRow, credential.id)
        kind = "api" if credential.prefix == credentials.API else "ingest"
        # Compared even when there is no row, so that the time taken does not tell.
        fits = credential.matches(row.secret_hash if row is not None else "0" * 64)
        if row is None or not fits or row.kind != kind:
            raise NotAuthenticated("this token is not known here")
        now = self._now()
        if row.revoked_at is not None:
            raise NotAuthenticated(f"this token was revoked at {_shown(row.revoked_at)}")
        if row.expires_at is not None and row.expires_at <= now:
            raise NotAuthenticated(f"this token expired at {_shown(row.expires_at)}")
        if row.last_used_at is None or now - row.last_used_at >= TOUCH_EVERY:
            with contextlib.suppress(StateUnavailable):
                async with self._db.session() as session:
                    await session.execute(update(TokenRow).where(TokenRow.id == row.id).values(last_used_at=now))
        roles = frozenset({row.role} if row.role else ())
        principal = Principal(
            kind="token" if kind == "api" else "ingest",
            id=row.id,
            name=row.name,
            roles=roles,
            permissions=permissions_of(roles) if kind == "api" else INGEST_PERMISSIONS,
            services=_scope(row.services),
            environments=_scope(row.environments),
            rate_per_second=row.rate_per_second,
        )
        return principal, row.expires_at

    async def _session(self, credential: Credential) -> tuple[Principal, datetime | None]:
        query = select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id)
        async with self._db.reading() as session:
            found = (await session.execute(query.where(SessionRow.id == credential.id))).one_or_none()
        if found is None or not credential.matches(found[0].secret_hash):
            raise NotAuthenticated("your session has ended: sign in again")
        row, user = found[0], found[1]
        now = self._now()
        ends = min(row.expires_at, row.last_seen_at + self._settings.session_idle)
        if now >= ends or user.disabled:
            raise NotAuthenticated("your session has ended: sign in again")
        if now - row.last_seen_at >= TOUCH_EVERY:
            with contextlib.suppress(StateUnavailable):
                async with self._db.session() as session:
                    await session.execute(update(SessionRow).where(SessionRow.id == row.id).values(last_seen_at=now))
        roles = frozenset(user.roles)
        principal = Principal(
            kind="user",
            id=user.id,
            name=user.name,
            roles=roles,
            permissions=permissions_of(roles),
            services=_scope(user.services),
            environments=_scope(user.environments),
            session_id=row.id,
        )
        return principal, row.expires_at


def _scope(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _shown(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
