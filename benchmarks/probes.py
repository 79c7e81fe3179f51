"""What checking many monitors costs, and whether checks keep their time.

    python -m benchmarks probes [--monitors 1000] [--interval 10] [--seconds 60] [--warm-up 20] [--kind http] [--hanging 0]
        [--whole]

A web server in a process of its own answers. First the checks alone: runner, probe, what is stored of each result encoded and
dropped. With `--whole` then `sardonyx serve` as it is, the monitors in its `health.file`, beside the same server without monitors.
`--hanging` of the monitors never get an answer: the others' time must not suffer. Drift is how long after its turn a check begins.
"""

import argparse
import asyncio
import json
import re
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np
import psutil
import uvloop
from prometheus_client import CollectorRegistry

from benchmarks.support.process import ServerProcess, scratch
from sardonyx.collectors.probes.metrics import RunnerMetrics
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.runner import Runner, contexts
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.monitors import Monitor
from sardonyx.config.sections import OutgoingSettings
from sardonyx.journal.batch import Batch
from sardonyx.outgoing.guard import Guard
from sardonyx.processors.masking import Masker
from sardonyx.receivers.sample_writer import Encoded

_ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"status":"ok"}'


class _Answering(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not data.startswith(b"GET /hang"):
            self._transport.write(_ANSWER)
            self._transport.close()


async def answer(sock: socket.socket) -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(_Answering, sock=sock)
    await server.serve_forever()


def monitor(number: int, port: int, chosen: argparse.Namespace) -> dict[str, object]:
    """A monitor as in a file."""
    hangs = number < chosen.hanging
    url = f"http://127.0.0.1:{port}/{'hang' if hangs else 'health'}"
    conditions = ["status == 200", "latency < 2s", "body.status == ok"]
    check: dict[str, object] = {"kind": "http", "url": url, "conditions": conditions}
    if chosen.kind == "tcp":
        check = {"kind": "tcp", "host": "127.0.0.1", "port": port}
    return {
        "name": f"monitor {number}",
        "check": check,
        "service": f"service-{number % 50}",
        "group": f"group {number % 10}",
        "interval": f"{chosen.interval}s",
        "timeout": f"{min(10, chosen.interval)}s",
    }


class Lateness:
    """In place of the histogram: every value."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def observe(self, seconds: float) -> None:
        self.seconds.append(seconds)


class _Dropped:
    """A journal and a writer of samples that keep nothing but sizes; ids of series are known after the first time, as they are."""

    def __init__(self) -> None:
        self.journal = self
        self.known = self
        self.bytes = 0
        self.samples = 0
        self._young: dict[bytes, int] = {}

    def inserted_until_ns(self, _: str) -> int:
        return time.time_ns()

    def young(self) -> dict[bytes, int]:
        return self._young

    async def accept(self, _receiver: str, _signal: str, batch: Batch, **_: object) -> None:
        self.bytes += len(batch.payload)

    async def append(self, encoded: Encoded) -> None:
        self.samples += encoded.samples
        self._young.update((key, len(self._young) + number) for number, (key, _) in enumerate(encoded.new, 1))


async def alone(port: int, chosen: argparse.Namespace) -> None:
    """Runner, probes and the writing of results, without a server around them."""
    registry, dropped, late = CollectorRegistry(), _Dropped(), Lateness()
    metrics = RunnerMetrics(registry)
    metrics.late = late  # type: ignore[assignment]
    outcomes: dict[str, int] = {}
    guard = Guard.of(OutgoingSettings())
    results = ResultWriter(dropped, dropped, Masker.build(hash_key=b"k" * 32), registry)  # type: ignore[arg-type]

    async def sink(scheduled: Scheduled, result: ProbeResult) -> float | None:
        outcomes[result.outcome] = outcomes.get(result.outcome, 0) + 1
        results.add(scheduled, result)
        return None

    made = [Scheduled(f"m{n}", Monitor.model_validate(monitor(n, port, chosen))) for n in range(chosen.monitors)]
    before = psutil.Process().memory_info().rss
    async with results.writing(), Runner(contexts(guard), sink, metrics, at_once=200).running() as runner:
        runner.apply(made)
        await asyncio.sleep(chosen.warm_up)
        late.seconds.clear()
        outcomes.clear()
        cpu, began = time.process_time(), time.monotonic()
        await asyncio.sleep(chosen.seconds)
        cpu, took = time.process_time() - cpu, time.monotonic() - began
    guard.close()
    checks = len(late.seconds)
    p50, p99, longest = np.percentile(late.seconds, [50, 99, 100]) * 1000
    print(
        f"  alone: {checks / took:.0f} checks/s ({outcomes}), {cpu / took:.1%} of a core, {cpu / checks * 1e6:.0f} µs a check"
    )
    print(
        f"    drift: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.1f} ms; {chosen.monitors / chosen.interval:.0f}/s wanted"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"    memory: {(peak - before) / 2**20:.0f} MiB for {chosen.monitors} monitors; {dropped.samples:,} samples written",
        flush=True,
    )


def whole(port: int, chosen: argparse.Namespace) -> None:
    """`sardonyx serve` with and without the monitors."""
    with scratch() as folder:
        file = Path(folder) / "health.yaml"
        monitors = [monitor(number, port, chosen) for number in range(chosen.monitors)]
        file.write_text(json.dumps({"monitors": monitors}))
        for words, environment in (
            ("without monitors", {"SARDONYX_HEALTH__WATCH_FOUND": "false"}),
            ("with them", {"SARDONYX_HEALTH__WATCH_FOUND": "false", "SARDONYX_HEALTH__FILE": str(file)}),
        ):
            with ServerProcess(Path(folder) / words.split()[0], **environment) as server:
                _measure(server, words, chosen)


def _measure(server: ServerProcess, words: str, chosen: argparse.Namespace) -> None:
    time.sleep(chosen.warm_up + 30)
    before, cpu = _late(server), server.cpu_seconds()
    time.sleep(chosen.seconds)
    cpu, after = server.cpu_seconds() - cpu, _late(server)
    counted = {bound: after[bound] - before.get(bound, 0.0) for bound in after}
    checks = counted.get("+Inf", 0.0)
    memory = f"{server.rss_bytes() / 2**20:.0f} MiB"
    rate = f"{checks / chosen.seconds:.0f} checks/s"
    print(f"  serve {words}: {cpu / chosen.seconds:.1%} of a core, {memory}, {rate}", flush=True)
    if checks:
        shares = ", ".join(
            f"≤ {float(bound) * 1000:.0f} ms {count / checks:.2%}"
            for bound, count in counted.items()
            if bound != "+Inf" and float(bound) <= 1
        )
        print(f"    drift: {shares}", flush=True)


def _late(server: ServerProcess) -> dict[str, float]:
    text = httpx.get(f"{server.url}/metrics", timeout=30).text
    return {
        bound: float(value)
        for bound, value in re.findall(r'sardonyx_probe_late_seconds_bucket\{le="([^"]+)"\} (\S+)', text)
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--monitors", type=int, default=1000)
    options.add_argument("--interval", type=int, default=10)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--warm-up", type=int, default=20)
    options.add_argument("--kind", choices=("http", "tcp"), default="http")
    options.add_argument("--hanging", type=int, default=0)
    options.add_argument("--whole", action="store_true")
    chosen = options.parse_args()
    sock = socket.create_server(("127.0.0.1", 0), backlog=1024)
    sock.set_inheritable(True)
    serving = f"asyncio.run(answer(socket.socket(fileno={sock.fileno()})))"
    code = f"import asyncio, socket; from benchmarks.probes import answer; {serving}"
    target = subprocess.Popen([sys.executable, "-c", code], pass_fds=[sock.fileno()])
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(alone(sock.getsockname()[1], chosen))
        if chosen.whole:
            whole(sock.getsockname()[1], chosen)
    finally:
        target.kill()
        target.wait()


if __name__ == "__main__":
    main()
