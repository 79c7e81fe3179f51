"""httpx, both clients: one span per request on the wire, so redirects and authentication steps show separately."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from ..propagation import inject
from ..span import LightSpan
from .client import start_client_span
from .http_client import end_http
from .patching import patch


def _begin(request: Any) -> LightSpan | None:
    try:
        span = start_client_span()
        if span is not None:
            inject(span, request.headers.__setitem__)
    except Exception:
        buffer.counts.hook_failed("httpx")
        return None
    return span


def _end(span: LightSpan, request: Any, response: Any, error: BaseException | None) -> None:
    try:
        url = request.url
        status = response.status_code if response is not None else 0
        end_http("httpx", span, request.method, str(url), url.host, url.port, url.scheme, status, error)
    except Exception:
        buffer.counts.hook_failed("httpx")


def _wrap(original: Any) -> Any:
    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        span = _begin(request)
        if span is None:
            return original(self, request, *args, **kwargs)
        try:
            response = original(self, request, *args, **kwargs)
        except BaseException as error:
            _end(span, request, None, error)
            raise
        _end(span, request, response, None)
        return response

    return send


def _wrap_async(original: Any) -> Any:
    async def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        span = _begin(request)
        if span is None:
            return await original(self, request, *args, **kwargs)
        try:
            response = await original(self, request, *args, **kwargs)
        except BaseException as error:
            _end(span, request, None, error)
            raise
        _end(span, request, response, None)
        return response

    return send


def install() -> None:
    """Patch the step that sends a single request; `send` where a version has no such step."""
    httpx: Any = sys.modules["httpx"]
    for client, wrap in ((httpx.Client, _wrap), (httpx.AsyncClient, _wrap_async)):
        patch(client, "_send_single_request" if hasattr(client, "_send_single_request") else "send", wrap)
