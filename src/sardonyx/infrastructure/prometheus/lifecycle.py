"""/-/healthy, /-/ready, /-/reload. Source: Prometheus, "Management API"."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

from fastapi import Depends
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.permissions import public, requires
from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.health.monitors.reading import HealthFileError
from sardonyx.infrastructure.prometheus.endpoints import Endpoints

_Anyone = Annotated[None, Depends(public("a load balancer or supervisor asks; nothing is told but yes or no"))]
_Administrator = Annotated[object, Depends(requires("settings:write"))]


class Ready(Protocol):
    """Whether data can be accepted and searched."""

    @property
    def ready(self) -> bool:
        """Now."""
        ...


class Reloading(Protocol):
    """What reads its files again."""

    @property
    def reload(self) -> Callable[[], Awaitable[None]]:
        """Raises ConfigError, RuleFileError, HealthFileError: then what was in force stays so."""
        ...


def add_to(endpoints: Endpoints, readiness: Ready, server: Reloading) -> None:
    """Serve them."""
    endpoints.add_plain("/-/healthy", _healthy, ["GET", "HEAD"])
    endpoints.add_plain("/-/ready", _ready(readiness), ["GET", "HEAD"])
    endpoints.add_plain("/-/reload", _reload(server), ["POST", "PUT"])


async def _healthy(_anyone: _Anyone) -> Response:
    return PlainTextResponse("Sardonyx is healthy.\n")


def _ready(readiness: Ready) -> Callable[..., Awaitable[Response]]:
    async def ready(_anyone: _Anyone) -> Response:
        if readiness.ready:
            return PlainTextResponse("Sardonyx is ready.\n")
        return PlainTextResponse("Service Unavailable\n", 503)

    return ready


def _reload(server: Reloading) -> Callable[..., Awaitable[Response]]:
    async def reload(_administrator: _Administrator) -> Response:
        try:
            await server.reload()
        except (ConfigError, RuleFileError, HealthFileError) as error:
            return PlainTextResponse(f"failed to reload config: {error}\n", 500)
        return Response()

    return reload
