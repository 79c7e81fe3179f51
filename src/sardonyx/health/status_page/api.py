"""Routes: status pages, for those who make them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from sardonyx.access.errors import NotFound
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.health.status_page.boards import Board, Boards
from sardonyx.health.status_page.models import (
    ComponentNow,
    PagesResponse,
    PageView,
)
from sardonyx.health.status_page.pages import Pages
from sardonyx.health.status_page.spec import (
    ENDED,
    SLUG,
    PageSpec,
)
from sardonyx.health.status_page.subscribers import Subscribers

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]
Slug = Annotated[str, Path(pattern=SLUG)]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]


def build_router(pages: Pages, subscribers: Subscribers, boards: Boards) -> APIRouter:
    """Make, change and delete; what is changed is served at once."""
    router = APIRouter(prefix="/rest/health/status-pages", tags=["health"])

    def board_of(slug: str, principal: Principal) -> Board:
        board = boards.get(slug)
        if board is None or not pages.is_seen(board.page, principal):
            raise NotFound(f"there is no status page {slug}")
        return board

    async def view(slug: str, principal: Principal) -> PageView:
        board = board_of(slug, principal)
        return _view(board, (await subscribers.counts()).get(board.page.id, 0), principal)

    @router.get("")
    async def list_status_pages(principal: Reader) -> PagesResponse:
        """All status pages, with what they show now."""
        counts = await subscribers.counts()
        seen = [
            board
            for page in await pages.all()
            if (board := boards.get(page.spec.slug)) is not None and pages.is_seen(page, principal)
        ]
        return PagesResponse(pages=[_view(one, counts.get(one.page.id, 0), principal) for one in seen])

    @router.post("", status_code=201)
    async def create_status_page(spec: PageSpec, principal: Writer, request: Request) -> PageView:
        """Make a status page."""
        made = await pages.create(spec, principal, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await view(made.spec.slug, principal)

    @router.get("/{slug}")
    async def read_status_page(slug: Slug, principal: Reader) -> PageView:
        """One status page."""
        return await view(slug, principal)

    @router.put("/{slug}")
    async def change_status_page(slug: Slug, spec: PageSpec, principal: Writer, request: Request) -> PageView:
        """Make it what is sent; another slug moves it."""
        changed = await pages.change(slug, spec, principal, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await view(changed.spec.slug, principal)

    @router.delete("/{slug}", status_code=204)
    async def delete_status_page(slug: Slug, principal: Writer, request: Request) -> None:
        """Delete it with its posts and subscribers."""
        await pages.delete(slug, principal, actor_of(principal, request))
        await boards.refresh(everything=True)

    @router.post("/{slug}/secret")
    async def renew_status_page_secret(slug: Slug, principal: Writer, request: Request) -> PageView:
        """Another secret link; the former one ends."""
        await pages.renew_secret(slug, principal, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await view(slug, principal)

    return router


def _view(board: Board, subscribers: int, principal: Principal) -> PageView:
    page, seen = board.page, board.seen
    url = f"/status/{page.spec.slug}"
    logo = f"{url}/logo" if page.logo else None
    brand = page.spec.brand.model_copy(update={"logo": logo})
    shows_secret = not page.spec.public and principal.may("monitors:write")
    return PageView(
        **page.spec.model_copy(update={"brand": brand}).model_dump(),
        url=url,
        secret_url=f"{url}?key={page.secret}" if shows_secret else None,
        state=seen.state if seen is not None else "unknown",
        components_now=[
            ComponentNow(id=one.component.id, state=one.state, uptime=one.uptime)
            for one in (seen.components if seen is not None else ())
        ],
        open_posts=sum(row.state not in ENDED and not row.draft for row, _ in board.posts),
        drafts=sum(row.state not in ENDED and row.draft for row, _ in board.posts),
        subscribers=subscribers,
        updated_at=page.updated_at,
        updated_by=page.updated_by,
    )
