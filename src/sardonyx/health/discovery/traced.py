"""Services that are traced and tell where they listen: `server.address` and `server.port` of their server spans."""

import ipaddress
import time
from collections.abc import Callable
from typing import Any, Final

from sardonyx.collectors.probes.connecting import host_and_port
from sardonyx.config.checks import HttpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.candidate import Candidate
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine, Limits

_LOOK_BACK_SECONDS: Final = 900
_LIMITS: Final = Limits(seconds=5.0)
_MOST: Final = 200
_HEALTH_PATHS: Final = ("/ready", "/readyz", "/health", "/healthz", "/health/ready", "/api/health", "/live", "/livez")
_HTTP: Final = "SpanAttributes['http.request.method'] != '' OR SpanAttributes['http.method'] != ''"


async def read_traced(
    engine: Engine, scope: AccessScope, *, clock_ns: Callable[[], int] = time.time_ns
) -> list[Candidate]:
    """One check for each service with a known address: of a health route where its spans show one, else of its front page.
    Raises StorageError."""
    now = clock_ns()
    where = Condition.all_of(TimeRange(now - _LOOK_BACK_SECONDS * NS, now).condition(), scope.condition())
    rows = await engine.rows(
        "SELECT ServiceName AS service, Environment AS environment, SpanAttributes['server.address'] AS host, "
        "SpanAttributes['server.port'] AS port, anyLast(SpanAttributes['url.scheme']) AS scheme, "
        "groupUniqArrayIf(20)(SpanAttributes['http.route'], SpanAttributes['http.route'] IN {routes:Array(String)}) AS routes, "
        f"count() AS calls FROM otel_traces WHERE {where.sql} AND SpanKind = 'Server' AND ServiceName != '' AND host != '' "
        f"AND port != '' AND ({_HTTP}) GROUP BY service, environment, host, port "
        "ORDER BY service, environment, calls DESC LIMIT 1 BY service, environment LIMIT {most:UInt32}",
        {**where.params, "routes": list(_HEALTH_PATHS), "most": _MOST},
        limits=_LIMITS,
    )
    return [candidate for row in rows if (candidate := _candidate(row)) is not None]


def _candidate(row: dict[str, Any]) -> Candidate | None:
    host, port = str(row["host"]), str(row["port"])
    if not port.isdecimal() or not _is_host(host):
        return None
    scheme = row["scheme"] if row["scheme"] in ("http", "https") else "http"
    path = next((path for path in _HEALTH_PATHS if path in row["routes"]), "/")
    monitor = Monitor(
        name=str(row["service"])[:120],
        check=HttpCheck(
            url=f"{scheme}://{host_and_port(host, int(port))}{path}",
            conditions=() if path != "/" else ("status < 500",),
        ),
        service=str(row["service"])[:200],
        environment=str(row["environment"])[:200],
    )
    return Candidate(monitor, "traces", f"its spans say it listens on {host_and_port(host, int(port))}")


def _is_host(text: str) -> bool:
    """An address or a name: what callers send as a Host header may be anything."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return len(text) < 254 and all(part.replace("-", "").replace("_", "").isalnum() for part in text.split("."))
    return True
