"""The pages people see: out of memory, without scripts, and subscriptions to them. Everything under `/status/{slug}`."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from sardonyx.access.errors import AccessError
from sardonyx.access.http import address_of
from sardonyx.access.permissions import check, public
from sardonyx.config.messages import check_mail_address, check_web_address
from sardonyx.health.status_page import render
from sardonyx.health.status_page.boards import Board, Boards
from sardonyx.health.status_page.pages import Pages
from sardonyx.health.status_page.render import Document
from sardonyx.health.status_page.requests_limit import RequestsLimit
from sardonyx.health.status_page.subscribers import Subscribers

PUBLIC = Depends(
    public("a status page is for everybody; one that isn't public asks for a login or its secret link itself")
)
_COOKIE = "sardonyx_status"
_COOKIE_SECONDS = 30 * 86400
_MOST_BODY = 4096
_MOST_QUERY = 200
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVERYBODY = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_FOR_PROGRAMS = ("summary.json", "feed.rss", "badge")


def build_router(pages: Pages, boards: Boards, subscribers: Subscribers, limit: RequestsLimit) -> APIRouter:
    """The public routes. They aren't in the OpenAPI document: they answer pages, not data."""
    router = APIRouter(prefix="/status", dependencies=[PUBLIC], include_in_schema=False)

    async def served(request: Request, slug: str, path: str) -> Response:
        board = boards.get(slug)
        if board is None:
            return _missing()
        refusal = await _refused(request, board, pages)
        if refusal is not None:
            return refusal
        key = request.query_params.get("key", "")
        if path == "" and key and board.opens(key):
            return _with_cookie(request, board, key)
        document = board.documents.get(path)
        return _answer(request, board, document, path) if document is not None else _missing()

    @router.api_route("/{slug}", methods=["GET", "HEAD"])
    async def status_page(request: Request, slug: str) -> Response:
        """The page."""
        return await served(request, slug, "")

    @router.api_route("/{slug}/badge/{component}.svg", methods=["GET", "HEAD"])
    async def status_page_component_badge(request: Request, slug: str, component: str) -> Response:
        """The badge of one component."""
        return await served(request, slug, f"badge/{component}.svg")

    @router.post("/{slug}/subscribe")
    async def status_page_subscribe(request: Request, slug: str) -> Response:
        """Ask an address whether it wants to hear of it: `email` or `webhook`, as a form or as JSON."""
        board = boards.get(slug)
        if board is None or not board.page.spec.subscriptions or board.seen is None:
            return _missing()
        if (refusal := await _refused(request, board, pages)) is not None:
            return refusal
        if wait := limit.wait_seconds(address_of(request)):
            return _said(
                board, "Too many requests", f"Please try again in {wait} seconds.", 429, {"Retry-After": str(wait)}
            )
        try:
            outlet, address = _wanted(await _body(request), request.headers.get("content-type", ""))
            if outlet == "email" and not subscribers.may_mail:
                raise ValueError("no e-mail is sent from here")
        except ValueError as error:
            return _said(board, "That did not work", f"The address {error}.", 422)
        await subscribers.subscribe(board.page, outlet, address)
        text = (
            "We have sent a message to that address. Open the link in it, and you will hear of what is posted here. "
            "The link holds for seven days."
        )
        return _said(board, "Please confirm", text, 202)

    @router.get("/{slug}/{purpose}", name="status_page_part")
    async def status_page_part(request: Request, slug: str, purpose: str) -> Response:
        """History, feed, summary, badge, logo; and the pages that links in messages open."""
        if purpose not in ("confirm", "unsubscribe"):
            return await served(request, slug, purpose)
        board = boards.get(slug)
        if board is None or board.seen is None:
            return _missing()
        # Programs that look at mail open links: only a press of the button does what it says.
        subscriber, token = _link(request)
        if not subscribers.is_token(purpose, subscriber, token):
            return _wrong_link(board)
        action = f"/status/{slug}/{purpose}?id={subscriber}&token={token}"
        if purpose == "confirm":
            return _said(
                board,
                "Subscribe",
                "Do you want to hear of what is posted here?",
                action=action,
                button="Yes, subscribe",
            )
        return _said(board, "Unsubscribe", "You will hear nothing more from here.", action=action, button="Unsubscribe")

    @router.post("/{slug}/confirm")
    async def status_page_confirm(request: Request, slug: str) -> Response:
        """The button of the confirmation."""
        board = boards.get(slug)
        if board is None or board.seen is None:
            return _missing()
        if not await subscribers.confirm(board.page, *_link(request)):
            return _wrong_link(board)
        return _said(board, "You are subscribed", "You will hear of everything that is posted from now on.")

    @router.post("/{slug}/unsubscribe")
    async def status_page_unsubscribe(request: Request, slug: str) -> Response:
        """The button, and the one click of mail programs (RFC 8058)."""
        board = boards.get(slug)
        if board is None or board.seen is None:
            return _missing()
        if not await subscribers.unsubscribe(*_link(request)):
            return _wrong_link(board)
        return _said(board, "You are unsubscribed", "You will hear nothing more from here.")

    return router


