"""How fast log lines become searchable by each protocol a shipper may speak, beside the raw engine on the same lines.

    python -m benchmarks logs [--requests 200] [--rounds 3] [--protocol bulk]

JSON lines of about 410 bytes, 500 a request, over 4 connections: durable, masked, taken apart, indexed. The clock runs until the
last one can be found. `raw` is the same lines already lying in files, inserted by an engine in a process of its own: no journal,
HTTP, masking, accounting, deduplication, fsync or views. Sender, server and engine share the machine's cores. Prints lines per
second, CPU seconds of the server per million, and the ratio to raw.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cramjam

from benchmarks.ingest import HEADERS, RECORDS, measure_raw, send, wait_for
from benchmarks.support.corpus import requests
from benchmarks.support.log_lines import json_lines
from benchmarks.support.process import ServerProcess, scratch
from sardonyx.receivers.lines import Group, encoded

WARM_UP = 4


@dataclass(frozen=True, slots=True)
class Protocol:
    """How some lines become a request."""

    path: str
    headers: dict[str, str]
    body: Callable[[Sequence[bytes]], bytes]


def _bulk(lines: Sequence[bytes]) -> bytes:
    return b"".join([b'{"create":{"_index":"logs-app"}}\n' + line + b"\n" for line in lines])


def _loki(lines: Sequence[bytes]) -> bytes:
    now = time.time_ns()
    values = [[str(now + number * 1000), line.decode()] for number, line in enumerate(lines)]
    return json.dumps({"streams": [{"stream": {"job": "app"}, "values": values}]}).encode()


def _gzipped_lines(lines: Sequence[bytes]) -> bytes:
    return bytes(cramjam.gzip.compress(b"\n".join(lines)))


JSON_TYPE = {"Content-Type": "application/json"}
PROTOCOLS = {
    "bulk": Protocol("/_bulk", {"Content-Type": "application/x-ndjson"}, _bulk),
    "loki": Protocol("/loki/api/v1/push", JSON_TYPE, _loki),
    "lines": Protocol("/rest/logs/lines", {"Content-Type": "application/x-ndjson"}, b"\n".join),
    "lines-gzip": Protocol(
        "/rest/logs/lines", {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}, _gzipped_lines
    ),
}
OTLP = "otlp"


def measured(protocol: str, count: int) -> tuple[float, float, float]:
    """Lines per second, CPU seconds per million, seconds in all."""
    rng = random.Random(7)
    if protocol == OTLP:
        path, headers = "/v1/logs", HEADERS
        warm, bodies = requests("logs", WARM_UP, RECORDS, seed=1), requests("logs", count, RECORDS)
    else:
        spoken = PROTOCOLS[protocol]
        path, headers = spoken.path, spoken.headers
        warm = [spoken.body(json_lines(rng, RECORDS)) for _ in range(WARM_UP)]
        bodies = [spoken.body(json_lines(rng, RECORDS)) for _ in range(count)]
    with scratch() as folder, ServerProcess(Path(folder), SARDONYX_TELEMETRY__ENABLED="false") as server:
        signal = "logs" if protocol == OTLP else "log_lines"
        send(server.url, path, headers, warm)
        wait_for(server.url, signal, WARM_UP * RECORDS)
        cpu, started = server.cpu_seconds(), time.perf_counter()
        send(server.url, path, headers, bodies)
        wait_for(server.url, signal, (count + WARM_UP) * RECORDS)
        seconds, cpu = time.perf_counter() - started, server.cpu_seconds() - cpu
    rows = count * RECORDS
    return rows / seconds, cpu / rows * 1e6, seconds


def raw_of(protocol: str, count: int) -> float:
    """Lines per second of the raw engine."""
    if protocol == OTLP:
        found = measure_raw("logs", requests("logs", count, RECORDS))
    else:
        rng = random.Random(7)
        groups = [[Group(text=b"\n".join(json_lines(rng, RECORDS)), others=RECORDS)] for _ in range(count)]
        found = measure_raw("lines", [encoded(one) for one in groups])
    return found["rows"] / found["seconds"]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--protocol", choices=(*PROTOCOLS, OTLP))
    chosen = options.parse_args()
    size = statistics.mean(map(len, json_lines(random.Random(7), RECORDS)))
    print(f"{chosen.requests} requests × {RECORDS} lines of {size:.0f} bytes")
    for protocol in [chosen.protocol] if chosen.protocol else [*PROTOCOLS, OTLP]:
        ratios = []
        for number in range(chosen.rounds):
            raw = raw_of(protocol, chosen.requests)
            speed, cpu, _ = measured(protocol, chosen.requests)
            ratios.append(speed / raw)
            print(
                f"  {protocol:<10} round {number + 1}: raw {raw / 1e3:4.0f} k/s   ours {speed / 1e3:4.0f} k/s "
                f"({cpu:.1f} CPU-s/M)   ratio {ratios[-1]:.2f}",
                flush=True,
            )
        print(f"  {protocol:<10} median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
