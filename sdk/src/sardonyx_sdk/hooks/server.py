"""What the ASGI and WSGI middlewares share: templates of server spans, and how a request ends."""

from __future__ import annotations

from ..buffer import buffer
from ..durations import HTTP_SERVER
from ..span import LightSpan
from ..template import SERVER, Template

_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY"))
_MAX_TEMPLATES = 2000
Key = tuple[str, "str | None", int, str, str, "str | None"]  # method, route, status, scheme, HTTP version, error
templates: dict[Key, Template] = {}


def _make(key: Key, server: tuple[str, int | None] | None) -> Template:
    method, route, status, scheme, version, error = key
    known = method if method in _METHODS else "_OTHER"
    error_type = error or (str(status) if status >= 500 else None)
    figures: dict[str, object] = {"http.request.method": known, "url.scheme": scheme}
    if route is not None:
        figures["http.route"] = route
    if status:
        figures["http.response.status_code"] = status
    if error_type:
        figures["error.type"] = error_type
    pairs = dict(figures)
    if version:
        figures["network.protocol.version"] = pairs["network.protocol.version"] = version
    if known != method:
        pairs["http.request.method_original"] = method[:64]
    if server is not None:
        pairs["server.address"] = server[0]
        if server[1]:
            pairs["server.port"] = server[1]
    # The path says nothing new when the route has no parameters.
    plain = route is not None and "{" not in route
    if plain:
        pairs["url.path"] = route
    verb = "HTTP" if known == "_OTHER" else known
    return Template(
        f"{verb} {route}" if route is not None else verb,
        SERVER,
        pairs,
        error=error_type is not None,
        duration=HTTP_SERVER.series(figures),
        with_path=not plain,
    )


def template_for(key: Key, server: tuple[str, int | None] | None) -> Template:
    """The template of requests that are alike; made at the first of them."""
    template = templates.get(key)
    if template is None:
        template = _make(key, server)
        if len(templates) >= _MAX_TEMPLATES:
            templates.clear()
        templates[key] = template
    return template


def failure(error: BaseException | None) -> str | None:
    """The error type of an exception; none for cancellation, which is no failure."""
    return type(error).__qualname__ if isinstance(error, Exception) else None


def finish_request(span: LightSpan, template: Template, duration: int, path: str, error: BaseException | None) -> None:
    """End the span of a request that took `duration` nanoseconds, and count it."""
    template.record(duration)
    if not span.sampled:
        return
    span.template = template
    if template.with_path:
        span.path = path
    if error is not None:
        if isinstance(error, Exception):
            span.record_exception(error)
        else:
            span.set_attribute("sardonyx.cancelled", True)
    if span.attributes is None and span.events is None and span.links is None:
        span.duration_ns = duration
        buffer.add_span(span)
    else:
        span.finish(duration)
