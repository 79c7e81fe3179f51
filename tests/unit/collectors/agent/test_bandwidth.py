"""Bandwidth tests from the agent's side, against a server that counts, refuses or breaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sardonyx.collectors.agent.bandwidth import BandwidthTester
from sardonyx.collectors.agent.errors import AgentError

_ROOT = "/rest/infrastructure/network/bandwidth"


@dataclass(slots=True)
class _Server:
    url: str = ""
    claim_status: int = 200
    upload_status: int = 200
    uploaded: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)

    async def claim(self, request: web.Request) -> web.Response:
        said = await request.json()
        test = {"id": "ab", "seconds": said["seconds"], "max_bytes": said["max_bytes"]}
        return web.json_response({"test": test, "detail": "one is at work"}, status=self.claim_status)

    async def download(self, _: web.Request) -> web.Response:
        return web.Response(body=bytes(100_000))

    async def upload(self, request: web.Request) -> web.Response:
        self.uploaded = len(await request.read())
        return web.json_response({"bytes": self.uploaded}, status=self.upload_status)

    async def result(self, request: web.Request) -> web.Response:
        self.results.append(await request.json())
        return web.json_response({})


@asynccontextmanager
async def _tester(server: _Server) -> AsyncIterator[BandwidthTester]:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_post(f"{_ROOT}/claim", server.claim)
    app.router.add_get(f"{_ROOT}/ab/download", server.download)
    app.router.add_post(f"{_ROOT}/ab/upload", server.upload)
    app.router.add_post(f"{_ROOT}/ab/result", server.result)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as session:
            yield BandwidthTester(session, f"http://127.0.0.1:{runner.addresses[0][1]}", "web-1")
    finally:
        await runner.cleanup()


async def test_both_directions_are_bounded_measured_and_told() -> None:
    server = _Server()
    async with _tester(server) as tester:
        found = await tester.once(seconds=10, max_bytes=70_000)
    assert found.error == ""
    assert (found.upload_bytes, server.uploaded) == (70_000, 70_000)
    assert 70_000 <= found.download_bytes <= 100_000, "reading ends with the piece that reaches the bound"
    assert found.upload_bytes_per_second
    assert found.download_bytes_per_second
    assert server.results[0]["upload_bytes"] == 70_000


async def test_a_direction_that_breaks_is_told_and_the_other_one_kept() -> None:
    server = _Server(upload_status=503)
    async with _tester(server) as tester:
        found = await tester.once(seconds=10, max_bytes=70_000)
    assert "503" in found.error
    assert found.upload_bytes_per_second is None
    assert found.download_bytes_per_second
    assert server.results[0]["error"] == found.error


async def test_a_server_that_refuses_says_why() -> None:
    async with _tester(_Server(claim_status=409)) as tester:
        with pytest.raises(AgentError, match=r"409.*one is at work"):
            await tester.once(seconds=1, max_bytes=70_000)
