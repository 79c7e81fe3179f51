"""Two nginx servers whose metrics arrive by remote write: `web-1` answers two requests a second, `web-2` three."""

import time

import httpx

from tests.e2e.running_server import RunningServer
from tests.support.remote_write import COUNTER, GAUGE, HEADERS_1, Metadata, Series, snappy, write_1
from tests.support.waiting import eventually

RATES = {"web-1": 2, "web-2": 3}
METADATA = [
    Metadata(GAUGE, "nginx_up", "Whether the server answers."),
    Metadata(COUNTER, "nginx_http_requests_total", "Requests."),
    Metadata(GAUGE, "nginx_connections_active", "Open connections."),
]
_STEP_S, _STEPS = 10, 60


def send(server: RunningServer) -> None:
    """Ten minutes until a moment from now, so that what is asked later still has a rate. Returns when it is listed."""
    first = int(time.time()) - 6 * 60
    times = [first + step * _STEP_S for step in range(_STEPS)]
    series = []
    for instance, rate in RATES.items():
        labels = {"job": "nginx", "instance": instance}
        series += [
            Series({"__name__": "nginx_up", **labels}, [(1.0, at * 1000) for at in times]),
            Series({"__name__": "nginx_connections_active", **labels}, [(float(rate), at * 1000) for at in times]),
            Series(
                {"__name__": "nginx_http_requests_total", **labels},
                [(float(rate * step * _STEP_S), at * 1000) for step, at in enumerate(times)],
            ),
        ]
    body = snappy(write_1(series, METADATA))
    answer = httpx.post(f"{server.url}/api/v1/write", content=body, headers=HEADERS_1, timeout=60)
    assert answer.status_code == 204, answer.text
    eventually(lambda: _listed(server))


def _listed(server: RunningServer) -> bool:
    found = httpx.get(f"{server.url}/rest/dashboards", timeout=60).raise_for_status().json()["items"]
    return any(one["uid"] == "sardonyx-nginx" and one["available"] for one in found)
