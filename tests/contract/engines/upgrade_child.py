"""Upgrades the schema of the data folder in argv[1] with slow migrations, to be killed at any moment.

Prints `opened` when the engine is open and `done` at the end.
"""

import asyncio
import sys
from pathlib import Path

from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions
from sardonyx.storage.migrations import Migration

STEPS = 60


def slow_migrations() -> tuple[Migration, ...]:
    """Each creates a table, fills a column of otel_logs and takes a moment in between; all can be repeated."""
    return tuple(
        Migration(
            9001 + step,
            f"step_{step}",
            (
                f"CREATE TABLE IF NOT EXISTS upgrade_{step} (N UInt64) ENGINE = MergeTree ORDER BY N",
                f"ALTER TABLE otel_logs ADD COLUMN IF NOT EXISTS Extra{step} UInt64 DEFAULT length(Body) + {step}",
                "INSERT INTO FUNCTION null('n UInt64') SELECT number + sleepEachRow(0.02) FROM numbers(2)",
                f"ALTER TABLE upgrade_{step} ADD COLUMN IF NOT EXISTS M UInt64 DEFAULT N",
                f"CREATE MATERIALIZED VIEW IF NOT EXISTS upgrade_{step}_mv TO upgrade_{step} AS "
                f"SELECT toUInt64(length(Body)) AS N FROM otel_logs",
            ),
        )
        for step in range(STEPS)
    )


async def main(folder: Path) -> None:
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=0))
    await engine.open()
    print("opened", flush=True)
    await migrations.apply(engine, migrations.load() + slow_migrations(), disk=folder)
    print("done", flush=True)
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
