"""The demo's supervisor as a child process of the test, and a person who uses it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import httpx

ALICE = {"email": "alice@onyx.example", "password": "alice-likes-onyx"}


class Platform:
    """`python -m sardonyx_demo` without traffic of its own, sending to `endpoint`. Use as a context manager."""

    def __init__(self, endpoint: str, data: Path, *options: str) -> None:
        self.data = data
        self._command = [
            *(sys.executable, "-m", "sardonyx_demo", "--end-with-stdin", "--rate", "0"),
            *("--endpoint", endpoint, "--folder", str(data / "demo"), *options),
        ]

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the demo ended with {self.process.wait()}"
        self.services: dict[str, dict[str, Any]] = json.loads(line)["services"]
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def book(self) -> dict[str, Any]:
        return dict(json.loads((self.data / "demo" / "demo.json").read_text()))

    def url(self, service: str) -> str:
        return str(self.services[service]["url"])

    def stats(self, service: str) -> dict[str, Any]:
        headers = {"x-demo-token": self.book()["token"]}
        return dict(httpx.get(f"{self.url(service)}/_demo/stats", headers=headers).json())

    def visitor(self) -> "Visitor":
        return Visitor(self.url("suna"))


class Visitor:
    """Alice, logged in."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        found = self.client.post("/login", json=ALICE).raise_for_status().json()
        self.session_id = str(found["session_id"])
        self.client.headers["authorization"] = f"Bearer {found['token']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def chat(self, request_id: str, message: str = "Who grants VPN access?") -> httpx.Response:
        return self.client.post("/api/chat", json={"message": message}, headers={"x-request-id": request_id})

    def run_agent(self, request_id: str, goal: str) -> httpx.Response:
        return self.client.post("/api/agents/run", json={"goal": goal}, headers={"x-request-id": request_id})
