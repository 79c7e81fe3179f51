"""Errors as RFC 9457 problem documents: one table from exception to answer.

`type` is a stable slug under `urn:sardonyx:problem:`, `detail` says what is wrong and what to do. Text of the engine is
never shown: it quotes SQL.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sardonyx.access.errors import AccessDenied, AccessError, ValidationFailed
from sardonyx.journal.batch import JournalError
from sardonyx.query.logs.context import LogRecordNotFound
from sardonyx.query.logs.cursor import CursorError
from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.time_range import TimeRangeError
from sardonyx.query.traces.ids import TraceNotFound
from sardonyx.state.errors import StateUnavailable
from sardonyx.storage.errors import (
    EngineUnavailable,
    QueryCancelled,
    QueryError,
    QueryMemory,
    QueryTimeout,
    StorageError,
    StorageFull,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_PREFIX = "urn:sardonyx:problem:"
_RETRY = {"Retry-After": "5"}


def problem(
    status: int, kind: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **extra: Any
) -> Response:
    """A problem document; `extra` are its extension members."""
    content = {"type": _PREFIX + kind, "title": title, "status": status, "detail": detail, **extra}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def _access(error: AccessError) -> Response:
    extra: dict[str, Any] = {}
    if isinstance(error, ValidationFailed):
        extra["errors"] = [{"field": item.field, "message": item.message} for item in error.errors]
    if isinstance(error, AccessDenied) and error.permission:
        extra |= {"permission": error.permission, "holders": list(error.holders)}
    return problem(error.status, error.kind, error.title, str(error), headers=error.headers, **extra)


def _syntax(error: SearchSyntaxError) -> Response:
    return problem(
        400, "search-syntax", "The search can't be read", str(error),
        position=error.position, length=error.length, hint=error.hint,
    )  # fmt: skip


def _time_range(error: TimeRangeError) -> Response:
    return problem(400, "time-range", "The time range can't be used", str(error))


def _trace_not_found(error: TraceNotFound) -> Response:
    return problem(404, "trace-not-found", "No such trace", str(error))


def _log_not_found(error: LogRecordNotFound) -> Response:
    return problem(404, "log-record-not-found", "No such log record", str(error))


def _cursor(error: CursorError) -> Response:
    return problem(400, "cursor", "The cursor can't be used", str(error))


def _journal(error: JournalError) -> Response:
    return problem(503, "overloaded", "Not now", str(error), headers={"Retry-After": str(error.retry_after_seconds)})


def _state(_error: StateUnavailable) -> Response:
    detail = "the state database can't be reached; it is tried again by itself"
    return problem(503, "state-unavailable", "State database away", detail, headers=_RETRY)


def _timeout(_error: QueryTimeout) -> Response:
    detail = "the query took longer than allowed: choose a shorter time range or add a filter"
    return problem(504, "query-timeout", "Query took too long", detail)


def _memory(_error: QueryMemory) -> Response:
    detail = "the query needed more memory than allowed: choose a shorter time range or add a filter"
    return problem(503, "query-memory", "Query needs too much memory", detail)


def _cancelled(_error: QueryCancelled) -> Response:
    return problem(499, "query-cancelled", "Query cancelled", "the query was cancelled before it ended")


def _engine(_error: StorageError) -> Response:
    detail = "the engine can't be reached; accepted data is safe in the journal and it is tried again by itself"
    return problem(503, "engine-unavailable", "Engine away", detail, headers=_RETRY)


def _full(_error: StorageFull) -> Response:
    return problem(507, "storage-full", "Disk full", "the data disk has no room left: free some space", headers=_RETRY)


def _query(error: QueryError) -> Response:
    # A query of ours that the engine refuses is our fault: the log has the engine's words, the caller the code.
    log.error("query refused by the engine: %s", error)
    return problem(500, "query-failed", "Query failed", f"the engine refused the query (code {error.code})")


# The nearest class in an exception's ancestry wins.
_PROBLEMS: dict[type[Exception], Callable[[Any], Response]] = {
    AccessError: _access,
    SearchSyntaxError: _syntax,
    TimeRangeError: _time_range,
    TraceNotFound: _trace_not_found,
    LogRecordNotFound: _log_not_found,
    CursorError: _cursor,
    JournalError: _journal,
    StateUnavailable: _state,
    QueryTimeout: _timeout,
    QueryMemory: _memory,
    QueryCancelled: _cancelled,
    EngineUnavailable: _engine,
    StorageFull: _full,
    QueryError: _query,
}


def install(app: FastAPI) -> None:
    """Register all handlers on `app`."""
    for error_type, build in _PROBLEMS.items():
        app.add_exception_handler(error_type, _handler(build))
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _handler(build: Callable[[Any], Response]) -> Callable[[Request, Exception], Response]:
    def handle(_request: Request, error: Exception) -> Response:
        return build(error)

    return handle


def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": ".".join(str(part) for part in item["loc"] if part != "body"), "message": item["msg"]}
        for item in error.errors()
    ]
    detail = "; ".join(f"{item['field'] or 'body'}: {item['message']}" for item in errors)
    return problem(422, "validation-failed", "Wrong values", detail, errors=errors)


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
    return problem(error.status_code, kind, str(error.detail), str(error.detail), headers=error.headers)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500, "internal", "Internal error", "something went wrong here; the log has the details")
