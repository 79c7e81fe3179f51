"""The installed command line, as people and scripts use it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.otlp import make_logs, make_spans
from tests.support.remote_write import HEADERS_1, series, snappy, write_1
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

PROTOBUF = {"Content-Type": "application/x-protobuf"}


def sardonyx(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sardonyx", *arguments],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_query_logs_prints_a_line_for_each_record(server: ServerProcess) -> None:
    body = make_logs(["cli needle one"], service="cli", severity_number=17, severity_text="ERROR").SerializeToString()
    server.fetch("POST", "/v1/logs", body, PROTOBUF)

    def lines() -> list[str]:
        return sardonyx("query", "logs", '"cli needle"', "--url", server.url).stdout.splitlines()

    (line,) = eventually(lines)
    assert "ERROR  cli  cli needle one" in line
    as_json = sardonyx("query", "logs", '"cli needle"', "--json", env={"SARDONYX_URL": server.url})
    assert '"body":"cli needle one"' in as_json.stdout


def test_query_traces_prints_a_line_for_each_trace(server: ServerProcess) -> None:
    body = make_spans(["cli root", "cli child"], service="cli", trace_id=b"\x0c" * 16).SerializeToString()
    server.fetch("POST", "/v1/traces", body, PROTOBUF)

    def lines() -> list[str]:
        return sardonyx("query", "traces", "service:cli", "--url", server.url).stdout.splitlines()

    (line,) = eventually(lines)
    assert "spans=2" in line
    assert "cli: cli root" in line
    assert line.endswith("0c" * 16)


def test_a_query_that_cannot_be_read_says_where(server: ServerProcess) -> None:
    done = sardonyx("query", "logs", "level:>=nonsense", "--url", server.url)
    assert done.returncode == 1
    assert "at character" in done.stderr


def test_tail_prints_records_as_they_arrive(server: ServerProcess) -> None:
    command = [sys.executable, "-m", "sardonyx", "tail", "service:tailed", "--url", server.url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as tail:
        assert tail.stdout is not None
        os.set_blocking(tail.stdout.fileno(), False)

        def line_after_sending() -> str:
            server.fetch("POST", "/v1/logs", make_logs(["tail me"], service="tailed").SerializeToString(), PROTOBUF)
            assert tail.stdout is not None
            return tail.stdout.readline()

        assert "tailed  tail me" in eventually(line_after_sending)
        tail.terminate()


def test_no_server_is_said_plainly() -> None:
    done = sardonyx("query", "logs", "--url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "is `sardonyx serve` running?" in done.stderr


def test_a_token_made_beside_the_running_server_works_at_once(server: ServerProcess) -> None:
    made = sardonyx("token", "create", "--role", "viewer", "--data", str(server.data))
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    assert token.startswith("sdx_")
    assert server.get("/rest/status", Authorization=f"Bearer {token}")["version"]


def test_a_token_can_be_made_offline_and_the_chain_verified(tmp_path: Path) -> None:
    made = sardonyx("token", "create", "--role", "admin", "--data", str(tmp_path / "data"))
    assert made.returncode == 0, made.stderr
    verified = sardonyx("audit", "verify", "--data", str(tmp_path / "data"))
    assert verified.returncode == 0, verified.stderr


def test_an_unknown_role_names_those_there_are(tmp_path: Path) -> None:
    done = sardonyx("token", "create", "--role", "boss", "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert "viewer" in done.stderr


def test_check_config_names_every_mistake(tmp_path: Path) -> None:
    file = tmp_path / "sardonyx.yaml"
    file.write_text("jurnal: {}\nlisten: nonsense\n")
    done = sardonyx("check", "config", str(file))
    assert done.returncode == 1
    assert "journal" in done.stderr
    assert "nonsense" in done.stderr
    file.write_text("listen: 127.0.0.1:8600\n")
    assert sardonyx("check", "config", str(file)).returncode == 0


def test_schema_for_a_cluster_is_rendered_from_the_same_files() -> None:
    done = sardonyx("schema", "--cluster", "main")
    assert done.returncode == 0, done.stderr
    assert "ON CLUSTER" in done.stdout
    assert "Distributed" in done.stdout
    assert "CREATE TABLE IF NOT EXISTS otel_logs" in sardonyx("schema").stdout


@pytest.mark.parametrize(
    ("setting", "option"), [("--listen", "--listen"), ("--otlp-http", "--otlp-http"), ("--otlp-grpc", "--otlp-grpc")]
)
def test_a_port_in_use_names_the_option(tmp_path: Path, setting: str, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        doors = {"--listen": "127.0.0.1:0", "--otlp-http": "off", "--otlp-grpc": "off", setting: address}
        arguments = [part for door in doors.items() for part in door]
        done = sardonyx("serve", "--data", str(tmp_path / "data"), *arguments)
    assert done.returncode == 1
    assert f"{address} is already in use" in done.stderr
    assert option in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_in_use_names_its_owner(server: ServerProcess) -> None:
    done = sardonyx("serve", "--data", str(server.data), "--listen", "127.0.0.1:0")
    assert done.returncode == 1
    assert f"in use by another Sardonyx (process {server.pid})" in done.stderr


def test_the_installed_program_is_there() -> None:
    program = Path(sys.executable).parent / "sardonyx"
    done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30)
    assert done.stdout.startswith("sardonyx ")


def test_query_promql_prints_a_line_for_each_series(server: ServerProcess) -> None:
    now_ms = int(time.time() * 1000)
    body = snappy(write_1([series("cli_jobs", 7.0, now_ms, queue="mail")]))
    server.fetch("POST", "/api/v1/write", body, HEADERS_1)

    def lines() -> list[str]:
        return sardonyx("query", "promql", "cli_jobs * 2", "--url", server.url).stdout.splitlines()

    (line,) = eventually(lines)
    assert line.endswith('  14  {queue="mail"}')
    ranged = sardonyx("query", "promql", "cli_jobs", "--start", "now-1m", "--json", "--url", server.url)
    assert '"value":"7"' in ranged.stdout
    wrong = sardonyx("query", "promql", "sum(", "--url", server.url)
    assert (wrong.returncode, "parse error" in wrong.stderr) == (1, True)
