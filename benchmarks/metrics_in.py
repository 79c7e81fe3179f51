"""How fast samples become queryable by remote write, beside Prometheus and VictoriaMetrics.

    python -m benchmarks metrics-in [--instances 100] [--samples 60] [--per-request 1] [--rounds 3]

The same requests go to each in turn, over 4 connections, each series always on the same one, in order of time: 500 series a
request with `--per-request` samples each, as a Prometheus sends after every scrape. The clock runs until a query sees the last
sample of every series. What is there before, the first sample of each series, is sent and waited for untimed. Prints samples
per second, the server's CPU seconds per million, and its resident memory.
"""

import argparse
import contextlib
import http.client
import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import psutil

from benchmarks.support.metrics_corpus import requests, series
from benchmarks.support.process import ServerProcess, scratch
from benchmarks.support.rivals import INSTALLED_AS, Rival, installed

CONNECTIONS = 4
SERIES_PER_REQUEST = 500
INTERVAL_MS = 15_000
HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}
OWN = "Sardonyx"


class Server(Protocol):
    """Who takes the samples."""

    url: str
    folder: Path

    @property
    def pid(self) -> int: ...

    def cpu_seconds(self) -> float: ...


def send(url: str, bodies: list[bytes], chunks: int) -> None:
    """Post all bodies; those of the same chunk of series go over the same connection, in order."""
    failures: list[str] = []

    def work(lane: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        for body in (body for number, body in enumerate(bodies) if number % chunks % CONNECTIONS == lane):
            while (status := _post(connection, body))[0] in (429, 503):
                time.sleep(0.1)
            if status[0] >= 300:
                failures.append(f"{status[0]} {status[1][:200]!r}")
                break
        connection.close()

    lanes = [threading.Thread(target=work, args=(lane,)) for lane in range(CONNECTIONS)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    if failures:
        raise RuntimeError(failures[0])


def _post(connection: http.client.HTTPConnection, body: bytes) -> tuple[int, bytes]:
    connection.request("POST", "/api/v1/write", body, HEADERS)
    answer = connection.getresponse()
    return answer.status, answer.read()


def wait_for(url: str, at_ms: int, rows: int) -> None:
    """Return when a query finds a sample of every series in the last interval before `at_ms`."""
    query = f"count(last_over_time({{__name__=~'.+', instance!=''}}[{INTERVAL_MS // 1000}s]))"
    params = {"query": query, "time": f"{at_ms / 1000}", "nocache": "1"}
    deadline = time.monotonic() + 300
    with httpx.Client(timeout=60) as client:
        while time.monotonic() < deadline:
            with contextlib.suppress(LookupError):
                found = client.get(f"{url}/api/v1/query", params=params).json()
                if int(found["data"]["result"][0]["value"][1]) >= rows:
                    return
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not show {rows} series")


def measured(
    server: Server, first: list[bytes], bodies: list[bytes], samples: int, ends: tuple[int, int], rows: int
) -> str:
    """Send, wait, and tell the figures; the speed comes first."""
    chunks = len(first)
    send(server.url, first, chunks)
    wait_for(server.url, ends[0], rows)
    cpu, started = server.cpu_seconds(), time.perf_counter()
    send(server.url, bodies, chunks)
    accepted = time.perf_counter() - started
    wait_for(server.url, ends[1], rows)
    seconds = time.perf_counter() - started
    resident = psutil.Process(server.pid).memory_info().rss >> 20
    used = server.cpu_seconds() - cpu
    return (
        f"{samples / seconds / 1e3:6.0f} k/s, {used / samples * 1e6:4.1f} CPU-s/M, accepted after {accepted:.1f} s, "
        f"queryable after {seconds:.1f} s, {resident} MiB"
    )


def servers(folder: Path) -> Iterator[tuple[str, contextlib.AbstractContextManager[Server]]]:
    """Each in a folder of its own."""
    yield OWN, ServerProcess(folder / OWN, SARDONYX_TELEMETRY__ENABLED="false")
    for name in INSTALLED_AS:
        if installed(name):
            yield name, Rival(name, folder / name)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--instances", type=int, default=100)
    options.add_argument("--samples", type=int, default=60)
    options.add_argument("--per-request", type=int, default=1)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    rows = series(chosen.instances)
    start = time.time_ns() // 1_000_000 - INTERVAL_MS * (chosen.samples + 1)
    start -= start % INTERVAL_MS
    chunks = -(-len(rows) // SERIES_PER_REQUEST)
    everything = list(requests(rows, start, INTERVAL_MS, chosen.samples + 1, chosen.per_request))
    first, bodies = [body for body, _ in everything[:chunks]], [body for body, _ in everything[chunks:]]
    samples = sum(count for _, count in everything[chunks:])
    ends = (start + INTERVAL_MS * chosen.per_request - 1, start + INTERVAL_MS * (chosen.samples + 1) - 1)
    print(f"{len(rows):,} series, {samples:,} samples in {len(bodies):,} requests")
    speeds: dict[str, list[float]] = {}
    for number in range(chosen.rounds):
        with scratch() as folder:
            for name, context in servers(Path(folder)):
                with context as server:
                    told = measured(server, first, bodies, samples, ends, len(rows))
                print(f"  round {number + 1} {name:<16} {told}", flush=True)
                speeds.setdefault(name, []).append(float(told.split()[0]))
    for rival in itertools.islice(speeds, 1, None):
        ratios = [own / other for own, other in zip(speeds[OWN], speeds[rival], strict=True)]
        print(f"  median: {statistics.median(ratios):.2f} × {rival}")


if __name__ == "__main__":
    main()
