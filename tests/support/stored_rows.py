"""Read a data folder's engine from a process of its own, while no server runs on it.

python -m tests.support.stored_rows DATA "SELECT …"        prints JSONEachRow
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sardonyx.storage.embedded import EmbeddedEngine


def stored_rows(data: Path, sql: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.stored_rows", str(data), sql],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


async def _main(data: Path, sql: str) -> None:
    engine = EmbeddedEngine(data / "engine")
    await engine.open()
    sys.stdout.write((await engine.raw(sql, fmt="JSONEachRow")).decode())
    await engine.close()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2]))
