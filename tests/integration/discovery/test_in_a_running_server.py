"""Discovery as an operator sees it: files that appear and vanish, a configuration that changes, what is wrong said aloud."""

import json
import threading
import time
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

CONFIGURATION = """
global: {{scrape_interval: 1s}}
scrape_configs:
- job_name: files
  file_sd_configs: [{{files: ['targets/*.json']}}]
  relabel_configs:
  - {{source_labels: [__meta_filepath], regex: '.*/(.*)\\.json', target_label: list}}
  - {{source_labels: [list], regex: unwanted, action: drop}}
- job_name: moby
  docker_sd_configs: [{{host: 'unix://{folder}/none.sock'}}]
"""


class _Exporter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"shop_open 1\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Operator:
    """Someone with the server, its configuration and an exporter."""

    server: ServerProcess
    folder: Path
    exporter: str

    def write(self, name: str, *addresses: str) -> None:
        new = self.folder / "targets" / f"{name}.new"
        new.write_text(json.dumps([{"targets": addresses}]))
        new.rename(new.with_suffix(".json"))

    def configure(self, text: str) -> None:
        new = self.folder / "new.yml"
        new.write_text(text)
        new.rename(self.folder / "prometheus.yml")

    def page(self) -> dict[str, Any]:
        return dict(self.server.get("/rest/infrastructure/targets"))

    def pool(self, name: str) -> dict[str, Any]:
        return next((pool for pool in self.page()["pools"] if pool["name"] == name), {})

    def up(self, pool: str) -> set[str]:
        return {
            target["labels"]["instance"] for target in self.pool(pool).get("active", []) if target["health"] == "up"
        }


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    folder = tmp_path_factory.mktemp("discovery")
    (folder / "targets").mkdir()
    (folder / "prometheus.yml").write_text(CONFIGURATION.format(folder=folder))
    exporter = ThreadingHTTPServer(("127.0.0.1", 0), _Exporter)
    thread = threading.Thread(target=exporter.serve_forever)
    thread.start()
    env = {
        "SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(folder / "prometheus.yml"),
        "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms",
    }
    try:
        with ServerProcess(folder / "data", env=env) as server:
            yield Operator(server, folder, f"127.0.0.1:{exporter.server_port}")
    finally:
        exporter.shutdown()
        thread.join()
        exporter.server_close()


def test_a_target_is_scraped_once_its_file_is_there_and_ends_when_it_is_gone(operator: Operator) -> None:
    assert operator.pool("files")["active"] == []
    operator.write("shop", operator.exporter)
    eventually(lambda: operator.up("files") == {operator.exporter})
    (target,) = operator.pool("files")["active"]
    assert target["labels"] == {"instance": operator.exporter, "job": "files", "list": "shop"}
    assert target["discovered_labels"]["__meta_filepath"] == str(operator.folder / "targets" / "shop.json")
    assert (target["samples"], target["last_error"]) == (1, "")
    eventually(lambda: _value(operator, "shop_open") == "1")
    (operator.folder / "targets" / "shop.json").unlink()
    eventually(lambda: operator.pool("files")["active"] == [])
    eventually(lambda: _value(operator, "shop_open") is None)


def test_what_relabelling_drops_is_shown_with_its_discovered_labels(operator: Operator) -> None:
    operator.write("unwanted", "a:1", "b:1")
    eventually(lambda: operator.pool("files")["dropped_total"] == 2)
    dropped = operator.pool("files")["dropped"]
    assert {one["discovered_labels"]["__address__"] for one in dropped} == {"a:1", "b:1"}


def test_what_discovery_can_t_do_is_said(operator: Operator) -> None:
    (problem,) = eventually(lambda: operator.pool("moby")["problems"])
    assert problem.startswith("docker_sd_configs[0]: ")
    assert f"can't connect to {operator.folder}/none.sock: no such file or directory" in problem


def test_a_reload_takes_up_a_new_job_and_a_bad_file_changes_nothing(operator: Operator) -> None:
    more = f"- job_name: more\n  static_configs: [{{targets: ['{operator.exporter}']}}]\n"
    operator.configure(CONFIGURATION.format(folder=operator.folder) + more)
    operator.server.fetch("POST", "/-/reload")
    eventually(lambda: operator.up("more") == {operator.exporter})
    operator.configure("scrape_configs: [{job_name: x, kubernetes_sd_configs: []}]")
    with pytest.raises(urllib.error.HTTPError) as refused:
        operator.server.fetch("POST", "/-/reload")
    with refused.value as answer:
        assert answer.code == 500
        assert b"kubernetes_sd_configs is not supported" in answer.read()
    page = operator.server.post("/rest/infrastructure/targets/reload", {})
    assert page["configuration"]["ok"] is False
    assert "kubernetes_sd_configs" in page["configuration"]["problems"][0]
    assert {"files", "moby", "more"} <= {pool["name"] for pool in page["pools"]}
    operator.configure(CONFIGURATION.format(folder=operator.folder) + more)
    assert operator.server.post("/rest/infrastructure/targets/reload", {})["configuration"]["ok"] is True


def _value(operator: Operator, query: str) -> str | None:
    found = operator.server.get(f"/api/v1/query?query={query}&time={time.time()}")["data"]["result"]
    return found[0]["value"][1] if found else None
