"""How long checks took over a long time, for reports."""

from collections.abc import Sequence

from sardonyx.health.availability import Span
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import BACKGROUND, Engine


async def p95_of(engine: Engine, ids: Sequence[str], span: Span, scope: AccessScope) -> dict[str, float]:
    """The 95th percentile in seconds of checks that did not fail, by monitor; those without any are left out. Raises
    StorageError."""
    seen = scope.condition()
    rows = await engine.rows(
        "SELECT MonitorId AS id, quantileTDigest(0.95)(Seconds) AS p95 FROM probe_results "
        "WHERE MonitorId IN {ids:Array(String)} AND Time >= fromUnixTimestamp64Milli({start_ms:Int64}) "
        f"AND Time < fromUnixTimestamp64Milli({{end_ms:Int64}}) AND Outcome != 'down' AND {seen.sql} GROUP BY id",
        {
            "ids": list(ids),
            "start_ms": int(span.start.timestamp() * 1000),
            "end_ms": int(span.end.timestamp() * 1000),
            **seen.params,
        },
        limits=BACKGROUND,
    )
    return {str(row["id"]): float(row["p95"]) for row in rows}
