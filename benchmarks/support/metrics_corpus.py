"""A platform's metrics as remote write requests: the usual exporters' families, some 2,000 series, a day of samples.

Requests are built from arrays, a sample of fixed width at a time: encoding must not be what a benchmark measures.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cramjam
import numpy as np
from numpy.typing import NDArray

Labels = dict[str, str]

BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf")
_HANDLERS = ("/api/chat", "/api/search", "/api/agents", "/health")
_MODES = ("idle", "user", "system", "iowait", "nice", "irq", "softirq", "steal")
_SAMPLE_BYTES = 18


@dataclass(frozen=True, slots=True)
class Kind:
    """How a series moves: a counter grows by about `scale` a sample, a gauge wanders about it."""

    counter: bool
    scale: float
    whole: bool = True


def series(instances: int = 20) -> list[tuple[Labels, Kind]]:
    """About 100 series per instance: requests with a histogram, a node, its containers."""
    found: list[tuple[Labels, Kind]] = []
    for number in range(instances):
        host = {"instance": f"10.0.{number // 10}.{number % 10 + 10}:9100"}
        api = {**host, "job": "api", "env": "production" if number % 4 else "staging"}
        node = {**host, "job": "node"}
        for handler in _HANDLERS:
            for status in ("200", "404", "500"):
                rate = 300.0 if status == "200" else 3.0
                found.append((named("http_requests_total", api, handler=handler, status=status), Kind(True, rate)))
            for index, bound in enumerate(BOUNDS[4:]):
                grown = Kind(True, 40.0 * (index + 1))
                found.append((named("http_request_duration_seconds_bucket", api, handler=handler, le=bound), grown))
            found.append((named("http_request_duration_seconds_sum", api, handler=handler), Kind(True, 31.7, False)))
            found.append((named("http_request_duration_seconds_count", api, handler=handler), Kind(True, 320.0)))
        for mode in _MODES:
            found.append((named("node_cpu_seconds_total", node, cpu="0", mode=mode), Kind(True, 1.9, False)))
            found.append((named("node_cpu_seconds_total", node, cpu="1", mode=mode), Kind(True, 1.8, False)))
        for gauge, scale in (("MemAvailable", 6e9), ("MemTotal", 16e9), ("Cached", 3e9)):
            found.append((named(f"node_memory_{gauge}_bytes", node), Kind(False, scale)))
        found.append((named("node_load1", node), Kind(False, 1.3, False)))
        found.append((named("up", node), Kind(False, 0.0)))
        for container in ("suna", "onyx-core", "agent-exec", "postgres", "redis", "nginx"):
            mine = {**host, "job": "cadvisor", "name": container}
            found.append((named("container_memory_working_set_bytes", mine), Kind(False, 4e8)))
            found.append((named("container_cpu_usage_seconds_total", mine), Kind(True, 4.1, False)))
    return found


def named(name: str, base: Labels, **more: str) -> Labels:
    """Labels with the metric's name."""
    return {"__name__": name, **base, **more}


def requests(
    rows: list[tuple[Labels, Kind]], start_ms: int, step_ms: int, count: int, per_series: int = 20
) -> Iterator[tuple[bytes, int]]:
    """Snappy bodies and how many samples each has, in the order of time; the same ones at every call."""
    rng = np.random.default_rng(7)
    heads = [_head(labels) for labels, _ in rows]
    last = np.array([0.0 if kind.counter else kind.scale for _, kind in rows])
    for first in range(0, count, per_series):
        here = min(per_series, count - first)
        times = start_ms + step_ms * (first + np.arange(here)) + rng.integers(0, 5, here)
        values = _moved(rng, rows, last, here)
        last = values[:, -1].copy()
        for begin in range(0, len(rows), 500):
            chunk = range(begin, min(begin + 500, len(rows)))
            body = b"".join(_series(heads[row], values[row], times) for row in chunk)
            yield bytes(cramjam.snappy.compress_raw(body)), len(chunk) * here


def _moved(
    rng: np.random.Generator, rows: list[tuple[Labels, Kind]], last: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    scale = np.array([kind.scale for _, kind in rows])[:, None]
    counter = np.array([kind.counter for _, kind in rows])[:, None]
    whole = np.array([kind.whole for _, kind in rows])[:, None]
    noise = rng.random((len(rows), count))
    grown = last[:, None] + np.cumsum(np.where(whole, np.floor(2 * scale * noise), 2 * scale * noise), axis=1)
    wandering = scale * (1 + 0.2 * (noise - 0.5))
    wandering = np.where(scale == 0, 1.0, np.where(whole, np.floor(wandering), np.round(wandering, 2)))
    return np.where(counter, np.round(grown, 3), wandering)


def _head(labels: Labels) -> bytes:
    return b"".join(_message(1, _message(1, k.encode()) + _message(2, v.encode())) for k, v in sorted(labels.items()))


def _series(head: bytes, values: NDArray[np.float64], times: NDArray[np.int64]) -> bytes:
    samples = np.empty((len(values), _SAMPLE_BYTES), dtype=np.uint8)
    samples[:, :3] = (0x12, 0x10, 0x09)
    samples[:, 3:11] = values.astype("<f8").view(np.uint8).reshape(-1, 8)
    samples[:, 11] = 0x10
    for byte in range(6):
        samples[:, 12 + byte] = (times >> 7 * byte & 0x7F) | (0x80 if byte < 5 else 0)
    return _message(1, head + samples.tobytes())


def _message(number: int, body: bytes) -> bytes:
    length, out = len(body), bytearray([number << 3 | 2])
    while length > 0x7F:
        out.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*out, length]) + body
