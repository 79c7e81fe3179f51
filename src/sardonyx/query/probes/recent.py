"""How long checks of all monitors took lately, in steps: what the board draws before it has seen an hour by itself."""

from sardonyx.storage.engine import BACKGROUND, Engine, Limits

Steps = dict[str, list[tuple[int, float, int]]]
"""By monitor: step (time / its length), sum of seconds, count; oldest first."""


async def find_recent(
    engine: Engine, since_ms: int, until_ms: int, step_seconds: int, *, limits: Limits = BACKGROUND
) -> Steps:
    """Checks from `since_ms` up to `until_ms` that did not fail. Raises StorageError."""
    rows = await engine.rows(
        "SELECT MonitorId AS id, intDiv(toUnixTimestamp64Milli(Time), {step:UInt32} * 1000) AS step, "
        "sum(Seconds) AS seconds, count() AS checks FROM probe_results "
        "WHERE Time >= fromUnixTimestamp64Milli({since:Int64}) AND Time < fromUnixTimestamp64Milli({until:Int64}) "
        "AND Outcome != 'down' GROUP BY id, step ORDER BY id, step",
        {"step": step_seconds, "since": since_ms, "until": until_ms},
        limits=limits,
    )
    found: Steps = {}
    for row in rows:
        found.setdefault(str(row["id"]), []).append((int(row["step"]), float(row["seconds"]), int(row["checks"])))
    return found
