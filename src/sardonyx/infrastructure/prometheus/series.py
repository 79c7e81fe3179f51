"""/series, /labels, /label/<name>/values, /metadata: what there is to query."""

from fastapi import Response

from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.label_names import unescaped
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.query.scope import AccessScope

_BOTH = ("GET", "POST")


class SeriesEndpoints:
    """What tells of series. One more than the limit is asked for, to know whether something was cut."""

    def __init__(self, service: PrometheusService) -> None:
        self._service = service

    def add_to(self, endpoints: Endpoints) -> None:
        """Serve them."""
        endpoints.add("/series", self._series, _BOTH)
        endpoints.add("/labels", self._labels, _BOTH)
        endpoints.add("/label/{name}/values", self._values)
        endpoints.add("/metadata", self._metadata)

    async def _series(self, params: Parameters, scope: AccessScope) -> Response:
        selectors, limit = params.all("match[]"), params.count("limit")
        if not selectors:
            raise BadParameter("no match[] parameter provided")
        found = await self._service.series(selectors, *params.span(), scope, limit and limit + 1)
        return answers.listed(found, limit)

    async def _labels(self, params: Parameters, scope: AccessScope) -> Response:
        selectors, limit = params.all("match[]"), params.count("limit")
        found = await self._service.label_names(selectors, *params.span(), scope, limit and limit + 1)
        return answers.listed(found, limit)

    async def _values(self, params: Parameters, scope: AccessScope) -> Response:
        selectors, limit, name = params.all("match[]"), params.count("limit"), unescaped(params.text("name"))
        found = await self._service.label_values(name, selectors, *params.span(), scope, limit and limit + 1)
        return answers.listed(found, limit)

    async def _metadata(self, params: Parameters, _scope: AccessScope) -> Response:
        # Each family has one description here, so limit_per_metric has nothing to cut.
        return answers.success(await self._service.metadata(params.text("metric"), params.count("limit")))
