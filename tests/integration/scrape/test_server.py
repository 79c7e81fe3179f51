"""The installed program scrapes Debian's node exporter, follows its file, and refuses a wrong one."""

import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.daemons import daemon, page
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

_JOB = """
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: {name}
    static_configs: [{{targets: ['127.0.0.1:{port}'], labels: {{machine: here}}}}]
"""


@pytest.fixture(scope="module")
def exporter() -> Iterator[int]:
    port = free_port()
    command = ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}"]
    with daemon(command, lambda: _answers(port)):
        yield port


def _answers(port: int) -> bool:
    try:
        return b"node_" in page(f"http://127.0.0.1:{port}/metrics")
    except OSError:
        return False


def asked(server: ServerProcess, query: str) -> list[dict[str, Any]]:
    answer = server.get(f"/api/v1/query?{urllib.parse.urlencode({'query': query})}")
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def test_scrapes_the_node_exporter_and_follows_its_file(tmp_path: Path, exporter: int) -> None:
    file = tmp_path / "prometheus.yml"
    file.write_text(_JOB.format(name="exporter", port=exporter))
    settings = {"SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(file), "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms"}
    with ServerProcess(tmp_path / "data", env=settings) as server:
        (up,) = eventually(lambda: asked(server, 'up{job="exporter"} == 1'))
        assert up["metric"] == {
            "__name__": "up",
            "instance": f"127.0.0.1:{exporter}",
            "job": "exporter",
            "machine": "here",
        }
        eventually(lambda: asked(server, 'rate(node_cpu_seconds_total{mode="idle"}[10s])'))
        said = 'scalar(scrape_samples_scraped{job="exporter"})'
        eventually(lambda: asked(server, f'count({{job="exporter"}}) == {said} + 5'))

        file.write_text(_JOB.format(name="renamed", port=exporter))
        os.kill(server.pid, signal.SIGHUP)
        eventually(lambda: asked(server, 'up{job="renamed"} == 1'))
        eventually(lambda: not asked(server, 'up{job="exporter"}'))

        file.write_text("scrape_configs: [{job_name: x, ec2_sd_configs: []}]")
        os.kill(server.pid, signal.SIGHUP)
        eventually(lambda: "ec2_sd_configs is not supported" in server.log())
        assert asked(server, 'up{job="renamed"} == 1')


def test_a_wrong_file_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "prometheus.yml").write_text("scrape_configs: [{job_name: x, scrape_interval: soon, metrics_paths: /}]")
    own = tmp_path / "sardonyx.yaml"
    own.write_text(f"data_dir: {tmp_path / 'data'}\nscrape: {{prometheus_config: {tmp_path / 'prometheus.yml'}}}\n")
    doors = ["--listen", "127.0.0.1:0", "--otlp-http", "off", "--otlp-grpc", "off"]
    for command in (["serve", "--config", str(own), *doors], ["check", "config", str(own)]):
        done = subprocess.run(
            [sys.executable, "-m", "sardonyx", *command], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1
        assert "scrape_configs[0] (job x).scrape_interval: must be a duration such as 30s" in done.stderr
        assert "scrape_configs[0] (job x).metrics_paths: unknown key; allowed are" in done.stderr


def test_check_names_what_has_no_effect(tmp_path: Path) -> None:
    (tmp_path / "prometheus.yml").write_text(f"remote_write: [{{url: 'http://x'}}]{_JOB.format(name='a', port=1)}")
    own = tmp_path / "sardonyx.yaml"
    own.write_text(f"scrape: {{prometheus_config: {tmp_path / 'prometheus.yml'}}}\n")
    command = [sys.executable, "-m", "sardonyx", "check", "config", str(own)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "prometheus.yml: fine, 1 job\n" in done.stdout
    assert "has no effect here: remote_write" in done.stdout
