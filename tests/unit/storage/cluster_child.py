"""Runs the statements on standard input (separated by NUL) on an empty engine whose configuration knows the cluster `main`.

Prints the rows of the last statement as JSON. A process of its own: the cluster is part of an engine's configuration, and a
process has one engine.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import chdb

CONFIG = """<clickhouse><remote_servers><main><shard><replica>
  <host>127.0.0.1</host><port>1</port>
</replica></shard></main></remote_servers></clickhouse>"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "engine.xml"
        config.write_text(CONFIG)
        connection: Any = chdb.connect(f"{folder}/data/?config-file={config}")
        answer = b""
        for statement in sys.stdin.read().split("\0"):
            answer = connection.query(statement, "JSONEachRow").bytes() or b""
        connection.close()
        print(answer.decode(), end="")
