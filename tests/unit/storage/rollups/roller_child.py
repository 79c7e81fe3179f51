"""Rolls up the folder in argv[1], which it fills at first, a piece at a time; says so before each, to be killed then.

With `finish` it goes on to the end and prints what is stored.
"""

import asyncio
import json
import sys
import time
from datetime import timedelta
from pathlib import Path

from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions
from sardonyx.storage.rollups.roller import Roller

SERIES, SAMPLES, EVERY = 200, 2400, 30

_FILL = f"""
INSERT INTO metric_samples SELECT number % {SERIES} + 1,
  fromUnixTimestamp64Milli(toInt64({{start:UInt32}} + intDiv(number, {SERIES}) * {EVERY}) * 1000 + 5), number
FROM numbers({SERIES * SAMPLES})"""

_FOUND = """
SELECT (SELECT sum(Samples) FROM metric_rollups FINAL) AS rolled, (SELECT count() FROM metric_rollups FINAL) AS rows,
  (SELECT count() FROM metric_samples) AS samples,
  (SELECT uniqExact(SeriesId, intDiv(toUnixTimestamp64Milli(Timestamp) + 299999, 300000)) FROM metric_samples) AS buckets"""


async def main(folder: Path, *, finish: bool) -> None:
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=0))
    await engine.open()
    await migrations.apply(engine)
    (row,) = await engine.rows("SELECT count() AS samples FROM metric_samples")
    if not row["samples"]:
        await engine.execute(_FILL, {"start": int(time.time()) - 22 * 3600})
    roller = Roller(engine, timedelta(days=14))
    print("rolling", flush=True)
    while await roller.roll_due() is not None:
        if not finish:
            print("rolling", flush=True)
    if finish:
        print(json.dumps((await engine.rows(_FOUND))[0]), flush=True)
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), finish=sys.argv[2] == "finish"))
