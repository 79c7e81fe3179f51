"""A server in a process of its own, and what a process used."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

# What has a port of its own, and what would begin to watch this machine.
_WITHOUT = {
    "SARDONYX_SYSLOG__LISTEN": "off",
    "SARDONYX_FLUENT__LISTEN": "off",
    "SARDONYX_HEALTH__WATCH_FOUND": "false",
}


class ServerProcess:
    """`sardonyx serve` on free ports and a fresh data folder. A context manager; `url` once it is entered."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self._environment = environment
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        command = [
            sys.executable, "-m", "sardonyx", "serve", "--data", str(self.folder), "--listen", "127.0.0.1:0",
            "--otlp-http", "off", "--otlp-grpc", "off",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command,
            env={**os.environ, **_WITHOUT, **self._environment},
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"ready at (http\S+)", line):
                self.url = found.group(1)
                return self
        raise RuntimeError("the server ended before it was ready")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    def setup_token(self) -> str:
        """The token of the one-time set-up link, which a fresh data folder's server prints after its address."""
        assert self._process is not None
        assert self._process.stdout is not None
        found = re.search(r"/setup\?token=(\S+)", self._process.stdout.readline())
        assert found, "the server printed no set-up link"
        return found.group(1)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def rss_bytes(self) -> int:
        return psutil.Process(self.pid).memory_info().rss


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes away."""
    return tempfile.TemporaryDirectory(prefix="sardonyx-bench-")
