"""What instrumentation costs a FastAPI service: bare, with sardonyx-sdk, with stock OpenTelemetry, with sentry-sdk.

    python benchmarks/sdk_overhead.py [--rounds 20] [--variants bare,sardonyx,otel,sentry,native] [--paths trivial,work,work_log]

One uvicorn process per variant, all running at once; the load goes to one of them at a time, in rounds A B C D A B C D …,
so that a noisy neighbour or a clock that changes hits all alike. CPU is `getrusage` of the server process, background threads
included, divided by the requests answered. Everything is sent to a sink on loopback in a process of its own.

With `--direct` the requests are not sent over a socket: the service calls its own ASGI application with a prepared scope, and
flushes what it recorded, encoding and sending included. That leaves the noise of the network out, so that microseconds show.

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


def flush(variant: str) -> None:
    """Have everything recorded so far encoded and sent."""
    if variant == "sardonyx":
        import sardonyx_sdk

        assert sardonyx_sdk.flush(30)
    elif variant in ("otel", "native"):
        from opentelemetry import _logs, trace

        trace.get_tracer_provider().force_flush()  # type: ignore[attr-defined]
        _logs.get_logger_provider().force_flush()  # type: ignore[attr-defined]
    elif variant in ("sentry", "errors_only"):
        import sentry_sdk

        sentry_sdk.flush(30)


async def call(app: Any, path: str, requests: int) -> None:
    """Call the application as a server would."""
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
        await asyncio.get_running_loop().create_task(app(scope, receive, send))


def drive(variant: str, app: Any, path: str, requests: int) -> None:
    asyncio.run(call(app, path, requests))
    flush(variant)


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

    @app.get("/work/{item}")
    async def work(item: int) -> dict[str, int]:
        return {"item": item, "total": burn(rounds)}

    @app.get("/work_log/{item}")
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
                drive(variant, app, path, int(number))
                print("done", file=control, flush=True)
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
    cpu_us: dict[str, list[float]] = field(default_factory=dict)
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
    before, began = service.cpu(), time.perf_counter()
    latencies = [0.0]
    if direct:
        service.ask(f"drive /{path} {requests}")
    else:
        latencies = asyncio.run(load(service.port, f"/{path}", requests))
    wall = time.perf_counter() - began
    # What was recorded is still to be encoded and sent: that belongs to these requests. Batches leave within the second.
    time.sleep(SETTLE_SECONDS)
    service.cpu_us.setdefault(path, []).append((service.cpu() - before) / requests * 1e6)
    service.rate.setdefault(path, []).append(requests / wall)
    service.latencies.setdefault(path, []).extend(latencies)


SETTLE_SECONDS = 0.0


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def interval(differences: list[float]) -> tuple[float, float]:
    """A 95 % interval of the median, from order statistics."""
    ordered, n = sorted(differences), len(differences)
    spread = int(0.98 * n**0.5) + 1
    return ordered[max(0, n // 2 - spread)], ordered[min(n - 1, n // 2 + spread)]


def report(services: list[Service], paths: list[str]) -> None:
    bare = next((s for s in services if s.variant == "bare"), services[0])
    for path in paths:
        print(f"\n/{path}   ({len(bare.cpu_us[path])} rounds, {len(bare.latencies[path])} requests each)")
        print(f"{'variant':12} {'req/s':>8} {'CPU µs/req':>11} {'least':>9} {'added µs':>9} {'95 %':>17} {'ratio':>7} {'p50 ms':>8} {'p99 ms':>8}")
        for service in services:
            cpu = service.cpu_us[path]
            # Differences within a round: both sides saw the same machine.
            added = [mine - base for mine, base in zip(cpu, bare.cpu_us[path], strict=True)]
            low, high = interval(added)
            middle = statistics.median(added)
            base = statistics.median(bare.cpu_us[path])
            print(
                f"{service.variant:12} {statistics.median(service.rate[path]):8.0f} {statistics.median(cpu):11.1f} {min(cpu):9.1f}"
                f" {middle:9.1f} {f'{low:.1f} … {high:.1f}':>17} {1 + middle / base:7.3f}"
                f" {quantile(service.latencies[path], 0.5) * 1e3:8.2f} {quantile(service.latencies[path], 0.99) * 1e3:8.2f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=200, help="per round and variant on the 2 ms paths")
    parser.add_argument("--settle", type=float, default=0.0, help="seconds to wait after each slice")
    parser.add_argument("--direct", action="store_true", help="call the application inside the service, without sockets")
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
    global SETTLE_SECONDS  # noqa: PLW0603
    SETTLE_SECONDS = options.settle
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
        for number in range(options.rounds):
            order = services[number % len(services) :] + services[: number % len(services)]
            for path in paths:
                for service in order:
                    measure(service, path, options.requests * (5 if path == "trivial" else 1), direct=options.direct)
        report(services, paths)
    finally:
        for process in [*(s.process for s in services), hole]:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
