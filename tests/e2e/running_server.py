"""The installed program in a process of its own, on free ports and a temporary data folder."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.server_process import WITHOUT_COLLECTORS

_STOP_SECONDS = 30


@dataclass(frozen=True)
class RunningServer:
    """Where a started server listens, and the process itself."""

    url: str
    setup_path: str
    """Path and query of the one-time set-up link that a new server prints."""
    otlp_http: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End it in the orderly way; what it printed last is in the error when it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(_STOP_SECONDS)


@contextlib.contextmanager
def running_server(
    data: Path, http_port: int | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[RunningServer]:
    """Start `sardonyx serve`, wait until it says it is ready, stop it afterwards. `settings` are variables."""
    http, otlp_http, otlp_grpc = http_port or free_port(), free_port(), free_port()
    command = [sys.executable, "-m", "sardonyx", "serve", "--data", str(data)]
    command += ["--listen", f"127.0.0.1:{http}", "--otlp-http", f"127.0.0.1:{otlp_http}"]
    command += ["--otlp-grpc", f"127.0.0.1:{otlp_grpc}"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **WITHOUT_COLLECTORS, **(settings or {})}
    log = data.with_suffix(".log")
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env)
    url, setup_path = _wait_until_ready(process, log)
    server = RunningServer(url, setup_path, f"http://127.0.0.1:{otlp_http}", process)
    try:
        yield server
    finally:
        server.stop()
        assert process.stdout is not None
        process.stdout.close()


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[str], log: Path) -> tuple[str, str]:
    assert process.stdout is not None
    url = ""
    for line in process.stdout:
        if ready := re.search(r"ready at (http://\S+)", line):
            url = ready[1]
        if link := re.search(r"http://[^/\s]+(/setup\?token=\S+)", line):
            return url, link[1]
    process.stdout.close()
    raise AssertionError(f"the server ended with status {process.wait()} before it was ready:\n{log.read_text()}")
