"""Pages in memory, as bytes: requests read them there, and nothing they do reaches the engine or the state database.

A task of its own looks every few seconds at the monitors, at pages and posts every ten, and at the past every minute; a change
made here shows at once. A page that looks as before is not rendered again, but for its clock once a minute.
"""

import asyncio
import contextlib
import hmac
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sardonyx.beside import beside
from sardonyx.health.availability import Span
from sardonyx.health.maintenance.recurrence import Recurrence, zone_of
from sardonyx.health.reports.bars import Bars, bars_of
from sardonyx.health.service import Health
from sardonyx.health.status_page.pages import Pages, StoredPage
from sardonyx.health.status_page.posts import Posts, shown
from sardonyx.health.status_page.render import Document, documents
from sardonyx.health.status_page.state_models import PostRow, UpdateRow
from sardonyx.health.status_page.subscribers import Subscribers, UrlOf
from sardonyx.health.status_page.view import AHEAD_FOR, DAYS, ShownPage, Window, shown_component, shown_page
from sardonyx.health.watched import Watched
from sardonyx.state import StateUnavailable

log = logging.getLogger(__name__)

_LOOK_SECONDS = 3.0
_STORED_EVERY = timedelta(seconds=10)
_PAST_EVERY = timedelta(minutes=1)
_CLOCK_EVERY = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_OUT = frozenset({"partial_outage", "major_outage"})


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Board:
    """One page, ready to be served."""

    page: StoredPage
    posts: list[tuple[PostRow, list[UpdateRow]]] = field(default_factory=list)
    bars: Bars | None = None
    seen: ShownPage | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    rendered_at: datetime = _LONG_AGO
    rendered_of: StoredPage | None = None
    out: frozenset[str] | None = None
    """Components that were down at the last look; None before the first."""

    def opens(self, secret: str) -> bool:
        """Whether that is its secret."""
        return bool(secret) and hmac.compare_digest(self.page.secret.encode(), secret.encode())


class Boards:
    """All pages, served while inside `refreshing`."""

    def __init__(
        self, pages: Pages, posts: Posts, subscribers: Subscribers, health: Health, url_of: UrlOf, *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:  # fmt: skip
        self._pages = pages
        self._posts = posts
        self._subscribers = subscribers
        self._health = health
        self._url_of = url_of
        self._now = now
        self._boards: dict[str, Board] = {}
        self._domains: dict[str, str] = {}
        self._stored_at = self._past_at = _LONG_AGO
        self._turn = asyncio.Lock()

    def get(self, slug: str) -> Board | None:
        """The page of this slug."""
        return self._boards.get(slug)

    def slug_at(self, host: str) -> str | None:
        """The page whose own domain a Host header names."""
        return self._domains.get(host.partition(":")[0].lower().rstrip(".")) if self._domains else None

    @asynccontextmanager
    async def refreshing(self) -> AsyncIterator["Boards"]:
        """Keep them fresh while inside; they are there from the start."""
        with contextlib.suppress(StateUnavailable):
            await self.refresh(everything=True)
        async with beside(self._run(), name="status-pages"):
            yield self

    async def refresh(self, *, everything: bool = False) -> None:
        """Look now; `everything`: at what is stored too. Raises StateUnavailable."""
        async with self._turn:
            now = self._now()
            if everything or now - self._stored_at >= _STORED_EVERY or now < self._stored_at:
                await self._read_pages()
                self._stored_at = now
            if now - self._past_at >= _PAST_EVERY or now < self._past_at or self._without_past():
                await self._read_past(now)
                self._past_at = now
            for board in list(self._boards.values()):
                await self._look(board, now)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.refresh()
            except StateUnavailable as error:
                log.warning("status pages stay as they are: %s", error)
            except Exception:
                log.exception("status pages could not be refreshed")

    async def _read_pages(self) -> None:
        found = await self._pages.all()
        boards = {}
        by_id = {board.page.id: board for board in self._boards.values()}
        for page in found:
            board = by_id.get(page.id) or Board(page)
            if board.page.spec.monitor_ids != page.spec.monitor_ids or board.page.spec.time_zone != page.spec.time_zone:
                board.bars = None
            board.page = page
            board.posts = await self._posts.all(page.id)
            boards[page.spec.slug] = board
        self._boards = boards
        self._domains = {page.spec.domain: page.spec.slug for page in found if page.spec.domain}

    def _without_past(self) -> bool:
        return any(board.bars is None for board in self._boards.values())

    async def _read_past(self, now: datetime) -> None:
        for board in self._boards.values():
            zone = zone_of(board.page.spec.time_zone)
            board.bars = await bars_of(self._health, self._monitors(board.page), DAYS, zone, now)

    async def _look(self, board: Board, now: datetime) -> None:
        seen = self._seen(board, now)
        out = frozenset(one.component.id for one in seen.components if one.state in _OUT)
        if board.page.spec.auto_posts and board.out != out and await self._draft(board, board.out, out):
            board.posts = await self._posts.all(board.page.id)
            seen = self._seen(board, now)
        board.out = out
        if board.seen is not None and _states(seen) != _states(board.seen):
            self._past_at = _LONG_AGO  # today's bar is about to change
        fresh = seen == board.seen and board.page == board.rendered_of and now - board.rendered_at < _CLOCK_EVERY
        if fresh and now >= board.rendered_at:
            return
        board.documents = await asyncio.to_thread(documents, seen, self._url_of(board.page), now, board.page.image)
        board.seen, board.rendered_at, board.rendered_of = seen, now, board.page

    async def _draft(self, board: Board, before: frozenset[str] | None, out: frozenset[str]) -> bool:
        """Draft posts of what went down, end those of what is well again. At the first look both may have happened before."""
        known = {one.id for one in board.page.spec.components}
        for component in sorted(out - (before or frozenset())):
            await self._posts.draft_for(board.page, component, "We are looking into it.")
        for component in sorted((known if before is None else before & known) - out):
            await self._posts.settle_draft(board.page, component, "It is available again.")
        return True

    def _seen(self, board: Board, now: datetime) -> ShownPage:
        spec, bars = board.page.spec, board.bars
        monitors = {one.id: one.shown for one in self._monitors(board.page)}
        days = bars.days if bars is not None else []
        past = bars.monitors if bars is not None else {}
        return shown_page(
            spec,
            [shown_component(one, monitors, past, len(days)) for one in spec.components],
            days,
            [shown(row, updates) for row, updates in board.posts if not row.draft],
            self._windows(board.page, now) if spec.show_maintenance else (),
            now,
            has_logo=bool(board.page.logo),
            may_mail=self._subscribers.may_mail,
        )

    def _monitors(self, page: StoredPage) -> list[Watched]:
        known = self._health.monitors.all
        return [known[one] for one in sorted(page.spec.monitor_ids) if one in known]

    def _windows(self, page: StoredPage, now: datetime) -> list[Window]:
        known = self._health.monitors.all
        found = []
        for entry in self._health.maintenance.calendar.entries.values():
            components = tuple(
                component.id
                for component in page.spec.components
                if any(one in known and entry.is_about(known[one].monitor) for one in component.monitors)
            )
            if components:
                span = next(iter(Recurrence(entry.window).within(Span(now, now + AHEAD_FOR))), None)
                if span is not None:
                    found.append(Window(entry.window.name, span, components))
        return found


def _states(page: ShownPage) -> list[str]:
    return [one.state for one in page.components]
