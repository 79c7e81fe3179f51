"""Status pages as things people make: in the state database, every change in the audit chain."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import Actor, Principal
from sardonyx.health.status_page.spec import KEPT_LOGO, PageSpec, read_logo
from sardonyx.health.status_page.state_models import PageRow, PostRow, SubscriberRow, UpdateRow
from sardonyx.health.watched import Watched
from sardonyx.state import Database
from sardonyx.state.sealing import SealBroken, Sealer

log = logging.getLogger(__name__)

MAX_PAGES = 50


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it is stored; `spec` has no logo. `secret` opens it while it isn't public."""

    id: str
    spec: PageSpec
    logo: str
    secret: str
    created_at: datetime
    updated_at: datetime
    updated_by: str

    @property
    def image(self) -> tuple[str, bytes] | None:
        """Media type and content of the logo."""
        return read_logo(self.logo) if self.logo else None


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Pages:
    """All pages. Writing raises AccessDenied for who doesn't see all: a page is read by anybody."""

    def __init__(
        self, db: Database, sealer: Sealer, monitors: Callable[[], Mapping[str, Watched]], *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self._db = db
        self._sealer = sealer
        self._monitors = monitors
        self._now = now

    async def all(self) -> list[StoredPage]:
        """By title."""
        found = []
        async with self._db.reading() as session:
            for row in await session.scalars(select(PageRow)):
                try:
                    found.append(self._stored(row))
                except ValidationError as error:  # a newer version of ours stored it
                    log.warning("the status page %s can't be read: %s", row.slug, error)
        return sorted(found, key=lambda one: (one.spec.title.lower(), one.spec.slug))

    def is_seen(self, page: StoredPage, principal: Principal) -> bool:
        """Whether all it shows is within the caller's scope. A monitor that is gone is nobody's."""
        if principal.services is None and principal.environments is None:
            return True
        known = self._monitors()
        return all(known[one].is_seen_by(principal) for one in page.spec.monitor_ids if one in known)

    async def create(self, spec: PageSpec, principal: Principal, actor: Actor) -> StoredPage:
        """Make one. Raises Conflict (slug or domain taken, too many), ValidationFailed, AccessDenied."""
        _check_principal(principal)
        spec = self._checked(spec)
        now = self._now()
        logo = spec.brand.logo or ""
        if logo.startswith(KEPT_LOGO):
            raise ValidationFailed(FieldError("brand.logo", "there is no stored logo to keep: give a data URL"))
        async with self._writing(spec) as session:
            if (await session.scalar(select(func.count()).select_from(PageRow)) or 0) >= MAX_PAGES:
                raise Conflict(f"there are {MAX_PAGES} status pages, which is the most there may be")
            row = PageRow(
                id=secrets.token_hex(8), slug=spec.slug, domain=spec.domain, spec=_plain(spec), logo=logo,
                secret=self._sealer.seal(secrets.token_urlsafe(24)), created_at=now, updated_by=actor.name, updated_at=now,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            await _audit(session, actor, "create", row)
        return self._stored(row)

    async def change(self, slug: str, spec: PageSpec, principal: Principal, actor: Actor) -> StoredPage:
        """Make it what `spec` says, another slug too. Raises NotFound, Conflict, ValidationFailed, AccessDenied."""
        _check_principal(principal)
        spec = self._checked(spec)
        async with self._writing(spec) as session:
            row = await self.locked(session, slug)
            logo = spec.brand.logo or ""
            row.logo = row.logo if logo.startswith(KEPT_LOGO) else logo
            row.slug, row.domain, row.spec = spec.slug, spec.domain, _plain(spec)
            row.updated_by, row.updated_at = actor.name, self._now()
            await session.flush()
            await _audit(session, actor, "change", row)
        return self._stored(row)

    async def delete(self, slug: str, principal: Principal, actor: Actor) -> None:
        """With its posts and subscribers. Raises NotFound, AccessDenied."""
        _check_principal(principal)
        async with self._db.session() as session:
            row = await self.locked(session, slug)
            posts = select(PostRow.id).where(PostRow.page_id == row.id)
            await session.execute(delete(UpdateRow).where(UpdateRow.post_id.in_(posts)))
            for table in (PostRow, SubscriberRow):
                await session.execute(delete(table).where(table.page_id == row.id))
            await session.delete(row)
            await _audit(session, actor, "delete", row)

    async def renew_secret(self, slug: str, principal: Principal, actor: Actor) -> StoredPage:
        """Another secret link: the former one opens nothing any more. Raises NotFound, AccessDenied."""
        _check_principal(principal)
        async with self._db.session() as session:
            row = await self.locked(session, slug)
            row.secret = self._sealer.seal(secrets.token_urlsafe(24))
            row.updated_by, row.updated_at = actor.name, self._now()
            await _audit(session, actor, "renew_secret", row)
        return self._stored(row)

    async def locked(self, session: AsyncSession, slug: str) -> PageRow:
        """The row, within a transaction that may write. Raises NotFound."""
        await chain.lock(session)
        row = await session.scalar(select(PageRow).where(PageRow.slug == slug))
        if row is None:
            raise NotFound(f"there is no status page {slug}")
        return row

    @asynccontextmanager
    async def _writing(self, spec: PageSpec) -> AsyncIterator[AsyncSession]:
        """A transaction; names that are taken come out as Conflict."""
        try:
            async with self._db.session() as session:
                await chain.lock(session)
                yield session
        except IntegrityError:
            taken = f"the slug {spec.slug}" + (f" or the domain {spec.domain}" if spec.domain else "")
            raise Conflict(f"another status page has {taken}") from None

    def _checked(self, spec: PageSpec) -> PageSpec:
        known = self._monitors()
        if gone := sorted(spec.monitor_ids - known.keys()):
            raise ValidationFailed(FieldError("components", f"there are no monitors {', '.join(gone[:5])}"))
        return spec.with_ids()

    def _stored(self, row: PageRow) -> StoredPage:
        try:
            secret = self._sealer.open(row.secret)
        except SealBroken:
            secret = ""  # it opens nothing; another one can be made
        return StoredPage(
            row.id, PageSpec.model_validate(row.spec), row.logo, secret, row.created_at,
            row.updated_at, row.updated_by,
        )  # fmt: skip


def _plain(spec: PageSpec) -> dict[str, Any]:
    """As it is stored: the logo stands in a column of its own."""
    plain = spec.model_dump(mode="json")
    plain["brand"]["logo"] = None
    return plain


def _check_principal(principal: Principal) -> None:
    if principal.services is not None or principal.environments is not None:
        raise AccessDenied("status pages are made by those who see all services and environments")


async def _audit(session: AsyncSession, actor: Actor, verb: str, row: PageRow) -> None:
    details = {"slug": row.slug, "public": row.spec.get("public")}
    await chain.record(session, actor, f"status_page.{verb}", f"status_page:{row.id}", details=details)
