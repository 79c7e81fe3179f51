"""Who hears of a page's posts. Nobody is told anything before they said so twice: once on the page, once in what was sent.

Links carry a token made of the subscriber's id with a key of the data folder: nothing about them is stored, and they hold for
as long as the subscription does.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import NotFound
from sardonyx.access.principal import Actor
from sardonyx.health.status_page.environment import told_state
from sardonyx.health.status_page.pages import StoredPage
from sardonyx.health.status_page.state_models import PostRow, SubscriberRow, UpdateRow
from sardonyx.notify import email, webhook
from sardonyx.notify.outbox import Outbox
from sardonyx.notify.outlet import Notification
from sardonyx.state import Database, database_of
from sardonyx.state.sealing import Sealer

CONFIRM_WITHIN = timedelta(days=7)
MAX_SUBSCRIBERS = 20_000
_AT_ONCE = 500

UrlOf = Callable[[StoredPage], str]
"""Where people reach a page."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Subscribers:
    """Of all pages, over the state database."""

    def __init__(
        self, db: Database, outbox: Outbox, sealer: Sealer, key: bytes, url_of: UrlOf, *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self._db = db
        self._outbox = outbox
        self._sealer = sealer
        self._key = key
        self._url_of = url_of
        self._now = now

    @property
    def may_mail(self) -> bool:
        """Whether e-mail is set up."""
        return self._outbox.has(email.NAME)

    async def subscribe(self, page: StoredPage, outlet: str, address: str) -> None:
        """Ask the address whether it wants to; at most once an hour. Whether it was known is told to nobody."""
        now = self._now()
        async with self._db.session() as session:
            await self._forget_unconfirmed(session, now)
            count = await session.scalar(
                select(func.count()).select_from(SubscriberRow).where(SubscriberRow.page_id == page.id)
            )
            if (count or 0) < MAX_SUBSCRIBERS:
                insert = sqlite.insert if database_of(session).kind == "sqlite" else postgresql.insert
                fresh = insert(SubscriberRow).values(
                    id=secrets.token_hex(12), page_id=page.id, outlet=outlet, address=address,
                    secret=self._sealer.seal(webhook.new_secret()), created_at=now, confirmed_at=None,
                )  # fmt: skip
                await session.execute(fresh.on_conflict_do_nothing(index_elements=["page_id", "outlet", "address"]))
            row = await session.scalar(
                select(SubscriberRow).where(
                    SubscriberRow.page_id == page.id, SubscriberRow.outlet == outlet, SubscriberRow.address == address
                )
            )
            if row is not None and row.confirmed_at is None:
                await self._outbox.put(session, [self._question(page, row, now)])

    async def confirm(self, page: StoredPage, subscriber_id: str, token: str) -> bool:
        """The second yes; False where the link is wrong or too old."""
        if not self.is_token("confirm", subscriber_id, token):
            return False
        now = self._now()
        async with self._db.session() as session:
            row = await session.get(SubscriberRow, subscriber_id)
            if row is None or row.page_id != page.id:
                return False
            row.confirmed_at = row.confirmed_at or now
        return True

    async def unsubscribe(self, subscriber_id: str, token: str) -> bool:
        """Gone; False where the link is wrong. Who is gone already is gone."""
        if not self.is_token("unsubscribe", subscriber_id, token):
            return False
        async with self._db.session() as session:
            await session.execute(delete(SubscriberRow).where(SubscriberRow.id == subscriber_id))
        return True

    async def all(self, page_id: str) -> list[SubscriberRow]:
        """Of one page, oldest first."""
        query = select(SubscriberRow).where(SubscriberRow.page_id == page_id)
        async with self._db.reading() as session:
            return list(await session.scalars(query.order_by(SubscriberRow.created_at, SubscriberRow.id)))

    async def counts(self) -> dict[str, int]:
        """Confirmed ones, by page."""
        query = select(SubscriberRow.page_id, func.count()).where(SubscriberRow.confirmed_at.is_not(None))
        async with self._db.reading() as session:
            rows = (await session.execute(query.group_by(SubscriberRow.page_id))).all()
        return {row[0]: row[1] for row in rows}

    async def remove(self, page: StoredPage, subscriber_id: str, actor: Actor) -> None:
        """Take somebody off. Raises NotFound."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(SubscriberRow, subscriber_id)
            if row is None or row.page_id != page.id:
                raise NotFound(f"there is no subscriber {subscriber_id}")
            await session.delete(row)
            await chain.record(session, actor, "status_page.remove_subscriber", f"status_page:{page.id}")

    async def tell(self, session: AsyncSession, page: StoredPage, post: PostRow, told: UpdateRow) -> None:
        """Tell an update to all who confirmed; sent if the caller's transaction commits. `told` has its id."""
        confirmed = select(SubscriberRow).where(
            SubscriberRow.page_id == page.id, SubscriberRow.confirmed_at.is_not(None)
        )
        rows = list(await session.scalars(confirmed))
        for start in range(0, len(rows), _AT_ONCE):
            some: Sequence[SubscriberRow] = rows[start : start + _AT_ONCE]
            await self._outbox.put(session, [self._news(page, row, post, told) for row in some])

    def link(self, page: StoredPage, purpose: str, subscriber_id: str) -> str:
        """The address that confirms or ends a subscription."""
        return f"{self._url_of(page)}/{purpose}?id={subscriber_id}&token={self.token(purpose, subscriber_id)}"

    def token(self, purpose: str, subscriber_id: str) -> str:
        """What proves that who has it was sent it."""
        return hmac.new(self._key, f"{purpose}:{subscriber_id}".encode(), hashlib.sha256).hexdigest()[:40]

    def is_token(self, purpose: str, subscriber_id: str, token: str) -> bool:
        """Whether it is that one."""
        return hmac.compare_digest(self.token(purpose, subscriber_id).encode(), token.encode())

    async def _forget_unconfirmed(self, session: AsyncSession, now: datetime) -> None:
        old = (SubscriberRow.confirmed_at.is_(None)) & (SubscriberRow.created_at < now - CONFIRM_WITHIN)
        await session.execute(delete(SubscriberRow).where(old))

    def _question(self, page: StoredPage, row: SubscriberRow, now: datetime) -> Notification:
        title, confirm = page.spec.title, self.link(page, "confirm", row.id)
        key = f"status-confirm-{row.id}-{now:%Y%m%d%H}"
        if row.outlet == webhook.NAME:
            # It can't be signed yet: the receiver learns the secret from this call.
            body = {"type": "subscription.confirm", "page": self._named(page), "confirm_url": confirm}
            return Notification(key, webhook.PUBLIC, row.address, webhook.Call(body, secret_in_body=row.secret).content)
        text = (
            f"Somebody, hopefully you, wants to hear by e-mail of what is posted on “{title}”.\n\n"
            f"Confirm it here:\n{confirm}\n\nIf it was not you, do nothing: nothing more will be sent.\n"
        )
        mail = email.Mail(f"Confirm: hear of {title}", text, sender_name=title)
        return Notification(key, row.outlet, row.address, mail.content)

    def _news(self, page: StoredPage, row: SubscriberRow, post: PostRow, told: UpdateRow) -> Notification:
        key = f"status-post-{told.id}-{row.id}"
        end = self.link(page, "unsubscribe", row.id)
        names = [one.name for one in page.spec.components if one.id in post.components]
        if row.outlet == webhook.NAME:
            body = {
                "type": "post.updated",
                "page": self._named(page),
                "post": {
                    "id": post.id, "kind": post.kind, "title": post.title, "state": told.state, "text": told.text,
                    "components": names, "at": told.at.isoformat(),
                    "starts_at": post.starts_at.isoformat(),
                    "ends_at": post.ends_at.isoformat() if post.ends_at else None,
                },
                "unsubscribe_url": end,
            }  # fmt: skip
            return Notification(key, webhook.PUBLIC, row.address, webhook.Call(body, row.secret).content)
        about = f"About: {', '.join(names)}\n\n" if names else ""
        text = (
            f"{post.title}\n{told_state(told.state)}\n\n{told.text}\n\n{about}{self._url_of(page)}\n\n"
            f"-- \nNo more of these: {end}\n"
        )
        subject = f"{told_state(told.state)}: {post.title}"
        mail = email.Mail(subject, text, unsubscribe_url=end, sender_name=page.spec.title)
        return Notification(key, row.outlet, row.address, mail.content)

    def _named(self, page: StoredPage) -> dict[str, str]:
        return {"title": page.spec.title, "url": self._url_of(page)}
