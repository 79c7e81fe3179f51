"""A real agent and a real server: what was collected arrives whole and in order, whoever is killed in between."""

import itertools
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.agent_process import AgentProcess
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

_CONFIG = """
scrape_configs:
  - job_name: counted
    scrape_interval: 500ms
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""
_MONITOR = """
monitors:
  - {{name: page, interval: 1s, vantage_points: [web-1], check: {{kind: http, url: "http://127.0.0.1:{port}/checked"}}}}
"""
_LOST_ONE_IN = 4


class _Host(ThreadingHTTPServer):
    """A page whose counter tells how often it was fetched, and a peer that breaks every fourth connection."""

    daemon_threads = True

    def __init__(self) -> None:
        self.fetched = itertools.count(1)
        self.newest = 0
        self.probed = itertools.count()
        self.checked = 0
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answer(BaseHTTPRequestHandler):
    server: _Host

    def do_GET(self) -> None:
        if self.path == "/lossy" and next(self.server.probed) % _LOST_ONE_IN == 0:
            self.close_connection = True
            return
        body = b""
        self.server.checked += self.path == "/checked"
        if self.path == "/metrics":
            self.server.newest = next(self.server.fetched)
            body = f"fetched_number {self.server.newest}\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass(slots=True)
class World:
    """One host with an agent, and the server it sends to."""

    host: _Host
    server: ServerProcess
    agent: AgentProcess
    buffer: Path
    away: list[float] = field(default_factory=list)

    def query(self, text: str) -> list[dict[str, Any]]:
        answer = self.server.get(f"/api/v1/query?{urllib.parse.urlencode({'query': text})}")
        return list(answer["data"]["result"])

    def value(self, text: str) -> float:
        """The one value of a query; 0 without one."""
        found = self.query(text)
        return float(found[0]["value"][1]) if found else 0.0

    def numbers(self) -> list[int]:
        """All values stored of the counter, in the order of their times."""
        return [int(value) for series in self.query("fetched_number[1h]") for _, value in series["values"]]

    def timed_out(self) -> int:
        """Scrapes whose page came too late, as their own series tell: what they fetched was never collected."""
        return sum(value == "0" for series in self.query('up{job="counted"}[1h]') for _, value in series["values"])

    def waiting(self) -> int:
        return len(list(self.buffer.glob("*.write")))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder, port, host = tmp_path_factory.mktemp("agent"), free_port(), _Host()
    at = host.server_address[1]
    config = folder / "prometheus.yml"
    config.write_text(_CONFIG.format(port=at))
    env = {
        "SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(config),
        "SARDONYX_COLLECTORS__INTERVAL": "1s",
        "SARDONYX_COLLECTORS__NETWORK__PROBES": str(_LOST_ONE_IN),
        "SARDONYX_COLLECTORS__NETWORK__PEERS": json.dumps([f"lossy=http://127.0.0.1:{at}/lossy"]),
        "SARDONYX_COLLECTORS__NETWORK__ICMP": "false",
    }
    data, monitors = folder / "server", folder / "health.yaml"
    monitors.write_text(_MONITOR.format(port=at))
    watching = {"SARDONYX_HEALTH__FILE": str(monitors)}
    with ServerProcess(data, "--listen", f"127.0.0.1:{port}", env=watching) as server:
        agent = AgentProcess(folder / "agent", f"http://127.0.0.1:{port}", "web-1", env)
        with agent:
            yield World(host, server, agent, folder / "agent" / "agent")
    host.shutdown()
    host.server_close()


def test_nothing_is_lost_when_server_and_agent_are_killed(world: World) -> None:
    eventually(lambda: len(world.numbers()) >= 3)
    world.server.kill()
    world.away.append(time.time())
    eventually(lambda: world.waiting() >= 4)
    world.agent.kill()
    in_flight = {world.host.newest}
    kept = world.waiting()
    world.agent.start()
    assert "wait from before" in world.agent.output[-1]
    eventually(lambda: world.waiting() >= kept + 4)
    eventually(lambda: len(list((world.buffer / "results").glob("*.write"))) >= 3)
    world.away.append(time.time())
    world.server.start()
    eventually(lambda: world.waiting() <= 1, seconds=60)
    assert world.agent.stop() == 0
    in_flight.add(world.host.newest)
    assert world.waiting() == 0, "what was collected last is sent before it ends"
    fetched = set(range(1, world.host.newest + 1))
    eventually(lambda: len(fetched - set(world.numbers()) - in_flight) <= world.timed_out())
    found = world.numbers()
    assert found == sorted(set(found)), "in order, each once"
    world.agent.start()


def test_checks_the_agent_made_while_the_server_was_away_are_stored_once(world: World) -> None:
    (monitor,) = world.server.get("/rest/health/monitors")["monitors"]
    left, back = world.away

    def results() -> list[dict[str, Any]]:
        page = world.server.get(f"/rest/health/monitors/{monitor['id']}/results?start=now-1h&limit=1000")
        assert not page["more"]
        return list(page["results"])

    def at(result: dict[str, Any]) -> float:
        return datetime.fromisoformat(result["at"]).timestamp()

    eventually(lambda: any(at(result) > back + 3 for result in results()))
    found = results()
    assert any(left < at(result) < back for result in found)
    assert {(result["vantage"], result["outcome"]) for result in found} == {("web-1", "up")}
    assert len({result["at"] for result in found}) == len(found) <= world.host.checked
    eventually(lambda: world.server.get(f"/rest/health/monitors/{monitor['id']}")["state"] == "up")
    (vantage,) = [one for one in world.server.get("/rest/health/vantages")["vantages"] if one["name"] == "web-1"]
    assert vantage["monitors"] == 1


def test_the_agent_has_series_about_itself_and_no_engine(world: World) -> None:
    eventually(lambda: world.query('up{job="sardonyx-agent", instance="web-1"} == 1'))
    (info,) = world.query('sardonyx_agent_info{instance="web-1"}')
    assert info["metric"]["name"] == "web-1"
    (sent,) = eventually(lambda: world.query('sardonyx_agent_sent_samples_total{instance="web-1"} > 0'))
    assert sent
    assert not world.query("sum(sardonyx_agent_dropped_samples_total) > 0")
    assert "chdb" not in Path(f"/proc/{world.agent.pid}/maps").read_text()


def test_the_matrix_knows_the_lossy_peer_and_the_way_to_the_server(world: World) -> None:
    eventually(lambda: world.value('network_probes_total{target="lossy"} >= 8'))
    sent = world.value('network_probes_total{target="lossy"}')
    broken = world.value('network_probes_failed_total{target="lossy",reason="reset"}')
    late = world.value('network_probes_failed_total{target="lossy",reason="timeout"}')
    assert abs(broken - sent / _LOST_ONE_IN) <= late, "every fourth, but for probes a busy machine was too late for"
    matrix = eventually(lambda: _pair(world, "lossy", sent=4))
    (probe,) = matrix["probes"]
    assert (probe["protocol"], probe["up"]) == ("http", True)
    assert probe["failures"]["reset"] > 0
    assert probe["rtt_min_seconds"] <= probe["rtt_median_seconds"]
    # The server was away before: the newest probes tell that it is back.
    (to_server,) = eventually(lambda: _up(_pair(world, "sardonyx", sent=4)))
    assert to_server["protocol"] == "http"
    assert to_server["kernel_rtt_seconds"] > 0


def test_a_bandwidth_test_runs_both_ways_and_is_audited(world: World) -> None:
    path = "/rest/infrastructure/network"
    eventually(lambda: [n for n in world.server.get(path)["nodes"] if n["name"] == "web-1" and n["bandwidth"]])
    wish = {"agent": "web-1", "seconds": 1, "max_bytes": 1 << 20}
    started = world.server.post(f"{path}/bandwidth", wish)
    assert started["state"] == "waiting"
    done = eventually(lambda: [t for t in world.server.get(f"{path}/bandwidth")["items"] if t["state"] == "done"])
    assert (done[0]["upload_bytes"], done[0]["download_bytes"]) == (1 << 20, 1 << 20)
    assert min(done[0]["upload_bytes_per_second"], done[0]["download_bytes_per_second"]) > 0
    eventually(lambda: (_pair(world, "sardonyx", sent=0) or {})["bandwidth"])
    (entry,) = world.server.get("/rest/audit?action=bandwidth.test")["items"]
    assert (entry["object"], entry["details"]) == ("agent:web-1", {"seconds": 1, "max_bytes": 1 << 20})


def _up(pair: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [probe for probe in pair["probes"] if probe["up"]] if pair else []


def _pair(world: World, target: str, *, sent: int) -> dict[str, Any] | None:
    """The pair from the agent, once enough probes were sent."""
    for pair in world.server.get("/rest/infrastructure/network?start=now-15m")["pairs"]:
        if (pair["source"], pair["target"]) == ("web-1", target) and sum(p["sent"] for p in pair["probes"]) >= sent:
            return dict(pair)
    return None
