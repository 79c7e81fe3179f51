"""A stand-in for Docker's Engine API on a unix socket: the documents it was told to answer with, in the API's shapes.

No Docker engine can be had where these tests run. Shapes: Docker Engine API 1.43, ContainerList, ContainerInspect, ContainerStats,
ContainerLogs.
"""

import asyncio
import copy
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

LISTED: dict[str, Any] = {
    "Id": "8dfafdbc3a40e0a2b3a4d4b3c2f1e0d9c8b7a6958473625140f1e2d3c4b5a697",
    "Names": ["/shop-api-1"],
    "Image": "shop/api:1.4",
    "Created": 1_795_000_000,
    "State": "running",
    "Status": "Up 3 hours (healthy)",
    "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "api", "other": "x"},
}
INSPECTED: dict[str, Any] = {
    "RestartCount": 2,
    "State": {
        "Status": "running", "OOMKilled": False, "ExitCode": 0, "StartedAt": "2026-11-23T10:00:00.123456789Z",
        "Health": {"Status": "healthy"},
    },
    "HostConfig": {"Memory": 536_870_912, "NanoCpus": 1_500_000_000, "CpuPeriod": 0, "CpuQuota": 0},
}  # fmt: skip
STATS_V2: dict[str, Any] = {
    "cpu_stats": {
        "cpu_usage": {"total_usage": 12_500_000_000, "usage_in_kernelmode": 2_500_000_000, "usage_in_usermode": 10_000_000_000},
        "throttling_data": {"periods": 100, "throttled_periods": 7, "throttled_time": 350_000_000},
    },
    "memory_stats": {
        "usage": 300_000_000,
        "limit": 536_870_912,
        "stats": {"anon": 200_000_000, "file": 90_000_000, "inactive_file": 60_000_000, "file_mapped": 5_000_000},
    },
    "pids_stats": {"current": 23, "limit": 18_446_744_073_709_551_615},
    "networks": {
        "eth0": {
            "rx_bytes": 5338, "rx_packets": 36, "rx_errors": 0, "rx_dropped": 1,
            "tx_bytes": 648, "tx_packets": 8, "tx_errors": 0, "tx_dropped": 0,
        }
    },
    "blkio_stats": {
        "io_service_bytes_recursive": [
            {"major": 254, "minor": 0, "op": "read", "value": 7_593_984},
            {"major": 254, "minor": 0, "op": "write", "value": 100},
        ],
    },
}  # fmt: skip
STATS_V1: dict[str, Any] = {
    "cpu_stats": {"cpu_usage": {"total_usage": 1_000_000_000, "usage_in_kernelmode": 0, "usage_in_usermode": 0}},
    "memory_stats": {
        "usage": 100, "max_usage": 150, "failcnt": 3, "limit": 9_223_372_036_854_771_712,
        "stats": {"cache": 40, "rss": 50, "mapped_file": 5, "total_inactive_file": 30, "total_rss": 55, "total_cache": 45},
    },
    "blkio_stats": {"io_service_bytes_recursive": [{"major": 8, "minor": 16, "op": "Read", "value": 11}]},
}  # fmt: skip