async def _refused(request: Request, board: Board, pages: Pages) -> Response | None:
    """None where the caller may see the page: it is public, he has its secret, or he is signed in and sees all it shows."""
    if board.page.spec.public:
        return None
    if board.opens(request.query_params.get("key", "")) or board.opens(request.cookies.get(_COOKIE, "")):
        return None
    try:
        principal = await request.app.state.access.authenticate(request)
        check(principal, "monitors:read")
    except AccessError:
        text = "This status page is not public. Sign in, or open the link you were given."
        document = render.bare_message("Not public", text, at=_now(), back="/login", back_text="Sign in")
        return _response(document, 401, {"Cache-Control": "no-store", "WWW-Authenticate": 'Bearer realm="sardonyx"'})
    return None if pages.is_seen(board.page, principal) else _missing()


def _answer(request: Request, board: Board, document: Document, path: str) -> Response:
    is_public = board.page.spec.public
    headers = {"ETag": document.etag, "Cache-Control": "public, max-age=5" if is_public else "private, no-cache"}
    if is_public and path.startswith(_FOR_PROGRAMS):
        headers |= _FOR_EVERYBODY
    tags = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if document.etag.removeprefix("W/") in tags or "*" in tags:
        return Response(status_code=304, headers=headers)
    return _response(document, 200, headers)


def _with_cookie(request: Request, board: Board, key: str) -> Response:
    """The secret goes from the address, which people copy, into a cookie."""
    answer = RedirectResponse(f"/status/{board.page.spec.slug}", 303, {**_SECURITY, "Cache-Control": "no-store"})
    forwarded = request.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    answer.set_cookie(
        _COOKIE,
        key,
        max_age=_COOKIE_SECONDS,
        path=f"/status/{board.page.spec.slug}",
        httponly=True,
        samesite="lax",
        secure="https" in (request.url.scheme, forwarded),
    )
    return answer


def _said(
    board: Board, heading: str, text: str, status: int = 200, headers: dict[str, str] | None = None, **links: str
) -> Response:
    seen = board.seen
    if seen is None:
        return _missing()
    document = render.message(seen, heading, text, at=_now(), **links)
    return _response(document, status, {"Cache-Control": "no-store", **(headers or {})})


def _wrong_link(board: Board) -> Response:
    return _said(board, "This link does not work", "It may be incomplete, or older than the subscription.", 403)


def _missing() -> Response:
    document = render.bare_message("Not found", "There is no such status page.", at=_now())
    return _response(document, 404, {"Cache-Control": "no-store"})


def _response(document: Document, status: int, headers: dict[str, str]) -> Response:
    return Response(
        document.body, status, {**_SECURITY, **document.security, **headers}, media_type=document.media_type
    )


def _link(request: Request) -> tuple[str, str]:
    params = request.query_params
    return params.get("id", "")[:_MOST_QUERY], params.get("token", "")[:_MOST_QUERY]


async def _body(request: Request) -> bytes:
    """The body, bounded. Raises ValueError."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BODY:
                raise ValueError("is too long")
    except ClientDisconnect:
        raise ValueError("did not arrive") from None
    return body


def _wanted(body: bytes, media_type: str) -> tuple[str, str]:
    """Outlet and checked address. Raises ValueError, a sentence that begins with a verb."""
    given: dict[str, Any]
    if media_type.partition(";")[0].strip().lower() == "application/json":
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        given = found if isinstance(found, dict) else {}
    else:
        given = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace"), max_num_fields=8).items()}
    for outlet, checked in (("email", check_mail_address), ("webhook", check_web_address)):
        if isinstance(text := given.get(outlet), str) and text.strip():
            address = checked(text)
            if outlet == "webhook" and not address.startswith("https://"):
                raise ValueError("must begin with https://")
            return outlet, address
    raise ValueError("is missing: say email or webhook")


def _now() -> datetime:
    return datetime.now(UTC)
