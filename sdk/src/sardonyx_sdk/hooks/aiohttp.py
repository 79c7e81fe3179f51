"""aiohttp's client: one span per request as the application makes it."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from ..buffer import buffer
from ..propagation import inject
from ..span import LightSpan
from .client import start_client_span
from .http_client import end_http
from .patching import patch


def _begin(kwargs: dict[str, Any]) -> LightSpan | None:
    try:
        span = start_client_span()
        if span is not None:
            multidict: Any = sys.modules["multidict"]
            headers = multidict.CIMultiDict(kwargs.get("headers") or ())
            inject(span, headers.__setitem__)
            kwargs["headers"] = headers
    except Exception:
        buffer.counts.hook_failed("aiohttp")
        return None
    return span


def _end(span: LightSpan, method: str, asked: Any, response: Any, error: BaseException | None) -> None:
    try:
        url = str(response.request_info.url if response is not None else asked)
        parts = urlsplit(url)
        status = response.status if response is not None else getattr(error, "status", 0) or 0
        end_http("aiohttp", span, method.upper(), url, parts.hostname or "", parts.port, parts.scheme, status, error)
    except Exception:
        buffer.counts.hook_failed("aiohttp")


def _wrap(original: Any) -> Any:
    async def _request(self: Any, method: str, str_or_url: Any, **kwargs: Any) -> Any:
        given = kwargs.get("headers")
        span = _begin(kwargs)
        if span is None:
            kwargs["headers"] = given
            return await original(self, method, str_or_url, **kwargs)
        try:
            response = await original(self, method, str_or_url, **kwargs)
        except BaseException as error:
            _end(span, method, str_or_url, None, error)
            raise
        _end(span, method, str_or_url, response, None)
        return response

    return _request


def install() -> None:
    """Patch `ClientSession._request`, which every verb goes through."""
    client: Any = sys.modules["aiohttp.client"]
    patch(client.ClientSession, "_request", _wrap)
