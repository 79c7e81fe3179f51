"""Bandwidth tests, the agent's side: asks the server whether somebody wants one, downloads, uploads, tells what came of it."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import aiohttp

from sardonyx.collectors.agent.errors import AgentError

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 5.0
_PATH = "/rest/infrastructure/network/bandwidth"
_BLOCK_BYTES = 1 << 16
_SPARE_SECONDS = 15.0
_ASKING = aiohttp.ClientTimeout(total=10)


@dataclass(slots=True)
class Figures:
    """What was measured; None for a direction that broke, `error` then says why."""

    upload_bytes_per_second: float | None = None
    download_bytes_per_second: float | None = None
    upload_bytes: int = 0
    download_bytes: int = 0
    error: str = ""


class BandwidthTester:
    """Runs the tests the server has for the agent `name`."""

    def __init__(self, session: aiohttp.ClientSession, server: str, name: str) -> None:
        self._session = session
        self._url = server.rstrip("/") + _PATH
        self._name = name

    async def run(self, done: Callable[[Figures], Awaitable[None]]) -> NoReturn:
        """Ask again and again until cancelled; `done` gets the figures of each test."""
        said = ""
        while True:
            try:
                test = (await self._post("claim", {"agent": self._name}))["test"]
                said = ""
                if test is not None:
                    await done(await self.measure(test))
            except AgentError as error:
                if str(error) != said:
                    said = str(error)
                    log.debug("the server can't be asked for bandwidth tests: %s", said)
            await asyncio.sleep(ASK_EVERY_SECONDS)

    async def once(self, seconds: float, max_bytes: int) -> Figures:
        """A test now. Raises AgentError."""
        wish = {"agent": self._name, "start": True, "seconds": seconds, "max_bytes": max_bytes}
        return await self.measure((await self._post("claim", wish))["test"])

    async def measure(self, test: dict[str, Any]) -> Figures:
        """Both directions, one after the other; the server is told. Raises AgentError when it can't be told."""
        figures, seconds, most = Figures(), float(test["seconds"]), int(test["max_bytes"])
        try:
            async with asyncio.timeout(2 * seconds + _SPARE_SECONDS):
                count, took = await self._download(test["id"], seconds, most)
                figures.download_bytes, figures.download_bytes_per_second = count, count / took
                count, took = await self._upload(test["id"], seconds, most)
                figures.upload_bytes, figures.upload_bytes_per_second = count, count / took
        except TimeoutError:
            figures.error = "the test took too long"
        except (aiohttp.ClientError, OSError, AgentError) as error:
            figures.error = str(error) or type(error).__name__
        await self._post(f"{test['id']}/result", asdict(figures))
        return figures

    async def _download(self, test_id: str, seconds: float, most: int) -> tuple[int, float]:
        count, timeout = 0, aiohttp.ClientTimeout(total=None)
        async with self._session.get(f"{self._url}/{test_id}/download", timeout=timeout) as answer:
            await _checked(answer)
            began = time.perf_counter()
            async for chunk in answer.content.iter_any():
                count += len(chunk)
                if count >= most or time.perf_counter() - began >= seconds:
                    break
            took = time.perf_counter() - began
            answer.close()
        return count, max(took, 1e-6)

    async def _upload(self, test_id: str, seconds: float, most: int) -> tuple[int, float]:
        """The server's count is what arrived; the time is until it said so."""
        began, timeout = time.perf_counter(), aiohttp.ClientTimeout(total=None)
        blocks = _blocks(seconds, most)
        async with self._session.post(f"{self._url}/{test_id}/upload", data=blocks, timeout=timeout) as answer:
            await _checked(answer)
            count = int((await answer.json())["bytes"])
        return count, time.perf_counter() - began

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        try:
            async with self._session.post(f"{self._url}/{path}", json=body, timeout=_ASKING) as answer:
                await _checked(answer)
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise AgentError(f"{self._url}: {error or type(error).__name__}") from error


async def _blocks(seconds: float, most: int) -> AsyncIterator[bytes]:
    block, until, left = os.urandom(_BLOCK_BYTES), time.perf_counter() + seconds, most
    while left > 0 and time.perf_counter() < until:
        yield block[:left]
        left -= len(block)


async def _checked(answer: aiohttp.ClientResponse) -> None:
    if not answer.ok:
        raise AgentError(f"{answer.url.path} answered {answer.status}: {(await answer.text())[:300]}")
