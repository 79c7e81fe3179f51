"""A real Prometheus on a free port: takes remote writes, answers queries."""

import json
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Self

from tests.support.remote_write import HEADERS_1
from tests.support.waiting import eventually

CONFIGURATION = "global:\n  evaluation_interval: 1m\n"


class PrometheusProcess:
    """Debian's `prometheus` as a child process, its data in `folder`. Use as a context manager."""

    def __init__(self, folder: Path, configuration: str = CONFIGURATION, *, features: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "prometheus.yml").write_text(configuration)
        self._log = folder / "prometheus.log"
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        command = [
            "prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self._port}", "--web.enable-remote-write-receiver",
            "--storage.tsdb.retention.time=100y", "--log.level=warn", f"--enable-feature={features}",
        ]  # fmt: skip
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)

    def __enter__(self) -> Self:
        try:
            eventually(self._is_ready)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/-/ready", timeout=10):
                return True
        except OSError:
            return False

    def write(self, body: bytes) -> None:
        """Send the snappy body of a remote write request."""
        url = f"http://127.0.0.1:{self._port}/api/v1/write"
        with urllib.request.urlopen(urllib.request.Request(url, body, HEADERS_1), timeout=30):
            pass

    def get(self, path: str, **params: str) -> tuple[int, dict[str, Any]]:
        """Status and answer of a GET below /api/v1/."""
        url = f"http://127.0.0.1:{self._port}/api/v1/{path}?{urllib.parse.urlencode(params)}"
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return int(answer.status), json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
