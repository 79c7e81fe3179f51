"""How fast PromQL is answered, beside Prometheus and VictoriaMetrics: the same day of 2,000 series in each, the same questions.

    python -m benchmarks metrics-queries [--instances 20] [--hours 24] [--interval 15] [--repeats 7] [--keep FOLDER]

Samples are remote-written to all; every query goes over HTTP and its answer is read whole. What would answer from a cache of
results is told not to. Prints each query's warm median in milliseconds and the geometric mean of the ratios to each rival that
is installed. `--keep` leaves the data in FOLDER and takes it from there the next time.
"""

import argparse
import contextlib
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.support.metrics_corpus import requests, series
from benchmarks.support.process import ServerProcess, scratch
from benchmarks.support.rivals import Rival, installed

HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}
OWN = "Sardonyx"
MINUTE, HOUR = 60, 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Question:
    """A query over the last `seconds`, every `step` seconds; at one instant when `seconds` is 0."""

    expr: str
    seconds: int = 0
    step: int = 0


API = 'job="api"'
QUESTIONS = (
    Question("up"),
    Question("sum by (instance) (rate(http_requests_total[5m]))"),
    Question("topk(5, sum by (handler) (rate(http_requests_total[5m])))"),
    Question("histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))"),
    Question("100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode='idle'}[5m])))"),
    Question("node_load1", HOUR, 15),
    Question("rate(http_requests_total{status='500'}[5m])", HOUR, 15),
    Question("sum(rate(http_requests_total[5m]))", HOUR, 15),
    Question("sum by (handler, status) (rate(http_requests_total[1m]))", HOUR, 15),
    Question(
        "histogram_quantile(0.95, sum by (le, handler) (rate(http_request_duration_seconds_bucket[5m])))", HOUR, 15
    ),
    Question("sum by (name) (container_memory_working_set_bytes)", 6 * HOUR, 30),
    Question("1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", 6 * HOUR, 30),
    Question("sum by (instance) (irate(node_cpu_seconds_total{mode!='idle'}[5m]))", 6 * HOUR, 30),
    Question("rate(container_cpu_usage_seconds_total{name='suna'}[5m])", 6 * HOUR, 30),
    Question("sum(rate(http_requests_total{status=~'5..'}[5m])) / sum(rate(http_requests_total[5m]))", 6 * HOUR, 30),
    Question("up == 0", DAY, MINUTE),
    Question("sum(up) by (job)", DAY, MINUTE),
    Question("rate(http_requests_total[5m])", DAY, 5 * MINUTE),
    Question("sum by (handler) (rate(http_requests_total[5m]))", DAY, MINUTE),
    Question("histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))", DAY, MINUTE),
    Question("avg by (mode) (rate(node_cpu_seconds_total[5m]))", DAY, 2 * MINUTE),
    Question("max_over_time(node_load1[1h])", DAY, 10 * MINUTE),
    Question("avg_over_time(node_memory_MemAvailable_bytes[30m])", DAY, 5 * MINUTE),
    Question("sum(increase(http_requests_total[1h])) by (env)", DAY, HOUR),
    Question("quantile by (job) (0.9, container_memory_working_set_bytes)", DAY, 5 * MINUTE),
    Question("max_over_time(sum(rate(http_requests_total[5m]))[1h:5m])", 6 * HOUR, 5 * MINUTE),
)


def write(url: str, bodies: Callable[[], Iterator[tuple[bytes, int]]], label: str) -> None:
    """Send every body, in order; wait and repeat while the other side is busy."""
    started, samples = time.perf_counter(), 0
    with httpx.Client(timeout=60) as client:
        for body, count in bodies():
            while (answer := client.post(f"{url}/api/v1/write", content=body, headers=HEADERS)).status_code in (
                429,
                503,
            ):
                time.sleep(0.2)
            answer.raise_for_status()
            samples += count
    taken = time.perf_counter() - started
    print(f"  {label}: {samples:,} samples written in {taken:.0f} s", flush=True)


