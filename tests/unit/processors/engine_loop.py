"""A process that owns an engine and answers queries on its standard input: chdb allows one data folder per process.

Each line in is JSON {"sql": …, "rows": [[…], …] | null, "structure": …}; each line out is {"rows": [[…], …]} or
{"error": …}. The rows given are the table `given`. Texts travel as lists of bytes, so that invalid UTF-8 can too.
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

import chdb


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection = chdb.connect(f"{folder}/engine")
        connection.query("SET short_circuit_function_evaluation = 'disable', compile_expressions = 0")
        source = Path(folder) / "rows.json"
        for line in sys.stdin:
            request = json.loads(line)
            source.write_text("\n".join(json.dumps(row) for row in request["rows"]))
            table = f"file('{source}', 'JSONCompactEachRow', '{request['structure']}')"
            try:
                answer = connection.query(request["sql"].replace("{given}", table), "JSONCompactEachRow").bytes() or b""
            except Exception as error:
                print(json.dumps({"error": str(error)}), flush=True)
            else:
                print(json.dumps({"answer": base64.b64encode(bytes(answer)).decode()}), flush=True)
        connection.close()


if __name__ == "__main__":
    main()
