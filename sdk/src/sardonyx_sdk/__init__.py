"""Traces, metrics and correlated JSON logs for Python services, for microseconds a request.

    import sardonyx_sdk
    sardonyx_sdk.configure("checkout")

is all a FastAPI, Flask or Django service needs. Spans, metrics and logs made through the OpenTelemetry API are recorded too.
Without `configure` everything is a cheap no-op.
"""

from .api import bind, current_trace_id, traced
from .counts import Stats
from .hooks.asgi import SardonyxMiddleware
from .hooks.wsgi import SardonyxWSGIMiddleware
from .masking import mask_text
from .runtime import configure, flush, shutdown, stats
from .version import __version__

__all__ = [
    "SardonyxMiddleware",
    "SardonyxWSGIMiddleware",
    "Stats",
    "__version__",
    "bind",
    "configure",
    "current_trace_id",
    "flush",
    "mask_text",
    "shutdown",
    "stats",
    "traced",
]
