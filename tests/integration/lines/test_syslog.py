"""Syslog from senders everybody has: util-linux' logger and Python's SysLogHandler, over TCP and UDP."""

import logging
import logging.handlers
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.integration.lines.test_http import found
from tests.support.server_process import ServerProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    env = {"SARDONYX_SYSLOG__LISTEN": "127.0.0.1:0", "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms"}
    with ServerProcess(tmp_path_factory.mktemp("server") / "data", env=env) as running:
        yield running


@pytest.fixture(scope="module")
def port(server: ServerProcess) -> int:
    return int(server.get("/rest/status")["listeners"]["syslog"].rpartition(":")[2])


@pytest.mark.parametrize(
    "options",
    [("--tcp",), ("--tcp", "--octet-count"), ("--udp",), ("--tcp", "--rfc3164"), ("--udp", "--rfc3164")],
    ids=["tcp", "tcp-counted", "udp", "tcp-3164", "udp-3164"],
)
def test_logger_is_understood(server: ServerProcess, port: int, options: tuple[str, ...]) -> None:
    tag = "logger" + "".join(options)
    command = ["logger", *options, "--server", "127.0.0.1", "--port", str(port), "--priority", "user.err", "--tag", tag]
    subprocess.run([*command, "disk is on fire"], check=True, timeout=20)
    (row,) = found(server, f'service:"{tag}"')
    assert (row["body"], row["level"], row["attributes"]["client.address"]) == ("disk is on fire", "ERROR", "127.0.0.1")


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
def test_pythons_handler_is_understood(server: ServerProcess, port: int, kind: socket.SocketKind) -> None:
    handler = logging.handlers.SysLogHandler(("127.0.0.1", port), socktype=kind)
    record = logging.LogRecord("app", logging.WARNING, "f", 1, f"handler {kind.name} speaks", None, None)
    handler.emit(record)
    handler.close()
    (row,) = found(server, f'"handler {kind.name} speaks"')
    assert row["level"] == "WARN"


def test_a_stream_that_cannot_be_cut_is_closed_and_what_came_before_is_kept(server: ServerProcess, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"<11>before the mess\n")
        found(server, '"before the mess"')
        connection.sendall(b"7nonsense")
        assert connection.recv(10) == b""
