"""What instrumentation costs a FastAPI service: bare, with sardonyx-sdk, with stock OpenTelemetry, with sentry-sdk.

    python benchmarks/sdk_overhead.py [--direct] [--variants bare,sardonyx,otel,sentry,native] [--paths trivial,work,work_log]

One uvicorn process per variant, all running at once; the load goes to one of them at a time, in short rounds A B C D B C D A …,
so that a noisy neighbour or a clock that changes hits all alike. CPU is `getrusage` of the server process from the start of one
of its rounds to the start of its next, so the background thread counts whenever it runs, divided by the requests of the round.
Rounds are summed up in ten blocks; the interval is that of the blocks' differences to `bare`. Everything is sent to a sink on
loopback in a process of its own.

With `--direct` the requests are not sent over a socket: the service calls its own ASGI application with a prepared scope. That
leaves the noise of the network out, so that microseconds show. The column `caller` is then the CPU that requests add on their own
thread (median of the rounds' differences of median requests, each request measured by itself), without the background's.

Paths: `trivial` returns a constant; `work` burns about 2 ms of CPU first; `work_log` does that and writes one log line
(to /dev/null, as JSON with trace ids where the variant does so).

Variants: `otel` is opentelemetry-instrumentation-fastapi and -logging with the SDK's batch processors over OTLP/HTTP protobuf;
`native` is FastAPI's own telemetry over the same SDK (recent versions); `sentry` is sentry-sdk with every request traced;
`errors_only` is sentry-sdk without tracing.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ("bare", "sardonyx", "otel", "native", "sentry", "errors_only")
CONNECTIONS = 8


# --- the service ---------------------------------------------------------------------------------------------------------


def burn(rounds: int) -> int:
    """A fixed amount of ordinary Python: dictionaries, strings, arithmetic."""
    total = 0
    for number in range(rounds):
        item = {"id": number, "name": f"item {number}", "price": number * 3 % 97}
        total += len(item["name"]) + item["price"]
    return total


def instrument_otel(endpoint: str, app: Any, *, native: bool) -> None:
    from opentelemetry import metrics, trace
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    about = Resource.create({"service.name": "bench"})
    tracers = TracerProvider(resource=about)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces"), max_queue_size=16384))
    trace.set_tracer_provider(tracers)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics"), export_interval_millis=10_000)
    metrics.set_meter_provider(MeterProvider([reader], resource=about))
    logs = LoggerProvider(resource=about)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(f"{endpoint}/v1/logs")))
    from opentelemetry._logs import set_logger_provider
    from opentelemetry.instrumentation.logging import LoggingInstrumentor

    set_logger_provider(logs)
    LoggingInstrumentor().instrument(set_logging_format=True, log_level=logging.INFO)
    if not native:
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

        FastAPIInstrumentor.instrument_app(app)


def instrument(variant: str, sink: str, app: Any) -> None:
    if variant == "sardonyx":
        sys.path.insert(0, str(ROOT / "sdk" / "src"))
        import sardonyx_sdk

        sardonyx_sdk.configure("bench", endpoint=sink, instrument=["fastapi"], log_level="INFO")
    elif variant in ("otel", "native"):
        instrument_otel(sink, app, native=variant == "native")
    elif variant in ("sentry", "errors_only"):
        import sentry_sdk

        rate = 1.0 if variant == "sentry" else None
        sentry_sdk.init(dsn=sink.replace("http://", "http://key@") + "/1", traces_sample_rate=rate, enable_logs=True)


async def call(app: Any, path: str, requests: int) -> float:
    """Call the application as a server would; returns the median CPU microseconds of a request on this thread."""
    taken: list[int] = []
    headers = [
        (b"host", b"shop.test"),
        (b"accept", b"*/*"),
        (b"accept-encoding", b"gzip"),
        (b"user-agent", b"bench/1.0"),
        (b"connection", b"keep-alive"),
    ]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200

    for number in range(requests):
        target = path if path == "/trivial" else f"{path}/{number}"
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": target, "raw_path": target.encode(), "query_string": b"", "root_path": "",
            "headers": list(headers), "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000), "state": {},
        }  # fmt: skip
        # A task of its own for each request, as uvicorn makes it.
        before = time.thread_time_ns()
        await asyncio.get_running_loop().create_task(app(scope, receive, send))
        taken.append(time.thread_time_ns() - before)
    return statistics.median(taken) / 1e3


def serve(variant: str, sink: str, rounds: int) -> None:
    """Run the service; answers `cpu` on stdin with its CPU seconds so far."""
    import uvicorn

    control = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    log = logging.getLogger("shop")
    if variant in ("sentry", "errors_only"):
        instrument(variant, sink, None)  # patches the framework before applications are made
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/trivial")
    async def trivial() -> dict[str, str]:
        return {"hello": "world"}

    @app.get("/busy/{item}")
    async def work(item: int) -> dict[str, int]:
        return {"item": item, "total": burn(rounds)}

    @app.get("/busy_log/{item}")
    async def work_log(item: int) -> dict[str, int]:
        total = burn(rounds)
        log.info("order %d shipped to customer in %d ms", item, total % 97)
        return {"item": item, "total": total}

    if variant not in ("sentry", "errors_only"):
        instrument(variant, sink, app)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False, log_config=None)
    server = uvicorn.Server(config)

    def answer() -> None:
        while not server.started:
            time.sleep(0.01)
        print(server.servers[0].sockets[0].getsockname()[1], file=control, flush=True)
        for line in sys.stdin:
            if line.startswith("drive"):
                _, path, number = line.split()
                print(asyncio.run(call(app, path, int(number))), file=control, flush=True)
            if line.strip() == "cpu":
                usage = resource.getrusage(resource.RUSAGE_SELF)
                print(usage.ru_utime + usage.ru_stime, file=control, flush=True)
        server.should_exit = True

    threading.Thread(target=answer, daemon=True).start()
    server.run()


async def sink() -> None:
    """Swallow whatever is posted."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = 0
                chunked = False
                for line in head.split(b"\r\n"):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        size = int(value)
                    chunked |= name.lower() == b"transfer-encoding"
                if chunked:
                    while size := int(await reader.readline(), 16):
                        await reader.readexactly(size + 2)
                    await reader.readline()
                elif size:
                    await reader.readexactly(size)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- the measurement -----------------------------------------------------------------------------------------------------


