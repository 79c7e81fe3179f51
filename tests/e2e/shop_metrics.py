"""A shop whose metrics arrive by remote write: a counter that explodes, a histogram and a gauge, with their metadata."""

import time

import httpx

from tests.e2e.running_server import RunningServer
from tests.support.remote_write import COUNTER, GAUGE, HEADERS_1, HISTOGRAM, Metadata, Series, snappy, write_1
from tests.support.waiting import eventually

SENDER = {"job": "shop", "instance": "10.0.0.5:8080", "service_name": "shop"}
USERS_BEFORE, USERS_NOW = 20, 320
METADATA = [
    Metadata(COUNTER, "shop_requests_total", "Requests by method and user."),
    Metadata(HISTOGRAM, "shop_request_duration_seconds", "Time of requests.", "seconds"),
    Metadata(GAUGE, "shop_queue_length", "Orders that wait."),
]
_STEP_S, _STEPS = 10, 30
_PAST_S = 2 * 3600


def send(server: RunningServer) -> None:
    """Send what was two hours ago and what is now; returns when the catalogue knows it."""
    now_s = int(time.time())
    _write(server, [_requests(user, [now_s - _PAST_S]) for user in range(USERS_BEFORE)])
    times = [now_s - step * _STEP_S for step in reversed(range(_STEPS))]
    now = [_requests(user, times) for user in range(USERS_NOW)]
    for bound, share in (("0.1", 0.5), ("0.5", 0.9), ("+Inf", 1.0)):
        now.append(_series("shop_request_duration_seconds_bucket", times, 20 * share, le=bound))
    now += [_series("shop_request_duration_seconds_count", times, 20), _series("shop_queue_length", times, 0.2)]
    _write(server, now)
    eventually(lambda: _known(server) >= 4)


def _requests(user: int, times: list[int]) -> Series:
    return _series("shop_requests_total", times, 1, method="GET" if user % 2 else "POST", user_id=f"user-{user:04}")


def _series(name: str, times: list[int], per_step: float, **labels: str) -> Series:
    samples = [(per_step * step, at * 1000) for step, at in enumerate(times)]
    return Series({"__name__": name, **SENDER, **labels}, samples)


def _write(server: RunningServer, series: list[Series]) -> None:
    body = snappy(write_1(series, METADATA))
    answer = httpx.post(f"{server.url}/api/v1/write", content=body, headers=HEADERS_1, timeout=60)
    assert answer.status_code == 204, answer.text


def _known(server: RunningServer) -> int:
    asked = {"source": "shop"}
    answer = httpx.get(f"{server.url}/rest/infrastructure/metrics", params=asked, timeout=60).raise_for_status()
    return int(answer.json()["total"])
