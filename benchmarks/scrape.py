"""What scraping costs, beside Prometheus.

    python -m benchmarks scrape [--targets 10] [--series 10000] [--interval 5] [--seconds 60] [--warm-up 60]

The same targets are scraped by each in turn: pages of counters whose values differ at each scrape. Once each has seen every
page three times and `--warm-up` seconds are over, the CPU time it uses in `--seconds` is divided by the samples on the pages it
fetched meanwhile: fetching, parsing, storing, merging, and idling in between. At first, what reading one page costs alone,
without a server.
"""

import argparse
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.support.process import ServerProcess, scratch
from benchmarks.support.rivals import Rival, installed
from sardonyx.collectors.scrape.ledger import Ledger
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.report import Report

VARIANTS = 3
CODES = 10
FAMILIES = 50


def page(target: int, variant: int, series: int) -> str:
    """Counters with three labels of their own."""
    chance = random.Random(target * VARIANTS + variant)
    lines = [f"# TYPE http_requests_{family}_total counter" for family in range(FAMILIES)]
    for number in range(series):
        item, code = divmod(number, CODES)
        lines.append(
            f'http_requests_{item % FAMILIES}_total{{method="GET",path="/api/v1/items/{item}",code="{200 + code}",'
            f'handler="main"}} {chance.randrange(10**6)}'
        )
    return "\n".join(lines) + "\n"


class Pages:
    """A web server of pages; counts who fetched how many."""

    def __init__(self, targets: int, series: int) -> None:
        bodies = [[page(target, variant, series).encode() for variant in range(VARIANTS)] for target in range(targets)]
        self.fetched: Counter[str] = Counter()
        pages = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                agent = self.headers["User-Agent"].partition("/")[0]
                pages.fetched[agent] += 1
                body = bodies[int(self.path[1:])][pages.fetched[agent] % VARIANTS]
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                with suppress(ConnectionResetError):  # a scraper that stops
                    super().handle()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address."""
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{self.server.server_address[1]}"
        self.server.shutdown()
        thread.join()


def configuration(address: str, targets: int, interval: int) -> str:
    """One job for each page."""
    jobs = "".join(
        f"- {{job_name: j{target}, metrics_path: /{target}, static_configs: [{{targets: ['{address}']}}]}}\n"
        for target in range(targets)
    )
    return f"global: {{scrape_interval: {interval}s, scrape_timeout: {interval}s}}\nscrape_configs:\n{jobs}"


def reading(series: int) -> None:
    """CPU time of a page's way to what is journaled: the first time, and once its series are known."""
    ledger = Ledger({"job": "j", "instance": "a:1"}, Job(job_name="j"), ())
    known: dict[bytes, int] = {}
    spent = []
    for step in range(12):
        text, now = page(0, step, series), 1_790_000_000_000 + step * 30_000
        before = time.process_time()
        scrape = ledger.take(text, now, openmetrics=False)
        columns = ledger.columns(scrape, Report(True, 0.1, scrape.scraped, scrape.kept, scrape.added), now, 10, known)
        encoded = ledger.encoded(columns, scrape, now)
        spent.append(time.process_time() - before)
        known = known or {key: number + 1 for number, (key, _) in enumerate(encoded.new)}
    first, later = spent[0], min(spent[2:])
    print(
        f"  reading a page of {series:,}: {first / series * 1e6:.1f} µs a sample the first time, then "
        f"{later / series * 1e6:.2f} ({series / later:,.0f} samples/s of one core)",
        flush=True,
    )


def measure(name: str, process: ServerProcess | Rival, agent: str, pages: Pages, chosen: argparse.Namespace) -> None:
    """CPU per sample of a process that scrapes."""
    deadline = time.monotonic() + 300
    while pages.fetched[agent] < 3 * chosen.targets:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} does not scrape")
        time.sleep(0.5)
    time.sleep(chosen.warm_up)  # series are registered and learned by then
    cpu, fetched = process.cpu_seconds(), pages.fetched[agent]
    time.sleep(chosen.seconds)
    cpu, samples = process.cpu_seconds() - cpu, (pages.fetched[agent] - fetched) * chosen.series
    rate = samples / chosen.seconds
    print(f"  {name:<11} {cpu / samples * 1e6:6.2f} µs of CPU a sample at {rate:,.0f} samples/s", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--targets", type=int, default=10)
    options.add_argument("--series", type=int, default=10_000)
    options.add_argument("--interval", type=int, default=5)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--warm-up", type=int, default=60)
    chosen = options.parse_args()
    reading(chosen.series)
    pages = Pages(chosen.targets, chosen.series)
    with pages.serving() as address, scratch() as folder:
        text = configuration(address, chosen.targets, chosen.interval)
        file = Path(folder) / "prometheus.yml"
        file.write_text(text)
        with ServerProcess(Path(folder) / "data", SARDONYX_SCRAPE__PROMETHEUS_CONFIG=str(file)) as own:
            measure("Sardonyx", own, "Sardonyx", pages, chosen)
        if not installed("Prometheus"):
            print("  Prometheus is not installed")
            return
        with Rival("Prometheus", Path(folder) / "rival") as rival:
            (rival.folder / "prometheus.yml").write_text(text)
            os.kill(rival.pid, signal.SIGHUP)
            measure("Prometheus", rival, "Prometheus", pages, chosen)


if __name__ == "__main__":
    main()
