"""/federate: the last samples of chosen series, for another Prometheus to scrape. Source: Prometheus, "Federation".

Always the text format, whatever else Accept prefers: every scraper reads it, and the answer says what it is.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.infrastructure.prometheus import text_format
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.infrastructure.targets.service import Scraping
from sardonyx.query.promql import PromqlError
from sardonyx.query.scope import AccessScope

_QUOTED = "escaping=allow-utf-8"
_INSTANCE = "instance"


def add_to(endpoints: Endpoints, service: PrometheusService, scraping: Scraping) -> None:
    """Serve it."""
    endpoints.add_plain("/federate", _federate(service, scraping), ["GET"])


def _federate(service: PrometheusService, scraping: Scraping) -> Callable[..., Awaitable[Response]]:
    async def federate(
        request: Request, principal: Annotated[Principal, Depends(requires("metrics:read"))]
    ) -> Response:
        scope = AccessScope(principal.services, principal.environments)
        try:
            found = await service.latest(request.query_params.getlist("match[]"), time.time(), scope)
        except PromqlError as error:
            return PlainTextResponse(f"{error}\n", 400)
        # A series without an instance says so, lest the scraper adds ours.
        external = {_INSTANCE: "", **scraping.state().external_labels}
        quoted = _QUOTED in request.headers.get("accept", "")
        body = await asyncio.to_thread(lambda: "".join(text_format.written(found, external, quoted=quoted)))
        return Response(body, media_type=text_format.CONTENT_TYPE_QUOTED if quoted else text_format.CONTENT_TYPE)

    return federate
