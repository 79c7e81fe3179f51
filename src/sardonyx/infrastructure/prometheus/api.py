"""Routes: /api/v1/* as Prometheus serves them, also under /prometheus.

Source: Prometheus 3, "HTTP API". `status/buildinfo` names the version whose semantics ours are; it has no `features`, which
Grafana would take for another product.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from sardonyx import __version__
from sardonyx.access.permissions import Principal, requires
from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.query.promql import PromqlError
from sardonyx.query.scope import AccessScope
from sardonyx.storage.errors import EngineUnavailable, QueryTimeout, StorageError

Reader = Annotated[Principal, Depends(requires("metrics:read"))]
Answer = Callable[[PrometheusService, Parameters, AccessScope], Awaitable[Response]]

COMPATIBLE_WITH = "3.0.0"
PREFIXES = ("", "/prometheus")


def build_router(service: PrometheusService) -> APIRouter:
    """Queries, labels, metadata, exemplars and status."""
    router = APIRouter(tags=["prometheus"])
    for path, methods, answer in (
        ("/query", "GET POST", _query),
        ("/query_range", "GET POST", _query_range),
        ("/query_exemplars", "GET POST", _query_exemplars),
        ("/format_query", "GET POST", _format_query),
        ("/series", "GET POST", _series),
        ("/labels", "GET POST", _labels),
        ("/metadata", "GET", _metadata),
        ("/status/buildinfo", "GET", _buildinfo),
        ("/status/tsdb", "GET", _tsdb),
    ):
        for prefix in PREFIXES:
            router.add_api_route(
                f"{prefix}/api/v1{path}",
                _endpoint(service, answer),
                methods=methods.split(),
                name=f"prometheus{answer.__name__}",
                include_in_schema=False,
                response_class=Response,
            )
    for prefix in PREFIXES:
        router.add_api_route(
            f"{prefix}/api/v1/label/{{name}}/values",
            _label_values(service),
            methods=["GET"],
            name="prometheus_label_values",
            include_in_schema=False,
            response_class=Response,
        )
    return router


def _endpoint(service: PrometheusService, answer: Answer) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, principal: Reader) -> Response:
        return await _answered(service, answer, request, principal)

    return endpoint


def _label_values(service: PrometheusService) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, name: str, principal: Reader) -> Response:
        async def answer(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
            return answers.success(
                await service.label_values(name, params.all("match[]"), *_span(params), scope, params.count("limit"))
            )

        return await _answered(service, answer, request, principal)

    return endpoint


async def _answered(service: PrometheusService, answer: Answer, request: Request, principal: Principal) -> Response:
    scope = AccessScope(principal.services, principal.environments)
    try:
        return await answer(service, await Parameters.of(request), scope)
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


async def _query(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    answer = await service.instant(params.text("query"), params.time_or_now("time"), scope, **_bounds(params))
    data, warnings = answers.instant(answer, params.count("limit"))
    return answers.success(data, [*answer.warnings, *warnings], answer.infos)


async def _query_range(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    start, end = params.needed_time("start"), params.needed_time("end")
    step = params.duration("step")
    if step is None:
        raise BadParameter('invalid parameter "step": cannot parse "" to a valid duration')
    answer = await service.range(params.text("query"), start, end, step, scope, **_bounds(params))
    data, warnings = answers.ranged(answer, params.count("limit"))
    return answers.success(data, [*answer.warnings, *warnings], answer.infos)


async def _query_exemplars(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    found = await service.exemplars(params.text("query"), *_span(params), scope)
    return answers.success(
        [
            {
                "seriesLabels": labels,
                "exemplars": [
                    {
                        "labels": one.labels,
                        "value": answers.number(one.value),
                        "timestamp": answers.seconds(one.time_ms),
                    }
                    for one in exemplars
                ],
            }
            for labels, exemplars in found
        ]
    )


async def _format_query(service: PrometheusService, params: Parameters, _scope: AccessScope) -> Response:
    return answers.success(service.formatted(params.text("query")))


async def _series(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    selectors = params.all("match[]")
    if not selectors:
        raise BadParameter("no match[] parameter provided")
    return answers.success(await service.series(selectors, *_span(params), scope, params.count("limit")))


async def _labels(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    return answers.success(
        await service.label_names(params.all("match[]"), *_span(params), scope, params.count("limit"))
    )


async def _metadata(service: PrometheusService, params: Parameters, _scope: AccessScope) -> Response:
    return answers.success(await service.metadata(params.text("metric"), params.count("limit")))


async def _buildinfo(_service: PrometheusService, _params: Parameters, _scope: AccessScope) -> Response:
    own = {"revision": f"sardonyx {__version__}", "branch": "", "buildUser": "", "buildDate": "", "goVersion": ""}
    return answers.success({"version": COMPATIBLE_WITH, **own})


async def _tsdb(service: PrometheusService, params: Parameters, scope: AccessScope) -> Response:
    found = await service.cardinality(scope, params.count("limit") or 10)
    named = {kind: [{"name": name, "value": value} for name, value in rows] for kind, rows in found.items()}
    return answers.success(
        {
            "seriesCountByMetricName": named["metrics"],
            "labelValueCountByLabelName": named["labels"],
            "seriesCountByLabelValuePair": named["pairs"],
        }
    )


def _span(params: Parameters) -> tuple[float | None, float | None]:
    return params.time("start"), params.time("end")


def _bounds(params: Parameters) -> dict[str, float | None]:
    return {"timeout_s": params.duration("timeout"), "lookback_s": params.duration("lookback_delta")}
