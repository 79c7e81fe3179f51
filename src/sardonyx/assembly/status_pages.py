"""Status pages out of the parts of a running server, and the outbox through which subscribers are told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sardonyx.config import Settings
from sardonyx.health.service import Health
from sardonyx.health.status_page.boards import Boards
from sardonyx.health.status_page.pages import Pages, StoredPage
from sardonyx.health.status_page.parts import StatusParts
from sardonyx.health.status_page.posts import Posts
from sardonyx.health.status_page.requests_limit import RequestsLimit
from sardonyx.health.status_page.subscribers import Subscribers
from sardonyx.notify import email, webhook
from sardonyx.notify.email import Email
from sardonyx.notify.outbox import Outbox
from sardonyx.notify.outlet import Outlet
from sardonyx.notify.webhook import Webhook
from sardonyx.outgoing.guard import Guard
from sardonyx.state import Database
from sardonyx.state.sealing import Sealer
from sardonyx.storage.data_folder import DataFolder

_PRIVATE = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15",
    "::1/128", "fc00::/7",
)  # fmt: skip
"""What an address may not be that anybody may give."""
_EACH, _ALL_TOGETHER, _WINDOW_SECONDS = 5, 300, 600.0


@asynccontextmanager
async def status_pages_working(
    settings: Settings, folder: DataFolder, state: Database, health: Health, guard: Guard, own_url: Callable[[], str]
) -> AsyncIterator[StatusParts]:
    """Pages are kept fresh, and subscribers told, while the context is open."""
    sealer = Sealer(folder.secret("status-pages"))
    denied = (*settings.outgoing.deny, *_PRIVATE)
    outside = Guard.of(settings.outgoing.model_copy(update={"deny": denied}))
    outlets: dict[str, Outlet] = {webhook.NAME: Webhook(guard, sealer), webhook.PUBLIC: Webhook(outside, sealer)}
    if settings.notify.smtp.host is not None:
        outlets[email.NAME] = Email(settings.notify.smtp)

    def url_of(page: StoredPage) -> str:
        if page.spec.domain:
            return f"https://{page.spec.domain}/status/{page.spec.slug}"
        return f"{_public_url(settings) or own_url()}/status/{page.spec.slug}"

    try:
        async with Outbox(state, outlets).sending() as outbox:
            subscribers = Subscribers(state, outbox, sealer, folder.secret("status-links"), url_of)
            pages, posts = Pages(state, sealer, lambda: health.monitors.all), Posts(state, subscribers)
            async with Boards(pages, posts, subscribers, health, url_of).refreshing() as boards:
                limit = RequestsLimit(_EACH, _ALL_TOGETHER, _WINDOW_SECONDS)
                yield StatusParts(pages, posts, subscribers, boards, limit)
    finally:
        outside.close()


def _public_url(settings: Settings) -> str | None:
    return settings.notify.public_url or (settings.alerting.external_url or "").rstrip("/") or None
