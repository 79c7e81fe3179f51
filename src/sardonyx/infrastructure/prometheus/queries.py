"""/query, /query_range, /query_exemplars, /format_query."""

from fastapi import Response

from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.query.scope import AccessScope

_BOTH = ("GET", "POST")


class Queries:
    """What evaluates PromQL."""

    def __init__(self, service: PrometheusService) -> None:
        self._service = service

    def add_to(self, endpoints: Endpoints) -> None:
        """Serve them."""
        endpoints.add("/query", self._instant, _BOTH)
        endpoints.add("/query_range", self._range, _BOTH)
        endpoints.add("/query_exemplars", self._exemplars, _BOTH)
        endpoints.add("/format_query", self._format, _BOTH)

    async def _instant(self, params: Parameters, scope: AccessScope) -> Response:
        at = params.time_or_now("time")
        answer = await self._service.instant(params.text("query"), at, scope, **_bounds(params))
        data, warnings = answers.instant(answer, params.count("limit"))
        if params.text("stats"):
            data["stats"] = answers.statistics(answer.statistics)
        return answers.success(data, [*answer.warnings, *warnings], answer.infos)

    async def _range(self, params: Parameters, scope: AccessScope) -> Response:
        start, end = params.needed_time("start"), params.needed_time("end")
        step = params.duration("step")
        if step is None:
            raise BadParameter('invalid parameter "step": cannot parse "" to a valid duration')
        cached = params.text("nocache") != "1"
        answer = await self._service.range(
            params.text("query"), start, end, step, scope, **_bounds(params), cached=cached
        )
        data, warnings = answers.ranged(answer, params.count("limit"))
        if params.text("stats"):
            data["stats"] = answers.statistics(answer.statistics)
        return answers.success(data, [*answer.warnings, *warnings], answer.infos)

    async def _exemplars(self, params: Parameters, scope: AccessScope) -> Response:
        found = await self._service.exemplars(params.text("query"), *params.span(), scope)
        return answers.success(answers.exemplars(found))

    async def _format(self, params: Parameters, _scope: AccessScope) -> Response:
        return answers.success(self._service.formatted(params.text("query")))


def _bounds(params: Parameters) -> dict[str, float | None]:
    return {"timeout_s": params.duration("timeout"), "lookback_s": params.duration("lookback_delta")}
