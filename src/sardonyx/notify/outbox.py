"""The outbox: what is to be told is stored first, in the transaction that decides it, and then sent until it is taken.

At least once: a crash between sending and noting it sends again, with the same key, by which e-mail (Message-ID) and webhooks
(`webhook-id`) can be told apart from new ones. In order per outlet and address: what can't be sent holds up only what goes to
the same address after it. Compare-and-set: of two processes one sends.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.beside import beside
from sardonyx.notify.outlet import Notification, Outlet, Undelivered
from sardonyx.notify.state_models import NotificationRow
from sardonyx.state import Database, StateUnavailable, after_commit, database_of

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=3)
KEPT = timedelta(days=30)
_LEASE = timedelta(minutes=2)
"""Who takes one has it for so long; longer than any outlet takes."""
_AT_ONCE = 16
_LOOK_EVERY_SECONDS = 30.0
_FORGET_EVERY = timedelta(hours=6)
_MOST_ERROR = 1000


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts that failed: doubling, up to LONGEST_RETRY."""
    doubled: timedelta = FIRST_RETRY * 2 ** min(attempts - 1, 16)
    return min(doubled, LONGEST_RETRY)


class Outbox:
    """Notifications over the state database, sent while inside `sending`."""

    def __init__(self, db: Database, outlets: Mapping[str, Outlet], *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._outlets = outlets
        self._now = now
        self._wake = asyncio.Event()
        self._forgotten_at = now()

    def has(self, outlet: str) -> bool:
        """Whether there is such an outlet."""
        return outlet in self._outlets

    async def put(self, session: AsyncSession, notifications: Iterable[Notification]) -> None:
        """Decide in the caller's transaction: they are sent if it commits. A key that is there already changes nothing."""
        now = self._now()
        rows = [
            {
                "key": one.key, "outlet": one.outlet, "address": one.address, "content": dict(one.content),
                "state": "waiting", "attempts": 0, "decided_at": now, "due_at": now, "ended_at": None, "last_error": "",
            }
            for one in notifications
        ]  # fmt: skip
        if not rows:
            return
        insert = sqlite.insert if database_of(session).kind == "sqlite" else postgresql.insert
        await session.execute(insert(NotificationRow).on_conflict_do_nothing(index_elements=["key"]), rows)
        after_commit(session, self._woken)

    async def add(self, notifications: Iterable[Notification]) -> None:
        """The same in a transaction of its own."""
        async with self._db.session() as session:
            await self.put(session, notifications)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator["Outbox"]:
        """Send while inside; what is left goes after the next start."""
        async with beside(self._run(), name="outbox"):
            yield self

    async def send_due(self) -> int:
        """Try what is due now, each address's first; the count of those tried. Raises StateUnavailable."""
        now = self._now()
        heads = select(func.min(NotificationRow.id)).where(NotificationRow.state == "waiting")
        heads = heads.group_by(NotificationRow.outlet, NotificationRow.address)
        due = (
            select(NotificationRow)
            .where(NotificationRow.id.in_(heads), NotificationRow.due_at <= now)
            .order_by(NotificationRow.due_at, NotificationRow.id)
            .limit(_AT_ONCE)
        )
        async with self._db.reading() as session:
            rows = list(await session.scalars(due))
        mine = [row for row in rows if await self._claimed(row, now)]
        await asyncio.gather(*(self._try(row) for row in mine))
        return len(mine)

    async def _run(self) -> None:
        while True:
            try:
                self._wake.clear()
                while await self.send_due():
                    pass
                await self._forget()
                wait = await self._seconds_until_due()
            except StateUnavailable as error:
                log.warning("notifications are sent later: %s", error)
                wait = FIRST_RETRY.total_seconds()
            except Exception:
                log.exception("sending notifications failed")
                wait = FIRST_RETRY.total_seconds()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def _seconds_until_due(self) -> float:
        async with self._db.reading() as session:
            first = await session.scalar(
                select(func.min(NotificationRow.due_at)).where(NotificationRow.state == "waiting")
            )
        if first is None:
            return _LOOK_EVERY_SECONDS
        return min(max((first - self._now()).total_seconds(), 0.2), _LOOK_EVERY_SECONDS)

    async def _claimed(self, row: NotificationRow, now: datetime) -> bool:
        """Whether this process got it. It comes up again after the lease, should the process end meanwhile."""
        mine = (
            update(NotificationRow)
            .where(
                NotificationRow.id == row.id,
                NotificationRow.state == "waiting",
                NotificationRow.attempts == row.attempts,
            )
            .values(attempts=row.attempts + 1, due_at=now + _LEASE)
            .execution_options(synchronize_session=False)
        )
        async with self._db.session() as session:
            claimed = await session.execute(mine.returning(NotificationRow.id))
            return claimed.first() is not None

    async def _try(self, row: NotificationRow) -> None:
        attempts = row.attempts + 1
        try:
            async with asyncio.timeout(_LEASE.total_seconds() / 2):
                await self._outlet(row.outlet).send(Notification(row.key, row.outlet, row.address, row.content))
        except Undelivered as error:
            await self._failed(row, attempts, str(error), error.permanent, timedelta(seconds=error.retry_after_seconds))
        except TimeoutError:
            await self._failed(row, attempts, "no answer in time", False, timedelta())
        except Exception as error:
            log.exception("the outlet %s failed", row.outlet)
            await self._failed(row, attempts, f"{type(error).__name__}: {error}", False, timedelta())
        else:
            await self._note(row.id, state="sent", ended_at=self._now(), last_error="")

    def _outlet(self, name: str) -> Outlet:
        found = self._outlets.get(name)
        if found is None:
            raise Undelivered(f"there is no outlet {name}: it is not set up")
        return found

    async def _failed(
        self, row: NotificationRow, attempts: int, error: str, permanent: bool, at_least: timedelta
    ) -> None:
        now = self._now()
        error = error[:_MOST_ERROR]
        if permanent or now - row.decided_at >= GIVE_UP_AFTER:
            log.warning("a notification by %s was given up after %d attempts: %s", row.outlet, attempts, error)
            await self._note(row.id, state="failed", ended_at=now, last_error=error)
            return
        wait = max(wait_after(attempts), min(at_least, LONGEST_RETRY))
        await self._note(row.id, due_at=now + wait, last_error=error)

    async def _note(self, row_id: int, **values: object) -> None:
        async with self._db.session() as session:
            await session.execute(update(NotificationRow).where(NotificationRow.id == row_id).values(**values))

    async def _forget(self) -> None:
        now = self._now()
        if now - self._forgotten_at < _FORGET_EVERY:
            return
        async with self._db.session() as session:
            await session.execute(delete(NotificationRow).where(NotificationRow.ended_at < now - KEPT))
        self._forgotten_at = now

    async def _woken(self) -> None:
        self._wake.set()
