"""How a route of Prometheus' API is made: both prefixes, permission, upstream's errors, and answers to other sites' pages."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Depends, Request, Response

from sardonyx.access.permissions import Principal, public, requires
from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.query.promql import PromqlError
from sardonyx.query.scope import AccessScope
from sardonyx.storage.errors import EngineUnavailable, QueryTimeout, StorageError

Answer = Callable[[Parameters, AccessScope], Awaitable[Response]]

PREFIXES = ("", "/prometheus")
_PREFLIGHT = Depends(
    public("a browser's preflight request carries no credentials and is answered with none of our data")
)
_ALLOWED = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, Origin",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Expose-Headers": "Date",
}


class Endpoints:
    """Adds routes. `origins` are the sites whose pages may read answers (access.trusted_origins)."""

    def __init__(self, origins: frozenset[str] = frozenset()) -> None:
        self.router = APIRouter(tags=["prometheus"])
        self._origins = origins

    def add(
        self, path: str, answer: Answer, methods: Sequence[str] = ("GET",), permission: str = "metrics:read"
    ) -> None:
        """Serve `answer` below /api/v1; parts of the path in braces come first among the parameters."""
        for prefix in PREFIXES:
            place, name = f"{prefix}/api/v1{path}", f"prometheus{path.replace('/', '_')}"
            self._route(place, self._endpoint(answer, permission), methods, name)
            self._route(place, self._preflight(), ["OPTIONS"], f"{name}_preflight", dependencies=[_PREFLIGHT])

    def add_plain(self, path: str, endpoint: Callable[..., Awaitable[Response]], methods: Sequence[str]) -> None:
        """Serve an endpoint that declares its permission itself, below both prefixes."""
        for prefix in PREFIXES:
            self._route(f"{prefix}{path}", endpoint, methods, f"prometheus{path.replace('/', '_').replace('-', '')}")

    def _route(
        self,
        path: str,
        endpoint: Callable[..., Awaitable[Response]],
        methods: Sequence[str],
        name: str,
        dependencies: Sequence[object] = (),
    ) -> None:
        self.router.add_api_route(
            path,
            endpoint,
            methods=list(methods),
            name=name,
            include_in_schema=False,
            response_class=Response,
            dependencies=list(dependencies),  # type: ignore[arg-type]
        )

    def _endpoint(self, answer: Answer, permission: str) -> Callable[..., Awaitable[Response]]:
        needed = Depends(requires(permission))

        async def endpoint(request: Request, principal: Principal = needed) -> Response:
            response = await answered(answer, request, principal)
            response.headers.update(self._cross_site(request))
            return response

        return endpoint

    def _preflight(self) -> Callable[..., Awaitable[Response]]:
        async def preflight(request: Request) -> Response:
            return Response(status_code=204, headers=self._cross_site(request))

        return preflight

    def _cross_site(self, request: Request) -> dict[str, str]:
        """Prometheus lets every site's pages read; we let those the operator trusts."""
        origin = request.headers.get("origin")
        if origin is None:
            return {}
        if origin not in self._origins:
            return {"Vary": "Origin"}
        return {**_ALLOWED, "Access-Control-Allow-Origin": origin, "Vary": "Origin"}


async def answered(answer: Answer, request: Request, principal: Principal) -> Response:
    """The answer, or upstream's way to say why there is none."""
    scope = AccessScope(principal.services, principal.environments)
    try:
        return await answer(await Parameters.of(request), scope)
    except BadParameter as error:
        return answers.failure("bad_data", str(error))
    except PromqlError as error:
        return answers.refused(error)
    except QueryTimeout:
        return answers.failure("timeout", "query timed out in query execution")
    except EngineUnavailable:
        return answers.failure("internal", "the store is not available; try again in a moment")
    except StorageError:
        return answers.failure("internal", "the store could not answer; the server's log says why")
