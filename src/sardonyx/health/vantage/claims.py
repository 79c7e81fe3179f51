"""Whose vantage point is whose: the first key that speaks for a name keeps it.

Monitors may hold passwords, and every ingest key may ask for those of a vantage point. So a name belongs to the key that asked
first, until the key is revoked or has expired, or somebody releases the name.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.authenticate import LOOPBACK_INGEST
from sardonyx.access.errors import AccessDenied, NotFound
from sardonyx.access.models import TokenRow
from sardonyx.access.principal import Actor, Principal
from sardonyx.health.vantage.state_models import StoredVantage
from sardonyx.state import Database

_NOTED_EVERY = timedelta(minutes=1)


class Claims:
    """The names, in the state database; who was seen when also in memory, a minute more exactly."""

    def __init__(self, db: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._db = db
        self._now = now
        self._holders: dict[str, str] = {}
        self._seen: dict[str, datetime] = {}
        self._noted: dict[str, datetime] = {}
        self._turn = asyncio.Lock()

    async def check(self, name: str, principal: Principal) -> None:
        """The name is this caller's from now on, if it was nobody's. Raises AccessDenied."""
        now = self._now()
        is_known = self._holders.get(name) == principal.id
        if not is_known or now - self._noted.get(name, now - _NOTED_EVERY) >= _NOTED_EVERY:
            async with self._turn:
                await self._claim(name, principal, now)
            self._holders[name], self._noted[name] = principal.id, now
        self._seen[name] = now

    async def last_seen(self) -> dict[str, datetime]:
        """When each vantage point was heard of last."""
        async with self._db.reading() as session:
            stored = {row.name: row.last_seen for row in await session.scalars(select(StoredVantage))}
        return stored | {name: at for name, at in self._seen.items() if name in stored}

    async def release(self, name: str, actor: Actor) -> None:
        """Any key may claim the name again. Audited. Raises NotFound."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(StoredVantage, name)
            if row is None:
                raise NotFound(f"no agent has been heard of under the name {name}")
            await session.execute(delete(StoredVantage).where(StoredVantage.name == name))
            await chain.record(session, actor, "vantage.release", name, details={"key": row.key_name})
        self._holders.pop(name, None)

    async def _claim(self, name: str, principal: Principal, now: datetime) -> None:
        async with self._db.session() as session:
            row = await session.get(StoredVantage, name)
            if row is None:
                session.add(
                    StoredVantage(
                        name=name, key_id=principal.id, key_name=principal.name, first_seen=now, last_seen=now
                    )
                )
                return
            if row.key_id != principal.id:
                if await _is_valid(session, row.key_id, now):
                    raise AccessDenied(
                        f"the vantage point {name} belongs to the ingest key {row.key_name}: give the agent another name, "
                        "revoke that key, or release the name"
                    )
                row.key_id, row.key_name = principal.id, principal.name
            row.last_seen = now


async def _is_valid(session: AsyncSession, key_id: str, now: datetime) -> bool:
    """Whether the key may still be used; programs on this machine need none, and stay who they are."""
    if key_id == LOOPBACK_INGEST.id:
        return True
    key = await session.get(TokenRow, key_id)
    if key is None or key.revoked_at is not None:
        return False
    return key.expires_at is None or key.expires_at > now
