"""What the access routes share: the caller's address, his browser, the cookie."""

from fastapi import Request, Response

from sardonyx.access.credentials import SESSION, Credential, parse
from sardonyx.access.errors import CrossSiteRefused
from sardonyx.access.peers import from_our_pages
from sardonyx.access.presented import COOKIE, headers_of
from sardonyx.access.principal import Actor, Principal
from sardonyx.access.sessions import Browser, SignedIn


def address_of(request: Request) -> str:
    """The socket peer's address, as the server resolved it."""
    return request.client.host if request.client else "unknown"


def actor_of(principal: Principal, request: Request) -> Actor:
    """The principal as an actor for the audit chain, with his address."""
    return principal.actor(address_of(request))


def cookie_of(request: Request) -> Credential | None:
    """The session cookie, when it has the shape of one."""
    found = parse(request.cookies.get(COOKIE, ""))
    return found if found is not None and found.prefix == SESSION else None


def browser_of(request: Request, trusted_origins: frozenset[str]) -> Browser:
    """The browser that signs in. Raises CrossSiteRefused for a login that another site's page tries to push on it."""
    if not from_our_pages(headers_of(request.scope), trusted_origins):
        raise CrossSiteRefused("this request comes from another site's page")
    return Browser(address_of(request), request.headers.get("user-agent", ""), cookie_of(request))


def set_cookie(request: Request, response: Response, signed_in: SignedIn, max_age_seconds: int) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        signed_in.credential.text,
        max_age=max_age_seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_by_https(request),
    )


def clear_cookie(request: Request, response: Response) -> None:
    """Take the session cookie away."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_by_https(request))


def _by_https(request: Request) -> bool:
    # A proxy's word is enough here: claiming https falsely only makes the cookie stricter.
    forwarded = request.headers.get("x-forwarded-proto", "")
    return request.url.scheme == "https" or forwarded.split(",")[0].strip().lower() == "https"
