"""How fast `/live`, `/ready` and `/health` of sardonyx-sdk answer under load, while one dependency hangs.

    python -m benchmarks.health_endpoints [--seconds 10] [--connections 16] [--rate 1000]

One uvicorn process with a FastAPI application, eight checks (six well, one failing, one that hangs for good), and requests to
its own routes beside. The load is open: a request is due at its time whether the last one was answered or not, and what counts
is the time from there, so that a stall is felt by all it delays. Every request goes over a socket of loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import uvloop

ROOT = Path(__file__).resolve().parent.parent
PATHS = ("/live", "/ready", "/health", "/work")
_SERVICE = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
import uvicorn
from fastapi import FastAPI
from sardonyx_sdk.health import Health, Observation, add_health, check, disk

def hang(): threading.Event().wait()
well = [check(f"dependency {n}", lambda: time.sleep(0.01), interval_seconds=1) for n in range(5)]
app = FastAPI()
@app.get("/work")
async def work(): return {"sum": sum(range(2000))}
add_health(app, Health("bench", [*well, disk("data", "/"), check("hangs", hang, critical=False),
    check("fails", lambda: Observation("fail", "gone"), critical=False, interval_seconds=1)]))
uvicorn.run(app, port=int(sys.argv[2]), log_level="critical", access_log=False)
"""


class Connection(asyncio.Protocol):
    """A kept-alive connection with one request at a time."""

    def __init__(self) -> None:
        self._done: asyncio.Future[int] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or self._done is None:
            return
        length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        if len(body) >= length:
            self._received = b""
            self._done.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionResetError())

    async def get(self, path: str) -> int:
        self._done = asyncio.get_running_loop().create_future()
        self._transport.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        return await self._done


async def load(port: int, rate: float, seconds: float, connections: int) -> dict[str, list[float]]:
    """Seconds of every request by path, counted from when it was due."""
    loop = asyncio.get_running_loop()
    taken: dict[str, list[float]] = {path: [] for path in PATHS}
    opened = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(connections)]
    for connection in opened:
        for path in PATHS:
            await connection.get(path)
    began = time.perf_counter()

    async def drive(number: int) -> None:
        connection = opened[number]
        for turn in range(number, int(rate * seconds), connections):
            due = began + turn / rate
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            path = PATHS[(turn + turn // connections) % len(PATHS)]
            status = await connection.get(path)
            assert status == 200, f"{path} answered {status}"
            taken[path].append(time.perf_counter() - due)

    await asyncio.gather(*(drive(number) for number in range(connections)))
    return taken


async def started(port: int) -> None:
    """Wait until the service is ready."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(OSError):
                _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
                if await connection.get("/ready") == 200:
                    return
            await asyncio.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1000, help="requests per second over all paths")
    parser.add_argument("--port", type=int, default=18699)
    options = parser.parse_args()
    command = [sys.executable, "-c", _SERVICE, str(ROOT / "sdk" / "src"), str(options.port)]
    service = subprocess.Popen(command)
    try:
        uvloop.run(started(options.port))
        taken = uvloop.run(load(options.port, options.rate, options.seconds, options.connections))
    finally:
        service.terminate()
        service.wait(10)
    print(f"{options.rate:g} requests/s over {options.connections} connections for {options.seconds:g} s")
    print("| path | requests | p50 (ms) | p99 (ms) | slowest (ms) |\n|---|---|---|---|---|")
    for path, times in taken.items():
        p99 = statistics.quantiles(times, n=100)[98]
        figures = " | ".join(f"{1000 * figure:.2f}" for figure in (statistics.median(times), p99, max(times)))
        print(f"| `{path}` | {len(times)} | {figures} |")


if __name__ == "__main__":
    main()