def settled(url: str, expected: int, end: int, interval: int) -> None:
    """Wait until the last sample of every series can be queried."""
    question = Question(f"count(last_over_time({{__name__=~'.+'}}[{2 * interval}s]))")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with contextlib.suppress(LookupError):
            found = ask(url, question, end)
            if float(found["data"]["result"][0]["value"][1]) >= expected:
                return
        time.sleep(0.5)
    raise SystemExit(f"{url} does not have the last samples of all {expected:,} series after two minutes")


def ask(url: str, question: Question, end: int) -> dict[str, Any]:
    """One answer."""
    params, path = parameters(question, end)
    answer = httpx.get(f"{url}/api/v1/{path}", params=params, timeout=120)
    answer.raise_for_status()
    return dict(json.loads(answer.content))


def parameters(question: Question, end: int) -> tuple[dict[str, str], str]:
    common = {"query": question.expr, "nocache": "1"}
    if not question.seconds:
        return {**common, "time": str(end)}, "query"
    times = {"start": str(end - question.seconds), "end": str(end), "step": str(question.step)}
    return {**common, **times}, "query_range"


def median_ms(client: httpx.Client, url: str, question: Question, end: int, repeats: int) -> float:
    """The warm median; the first of the repeats is thrown away."""
    params, path = parameters(question, end)
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        client.get(f"{url}/api/v1/{path}", params=params).raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def compare(urls: dict[str, str], end: int, repeats: int) -> None:
    """Print every query's figures and the geometric means."""
    print(f"  {'query':<76}" + "".join(f"{name:>16}" for name in urls), flush=True)
    found: dict[str, list[float]] = {name: [] for name in urls}
    with httpx.Client(timeout=120) as client:
        for question in QUESTIONS:
            for name, url in urls.items():
                found[name].append(median_ms(client, url, question, end, repeats))
            when = f"{question.seconds // HOUR}h/{question.step}s" if question.seconds else "instant"
            text = f"{when:<9}{question.expr}"
            print(f"  {text[:75]:<76}" + "".join(f"{found[name][-1]:>13.1f} ms" for name in urls), flush=True)
    for rival in urls:
        if rival != OWN:
            ratios = [math.log(own / other) for own, other in zip(found[OWN], found[rival], strict=True)]
            print(f"  geometric mean: {math.exp(statistics.mean(ratios)):.2f} × {rival}", flush=True)


def measure(folder: Path, instances: int, hours: int, interval: int, repeats: int) -> None:
    rows, count = series(instances), hours * HOUR // interval
    end_file = folder / "end"
    filled = end_file.exists()
    if not filled:
        end_file.write_text(str(int(time.time()) // 300 * 300))
    end = int(end_file.read_text())
    start_ms = (end - hours * HOUR) * 1000 + 500
    rivals = [name for name in ("Prometheus", "VictoriaMetrics") if installed(name)]
    for name in {"Prometheus", "VictoriaMetrics"} - set(rivals):
        print(f"  {name} is not installed: left out")
    print(f"  {len(rows):,} series × {count:,} samples, {interval} s apart", flush=True)

    def bodies() -> Iterator[tuple[bytes, int]]:
        return requests(rows, start_ms, interval * 1000, count)

    with contextlib.ExitStack() as stack:
        urls = {OWN: stack.enter_context(ServerProcess(folder / "own", SARDONYX_TELEMETRY__ENABLED="false")).url}
        for name in rivals:
            urls[name] = stack.enter_context(Rival(name, folder / name.lower())).url
        for name, url in urls.items():
            if not filled:
                write(url, bodies, name)
            settled(url, len(rows), end, interval)
        if not filled:
            time.sleep(20)  # merges and compactions would disturb the figures
        compare(urls, end, repeats)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--instances", type=int, default=20)
    options.add_argument("--hours", type=int, default=24)
    options.add_argument("--interval", type=int, default=15)
    options.add_argument("--repeats", type=int, default=7)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(scratch()))
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, chosen.instances, chosen.hours, chosen.interval, chosen.repeats)


if __name__ == "__main__":
    main()
