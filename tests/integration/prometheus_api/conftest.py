"""A server that scrapes one target and holds ten minutes of samples, and a token as an operator gives it to Grafana."""

import base64
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.support.remote_write import COUNTER, HEADERS_1, Exemplar, Metadata, Series, snappy, write_1
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

# When the tests were collected: minutes before they run, where there are many. Ask for it by name.
NOW = int(time.time())
EVERY_SECONDS = 15
SAMPLES = 40
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
EXPOSITION = b"# HELP shop_open Whether the shop is open.\n# TYPE shop_open gauge\nshop_open 1\n"


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(EXPOSITION)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Served:
    """A running server, and the text of a viewer's token."""

    url: str
    token: str
    target: str

    def client(self, **more: object) -> httpx.Client:
        """As Grafana signs in: basic authentication, the token as the password."""
        return httpx.Client(base_url=self.url, auth=("grafana", self.token), timeout=60, **more)  # type: ignore[arg-type]

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"grafana:{self.token}".encode()).decode()


def written() -> list[Series]:
    """A counter by code for two instances, one of them with exemplars."""
    times = [(NOW - ago * EVERY_SECONDS) * 1000 for ago in range(SAMPLES, 0, -1)]
    found = []
    for instance in ("a:80", "b:80"):
        for code in ("200", "500"):
            labels = {"__name__": "http_requests_total", "job": "api", "instance": instance, "code": code}
            exemplars = [Exemplar({"trace_id": TRACE}, 1.0, times[-1])] if code == "500" else []
            found.append(Series(labels, [(float(10 * number), at) for number, at in enumerate(times)], exemplars))
    return found


def still_sent() -> list[Series]:
    """One more sample of each, now: what is federated is what is not older than five minutes."""
    return [Series(each.labels, [(float(10 * SAMPLES), int(time.time() * 1000))]) for each in written()]


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("prometheus_api")
    shop = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    thread = threading.Thread(target=shop.serve_forever)
    thread.start()
    target = f"127.0.0.1:{shop.server_port}"
    config = folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s, external_labels: {region: eu}}\nscrape_configs:\n- job_name: shop\n"
        f"  basic_auth: {{username: u, password: hunter2}}\n  static_configs: [{{targets: ['{target}'], labels: {{env: test}}}}]\n"
    )
    env = {"SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms", "SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(config)}
    try:
        with ServerProcess(folder / "data", env=env) as server:
            told = Metadata(COUNTER, "http_requests_total", "Requests.")
            server.fetch("POST", "/api/v1/write", snappy(write_1(written(), [told])), HEADERS_1)
            server.fetch("POST", "/api/v1/write", snappy(write_1(still_sent())), HEADERS_1)
            token = server.post("/rest/tokens", {"name": "grafana", "role": "viewer"})["token"]
            running = Served(server.url, token, target)
            with running.client() as http:
                eventually(
                    lambda: _found(http, 'count(http_requests_total{code="200"}) == 2', time=str(NOW)), seconds=60
                )
                eventually(lambda: _found(http, 'up{job="shop"} == 1'), seconds=60)
            yield running
    finally:
        shop.shutdown()
        thread.join()
        shop.server_close()


def _found(http: httpx.Client, query: str, **params: str) -> bool:
    return bool(http.get("/api/v1/query", params={"query": query, **params}).json()["data"]["result"])