@dataclass
class Service:
    """One running variant and what was measured of it, per path."""

    variant: str
    process: subprocess.Popen[str]
    port: int = 0
    cpu_us: dict[str, list[float]] = field(default_factory=dict)  # per request, one figure per block
    caller_us: dict[str, list[float]] = field(default_factory=dict)  # median request of each round
    clock: list[float] = field(default_factory=list)  # CPU seconds at the start of every round, and at the end
    rate: dict[str, list[float]] = field(default_factory=dict)
    latencies: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, command: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def cpu(self) -> float:
        return float(self.ask("cpu"))


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


async def load(port: int, path: str, requests: int) -> list[float]:
    """Closed-loop load over keep-alive connections; returns every latency in seconds."""
    left = iter(range(requests))
    taken: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in left:
            target = path if path == "/trivial" else f"{path}/{number}"
            begin = time.perf_counter()
            writer.write(
                f"GET {target} HTTP/1.1\r\nhost: shop.test\r\naccept: */*\r\naccept-encoding: gzip\r\n"
                "user-agent: bench/1.0\r\nconnection: keep-alive\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(size)
            taken.append(time.perf_counter() - begin)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return taken


def calibrate() -> int:
    """How many rounds of `burn` take about 2 ms of CPU here."""
    best = min(_timed(1000) for _ in range(9))
    return max(1, int(1000 * 0.002 / best))


def _timed(rounds: int) -> float:
    begin = time.process_time()
    burn(rounds)
    return time.process_time() - begin


def measure(service: Service, path: str, requests: int, *, direct: bool) -> None:
    service.clock.append(service.cpu())
    began = time.perf_counter()
    latencies = [0.0]
    if direct:
        service.caller_us.setdefault(path, []).append(float(service.ask(f"drive /{path} {requests}")))
    else:
        latencies = asyncio.run(load(service.port, f"/{path}", requests))
    wall = time.perf_counter() - began
    service.rate.setdefault(path, []).append(requests / wall)
    service.latencies.setdefault(path, []).extend(latencies)


def measure_path(services: list[Service], path: str, rounds: int, requests: int, *, direct: bool) -> None:
    for service in services:
        service.clock.clear()
    for number in range(rounds):
        turn = number % len(services)
        for service in services[turn:] + services[:turn]:
            measure(service, path, requests, direct=direct)
    time.sleep(SETTLE_SECONDS)  # the last records leave within seconds; they belong to these requests
    per_block = rounds // BLOCKS
    for service in services:
        service.clock.append(service.cpu())
        edges = [service.clock[n * per_block] for n in range(BLOCKS)] + [service.clock[-1]]
        sizes = [per_block] * (BLOCKS - 1) + [rounds - per_block * (BLOCKS - 1)]
        service.cpu_us[path] = [
            (after - before) / (size * requests) * 1e6
            for before, after, size in zip(edges, edges[1:], sizes, strict=False)
        ]


SETTLE_SECONDS = 6.0  # the longest interval of the variants' exporters is five
BLOCKS = 10
T_95 = 2.26  # Student's t for ten blocks


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def report(services: list[Service], paths: list[str]) -> None:
    bare = next((s for s in services if s.variant == "bare"), services[0])
    for path in paths:
        print(f"\n/{path}   ({len(bare.rate[path])} rounds)")
        head = f"{'variant':12} {'req/s':>8} {'CPU µs/req':>11} {'added µs':>9} {'± 95 %':>8} {'ratio':>7}"
        print(f"{head} {'p50 ms':>8} {'p99 ms':>8} {'caller':>8}")
        for service in services:
            cpu = service.cpu_us[path]
            # Differences within a block: both sides saw the same machine.
            added = [mine - base for mine, base in zip(cpu, bare.cpu_us[path], strict=True)]
            error = T_95 * statistics.stdev(added) / len(added) ** 0.5
            mean, base = statistics.mean(cpu), statistics.mean(bare.cpu_us[path])
            print(
                f"{service.variant:12} {statistics.median(service.rate[path]):8.0f} {mean:11.1f} {mean - base:9.1f}"
                f" {error:8.1f} {mean / base:7.3f}"
                f" {quantile(service.latencies[path], 0.5) * 1e3:8.2f} {quantile(service.latencies[path], 0.99) * 1e3:8.2f}"
                f" {caller(service, bare, path):>8}"
            )


def caller(service: Service, bare: Service, path: str) -> str:
    """What a request adds on its own thread; only known when called directly."""
    if path not in service.caller_us:
        return "-"
    pairs = zip(service.caller_us[path], bare.caller_us[path], strict=True)
    return f"{statistics.median(mine - base for mine, base in pairs):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100, help="at least ten")
    parser.add_argument(
        "--requests", type=int, default=40, help="per round and variant on the 2 ms paths; ten times that on trivial"
    )
    parser.add_argument(
        "--direct", action="store_true", help="call the application inside the service, without sockets"
    )
    parser.add_argument("--variants", default="bare,sardonyx,otel,sentry")
    parser.add_argument("--paths", default="trivial,work,work_log")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--sink", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sink:
        asyncio.run(sink())
        return
    if options.serve:
        variant, url, rounds = options.serve
        serve(variant, url, int(rounds))
        return
    rounds = calibrate()
    hole = start("--sink")
    services: list[Service] = []
    try:
        url = f"http://127.0.0.1:{port_of(hole)}"
        for variant in options.variants.split(","):
            services.append(Service(variant, start("--serve", variant, url, str(rounds))))
        for service in services:
            service.port = port_of(service.process)
        paths = options.paths.split(",")
        for service in services:  # warm up
            for path in paths:
                asyncio.run(load(service.port, f"/{path}", 100))
        for path in paths:
            requests = options.requests * (10 if path == "trivial" else 1)
            measure_path(services, path, max(BLOCKS, options.rounds), requests, direct=options.direct)
        report(services, paths)
    finally:
        for process in [*(s.process for s in services), hole]:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
