"""urllib3, and with it requests, botocore and others: one span per request to a connection pool, its retries included."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from ..propagation import inject
from ..span import LightSpan
from .client import inside, start_client_span
from .http_client import end_http
from .patching import patch

_HEADERS = 3  # position of `headers` after self: method, url, body, headers


def _begin(pool: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[LightSpan | None, tuple[Any, ...]]:
    try:
        span = start_client_span()
        if span is None:
            return None, args
        given = args[_HEADERS] if len(args) > _HEADERS else kwargs.get("headers")
        if given is None:
            given = getattr(pool, "headers", None) or {}
        headers = given.copy() if hasattr(given, "copy") else dict(given)
        inject(span, headers.__setitem__)
        if len(args) > _HEADERS:
            return span, (*args[:_HEADERS], headers, *args[_HEADERS + 1 :])
        kwargs["headers"] = headers
    except Exception:
        buffer.counts.hook_failed("urllib3")
        return None, args
    return span, args


def _end(span: LightSpan, pool: Any, call: tuple[str, str], response: Any, error: BaseException | None) -> None:
    try:
        method, target = call
        host, port, scheme = str(pool.host).strip("[]"), pool.port, pool.scheme
        shown = f"[{host}]" if ":" in host else host
        usual = port in (None, {"http": 80, "https": 443}.get(scheme))
        url = target if "://" in target else f"{scheme}://{shown}{'' if usual else f':{port}'}{target}"
        status = response.status if response is not None else 0
        end_http("urllib3", span, method, url, host, port, scheme, status, error)
    except Exception:
        buffer.counts.hook_failed("urllib3")


def _wrap(original: Any) -> Any:
    def urlopen(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = dict(kwargs)
        span, with_headers = _begin(self, args, kwargs)
        if span is None:
            return original(self, *args, **given)
        call = (str(args[0] if args else kwargs.get("method")), str(args[1] if len(args) > 1 else kwargs.get("url")))
        token = inside.set(True)  # retries call this method again
        try:
            response = original(self, *with_headers, **kwargs)
        except BaseException as error:
            _end(span, self, call, None, error)
            raise
        finally:
            inside.reset(token)
        _end(span, self, call, response, None)
        return response

    return urlopen


def install() -> None:
    """Patch `HTTPConnectionPool.urlopen`."""
    pools: Any = sys.modules["urllib3.connectionpool"]
    patch(pools.HTTPConnectionPool, "urlopen", _wrap)
