"""Archives and restores a day of the data folder in argv[1] until it is killed; prints each step it has done.

At start it recovers as the server does, then prints `recovered`.
"""

import asyncio
import sys
from datetime import date, timedelta
from pathlib import Path

from sardonyx.storage import migrations
from sardonyx.storage.archive import Archive
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions

DAY = date(2026, 1, 2)
ROWS = 3000
INSERT = (
    "INSERT INTO otel_logs (Timestamp, ServiceName, Body) SELECT toDateTime64('2026-01-02 00:00:00', 9) + number * 20, "
    "'shop', toString(number + {first:UInt64}) FROM numbers({rows:UInt64})"
)


async def main(folder: Path, *, once: bool) -> None:
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=0, connections=2))
    await engine.open()
    await migrations.apply(engine)
    archive = Archive(engine, folder / "archive", slice_rows=1000)
    await archive.recover()
    source, _ = await archive.files(date(1970, 1, 1), date(2100, 1, 1))
    both = "SELECT Body FROM otel_logs" + (f" UNION ALL SELECT Body FROM {source}" if source else "")
    (row,) = await engine.rows(f"SELECT count() AS n, uniqExact(Body) AS different FROM ({both})")
    print("recovered", row["n"], row["different"], flush=True)
    first = int(row["n"])
    while not once:
        await engine.execute(INSERT, {"first": first, "rows": 20 if first else ROWS})
        first += 20 if first else ROWS
        print("inserted", first, flush=True)
        await archive.export(DAY)
        print("exported", flush=True)
        await archive.restore(DAY, keep=timedelta(days=1))
        print("restored", flush=True)
        await archive.export(DAY)
        print("exported", flush=True)
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), once=len(sys.argv) > 2))
