"""Unmodified OpenTelemetry programs send all three signals over each transport, and find them."""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from tests.support.server_process import ServerProcess
from tests.support.stored_rows import stored_rows
from tests.support.waiting import eventually

CLIENTS = Path(__file__).parents[2] / "clients"
NODE = shutil.which("node")


def send(server: ServerProcess, command: list[str], transport: str, **variables: str) -> str:
    """Run a client to its end and return the mark it used."""
    mark = uuid.uuid4().hex
    door = "otlp_grpc" if transport == "grpc" else "otlp_http"
    endpoint = f"http://{server.get('/rest/status')['listeners'][door]}"
    env = {
        "PATH": os.environ["PATH"],
        "OTEL_SERVICE_NAME": f"client-{mark[:8]}",
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
        **variables,
    }
    done = subprocess.run([*command, mark], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return mark


def assert_found(server: ServerProcess, mark: str) -> None:
    log = {"query": f"log {mark}", "start": "now-10m", "end": "now+1m", "limit": 10}
    (row,) = eventually(lambda: server.post("/rest/logs/search", log)["rows"])
    assert (row["level"], row["body"], row["attributes"]["mark"]) == ("WARN", f"log {mark}", mark)
    assert row["environment"] == "test"
    span = {"query": f'name:"span {mark}"', "start": "now-10m", "end": "now+1m", "limit": 10}
    (trace,) = eventually(lambda: server.post("/rest/traces/search", span)["traces"])
    assert trace["root_name"] == f"span {mark}"
    assert row["trace_id"] == trace["trace_id"]

    def names() -> set[str]:
        return {one["name"] for one in server.get("/rest/services?start=now-10m&end=now%2B1m")["services"]}

    # The figures by service are derived from the spans, and committed right after them.
    eventually(lambda: f"client-{mark[:8]}" in names())


def assert_metrics_stored(data: Path, marks: list[str]) -> None:
    """Metrics have no query yet: look into the stopped server's tables."""
    rows = stored_rows(
        data,
        "SELECT Labels['mark'] AS mark, Value AS value FROM metric_samples JOIN metric_series USING SeriesId "
        "WHERE MetricName = 'client_orders_total'",
    )
    assert {str(row["mark"]): row["value"] for row in rows} == dict.fromkeys(marks, 3)


@pytest.mark.parametrize("transport", ["http", "grpc"])
def test_opentelemetry_python(server: ServerProcess, transport: str) -> None:
    mark = send(server, [sys.executable, str(CLIENTS / "python" / "send.py"), transport], transport)
    assert_found(server, mark)


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
@pytest.mark.parametrize("protocol", ["http/protobuf", "http/json", "grpc"])
def test_opentelemetry_node(server: ServerProcess, protocol: str) -> None:
    assert NODE is not None
    mark = send(
        server,
        [NODE, str(CLIENTS / "node" / "send.mjs")],
        "grpc" if protocol == "grpc" else "http",
        OTEL_EXPORTER_OTLP_PROTOCOL=protocol,
        OTEL_TRACES_EXPORTER="otlp",
        OTEL_METRICS_EXPORTER="otlp",
        OTEL_LOGS_EXPORTER="otlp",
    )
    assert_found(server, mark)


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_metrics_of_every_sender_are_stored_as_series(tmp_path: Path) -> None:
    assert NODE is not None
    python = [sys.executable, str(CLIENTS / "python" / "send.py")]
    node = [NODE, str(CLIENTS / "node" / "send.mjs")]
    options = ("--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0")
    with ServerProcess(tmp_path / "data", *options) as server:
        marks = [send(server, [*python, transport], transport) for transport in ("http", "grpc")]
        for protocol in ("http/protobuf", "http/json", "grpc"):
            exporters = {"OTEL_EXPORTER_OTLP_PROTOCOL": protocol, "OTEL_METRICS_EXPORTER": "otlp"}
            marks.append(send(server, node, "grpc" if protocol == "grpc" else "http", **exporters))
    assert_metrics_stored(tmp_path / "data", marks)
