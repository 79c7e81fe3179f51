"""`sardonyx agent` in a process of its own, as an operator starts it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.support.server_process import WITHOUT_COLLECTORS


class AgentProcess:
    """Start with `start`; `kill` is kill -9, `stop` is SIGTERM. What it says on standard output is in `output`."""

    def __init__(self, data: Path, server: str, name: str, env: dict[str, str]) -> None:
        self._command = [
            sys.executable, "-m", "sardonyx", "agent", "--data", str(data), "--server", server, "--name", name,
        ]  # fmt: skip
        self._log = data.parent / f"{data.name}.log"
        self._env = {**os.environ, **WITHOUT_COLLECTORS, "SARDONYX_COLLECTORS__DISCOVER": "off", **env}
        self._process: subprocess.Popen[str] | None = None
        self.output: list[str] = []

    def start(self) -> Self:
        """Return when it collects."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "sends to" in line, self._log.read_text()[-3000:]
        self.output.append(line.rstrip())
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._ended()

    def stop(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> int:
        assert self._process is not None
        said, _ = self._process.communicate(timeout=30)
        self.output += said.splitlines()
        return self._process.returncode