class DockerStandIn:
    """What it answers: `listed`, and by id `inspected` and `stats`. Counts requests; `hangs` makes it never answer."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self.inspected: dict[str, dict[str, Any]] = {}
        self.stats: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.hangs = False
        self.asked_since: dict[str, list[str]] = {}
        self._logs: dict[str, list[tuple[str, str, bytes]]] = {}
        self._written = asyncio.Event()
        self._released = asyncio.Event()

    def add(self, container_id: str, stats: dict[str, Any] | None = None, **listed: Any) -> None:
        """A container like LISTED; without `stats` it has no figures."""
        self.listed.append({**LISTED, "Id": container_id, **listed})
        self.inspected[container_id] = copy.deepcopy(INSPECTED)
        if stats is not None:
            self.stats[container_id] = copy.deepcopy(stats)

    def runs(
        self,
        name: str,
        image: str,
        *,
        port: int | None = None,
        published: int | None = None,
        ip: str = "172.18.0.2",
        environment: Sequence[str] = (),
        command: Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        mode: str = "shop_default",
    ) -> str:
        """A running container of Compose's project `shop`; its id is its name."""
        ports = [{"PrivatePort": port, "Type": "tcp"}] if port else []
        if port and published:
            ports = [
                {"IP": ip, "PrivatePort": port, "PublicPort": published, "Type": "tcp"} for ip in ("0.0.0.0", "::")
            ]
        networks = {"shop_default": {"IPAddress": ip, "GlobalIPv6Address": "", "NetworkID": "net-1"}}
        self.add(
            name, Created=LISTED["Created"] + len(self.listed), Names=[f"/shop-{name}-1"], Image=image, Ports=ports,
            HostConfig={"NetworkMode": mode},
            NetworkSettings={"Networks": networks if ip else {}},
            Labels={"com.docker.compose.project": "shop", "com.docker.compose.service": name, **(labels or {})},
        )  # fmt: skip
        self.inspected[name]["Config"] = {"Env": list(environment), "Cmd": list(command), "Image": image}
        self.inspected[name]["Args"] = list(command)
        return name

    def gone(self, container_id: str) -> None:
        """The container was removed."""
        self.listed = [each for each in self.listed if each["Id"] != container_id]
        self.inspected.pop(container_id, None)

    def writes(self, container_id: str, text: bytes, time: str, stream: str = "stdout") -> None:
        """A line (or without LF: the beginning of one) that the container writes at a time of RFC 3339."""
        self._logs.setdefault(container_id, []).append((time, stream, text))
        self._written.set()

    def ends(self, container_id: str) -> None:
        """The container has exited; it is still listed."""
        for each in self.listed:
            if each["Id"] == container_id:
                each["State"] = "exited"
        self._written.set()

    @asynccontextmanager
    async def running(self, folder: Path) -> AsyncIterator[str]:
        """Serve on a socket in `folder`; yields the address."""
        app = web.Application()
        app.router.add_get("/containers/json", self._list)
        app.router.add_get("/containers/{id}/json", self._inspect)
        app.router.add_get("/containers/{id}/stats", self._stats)
        app.router.add_get("/containers/{id}/logs", self._follow)
        runner = web.AppRunner(app)
        await runner.setup()
        socket = folder / "docker.sock"
        await web.UnixSite(runner, str(socket)).start()
        try:
            yield f"unix://{socket}"
        finally:
            self._released.set()
            self._written.set()
            await runner.cleanup()

    @contextmanager
    def in_thread(self, folder: Path) -> Iterator[str]:
        """The same beside a test that is not asynchronous; what it answers must not change meanwhile."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        serving = self.running(folder)
        try:
            yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(10)
        finally:
            asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _list(self, request: web.Request) -> web.Response:
        wanted = [each for each in self.listed if request.query.get("all") == "1" or each["State"] == "running"]
        return await self._answer(request, wanted)

    async def _inspect(self, request: web.Request) -> web.Response:
        return await self._answer(request, self.inspected.get(request.match_info["id"]))

    async def _stats(self, request: web.Request) -> web.Response:
        assert request.query["stream"] == "0"
        return await self._answer(request, self.stats.get(request.match_info["id"]))

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        """Lines from `since` on, in frames unless the container has a terminal, until it has exited."""
        container_id, query = request.match_info["id"], request.query
        assert (query["follow"], query["stdout"], query["stderr"], query["timestamps"]) == ("1", "1", "1", "1")
        if container_id not in self.inspected:
            return web.json_response({"message": "No such container"}, status=404)
        self.asked_since.setdefault(container_id, []).append(query["since"])
        terminal = self.inspected[container_id].get("Config", {}).get("Tty", False)
        answer = web.StreamResponse()
        await answer.prepare(request)
        sent = 0
        while not self._released.is_set():
            self._written.clear()
            lines = self._logs.get(container_id, [])
            for time, stream, text in lines[sent:]:
                if _seconds(time) >= _seconds_of(query["since"]):
                    line = f"{time} ".encode() + text
                    header = bytes((1 if stream == "stdout" else 2, 0, 0, 0)) + len(line).to_bytes(4, "big")
                    await answer.write(line if terminal else header + line)
            sent = len(lines)
            if not any(each["Id"] == container_id and each["State"] == "running" for each in self.listed):
                break
            await self._written.wait()
        return answer

    async def _answer(self, request: web.Request, document: Any) -> web.Response:
        self.requests.append(request.path)
        if self.hangs:
            await self._released.wait()
        if document is None:
            return web.json_response({"message": "No such container"}, status=404)
        return web.json_response(document)


def _seconds(time: str) -> tuple[int, int]:
    """A time of RFC 3339 in UTC, as seconds and nanoseconds."""
    whole, _, fraction = time.removesuffix("Z").partition(".")
    return int(datetime.fromisoformat(f"{whole}+00:00").timestamp()), int(fraction.ljust(9, "0") or 0)


def _seconds_of(since: str) -> tuple[int, int]:
    whole, _, fraction = since.partition(".")
    return int(whole), int(fraction.ljust(9, "0") or 0)
