"""The first start: a one-time link with which the operator creates the first administrator."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select

from sardonyx.access import credentials, users
from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotAuthenticated
from sardonyx.access.models import SetupLinkRow, UserRow
from sardonyx.access.principal import Actor
from sardonyx.access.sessions import Browser, Sessions, SignedIn
from sardonyx.access.users import NewUser, Users
from sardonyx.state import Database

_KEPT_LINKS = 20
_USED = "this set-up link is not valid, or was used already"


class Setup:
    """Hands out set-up links while nobody exists, and honours one of them, once."""

    def __init__(
        self,
        db: Database,
        people: Users,
        sessions: Sessions,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._db = db
        self._users = people
        self._sessions = sessions
        self._now = now
        self._changed = changed

    async def link_token(self) -> str | None:
        """A new token for `/setup?token=…`, or None when users exist. Links of other starts stay valid (the last 20)."""
        token = credentials.random_text()
        async with self._db.session() as session:
            await chain.lock(session)
            if (await session.execute(select(UserRow.id).limit(1))).first() is not None:
                return None
            session.add(SetupLinkRow(secret_hash=credentials.digest(token), created_at=self._now()))
            await session.flush()
            newest = select(SetupLinkRow.secret_hash).order_by(SetupLinkRow.created_at.desc()).limit(_KEPT_LINKS)
            kept = list(await session.scalars(newest))
            await session.execute(delete(SetupLinkRow).where(SetupLinkRow.secret_hash.not_in(kept)))
        return token

    async def use(self, token: str, *, email: str, name: str, password: str, browser: Browser) -> SignedIn:
        """Create the first administrator and sign him in. Raises NotAuthenticated (link), Conflict, ValidationFailed."""
        hashed = credentials.digest(token)
        async with self._db.reading() as session:
            if await session.get(SetupLinkRow, hashed) is None:  # cheap, before a password is hashed for anybody
                raise NotAuthenticated(_USED)
        row = await self._users.prepare(NewUser(email, name, password, ["admin"]))
        async with self._db.session() as session:
            await chain.lock(session)
            if await session.get(SetupLinkRow, hashed) is None:
                raise NotAuthenticated(_USED)
            if (await session.execute(select(UserRow.id).limit(1))).first() is not None:
                raise Conflict("Sardonyx is set up already: sign in")
            await session.execute(delete(SetupLinkRow))
            actor = Actor("user", row.id, row.name, browser.address)
            await chain.record(session, actor, "setup.complete", "installation")
            await users.insert(session, row, actor)
            signed_in = await self._sessions.open(session, row, browser)
        self._changed()
        return signed_in
