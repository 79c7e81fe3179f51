"""The application: routers in order, problem answers, the pages last."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

from sardonyx import __version__
from sardonyx.access.permissions import Authenticating, public
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.web import problem
from sardonyx.web.direct import DirectRoutes
from sardonyx.web.own_domains import OwnDomains, SlugAt
from sardonyx.web.own_spans import OwnSpansMiddleware
from sardonyx.web.static_files import mount_ui

_DESCRIBED = Depends(public("the API's description holds no data"))
STATIC = Path(__file__).parent / "static"


def create_app(
    access: Authenticating, routers: Sequence[APIRouter], *, pages: bool = True, spans: SpanTap | None = None,
    slug_at: SlugAt | None = None,
) -> FastAPI:  # fmt: skip
    """An application with these routers. `pages` adds the web interface behind them; `spans` records requests; `slug_at` knows
    the hosts that belong to status pages."""
    app = FastAPI(
        title="Sardonyx",
        version=__version__,
        openapi_url=None,  # served below, as a route that declares its permission
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirected write is lost by some senders
        generate_unique_id_function=_operation_id,
    )
    app.state.access = access
    if spans is not None:
        app.add_middleware(OwnSpansMiddleware, spans=spans)
    app.add_middleware(DirectRoutes, routers=routers)
    if slug_at is not None:
        app.add_middleware(OwnDomains, slug_at=slug_at)  # the last added is the first asked
    for router in routers:
        app.include_router(router)
    app.add_api_route("/openapi.json", app.openapi, dependencies=[_DESCRIBED], include_in_schema=False)
    problem.install(app)
    if pages:
        mount_ui(app, STATIC)
    return app


def _operation_id(route: APIRoute) -> str:
    return f"{route.name}_{min(route.methods or {'GET'}).lower()}"
