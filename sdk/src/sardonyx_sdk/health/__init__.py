"""`/health`, `/ready` and `/live` for Python services, from one declared list of what they depend on.

    from sardonyx_sdk.health import Health, HealthMiddleware, disk, http, postgres, redis

    health = Health("checkout", [postgres("orders", pool), redis("cache", client, critical=False), disk("data", "/data")])
    app.add_middleware(HealthMiddleware, health=health)

Works without `sardonyx_sdk.configure`. See docs/health-endpoints.md.
"""

from .asgi import HealthMiddleware, add_health
from .check import Check, check
from .dependencies.disk import disk
from .dependencies.http import http
from .dependencies.postgres import postgres
from .dependencies.qdrant import qdrant
from .dependencies.queue import queue
from .dependencies.redis import redis
from .draining import drain_on_signal
from .endpoints import Paths
from .observation import Observation
from .service import Health
from .wsgi import HealthWSGIMiddleware

__all__ = [
    "Check",
    "Health",
    "HealthMiddleware",
    "HealthWSGIMiddleware",
    "Observation",
    "Paths",
    "add_health",
    "check",
    "disk",
    "drain_on_signal",
    "http",
    "postgres",
    "qdrant",
    "queue",
    "redis",
]
