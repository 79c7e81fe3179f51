"""The parts of status pages, and their routers."""

from dataclasses import dataclass

from fastapi import APIRouter

from sardonyx.health.status_page import api, api_posts, public_api
from sardonyx.health.status_page.boards import Boards
from sardonyx.health.status_page.pages import Pages
from sardonyx.health.status_page.posts import Posts
from sardonyx.health.status_page.requests_limit import RequestsLimit
from sardonyx.health.status_page.subscribers import Subscribers


@dataclass(frozen=True, slots=True)
class StatusParts:
    """Status pages at work."""

    pages: Pages
    posts: Posts
    subscribers: Subscribers
    boards: Boards
    limit: RequestsLimit


def routers(parts: StatusParts) -> list[APIRouter]:
    """All of them."""
    return [
        api.build_router(parts.pages, parts.subscribers, parts.boards),
        api_posts.build_router(parts.pages, parts.posts, parts.subscribers, parts.boards),
        public_api.build_router(parts.pages, parts.boards, parts.subscribers, parts.limit),
    ]
