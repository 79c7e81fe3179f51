"""Slowing down guessers: per account and per address, with delays that double.

An attempt is counted before the password is looked at, in one transaction per attempt, so a thousand guesses at once
are counted as a thousand. A success clears the account. Counts live in the database and survive a restart; attempts
refused while blocked are not counted, so nobody can lengthen somebody else's block by knocking on.
"""

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.errors import TooManyAttempts
from sardonyx.access.models import LoginAttemptsRow
from sardonyx.access.settings import AccessSettings
from sardonyx.state import Database, database_of

_FIRST_DELAY = timedelta(seconds=2)
_MAX_DOUBLINGS = 20


class Throttle:
    """Counts attempts in the state database."""

    def __init__(self, db: Database, settings: AccessSettings) -> None:
        self._db = db
        self._settings = settings

    async def attempt(self, account: str, address: str, now: datetime) -> None:
        """Count one attempt. Raises TooManyAttempts (and counts nothing) while the account or address is blocked."""
        settings = self._settings
        free = {
            account_key(account): settings.login_free_failures_per_account,
            address_key(address): settings.login_free_failures_per_address,
        }
        async with self._db.session() as session:
            rows = {key: await self._locked(session, key, now) for key in sorted(free)}
            waits = [row.blocked_until - now for row in rows.values() if row.blocked_until and row.blocked_until > now]
            if waits:
                raise TooManyAttempts(max(1, -int(-max(waits).total_seconds() // 1)))
            for key, row in rows.items():
                forgotten = now - row.last_at > settings.login_memory
                row.failures = 1 if forgotten else row.failures + 1
                row.last_at = now
                row.blocked_until = self._block(row.failures - free[key], now)

    async def forget_old(self, now: datetime) -> None:
        """Drop counts nobody has touched for long."""
        async with self._db.session() as session:
            await session.execute(
                delete(LoginAttemptsRow).where(LoginAttemptsRow.last_at < now - self._settings.login_memory)
            )

    async def succeeded(self, session: AsyncSession, account: str, address: str) -> None:
        """Forget the account's failures, and take this attempt off the address's count."""
        await session.execute(delete(LoginAttemptsRow).where(LoginAttemptsRow.key == account_key(account)))
        row = await session.get(LoginAttemptsRow, address_key(address), with_for_update=True)
        if row is not None:
            row.failures = max(0, row.failures - 1)
            row.blocked_until = None

    def _block(self, beyond: int, now: datetime) -> datetime | None:
        if beyond < 0:
            return None
        delay: timedelta = _FIRST_DELAY * 2 ** min(beyond, _MAX_DOUBLINGS)
        return now + min(delay, self._settings.login_max_delay)

    @staticmethod
    async def _locked(session: AsyncSession, key: str, now: datetime) -> LoginAttemptsRow:
        insert = sqlite.insert if database_of(session).kind == "sqlite" else postgresql.insert
        fresh = insert(LoginAttemptsRow).values(key=key, failures=0, last_at=now, blocked_until=None)
        await session.execute(fresh.on_conflict_do_nothing())
        query = select(LoginAttemptsRow).where(LoginAttemptsRow.key == key).with_for_update()
        return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()


def account_key(account: str) -> str:
    """Hashed: what is typed into the address field may be a password by mistake."""
    return "account:" + hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def address_key(address: str) -> str:
    """One IPv4 address, or one IPv6 /64: that is what one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "address:" + hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return f"address:{parsed.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((int(parsed) >> 64 << 64, 64))}"
    return f"address:{parsed}"
