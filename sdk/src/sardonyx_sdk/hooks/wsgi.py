"""Server spans, request durations and context for WSGI applications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter_ns
from typing import Any

from ..buffer import buffer
from ..context import SPAN_KEY, Context, attach, detach, get_context
from ..propagation import OTHER, extract_baggage, foreign_parent, start_server_span
from ..span import LightSpan
from ..template import BY_KIND, SERVER
from ..tracing import start_child
from .server import failure, finish_request, template_for

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

MARK = "sardonyx_sdk.span"
ROUTE = "sardonyx_sdk.route"  # set by the hook of the framework
ERROR = "sardonyx_sdk.error"  # an exception that the framework turned into an answer


def _bytes(value: str | None) -> bytes | None:
    return value.encode("latin-1", "replace") if value else None


def _begin(environ: Environ) -> tuple[LightSpan, Context]:
    if OTHER:
        carrier = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        span = start_child(foreign_parent(carrier), BY_KIND[SERVER])
    else:
        span = start_server_span(_bytes(environ.get("HTTP_TRACEPARENT")), _bytes(environ.get("HTTP_TRACESTATE")))
    if environ.get("HTTP_X_REQUEST_ID"):
        span.bound = {**(span.bound or {}), "request.id": environ["HTTP_X_REQUEST_ID"][:200]}
    if span.sampled:
        span.peer = (environ.get("REMOTE_ADDR"), _bytes(environ.get("HTTP_USER_AGENT")))
        if environ.get("QUERY_STRING"):
            span.attributes = {"url.query": environ["QUERY_STRING"][:2048]}
    baggage = _bytes(environ.get("HTTP_BAGGAGE"))
    base = get_context() if baggage is None else extract_baggage(baggage)
    return span, Context({**base, SPAN_KEY: span})


def _end(environ: Environ, span: LightSpan, status: int, error: BaseException | None) -> None:
    duration = perf_counter_ns() - span.tick
    try:
        port = environ.get("SERVER_PORT", "")
        path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace")
        error = error or environ.get(ERROR)
        failed = failure(error)
        key = (
            environ.get("REQUEST_METHOD", ""),
            environ.get(ROUTE),
            status or (500 if failed else 0),
            environ.get("wsgi.url_scheme", "http"),
            environ.get("SERVER_PROTOCOL", "").removeprefix("HTTP/"),
            failed,
        )
        server = (environ["SERVER_NAME"], int(port) if port.isdigit() else None) if "SERVER_NAME" in environ else None
        finish_request(span, template_for(key, server), duration, path.decode("utf-8", "replace"), error)
    except Exception:
        buffer.counts.hook_failed("wsgi")


class _Body:
    """The application's answer; the request ends when the server closes it or it is exhausted."""

    def __init__(self, chunks: Iterable[bytes], finish: Callable[[BaseException | None], None]) -> None:
        self._chunks, self._finish = chunks, finish
        self._iterator: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._iterator is None:
            self._iterator = iter(self._chunks)
        try:
            return next(self._iterator)
        except StopIteration:
            self._finish(None)
            raise
        except BaseException as error:
            self._finish(error)
            raise

    def close(self) -> None:
        """Close what the application returned, then end the request."""
        try:
            close = getattr(self._chunks, "close", None)
            if close is not None:
                close()
        finally:
            self._finish(None)


def run(app: App, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Run one request of `app` under a server span."""
    try:
        span, context = _begin(environ)
        environ[MARK] = span
        token = attach(context)
    except Exception:
        buffer.counts.hook_failed("wsgi")
        return app(environ, start_response)
    status = 0
    ended = False

    def noting_start(line: str, *args: Any, **kwargs: Any) -> Any:
        nonlocal status
        status = int(line[:3]) if line[:3].isdigit() else 0
        return start_response(line, *args, **kwargs)

    def finish(error: BaseException | None) -> None:
        nonlocal ended
        if not ended:
            ended = True
            _end(environ, span, status, error)

    try:
        chunks = app(environ, noting_start)
    except BaseException as error:
        finish(error)
        raise
    finally:
        detach(token)
    if isinstance(chunks, list | tuple):
        # Complete already: no wrapper between the server and its fast path.
        finish(None)
        return chunks
    return _Body(chunks, finish)


class SardonyxWSGIMiddleware:
    """Wraps any WSGI application; Flask and Django get it by themselves."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Trace a request that no outer middleware traces."""
        if not buffer.on or MARK in environ:
            return self.app(environ, start_response)
        return run(self.app, environ, start_response)
