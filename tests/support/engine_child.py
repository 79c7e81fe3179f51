"""Opens the data folder in argv[1], runs the statements on standard input, one a line, and prints the rows of each.

argv[3], if there is one, is the endpoint of an S3 store for the cold tier. A line that begins with `!` is a statement without
rows; an error is printed as its class.
"""

import asyncio
import json
import sys
from pathlib import Path

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import ColdStore, EmbeddedOptions
from sardonyx.storage.errors import StorageError
from tests.support.s3_stand_in import ACCESS_KEY


async def main(folder: Path, min_free: int, endpoint: str | None) -> None:
    store = ColdStore(endpoint, ACCESS_KEY, "a key & more") if endpoint else None
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=min_free, cold_store=store))
    try:
        await engine.open()
    except StorageError as error:
        print(json.dumps([type(error).__name__, str(error)]))
        return
    for line in sys.stdin.read().splitlines():
        try:
            answer: object = await engine.execute(line[1:]) if line.startswith("!") else await engine.rows(line)
        except StorageError as error:
            answer = type(error).__name__
        print(json.dumps(answer))
    await engine.close()


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            int(sys.argv[2]) if len(sys.argv) > 2 else 0,
            sys.argv[3] if len(sys.argv) > 3 else None,
        )
    )
