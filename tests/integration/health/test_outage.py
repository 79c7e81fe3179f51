"""A real Redis and a service that stands on it, watched by a running server: an outage, a kill -9 in it, a recovery."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.daemons import daemon, listens
from tests.support.event_stream import EventStream
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

pytestmark = pytest.mark.components


@pytest.fixture
def redis_port() -> int:
    return free_port()


@pytest.fixture
def shop(redis_port: int) -> Iterator[str]:
    """A service that answers 200 while its Redis is there, 503 otherwise; its address."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                socket.create_connection(("127.0.0.1", redis_port), timeout=1).close()
                status = 200
            except OSError:
                status = 503
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ready"
        server.shutdown()


def _monitors(server: ServerProcess, redis_port: int, shop: str) -> None:
    often = {"interval": "1s", "timeout": "2s", "retry_interval": "300ms"}
    for spec in (
        {"name": "cache", "check": {"kind": "redis", "url": f"redis://127.0.0.1:{redis_port}"}, **often},
        {"name": "shop", "check": {"kind": "http", "url": shop}, "depends_on": ["cache"], "service": "shop", **often},
    ):
        server.post("/rest/health/monitors", {"spec": spec})


def _states(server: ServerProcess) -> dict[str, str]:
    return {one["name"]: one["state"] for one in server.get("/rest/health/monitors")["monitors"]}


def test_one_incident_for_what_fails_together_through_a_kill_until_it_recovers(
    tmp_path: Path, redis_port: int, shop: str
) -> None:
    command = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = ServerProcess(tmp_path / "data")
    with ExitStack() as stack:
        stack.callback(server.stop)
        server.start()
        with daemon(command, lambda: listens(redis_port)):
            _monitors(server, redis_port, shop)
            eventually(lambda: _states(server) == {"cache": "up", "shop": "up"})
            stream = stack.enter_context(EventStream(f"{server.url}/rest/health/stream"))
        (down,) = stream.until(("state", "state", "down"))
        assert down["reason"]
        eventually(lambda: _states(server) == {"cache": "down", "shop": "down"})
        monitors = eventually(lambda: _explained(server))
        assert monitors["shop"]["suppressed_by"]["name"] == "cache"
        (incident,) = server.get("/rest/incidents?state=open")["incidents"]
        assert (incident["number"], incident["title"]) == (1, "cache is down")

        server.kill()
        server.start()
        assert _states(server) == {"cache": "down", "shop": "down"}
        with EventStream(f"{server.url}/rest/health/stream") as again, daemon(command, lambda: listens(redis_port)):
            again.until(("incident", "kind", "resolved"))
            eventually(lambda: _states(server) == {"cache": "up", "shop": "up"})
            _checks_afterwards(server, incident["id"], monitors["cache"]["id"])


def _explained(server: ServerProcess) -> dict[str, Any] | None:
    """The monitors by name, once both are in one open incident and nothing is open beside it."""
    incidents = server.get("/rest/incidents?state=open")["incidents"]
    if [len(one["monitors"]) for one in incidents] != [2]:
        return None
    return {one["name"]: one for one in server.get("/rest/health/monitors")["monitors"]}


def _checks_afterwards(server: ServerProcess, incident_id: str, cache_id: str) -> None:
    (only,) = server.get("/rest/incidents")["incidents"]
    assert only["id"] == incident_id
    events = server.get(f"/rest/incidents/{incident_id}")["events"]
    kinds = [event["kind"] for event in events if event["kind"] not in ("cause", "merged")]
    assert kinds == ["opened", "joined", "recovered", "recovered", "resolved"]
    history = server.get(f"/rest/health/monitors/{cache_id}/history?start=now-1h")
    states = [one["state"] for one in history["transitions"]]
    assert states == ["up", "down", "up"]
    assert history["availability"]["unknown_seconds"] > 3000
    assert history["availability"]["down_seconds"] > 0
    assert history["availability"]["outages"] == 1
    told = eventually(lambda: server.get("/rest/changes?kind=health")["changes"])
    assert {change["kind"] for change in told} == {"health"}
