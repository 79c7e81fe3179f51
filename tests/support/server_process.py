"""The installed program in a process of its own, on free ports, as an operator starts it."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

_START_SECONDS = 60

# Tests count what they sent; the figures of the machine they run on, and alerts about it, would come between. And what they
# measure is not to be lowered because they keep the machine busy.
WITHOUT_COLLECTORS = {
    "SARDONYX_COLLECTORS__HOST": "false",
    "SARDONYX_COLLECTORS__DOCKER": "off",
    "SARDONYX_COLLECTORS__CGROUPS": "off",
    "SARDONYX_COLLECTORS__DISCOVER": "off",
    "SARDONYX_COLLECTORS__LOGS__DOCKER": "off",
    "SARDONYX_SYSLOG__LISTEN": "off",  # one port for all of them
    "SARDONYX_FLUENT__LISTEN": "off",
    "SARDONYX_HEALTH__WATCH_FOUND": "false",
    "SARDONYX_ALERTING__SHIPPED_RULES": "false",
    "SARDONYX_BUDGET__CPU": "64",
}


class ServerProcess:
    """`sardonyx serve`. Start with `start` or as a context manager; `kill` is kill -9, `stop` is SIGTERM."""

    def __init__(self, data: Path, *options: str, env: dict[str, str] | None = None) -> None:
        self.data = data
        self._options = options
        self._env = {**os.environ, **WITHOUT_COLLECTORS, **(env or {})}
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.output: list[str] = []

    def start(self) -> Self:
        command = [
            sys.executable, "-m", "sardonyx", "serve", "--data", str(self.data), "--listen", "127.0.0.1:0",
            "--otlp-http", "off", "--otlp-grpc", "off", *self._options,
        ]  # fmt: skip
        log = (self.data.parent / f"{self.data.name}.log").open("a")
        self._process = subprocess.Popen(command, env=self._env, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output.append(line.rstrip())
            if found := re.search(r"ready at (http\S+)", line):
                self.url = found.group(1)
                return self
        code = self._wait(_START_SECONDS)
        raise AssertionError(f"the server ended with {code}: {self.log()[-3000:]}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._wait()

    def stop(self, timeout: float = 60) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._wait(timeout)

    def _wait(self, timeout: float = 60) -> int:
        assert self._process is not None
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            if self._process.stdout is not None:
                self._process.stdout.close()
        return code

    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def get(self, path: str, **headers: str) -> Any:
        return json.loads(self.fetch("GET", path, headers=headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        content = {"Content-Type": "application/json", **headers}
        return json.loads(self.fetch("POST", path, json.dumps(body).encode(), content))

    def fetch(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())
