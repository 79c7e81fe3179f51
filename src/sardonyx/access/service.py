"""Access: everything about who may do what, as one object. `app.state.access` holds it."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi.requests import HTTPConnection

from sardonyx.access import tokens
from sardonyx.access.authenticate import Authenticator
from sardonyx.access.credentials import Credential, parse
from sardonyx.access.errors import NotAuthenticated
from sardonyx.access.passwords import Passwords
from sardonyx.access.principal import Actor, Principal
from sardonyx.access.sessions import Sessions
from sardonyx.access.settings import AccessSettings
from sardonyx.access.setup import Setup
from sardonyx.access.throttle import Throttle
from sardonyx.access.tokens import TokenKind
from sardonyx.access.users import Users
from sardonyx.state import Database


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Access:
    """Built once at start, over an open database."""

    def __init__(
        self, db: Database, settings: AccessSettings | None = None, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.db = db
        self.settings = settings or AccessSettings()
        self._now = now
        self._authenticator = Authenticator(db, self.settings, now=now)
        self._throttle = Throttle(db, self.settings)
        passwords = Passwords(self.settings.hash_cost)
        self.users = Users(db, passwords, self._throttle, now=now, changed=self.invalidate)
        self.sessions = Sessions(db, passwords, self._throttle, self.settings, now=now, changed=self.invalidate)
        self.setup = Setup(db, self.users, self.sessions, now=now, changed=self.invalidate)

    async def authenticate(self, request: HTTPConnection) -> Principal:
        """Who sends this request. Raises NotAuthenticated, CrossSiteRefused, StateUnavailable."""
        return await self._authenticator.authenticate(request)

    async def authenticate_text(self, text: str) -> Principal:
        """Who holds this token or ingest key, for doors that are not HTTP. Raises NotAuthenticated, StateUnavailable."""
        credential = parse(text)
        if credential is None or credential.prefix == "sds":
            raise NotAuthenticated("the credentials sent are not a Sardonyx token")
        return await self._authenticator.principal_for(credential)

    async def authenticate_session(self, credential: Credential) -> Principal:
        """Who holds this session cookie, fresh from a login. Raises NotAuthenticated."""
        return await self._authenticator.principal_for(credential)

    async def setup_required(self) -> bool:
        """Whether nobody exists yet."""
        return not await self._authenticator.users_exist()

    async def revoke_token(self, token_id: str, *, kind: TokenKind, actor: Actor) -> None:
        """Revoke, effective at once in this process and within `cache_seconds` in others. Raises NotFound."""
        await tokens.revoke_token(self.db, token_id, kind=kind, actor=actor)
        self.invalidate()

    def invalidate(self) -> None:
        """Forget remembered principals: something about them has changed."""
        self._authenticator.invalidate()

    async def housekeeping(self) -> None:
        """Delete what is over: expired sessions and old failed logins. Call it now and then, say hourly."""
        await self.sessions.forget_expired()
        await self._throttle.forget_old(self._now())
