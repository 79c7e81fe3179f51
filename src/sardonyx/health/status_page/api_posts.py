"""Routes: posts of status pages, and who subscribed."""

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Path, Request

from sardonyx.access.errors import NotFound
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.health.status_page.boards import Boards
from sardonyx.health.status_page.models import PostsResponse, PostView, SubscribersResponse, SubscriberView, UpdateView
from sardonyx.health.status_page.pages import Pages, StoredPage
from sardonyx.health.status_page.posts import Posts
from sardonyx.health.status_page.spec import SLUG, PostChange, PostInput, PostKind, PostState, UpdateInput
from sardonyx.health.status_page.state_models import PostRow, UpdateRow
from sardonyx.health.status_page.subscribers import Subscribers

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]
Slug = Annotated[str, Path(pattern=SLUG)]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]


def build_router(pages: Pages, posts: Posts, subscribers: Subscribers, boards: Boards) -> APIRouter:
    """Post, update, publish, delete; subscribers are told in the same transaction."""
    router = APIRouter(prefix="/rest/health/status-pages", tags=["health"])

    def page_of(slug: str, principal: Principal) -> StoredPage:
        board = boards.get(slug)
        if board is None or not pages.is_seen(board.page, principal):
            raise NotFound(f"there is no status page {slug}")
        return board.page

    async def post_view(post_id: str) -> PostView:
        return _post(*await posts.one(post_id))

    @router.get("/{slug}/posts")
    async def list_status_posts(slug: Slug, principal: Reader) -> PostsResponse:
        """What was posted, and drafts."""
        found = await posts.all(page_of(slug, principal).id)
        return PostsResponse(posts=[_post(row, updates) for row, updates in found])

    @router.post("/{slug}/posts", status_code=201)
    async def create_status_post(slug: Slug, body: PostInput, principal: Writer, request: Request) -> PostView:
        """Post something; subscribers are told, unless it is a draft."""
        made = await posts.create(page_of(slug, principal), body, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await post_view(made)

    @router.put("/{slug}/posts/{post_id}")
    async def change_status_post(
        slug: Slug, post_id: Id, body: PostChange, principal: Writer, request: Request
    ) -> PostView:
        """Change title, components or times; `draft` false publishes it."""
        await posts.change(page_of(slug, principal), post_id, body, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await post_view(post_id)

    @router.delete("/{slug}/posts/{post_id}", status_code=204)
    async def delete_status_post(slug: Slug, post_id: Id, principal: Writer, request: Request) -> None:
        """Take a post away."""
        await posts.delete(page_of(slug, principal), post_id, actor_of(principal, request))
        await boards.refresh(everything=True)

    @router.post("/{slug}/posts/{post_id}/updates", status_code=201)
    async def update_status_post(
        slug: Slug, post_id: Id, body: UpdateInput, principal: Writer, request: Request
    ) -> PostView:
        """Tell the next thing of it."""
        await posts.update(page_of(slug, principal), post_id, body, actor_of(principal, request))
        await boards.refresh(everything=True)
        return await post_view(post_id)

    @router.get("/{slug}/subscribers")
    async def list_status_subscribers(slug: Slug, principal: Writer) -> SubscribersResponse:
        """Who hears of it."""
        rows = await subscribers.all(page_of(slug, principal).id)
        return SubscribersResponse(
            subscribers=[
                SubscriberView(
                    id=row.id,
                    outlet=cast("Literal['email', 'webhook']", row.outlet),
                    address=row.address,
                    created_at=row.created_at,
                    confirmed_at=row.confirmed_at,
                )
                for row in rows
            ]
        )

    @router.delete("/{slug}/subscribers/{subscriber_id}", status_code=204)
    async def remove_status_subscriber(slug: Slug, subscriber_id: Id, principal: Writer, request: Request) -> None:
        """Take somebody off."""
        await subscribers.remove(page_of(slug, principal), subscriber_id, actor_of(principal, request))

    return router


def _post(row: PostRow, updates: list[UpdateRow]) -> PostView:
    return PostView(
        id=row.id,
        kind=cast("PostKind", row.kind),
        title=row.title,
        state=cast("PostState", row.state),
        draft=row.draft,
        made_by_itself=row.made_by_itself,
        components=row.components,
        incident_id=row.incident_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        updated_at=row.updated_at,
        updates=[
            UpdateView(at=one.at, state=cast("PostState", one.state), text=one.text, by=one.by) for one in updates
        ],
    )
