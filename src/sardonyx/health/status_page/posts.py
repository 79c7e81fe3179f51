"""What is told on a page: posts and their updates. Whoever subscribed is told in the same transaction."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import SYSTEM, Actor
from sardonyx.health.status_page.pages import StoredPage
from sardonyx.health.status_page.spec import ENDED, PostChange, PostInput, UpdateInput, check_state
from sardonyx.health.status_page.state_models import PostRow, UpdateRow
from sardonyx.health.status_page.subscribers import Subscribers
from sardonyx.health.status_page.view import Post, Update
from sardonyx.incidents.state_models import IncidentRow
from sardonyx.state import Database

MAX_UPDATES = 200
_LISTED = timedelta(days=400)
_MOST = 500


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Posts:
    """Of all pages, over the state database."""

    def __init__(self, db: Database, subscribers: Subscribers, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._subscribers = subscribers
        self._now = now

    async def all(self, page_id: str) -> list[tuple[PostRow, list[UpdateRow]]]:
        """Of a page, drafts too, newest first; updates newest first."""
        recent = (PostRow.updated_at >= self._now() - _LISTED) | PostRow.state.not_in(ENDED)
        query = select(PostRow).where(PostRow.page_id == page_id, recent)
        async with self._db.reading() as session:
            rows = list(await session.scalars(query.order_by(PostRow.starts_at.desc(), PostRow.id).limit(_MOST)))
            updates = await _updates(session, [row.id for row in rows])
        return [(row, updates.get(row.id, [])) for row in rows]

    async def one(self, post_id: str) -> tuple[PostRow, list[UpdateRow]]:
        """One. Raises NotFound."""
        async with self._db.reading() as session:
            row = await session.get(PostRow, post_id)
            if row is None:
                raise NotFound(f"there is no post {post_id}")
            return row, (await _updates(session, [post_id])).get(post_id, [])

    async def create(self, page: StoredPage, wanted: PostInput, actor: Actor) -> str:
        """Its id. Raises ValidationFailed (no such component, no such incident)."""
        _check_components(page, wanted.components)
        now = self._now()
        async with self._db.session() as session:
            await chain.lock(session)
            if wanted.incident_id is not None and await session.get(IncidentRow, wanted.incident_id) is None:
                raise ValidationFailed(FieldError("incident_id", f"there is no incident {wanted.incident_id}"))
            row = PostRow(
                id=secrets.token_hex(8), page_id=page.id, kind=wanted.kind, title=wanted.title, state=wanted.state,
                draft=wanted.draft, made_by_itself=False, components=list(wanted.components),
                incident_id=wanted.incident_id, starts_at=wanted.starts_at or now, ends_at=wanted.ends_at,
                updated_at=now,
            )  # fmt: skip
            session.add(row)
            await self._tell(session, page, row, UpdateInput(state=wanted.state, text=wanted.text), actor)
            await _audit(session, actor, "post", page, row)
        return row.id

    async def update(self, page: StoredPage, post_id: str, wanted: UpdateInput, actor: Actor) -> None:
        """Tell the next thing. Raises NotFound, ValidationFailed, Conflict (too many)."""
        async with self._db.session() as session:
            row = await _locked(session, page, post_id)
            try:
                check_state(row.kind, wanted.state)
            except ValueError as error:
                raise ValidationFailed(FieldError("state", str(error))) from None
            if len((await _updates(session, [post_id])).get(post_id, [])) >= MAX_UPDATES:
                raise Conflict(f"there are {MAX_UPDATES} updates of this post, which is the most there may be")
            await self._tell(session, page, row, wanted, actor)
            await _audit(session, actor, "update_post", page, row)

    async def change(self, page: StoredPage, post_id: str, wanted: PostChange, actor: Actor) -> None:
        """Change what is left of it; published, its newest update is told. Raises NotFound, ValidationFailed, Conflict."""
        async with self._db.session() as session:
            row = await _locked(session, page, post_id)
            if wanted.draft and not row.draft:
                raise Conflict("it is published: delete it, or tell that it is over")
            if wanted.components is not None:
                _check_components(page, wanted.components)
                row.components = list(wanted.components)
            row.title = wanted.title or row.title
            row.starts_at, row.ends_at = wanted.starts_at or row.starts_at, wanted.ends_at or row.ends_at
            if row.ends_at is not None and row.kind == "maintenance" and row.ends_at <= row.starts_at:
                raise ValidationFailed(FieldError("ends_at", "must be after starts_at"))
            row.updated_at = self._now()
            if row.draft and wanted.draft is False:
                row.draft = False
                newest = (await _updates(session, [post_id]))[post_id][0]
                await self._subscribers.tell(session, page, row, newest)
            await _audit(session, actor, "change_post", page, row)

    async def delete(self, page: StoredPage, post_id: str, actor: Actor) -> None:
        """Take it away. Raises NotFound."""
        async with self._db.session() as session:
            row = await _locked(session, page, post_id)
            await session.execute(delete(UpdateRow).where(UpdateRow.post_id == post_id))
            await session.delete(row)
            await _audit(session, actor, "delete_post", page, row)

    async def draft_for(self, page: StoredPage, component_id: str, text: str) -> None:
        """Draft a post that a component is down, unless one about it is open already."""
        component = next(one for one in page.spec.components if one.id == component_id)
        now = self._now()
        async with self._db.session() as session:
            await chain.lock(session)  # two processes may see it at once
            open_posts = select(PostRow).where(
                PostRow.page_id == page.id, PostRow.kind == "incident", PostRow.state.not_in(ENDED)
            )
            if any(component_id in row.components for row in await session.scalars(open_posts)):
                return
            row = PostRow(
                id=secrets.token_hex(8), page_id=page.id, kind="incident", title=f"{component.name} is not available",
                state="investigating", draft=True, made_by_itself=True, components=[component_id], incident_id=None,
                starts_at=now, ends_at=None, updated_at=now,
            )  # fmt: skip
            session.add(row)
            await self._tell(session, page, row, UpdateInput(state="investigating", text=text), SYSTEM)

    async def settle_draft(self, page: StoredPage, component_id: str, text: str) -> None:
        """The component is well again: a draft that nobody published is over. What was published is for people to end."""
        drafts = select(PostRow).where(
            PostRow.page_id == page.id, PostRow.made_by_itself, PostRow.draft, PostRow.state.not_in(ENDED)
        )
        async with self._db.session() as session:
            await chain.lock(session)
            for row in list(await session.scalars(drafts)):
                if row.components == [component_id]:
                    await self._tell(session, page, row, UpdateInput(state="resolved", text=text), SYSTEM)

    async def _tell(
        self, session: AsyncSession, page: StoredPage, row: PostRow, wanted: UpdateInput, actor: Actor
    ) -> None:
        now = self._now()
        row.state, row.updated_at = wanted.state, now
        if wanted.state in ENDED and row.kind == "incident":
            row.ends_at = now
        told = UpdateRow(post_id=row.id, at=now, state=wanted.state, text=wanted.text, by=actor.name)
        session.add(told)
        await session.flush()
        if not row.draft:
            await self._subscribers.tell(session, page, row, told)


def shown(row: PostRow, updates: Sequence[UpdateRow]) -> Post:
    """A post as the page shows it."""
    told = tuple(Update(one.at, one.state, one.text) for one in updates)
    return Post(row.id, row.kind, row.title, row.state, tuple(row.components), row.starts_at, row.ends_at, told)


async def _updates(session: AsyncSession, post_ids: Sequence[str]) -> dict[str, list[UpdateRow]]:
    found: dict[str, list[UpdateRow]] = {}
    query = select(UpdateRow).where(UpdateRow.post_id.in_(post_ids)).order_by(UpdateRow.at.desc(), UpdateRow.id.desc())
    for row in await session.scalars(query):
        found.setdefault(row.post_id, []).append(row)
    return found


async def _locked(session: AsyncSession, page: StoredPage, post_id: str) -> PostRow:
    await chain.lock(session)
    row = await session.get(PostRow, post_id)
    if row is None or row.page_id != page.id:
        raise NotFound(f"there is no post {post_id}")
    return row


def _check_components(page: StoredPage, components: Sequence[str]) -> None:
    known = {one.id for one in page.spec.components}
    if unknown := sorted(set(components) - known):
        raise ValidationFailed(FieldError("components", f"there are no components {', '.join(unknown)}"))


async def _audit(session: AsyncSession, actor: Actor, verb: str, page: StoredPage, row: PostRow) -> None:
    details = {"title": row.title, "state": row.state, "draft": row.draft}
    await chain.record(session, actor, f"status_page.{verb}", f"status_page:{page.id}", details=details)
