"""Routes: /loki/api/v1/* as Loki serves them, for Grafana's data source and logcli. docs/logql.md says what is supported.

Source: Grafana Loki, "HTTP API"; Grafana's Loki data source.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, WebSocket

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import scope_of
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.logs import loki_api_answers as answers
from sardonyx.logs import loki_api_params as read
from sardonyx.logs.loki_api_tail import LokiTail, Wait
from sardonyx.query.logql.catalogue import LabelCatalogue
from sardonyx.query.logql.errors import LogqlError
from sardonyx.query.logql.limits import DEFAULT_LIMITS, LogqlLimits
from sardonyx.query.logql.parser import parse, parse_selector
from sardonyx.query.logql.service import Logql, RangeQuery, default_step_ns
from sardonyx.query.logql.streams import Streams
from sardonyx.query.logql.tree import Logs
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineUnavailable, QueryMemory, QueryTimeout, StorageError

Answer = Callable[[Parameters, AccessScope, bool], Awaitable[Response]]

PREFIX = "/loki/api/v1"
_READER = Depends(requires("logs:read"))
_BOTH = ("GET", "POST")
_FLAGS = "x-loki-response-encoding-flags"
_LOKI_VERSION = "3.4.0"  # the version whose API this follows: Grafana chooses its requests by it
_MOST_DELAY = 5
_TAIL_BACK_NS = 3600 * 10**9


def build_router(
    engine: Engine, wait_for_change: Wait, version: str, limits: LogqlLimits = DEFAULT_LIMITS
) -> APIRouter:  # fmt: skip
    """Every route. `wait_for_change(timeout)` returns when logs have been flushed, or when time is up."""
    routes = _Routes(engine, wait_for_change, version, limits)
    router = APIRouter(tags=["loki"])
    for path, methods, answer in routes.all():
        router.add_api_route(
            PREFIX + path,
            _endpoint(answer),
            methods=list(methods),
            name=f"loki{path.replace('/', '_')}",
            include_in_schema=False,
            response_class=Response,
        )

    @router.websocket(PREFIX + "/tail")
    async def loki_tail(websocket: WebSocket, principal: Annotated[Principal, _READER]) -> None:
        await routes.tail(websocket, scope_of(principal))

    return router


def _endpoint(answer: Answer) -> Callable[..., Awaitable[Response]]:
    async def endpoint(request: Request, principal: Principal = _READER) -> Response:
        categorised = "categorize-labels" in request.headers.get(_FLAGS, "")
        try:
            return await answer(await Parameters.of(request), scope_of(principal), categorised)
        except (BadParameter, LogqlError) as error:
            return answers.failure(400, str(error))
        except QueryTimeout:
            return answers.failure(504, "the query ran into its time limit; narrow its range or its selector")
        except QueryMemory:
            return answers.failure(
                503, "the query ran out of its memory; narrow its range, or aggregate by fewer labels"
            )
        except EngineUnavailable:
            return answers.failure(503, "the store is not available; try again in a moment")
        except StorageError:
            return answers.failure(500, "the store could not answer; the server's log says why")

    return endpoint


class _Routes:
    def __init__(self, engine: Engine, wait_for_change: Wait, version: str, limits: LogqlLimits) -> None:
        self._engine = engine
        self._wait = wait_for_change
        self._version = version
        self._logql = Logql(engine, limits)
        self._catalogue = LabelCatalogue(engine, limits)

    def all(self) -> list[tuple[str, Sequence[str], Answer]]:
        """(path, methods, answer) of each route."""
        return [
            ("/query", _BOTH, self._instant),
            ("/query_range", _BOTH, self._range),
            ("/labels", _BOTH, self._labels),
            ("/label", _BOTH, self._labels),
            ("/label/{name}/values", _BOTH, self._values),
            ("/series", _BOTH, self._series),
            ("/index/stats", _BOTH, self._stats),
            ("/index/volume", _BOTH, self._volume),
            ("/index/volume_range", _BOTH, self._volume_range),
            ("/detected_labels", _BOTH, self._detected_labels),
            ("/detected_fields", _BOTH, self._detected_fields),
            ("/detected_field/{name}/values", _BOTH, self._field_values),
            ("/patterns", _BOTH, self._patterns),
            ("/status/buildinfo", ("GET",), self._build),
            ("/drilldown-limits", ("GET",), self._drilldown),
        ]

    async def _instant(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        at = read.time_ns(params, "time", time.time_ns())
        return answers.success(answers.metric(await self._logql.instant(params.text("query"), at, scope)))

    async def _range(self, params: Parameters, scope: AccessScope, categorised: bool) -> Response:
        started = time.perf_counter()
        start, end = read.bounds(params)
        asked = RangeQuery(
            start, end, read.length_ns(params, "step"), read.length_ns(params, "interval"), read.limit(params),
            read.direction(params), categorised,
        )  # fmt: skip
        found = await self._logql.range(params.text("query"), asked, scope)
        if isinstance(found, Streams):
            return answers.success(answers.streams(found, time.perf_counter() - started, categorised=categorised))
        return answers.success(answers.metric(found))

    async def _labels(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        return answers.success(await self._catalogue.names(read.time_range(params), scope, _selector(params)))

    async def _values(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        found = await self._catalogue.values(
            params.text("name"), read.time_range(params), scope, _selector(params), read.limit(params, 10_000)
        )
        return answers.success(found)

    async def _series(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        selectors = [text for name in ("match[]", "match") for text in params.all(name) if text]
        return answers.success(await self._catalogue.series(selectors, read.time_range(params), scope))

    async def _stats(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        found = await self._catalogue.totals(params.text("query") or "{}", read.time_range(params), scope)
        figures = {"streams": found.streams, "chunks": found.streams, "bytes": found.bytes, "entries": found.entries}
        return answers.plain(figures)

    async def _volume(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        return await self._volumes(params, scope, ranged=False)

    async def _volume_range(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        return await self._volumes(params, scope, ranged=True)

    async def _volumes(self, params: Parameters, scope: AccessScope, *, ranged: bool) -> Response:
        when = read.time_range(params)
        selector = params.text("query") or "{}"
        wanted = [name for name in params.text("targetLabels").split(",") if name]
        names = wanted or list(dict.fromkeys(matcher.name for matcher in parse_selector(selector))) or ["service_name"]
        step = read.length_ns(params, "step") or default_step_ns(when.start_ns, when.end_ns)
        if not ranged:
            step = when.end_ns - when.start_ns
        found = await self._catalogue.volumes(selector, names, when, scope, step, read.limit(params))
        return answers.success(answers.volumes(found, when.end_ns, ranged=ranged))

    async def _detected_labels(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        found = await self._catalogue.detected_labels(_selector(params), read.time_range(params), scope)
        return answers.plain({"detectedLabels": [{"label": name, "cardinality": count} for name, count in found]})

    async def _detected_fields(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        lines, limit = _lines(params), read.limit(params, 1000)
        query = params.text("query")
        fields = await self._catalogue.detected_fields(
            query, read.time_range(params), scope, lines=lines, limit=limit
        )  # fmt: skip
        return answers.plain({"fields": fields, "limit": limit})

    async def _field_values(self, params: Parameters, scope: AccessScope, _categorised: bool) -> Response:
        lines, limit = _lines(params), read.limit(params, 1000)
        name, query = params.text("name"), params.text("query")
        values = await self._catalogue.field_values(
            name, query, read.time_range(params), scope, lines=lines, limit=limit
        )  # fmt: skip
        return answers.plain({"values": values, "limit": limit})

    async def _patterns(self, params: Parameters, _scope: AccessScope, _categorised: bool) -> Response:
        """None: patterns are computed for our own pages, and not in Loki's shape."""
        parse_selector(params.text("query") or "{}")
        return answers.success([])

    async def _build(self, _params: Parameters, _scope: AccessScope, _categorised: bool) -> Response:
        build = {
            "version": _LOKI_VERSION, "revision": self._version, "branch": "sardonyx", "buildUser": "", "buildDate": "",
            "goVersion": "",
        }  # fmt: skip
        return answers.plain(build)

    async def _drilldown(self, _params: Parameters, _scope: AccessScope, _categorised: bool) -> Response:
        limits = self._logql.limits
        figures = {
            "discover_log_levels": True, "discover_service_name": [], "log_level_fields": ["level", "detected_level"],
            "max_entries_limit_per_query": limits.max_entries, "max_line_size_truncate": False,
            "max_query_series": limits.max_series, "query_timeout": f"{limits.seconds:g}s", "volume_enabled": True,
            "volume_max_series": 1000,
        }  # fmt: skip
        return answers.plain({"limits": figures, "pattern_ingester_enabled": False, "version": _LOKI_VERSION})

    async def tail(self, socket: WebSocket, scope: AccessScope) -> None:
        """Follow a log query; what is wrong with it is said before the connection is upgraded."""
        try:
            params = Parameters(socket.query_params.multi_items())
            node = parse(params.text("query"))
            if not isinstance(node, Logs):
                raise LogqlError("only log queries can be tailed")
            delay = read.delay(params, _MOST_DELAY)
            start = read.time_ns(params, "start", time.time_ns() - _TAIL_BACK_NS)
            limit = min(read.limit(params), self._logql.limits.max_entries)
        except (BadParameter, LogqlError) as error:
            await socket.send_denial_response(answers.failure(400, str(error)))
            return
        await socket.accept()
        tail = LokiTail(
            self._engine, node, scope, self._wait, start_ns=start, limit=limit, delay_seconds=delay
        )  # fmt: skip
        await tail.run(socket)


def _selector(params: Parameters) -> str:
    """`query`, where it is a selector at all: `{}` and nothing choose everything."""
    text = params.text("query").strip()
    return "" if text in ("", "{}") else text


def _lines(params: Parameters) -> int:
    text = params.text("line_limit")
    return min(int(text), 5000) if text.isascii() and text.isdigit() and int(text) else 1000
