"""Templates and span attributes of outgoing HTTP requests.

https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from ..buffer import buffer
from ..durations import HTTP_CLIENT
from ..span import LightSpan
from ..template import CLIENT, Template
from .client import end_client_span
from .server import _METHODS

_MAX_TEMPLATES = 2000
_MAX_URL = 2048
_templates: dict[tuple[str, str, int | None, str, int, str | None], Template] = {}


def _make(method: str, host: str, port: int | None, scheme: str, status: int, error: str | None) -> Template:
    known = method if method in _METHODS else "_OTHER"
    error_type = error or (str(status) if status >= 400 else None)
    pairs: dict[str, object] = {"http.request.method": known, "server.address": host, "url.scheme": scheme}
    if port:
        pairs["server.port"] = port
    if status:
        pairs["http.response.status_code"] = status
    if error_type:
        pairs["error.type"] = error_type
    name = "HTTP" if known == "_OTHER" else known
    return Template(name, CLIENT, pairs, error=error_type is not None, duration=HTTP_CLIENT.series(pairs))


def clean_url(url: str) -> str:
    """A URL without user and password."""
    if "@" not in url:
        return url[:_MAX_URL]
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host))[:_MAX_URL]


def end_http(
    hook: str,
    span: LightSpan,
    method: str,
    url: str,
    host: str,
    port: int | None,
    scheme: str,
    status: int,
    error: BaseException | None,
) -> None:
    """End the span of an outgoing request; `status` is 0 without an answer. Never raises."""
    try:
        port = port or {"http": 80, "https": 443}.get(scheme)
        key = (method, host, port, scheme, status, type(error).__qualname__ if isinstance(error, Exception) else None)
        template = _templates.get(key)
        if template is None:
            if len(_templates) >= _MAX_TEMPLATES:
                _templates.clear()
            template = _templates[key] = _make(*key)
        if span.sampled:
            span.attributes = {"url.full": clean_url(url)}
        end_client_span(span, template, error)
    except Exception:
        buffer.counts.hook_failed(hook)
