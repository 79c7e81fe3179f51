"""Routes: completion of searches, and a check of what has been written.

A signal's fields and values need the permission to read that signal; the routes themselves let everyone in who may read
anything.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, check, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.query.search import SearchSyntaxError, compile_search
from sardonyx.query.search.fields import LOGS, SPANS, Signal
from sardonyx.query.search.known_values import MAX_VALUES, known_values, seen_fields
from sardonyx.query.time_range import TimeRange
from sardonyx.searches.completion import (
    SearchCheckRequest,
    SearchCheckResponse,
    SearchFault,
    SearchField,
    SearchFieldsResponse,
    SearchValue,
    SearchValuesResponse,
    SignalName,
)
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("dashboards:read"))]
Start = Annotated[TimeInput, Query()]
End = Annotated[TimeInput, Query()]
_SIGNALS: dict[SignalName, Signal] = {"logs": LOGS, "traces": SPANS}


def readable(principal: Principal, signal: SignalName) -> Signal:
    """The signal, when the caller may read it. Raises AccessDenied."""
    check(principal, f"{signal}:read")
    return _SIGNALS[signal]


def build_router(engine: Engine) -> APIRouter:
    """Fields, values and check."""
    router = APIRouter(prefix="/rest/search", tags=["search"])

    @router.get("/fields")
    async def search_fields(
        signal: SignalName, principal: Reader, start: Start = "now-1h", end: End = "now"
    ) -> SearchFieldsResponse:
        """The fields a search on this signal may name."""
        found = await seen_fields(engine, readable(principal, signal), TimeRange.parse(start, end), scope_of(principal))
        return SearchFieldsResponse(
            fields=[
                SearchField(
                    name=field.name, kind=field.kind, description=field.description, values_known=field.values_known
                )
                for field in found
            ]
        )

    @router.get("/values")
    async def search_values(
        signal: SignalName,
        field: Annotated[str, Query(min_length=1, max_length=300)],
        principal: Reader,
        prefix: Annotated[str, Query(max_length=200)] = "",
        start: Start = "now-1h",
        end: End = "now",
        limit: Annotated[int, Query(ge=1, le=MAX_VALUES)] = 20,
    ) -> SearchValuesResponse:
        """Values of a field that begin with `prefix`, in any case; none for ids and free text."""
        found = await known_values(
            engine,
            readable(principal, signal),
            field,
            TimeRange.parse(start, end),
            scope_of(principal),
            prefix=prefix,
            limit=limit,
        )
        values = [SearchValue(value=one.value, count=one.count) for one in found.values]
        return SearchValuesResponse(values=values, sampled=found.sampled)

    @router.post("/check")
    async def search_check(body: SearchCheckRequest, principal: Reader) -> SearchCheckResponse:
        """Whether a search can be read; nothing is searched."""
        try:
            compiled = compile_search(body.query, readable(principal, body.signal))
        except SearchSyntaxError as error:
            fault = SearchFault(detail=error.message, position=error.position, length=error.length, hint=error.hint)
            return SearchCheckResponse(ok=False, error=fault)
        return SearchCheckResponse(ok=True, notices=list(compiled.notices))

    return router
