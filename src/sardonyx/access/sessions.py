"""Signing in and out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access import credentials
from sardonyx.access.audit import chain
from sardonyx.access.credentials import Credential
from sardonyx.access.errors import NotAuthenticated, NotFound, ValidationFailed
from sardonyx.access.models import SessionRow, UserRow
from sardonyx.access.passwords import Passwords
from sardonyx.access.principal import Actor
from sardonyx.access.settings import AccessSettings
from sardonyx.access.throttle import Throttle
from sardonyx.access.users import clean_email
from sardonyx.state import Database

_WRONG = "wrong e-mail address or password"


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of a browser that signs in. `previous` is the session cookie it came with, if any."""

    address: str
    user_agent: str
    previous: Credential | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its cookie and when it ends at the latest."""

    credential: Credential
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session as listed."""

    id: str
    user_id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str


class Sessions:
    """Sessions in the state database. `changed` is called when one ends before its time."""

    def __init__(
        self,
        db: Database,
        passwords: Passwords,
        throttle: Throttle,
        settings: AccessSettings,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._db = db
        self._passwords = passwords
        self._throttle = throttle
        self._settings = settings
        self._now = now
        self._changed = changed

    async def sign_in(self, email: str, password: str, browser: Browser) -> SignedIn:
        """Check the password and open a session with a new id. Raises NotAuthenticated, TooManyAttempts.

        Unknown address, wrong password and disabled user take the same work and give the same answer.
        """
        try:
            account = clean_email(email)
        except ValidationFailed:
            account = ""
        await self._throttle.attempt(account or email, browser.address, self._now())
        user = await self._by_email(account)
        usable = user is not None and not user.disabled
        fits = await self._passwords.matches(user.password_hash if user is not None else None, password)
        if user is None or not usable or not fits:
            await self._record_failure(account, user, browser)
            raise NotAuthenticated(_WRONG)
        rehashed = None
        if user.password_hash is not None and self._passwords.outdated(user.password_hash):
            rehashed = await self._passwords.hash(password)
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(UserRow, user.id)
            if row is None or row.disabled or row.password_hash != user.password_hash:
                raise NotAuthenticated(_WRONG)  # changed while the password was being checked
            if rehashed is not None:
                row.password_hash = rehashed
            await self._throttle.succeeded(session, account, browser.address)
            signed_in = await self.open(session, row, browser)
        self._changed()
        return signed_in

    async def open(self, session: AsyncSession, user: UserRow, browser: Browser) -> SignedIn:
        """Open a session for a user within a transaction; the one the browser came with ends (no fixation)."""
        now = self._now()
        if browser.previous is not None:
            await session.execute(delete(SessionRow).where(SessionRow.id == browser.previous.id))
        credential = credentials.issue(credentials.SESSION)
        expires_at = now + self._settings.session_absolute
        user.last_login_at = now
        session.add(
            SessionRow(
                id=credential.id,
                secret_hash=credential.hash,
                user_id=user.id,
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
                user_agent=_printable(browser.user_agent)[:300],
                address=_printable(browser.address)[:64],
            )
        )
        actor = Actor("user", user.id, user.name, browser.address)
        await chain.record(session, actor, "session.login", f"user:{user.id}", details={"session": credential.id})
        return SignedIn(credential, user.id, expires_at)

    async def of_user(self, user_id: str) -> list[SessionInfo]:
        """A user's running sessions, the latest used first."""
        now = self._now()
        query = select(SessionRow).where(
            SessionRow.user_id == user_id,
            SessionRow.expires_at > now,
            SessionRow.last_seen_at > now - self._settings.session_idle,
        )
        async with self._db.reading() as session:
            rows = await session.scalars(query.order_by(SessionRow.last_seen_at.desc(), SessionRow.id))
            return [_info(row) for row in rows]

    async def end(self, session_id: str, *, user_id: str, actor: Actor, action: str = "session.revoke") -> None:
        """End one session of a user. Raises NotFound (also when it is somebody else's)."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(SessionRow, session_id)
            if row is None or row.user_id != user_id:
                raise NotFound(f"there is no session {session_id}")
            await session.delete(row)
            await chain.record(session, actor, action, f"user:{user_id}", details={"session": session_id})
        self._changed()

    async def end_all(self, user_id: str, *, actor: Actor) -> None:
        """End every session of a user."""
        async with self._db.session() as session:
            await chain.lock(session)
            await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            await chain.record(session, actor, "session.revoke_all", f"user:{user_id}")
        self._changed()

    async def forget_expired(self) -> None:
        """Delete rows of sessions that are over."""
        now = self._now()
        over = or_(SessionRow.expires_at <= now, SessionRow.last_seen_at <= now - self._settings.session_idle)
        async with self._db.session() as session:
            await session.execute(delete(SessionRow).where(over))

    async def _by_email(self, email: str) -> UserRow | None:
        async with self._db.reading() as session:
            return (await session.scalars(select(UserRow).where(UserRow.email == email))).one_or_none()

    async def _record_failure(self, account: str, user: UserRow | None, browser: Browser) -> None:
        # An address that is not one may be a password typed into the wrong field: it is not written down.
        actor = Actor("anonymous", "anonymous", account or "(not an e-mail address)", browser.address)
        object_ = f"user:{user.id}" if user is not None else "user:unknown"
        reason = "unknown user" if user is None else "disabled user" if user.disabled else "wrong password"
        async with self._db.session() as session:
            await chain.record(session, actor, "session.login", object_, outcome="failure", details={"reason": reason})


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _info(row: SessionRow) -> SessionInfo:
    return SessionInfo(
        id=row.id,
        user_id=row.user_id,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        user_agent=row.user_agent,
        address=row.address,
    )
