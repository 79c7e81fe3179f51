"""Server spans, request durations and context for ASGI applications.

One pass over the headers, one span, one context variable set and reset. The application sees its own `receive`; `send` is
wrapped by a plain function that notes the status. Nothing raised in here reaches the application or the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter_ns
from typing import Any

from ..buffer import buffer
from ..context import SPAN_KEY, Context, attach, detach, get_context
from ..propagation import OTHER, extract_baggage, foreign_parent, start_server_span
from ..span import LightSpan
from ..template import BY_KIND, SERVER
from ..tracing import start_child
from .routes import asgi_route
from .server import Key, failure, finish_request, template_for, templates

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MARK = "sardonyx_sdk"  # in the scope of a request that has its span already
_PARENT, _STATE, _BAGGAGE, _AGENT, _REQUEST_ID = (
    b"traceparent",
    b"tracestate",
    b"baggage",
    b"user-agent",
    b"x-request-id",
)
_WANTED = frozenset((_PARENT, _STATE, _BAGGAGE, _AGENT, _REQUEST_ID))
_MAX_QUERY = 2048


def _begin(scope: Scope) -> tuple[LightSpan, Context]:
    parent = state = baggage = agent = request_id = None
    for name, value in scope["headers"]:
        if name in _WANTED:
            if name == _AGENT:
                agent = value
            elif name == _PARENT:
                parent = value
            elif name == _REQUEST_ID:
                request_id = value
            elif name == _STATE:
                state = value if state is None else state + b"," + value
            else:
                baggage = value if baggage is None else baggage + b"," + value
    if OTHER:  # propagators of another kind
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        span = start_child(foreign_parent(carrier), BY_KIND[SERVER])
    else:
        span = start_server_span(parent, state)
    if request_id is not None:
        span.bound = {**(span.bound or {}), "request.id": request_id[:200].decode("latin-1")}
    if span.sampled:
        client = scope.get("client")
        span.peer = (client[0] if client else None, agent)
        if scope.get("query_string"):
            span.attributes = {"url.query": scope["query_string"][:_MAX_QUERY].decode("latin-1")}
    base = get_context() if baggage is None else extract_baggage(baggage)
    return span, Context({**base, SPAN_KEY: span}) if base else Context({SPAN_KEY: span})


def _end(scope: Scope, span: LightSpan, status: int, error: BaseException | None) -> None:
    duration = perf_counter_ns() - span.tick
    get = scope.get
    key: Key = (scope["method"], asgi_route(scope), status, get("scheme", "http"), get("http_version", ""), None)
    template = templates.get(key) if error is None else None
    if template is None:
        server = get("server")
        if error is not None:
            failed = failure(error)
            key = (key[0], key[1], status or (500 if failed else 0), key[3], key[4], failed)
        template = template_for(key, (str(server[0]), server[1]) if server else None)
    finish_request(span, template, duration, scope["path"], error)


async def run(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Run one HTTP request of `app` under a server span."""
    try:
        span, context = _begin(scope)
        scope[MARK] = span
        token = attach(context)
    except Exception:
        buffer.counts.hook_failed("asgi")
        await app(scope, receive, send)
        return
    status = 0
    error: BaseException | None = None

    def noting_send(message: Message) -> Awaitable[None]:
        nonlocal status
        if "status" in message:
            status = message["status"]
        return send(message)

    try:
        await app(scope, receive, noting_send)
    except BaseException as raised:
        error = raised
        raise
    finally:
        detach(token)
        try:
            _end(scope, span, status, error)
        except Exception:
            buffer.counts.hook_failed("asgi")
        error = None  # the frame and the exception would keep each other alive


class SardonyxMiddleware:
    """Wraps any ASGI application; FastAPI and Starlette get it by themselves."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Trace HTTP requests that no outer middleware traces; pass everything else through."""
        if scope["type"] != "http" or not buffer.on or MARK in scope:
            await self.app(scope, receive, send)
        else:
            await run(self.app, scope, receive, send)
