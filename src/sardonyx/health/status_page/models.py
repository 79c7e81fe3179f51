"""Answers of the routes of status pages, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from sardonyx.health.status_page.spec import PageSpec, PostKind, PostState

ComponentState = Literal["operational", "degraded", "partial_outage", "major_outage", "maintenance", "unknown"]


class ComponentNow(BaseModel):
    """A component as the page shows it now. `uptime`: 0 to 1 over 90 days, null where nothing is known."""

    id: str
    state: ComponentState
    uptime: float | None


class UpdateView(BaseModel):
    """One thing that was told of a post."""

    at: datetime
    state: PostState
    text: str
    by: str


class PostView(BaseModel):
    """A post, its updates newest first. `made_by_itself`: drafted because a component went down."""

    id: str
    kind: PostKind
    title: str
    state: PostState
    draft: bool
    made_by_itself: bool
    components: list[str]
    incident_id: str | None
    starts_at: datetime
    ends_at: datetime | None
    updated_at: datetime
    updates: list[UpdateView]


class PageView(PageSpec):
    """A status page with what it shows now. `secret_url`: for a page that isn't public, to those who may change it."""

    url: str = Field(description="Where it is, beginning with `/`.")
    secret_url: str | None
    state: ComponentState
    components_now: list[ComponentNow]
    open_posts: int
    drafts: int
    subscribers: int
    updated_at: datetime
    updated_by: str


class PagesResponse(BaseModel):
    """All status pages."""

    pages: list[PageView]


class PostsResponse(BaseModel):
    """Posts, newest first, drafts too."""

    posts: list[PostView]


class SubscriberView(BaseModel):
    """Somebody who wants to hear of it; nothing is sent before `confirmed_at`."""

    id: str
    outlet: Literal["email", "webhook"]
    address: str
    created_at: datetime
    confirmed_at: datetime | None


class SubscribersResponse(BaseModel):
    """Subscribers, oldest first."""

    subscribers: list[SubscriberView]
