"""Routes: set-up, signing in and out, one's own account and sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from sardonyx.access import credentials
from sardonyx.access.errors import AccessDenied, AccessError
from sardonyx.access.http import actor_of, browser_of, clear_cookie, cookie_of, set_cookie
from sardonyx.access.permissions import public, requires
from sardonyx.access.principal import Principal
from sardonyx.access.schemas import (
    Id,
    LoginInput,
    PasswordChange,
    PrincipalView,
    SessionItem,
    SessionList,
    SessionView,
    SetupInput,
)
from sardonyx.access.service import Access
from sardonyx.access.sessions import SessionInfo, SignedIn

Own = Annotated[Principal, Depends(requires("account:own"))]


def build(access: Access) -> APIRouter:
    """Set-up, signing in and out, one's own account."""
    router = APIRouter(tags=["account"])
    trusted = access.settings.trusted_origins

    @router.post("/setup", status_code=201, dependencies=[Depends(public("there is nobody to sign in before set-up"))])
    async def set_up(body: SetupInput, request: Request, response: Response) -> SessionView:
        """Create the first administrator with a set-up link's token, and sign him in."""
        signed_in = await access.setup.use(
            body.token, email=body.email, name=body.name, password=body.password, browser=browser_of(request, trusted)
        )
        return await _welcome(access, signed_in, request, response)

    @router.post("/session", status_code=201, dependencies=[Depends(public("this is how one signs in"))])
    async def sign_in(body: LoginInput, request: Request, response: Response) -> SessionView:
        """Sign in; the answer sets the session cookie."""
        return await _welcome(
            access,
            await access.sessions.sign_in(body.email, body.password, browser_of(request, trusted)),
            request,
            response,
        )

    @router.get("/session", dependencies=[Depends(public("pages ask it to know whether to show the login"))])
    async def situation(request: Request, response: Response) -> SessionView:
        """Who the caller is, what he may do, and his CSRF token. Never refuses: `signed_in` says it."""
        response.headers["Cache-Control"] = "no-store"
        setup_required = await access.setup_required()
        try:
            principal = await access.authenticate(request)
        except AccessError:
            return SessionView(signed_in=False, setup_required=setup_required)
        cookie = cookie_of(request) if principal.kind == "user" else None
        return SessionView(
            signed_in=principal.kind != "loopback" or bool(principal.roles),
            setup_required=setup_required,
            principal=PrincipalView.of(principal),
            csrf_token=credentials.csrf_token(cookie) if cookie is not None else None,
        )

    @router.delete("/session", status_code=204)
    async def sign_out(principal: Own, request: Request, response: Response) -> None:
        """Sign out: the session ends on the server, the cookie goes."""
        actor = actor_of(principal, request)
        await access.sessions.end(_session_id(principal), user_id=principal.id, actor=actor, action="session.logout")
        clear_cookie(request, response)

    @router.put("/account/password", status_code=204)
    async def change_password(body: PasswordChange, principal: Own, request: Request) -> None:
        """Change one's own password; all other sessions end."""
        await access.users.change_own_password(
            principal, body.current_password, body.new_password, actor=actor_of(principal, request)
        )

    @router.get("/account/sessions")
    async def own_sessions(principal: Own) -> SessionList:
        """One's own running sessions."""
        current = _session_id(principal)
        return SessionList(items=[_item(found, current) for found in await access.sessions.of_user(principal.id)])

    @router.delete("/account/sessions/{session_id}", status_code=204)
    async def revoke_own_session(session_id: Id, principal: Own, request: Request) -> None:
        """End one of one's own sessions."""
        _session_id(principal)
        await access.sessions.end(session_id, user_id=principal.id, actor=actor_of(principal, request))

    return router


async def _welcome(access: Access, signed_in: SignedIn, request: Request, response: Response) -> SessionView:
    principal = await access.authenticate_session(signed_in.credential)
    set_cookie(request, response, signed_in, int(access.settings.session_absolute.total_seconds()))
    response.headers["Cache-Control"] = "no-store"
    return SessionView(
        signed_in=True,
        setup_required=False,
        principal=PrincipalView.of(principal),
        csrf_token=credentials.csrf_token(signed_in.credential),
    )


def _session_id(principal: Principal) -> str:
    if principal.session_id is None:
        raise AccessDenied("only a signed-in user has sessions; you came with a token or from this machine")
    return principal.session_id


def _item(found: SessionInfo, current: str | None) -> SessionItem:
    item = SessionItem.model_validate(found)
    return item.model_copy(update={"current": found.id == current})
