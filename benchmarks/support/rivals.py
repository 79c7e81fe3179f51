"""Other people's metric servers as child processes on free ports, for figures taken side by side."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

INSTALLED_AS = {"Prometheus": "prometheus", "VictoriaMetrics": "victoria-metrics"}


def installed(name: str) -> bool:
    """Whether a rival is on this machine."""
    return shutil.which(INSTALLED_AS[name]) is not None


class Rival:
    """A rival's process with its data in `folder`; a context manager. `url` is where it takes writes and queries."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(_command(name, folder, port), stdout=log, stderr=log, cwd=folder)

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self._log.read_text()[-2000:])
            time.sleep(0.1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(60)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/query?query=1", timeout=5):
                return True
        except OSError:
            return False

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system


def _command(name: str, folder: Path, port: int) -> list[str]:
    if name == "Prometheus":
        configuration = folder / "prometheus.yml"
        configuration.write_text("global:\n  scrape_interval: 15s\n")
        return [
            "prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver", "--log.level=warn",
        ]  # fmt: skip
    return [
        "victoria-metrics", f"-storageDataPath={folder / 'data'}", f"-httpListenAddr=127.0.0.1:{port}",
        "-retentionPeriod=1y", "-loggerLevel=WARN",
    ]  # fmt: skip
