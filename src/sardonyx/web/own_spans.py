"""A span for each request to our own API, in our own traces. Receivers are left out: they would watch themselves."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sardonyx.collectors.own.spans import SERVER, SpanTap, parse_traceparent

_RECORDED = ("/rest/", "/api/")


class OwnSpansMiddleware:
    """ASGI middleware. Long-lived streams are recorded when they end."""

    def __init__(self, app: ASGIApp, spans: SpanTap) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Record the request when it is one of ours."""
        if scope["type"] != "http" or not scope["path"].startswith(_RECORDED):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        attributes = {"http.request.method": request.method, "url.path": request.url.path}
        parent = parse_traceparent(request.headers.get("traceparent"))
        with self._spans.span(request.method, SERVER, attributes, trace_parent=parent) as span:

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.attributes["http.response.status_code"] = message["status"]
                    if message["status"] >= 500:
                        span.error = str(message["status"])
                await send(message)

            await self._app(scope, receive, sending)
            if route := getattr(scope.get("route"), "path", None):
                span.name = f"{request.method} {route}"
                span.attributes["http.route"] = route
