"""How fast OTLP spans and logs become searchable, beside the raw engine on the same bytes.

    .venv/bin/python -m benchmarks ingest [--requests 200] [--rounds 3] [--signal logs|traces]

Each round measures in turn, in one run:
  raw    the same requests, already lying in one file, inserted by an engine in a process of its own into a table with the same
         columns and indexes: no journal, HTTP, masking, deduplication, fsync or views; one insert a core
  ours   the requests sent over HTTP/1.1 (4 connections, 500 records each) to a server process, timed until the last record
         can be queried: durable, masked, indexed, RED figures derived
Sender, server and engine share the machine's cores, as they would in life. Prints rows per second, CPU seconds per million
rows, and the ratio ours/raw of each round with its median.
"""

import argparse
import asyncio
import http.client
import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.support.corpus import requests
from benchmarks.support.process import ServerProcess, scratch

RECORDS = 500
CONNECTIONS = 4
HEADERS = {"Content-Type": "application/x-protobuf"}


def raw_child(signal: str, folder: str) -> None:
    """Insert the file into a bare table and print what it took."""
    from sardonyx.processors.masking import Masker
    from sardonyx.storage import migrations
    from sardonyx.storage.embedded import EmbeddedEngine
    from sardonyx.storage.pipelines import lines, logs, traces

    pipeline = {"logs": logs, "lines": lines, "traces": traces}[signal].pipeline(Masker.off())
    filled = "otel_traces" if signal == "traces" else "otel_logs"

    async def run() -> None:
        engine = EmbeddedEngine(Path(folder) / "engine")
        await engine.open()
        await migrations.apply(engine)
        for view in ("otel_traces_trace_id_ts_mv", "span_metrics_10s_mv", "log_counts_10s_mv", "log_sources_10s_mv"):
            await engine.execute(f"DROP VIEW {view}")
        for table in ("otel_logs", "otel_traces"):
            await engine.execute(
                f"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 0, fsync_after_insert = 0, "
                "fsync_part_directory = 0"
            )
        insert, *_ = pipeline.variants[0]  # what follows counts what receivers took
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        files = sorted(Path(folder).glob("*.raw"))
        at_once = asyncio.Semaphore(os.cpu_count() or 1)

        async def load(number: int, path: Path) -> None:
            async with at_once:
                await engine.insert_segment(insert, path, token=str(number))

        await asyncio.gather(*(load(number, path) for number, path in enumerate(files)))
        seconds = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
        (row,) = await engine.rows(f"SELECT count() AS rows FROM {filled}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps({"rows": row["rows"], "seconds": seconds, "cpu": cpu}))
        await engine.close()

    asyncio.run(run())


def measure_raw(signal: str, bodies: list[bytes]) -> dict[str, float]:
    from sardonyx.journal.frame import encode

    with scratch() as folder:
        per_file = 100  # about the size of our segments
        for start in range(0, len(bodies), per_file):
            pieces = [
                p for b in bodies[start : start + per_file] for p in encode(b, received_at_ns=time.time_ns(), source="")
            ]
            (Path(folder) / f"{start:08d}.raw").write_bytes(b"".join(pieces))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.ingest", "--raw-child", folder, "--signal", signal],
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout)  # type: ignore[no-any-return]


def measure_ours(signal: str, bodies: list[bytes]) -> dict[str, float]:
    with scratch() as folder, ServerProcess(Path(folder), SARDONYX_TELEMETRY__ENABLED="false") as server:
        send(server.url, f"/v1/{signal}", HEADERS, requests(signal, 4, RECORDS, seed=1))  # warm up
        wait_for(server.url, signal, 4 * RECORDS)
        cpu, started = server.cpu_seconds(), time.perf_counter()
        send(server.url, f"/v1/{signal}", HEADERS, bodies)
        accepted = time.perf_counter() - started
        rows = wait_for(server.url, signal, (len(bodies) + 4) * RECORDS) - 4 * RECORDS
        seconds = time.perf_counter() - started
        return {
            "rows": rows, "seconds": seconds, "accepted": accepted, "cpu": server.cpu_seconds() - cpu,
            "rss": server.rss_bytes(),
        }  # fmt: skip


def send(url: str, path: str, headers: dict[str, str], bodies: list[bytes]) -> None:
    """Post all bodies over a few connections; every answer must be a success."""
    waiting, lock, failures = iter(bodies), threading.Lock(), list[str]()

    def work() -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                break
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300 or b'"errors":true' in text:
                failures.append(f"{answer.status} {text[:200]!r}")
                break
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])


def wait_for(url: str, signal: str, rows: int) -> int:
    """Poll the status until the engine holds `rows` rows of the signal."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    deadline = time.perf_counter() + 120
    while time.perf_counter() < deadline:
        connection.request("GET", "/rest/status")
        status = json.loads(connection.getresponse().read())["signals"][signal]
        if status["accepted_records_total"] >= rows and status["journal_bytes"] == 0:
            return int(status["accepted_records_total"])
        time.sleep(0.01)
    raise RuntimeError("the rows did not arrive")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=400)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--signal", choices=("logs", "lines", "traces"))
    options.add_argument("--raw-child")
    chosen = options.parse_args()
    if chosen.raw_child:
        raw_child(chosen.signal, chosen.raw_child)
        return
    for signal in [chosen.signal] if chosen.signal else ["traces", "logs"]:
        bodies = requests(signal, chosen.requests, RECORDS)
        print(
            f"{signal}: {len(bodies)} requests × {RECORDS}, {sum(map(len, bodies)) / len(bodies) / RECORDS:.0f} B/record"
        )
        ratios = []
        for number in range(chosen.rounds):
            raw, ours = measure_raw(signal, bodies), measure_ours(signal, bodies)
            speed = {"raw": raw["rows"] / raw["seconds"], "ours": ours["rows"] / ours["seconds"]}
            ratios.append(speed["ours"] / speed["raw"])
            print(
                f"  round {number + 1}: raw {speed['raw'] / 1e3:6.0f} k/s ({raw['cpu'] / raw['rows'] * 1e6:5.1f} CPU-s/M)   "
                f"ours {speed['ours'] / 1e3:6.0f} k/s ({ours['cpu'] / ours['rows'] * 1e6:5.1f} CPU-s/M, accepted after "
                f"{ours['accepted'] / ours['seconds']:.0%}, rss {ours['rss'] / 2**20:.0f} MiB)   ratio {ratios[-1]:.2f}",
                flush=True,
            )
        print(f"  median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
