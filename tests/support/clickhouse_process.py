"""Starts the stand-in for a ClickHouse server and tells it what to do wrong."""

import base64
import json
import subprocess
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError

from sardonyx.storage.server_options import ServerOptions
from tests.support.child import start


class ClickHouseProcess:
    """The stand-in as a child process. Use as a context manager."""

    def __init__(self, data: Path, *, password: str = "") -> None:
        self.password = password
        self._data = data
        self._begin()

    def _begin(self) -> None:
        self._stack = ExitStack()
        arguments = ["--data", str(self._data), "--password", self.password]
        self._process = self._stack.enter_context(
            start("tests.support.clickhouse_http", *arguments, stdin=subprocess.PIPE)
        )
        assert self._process.stdout is not None
        ports = json.loads(self._process.stdout.readline())
        self.port: int = ports["port"]
        self._control: int = ports["control"]

    def options(self, **changed: Any) -> ServerOptions:
        return ServerOptions(**{"port": self.port, "password": self.password, "database": "sardonyx", **changed})

    def fault(self, kind: str, *, times: int = 1, match: str = "") -> None:
        """Let something go wrong: see `clickhouse_http.Fault`."""
        self._order({"kind": kind, "times": times, "match": match})

    def heal(self) -> None:
        """Forget the faults that did not happen."""
        self._order({"kind": "none"})

    def take_log(self) -> list[str]:
        """The first lines of all statements since the last call."""
        taken: list[str] = self._order({"kind": "log"})
        return taken

    def _order(self, order: dict[str, Any]) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{self._control}/", json.dumps(order).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def revive(self) -> None:
        """Start it anew where its engine has died, as one would a server: it was seen to after answers were broken off."""
        told = base64.b64encode(f"default:{self.password}".encode()).decode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/", b"SELECT 1", headers={"Authorization": f"Basic {told}"}
        )
        try:
            urllib.request.urlopen(asked, timeout=60).close()
        except HTTPError as error:
            error.close()
            self.close()
            self._begin()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
