"""Two services that take orders, as a Prometheus sends their metrics: a counter, a histogram with exemplars, many gauges."""

import time
from typing import Any

import httpx

from tests.e2e.otlp_json import send_span
from tests.e2e.running_server import RunningServer
from tests.e2e.stored import wait_until_stored
from tests.support.remote_write import (
    COUNTER,
    GAUGE,
    HEADERS_1,
    HISTOGRAM,
    Exemplar,
    Metadata,
    NativeHistogram,
    Series,
    snappy,
    write_1,
)
from tests.support.waiting import eventually

TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2"
SPAN_ID = "051581bf3cb55c13"
CARTS = 60
METADATA = [
    Metadata(COUNTER, "orders_placed_total", "Orders placed."),
    Metadata(HISTOGRAM, "order_wait_seconds", "How long orders wait.", "seconds"),
    Metadata(GAUGE, "open_carts", "Carts that are open."),
    Metadata(HISTOGRAM, "order_size_bytes", "How large orders are.", "bytes"),
]
_STEP_S, _STEPS = 10, 60
_BUCKETS = (("0.1", 0.5), ("0.5", 0.9), ("1", 1.0), ("+Inf", 1.0))


def send(server: RunningServer) -> None:
    """Ten minutes of orders until now: `shop` takes one a second, `basket` two. Returns when all of it can be asked for."""
    now_s = int(time.time())
    times = [now_s - step * _STEP_S for step in reversed(range(_STEPS))]
    traced_at = times[_STEPS // 2]
    send_span(server, "shop", "POST /orders", TRACE_ID, SPAN_ID, traced_at * 10**9)
    series = [_series("orders_placed_total", times, 10 * rate, service_name=name) for name, rate in _SERVICES]
    for bound, share in _BUCKETS:
        exemplar = Exemplar({"trace_id": TRACE_ID, "span_id": SPAN_ID}, 0.42, traced_at * 1000)
        exemplars = [exemplar] if bound == "0.5" else []
        series.append(_series("order_wait_seconds_bucket", times, 40 * share, exemplars, service_name="shop", le=bound))
    series += [_series("open_carts", times, (cart + 1) / _STEPS, cart=f"cart-{cart:02}") for cart in range(CARTS)]
    series.append(Series({"__name__": "order_size_bytes", "job": "orders"}, histograms=_sizes(times)))
    answer = httpx.post(
        f"{server.url}/api/v1/write", content=snappy(write_1(series, METADATA)), headers=HEADERS_1, timeout=60
    )
    assert answer.status_code == 204, answer.text
    wait_until_stored(server)
    eventually(lambda: _count(server, "open_carts") == CARTS)
    eventually(lambda: {family.family for family in METADATA} <= set(_ask(server, "metadata")))
    eventually(
        lambda: bool(_ask(server, "query_exemplars", query="order_wait_seconds_bucket", start=times[0], end=now_s))
    )


_SERVICES = (("shop", 1), ("basket", 2))


def _series(
    name: str, times: list[int], per_step: float, exemplars: list[Exemplar] | None = None, **labels: str
) -> Series:
    samples = [(per_step * (step + 1), at * 1000) for step, at in enumerate(times)]
    return Series({"__name__": name, "job": "orders", **labels}, samples, exemplars or ())


def _sizes(times: list[int]) -> list[NativeHistogram]:
    """A native histogram of three buckets, the middle one twice as full: its counts are written as differences."""
    return [
        NativeHistogram(at * 1000, 4 * n, 10.0 * n, positive_spans=[(1, 3)], positive=[n, n, -n])
        for n, at in enumerate(times, 1)
    ]


def _count(server: RunningServer, metric: str) -> int:
    found = _ask(server, "query", query=f"count({metric})")["result"]
    return int(found[0]["value"][1]) if found else 0


def _ask(server: RunningServer, path: str, **params: str | int) -> Any:
    return httpx.get(f"{server.url}/api/v1/{path}", params=params, timeout=60).raise_for_status().json()["data"]
