"""A stand-in for Docker's Engine API on a unix socket: the documents it was told to answer with, in the API's shapes.

No Docker engine can be had where these tests run. Shapes: Docker Engine API 1.43, ContainerList, ContainerInspect, ContainerStats.
"""

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
        self._released = asyncio.Event()

    def add(self, container_id: str, stats: dict[str, Any] | None = None, **listed: Any) -> None:
        """A container like LISTED; without `stats` it has no figures."""
        self.listed.append({**LISTED, "Id": container_id, **listed})
        self.inspected[container_id] = copy.deepcopy(INSPECTED)
        if stats is not None:
            self.stats[container_id] = copy.deepcopy(stats)

    @asynccontextmanager
    async def running(self, folder: Path) -> AsyncIterator[str]:
        """Serve on a socket in `folder`; yields the address."""
        app = web.Application()
        app.router.add_get("/containers/json", self._list)
        app.router.add_get("/containers/{id}/json", self._inspect)
        app.router.add_get("/containers/{id}/stats", self._stats)
        runner = web.AppRunner(app)
        await runner.setup()
        socket = folder / "docker.sock"
        await web.UnixSite(runner, str(socket)).start()
        try:
            yield f"unix://{socket}"
        finally:
            self._released.set()
            await runner.cleanup()

    async def _list(self, request: web.Request) -> web.Response:
        return await self._answer(request, self.listed)

    async def _inspect(self, request: web.Request) -> web.Response:
        return await self._answer(request, self.inspected.get(request.match_info["id"]))

    async def _stats(self, request: web.Request) -> web.Response:
        assert request.query["stream"] == "0"
        return await self._answer(request, self.stats.get(request.match_info["id"]))

    async def _answer(self, request: web.Request, document: Any) -> web.Response:
        self.requests.append(request.path)
        if self.hangs:
            await self._released.wait()
        if document is None:
            return web.json_response({"message": "No such container"}, status=404)
        return web.json_response(document)
