"""Sends what waits, oldest first, until the server has it or says it never will.

Sent again: when there is no answer, on 429 and 5xx, and on what a person must mend first (401, 403, 404, a redirect: the key or
the address is wrong). Not sent again: other 4xx, which say that the content can't be taken; they are counted, and logged with the
server's words.
"""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import aiohttp

from sardonyx import __version__
from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.waiting import Backoff, retry_after

log = logging.getLogger(__name__)

TOO_LARGE = 413
USER_AGENT = f"sardonyx-agent/{__version__}"
_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
_MEND_FIRST = frozenset({401, 403, 404, 405, 407, 408, 421, 425, 429})
_SHOWN_CHARACTERS = 500


class Again(Exception):
    """Not taken; to be sent again, after `asked` seconds if the server said so."""

    def __init__(self, why: str, asked: float | None = None) -> None:
        super().__init__(why)
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said for good: taken, or refused with a `text`."""

    status: int
    text: str
    headers: Mapping[str, str]


class Sending(ABC):
    """Sends what is in a buffer while `run` runs. `what` names its records to people."""

    what = "samples"

    def __init__(
        self,
        buffer: Buffer,
        session: aiohttp.ClientSession,
        url: str,
        metrics: AgentMetrics,
        backoff: Backoff | None = None,
    ) -> None:
        self.buffer = buffer
        self.metrics = metrics
        self.url = url
        self._session = session
        self._backoff = backoff or Backoff()
        self._more = asyncio.Event()
        self._more.set()
        self._failing = ""
        self.taken_at = time.monotonic()
        """When the server last took something, or when we began."""

    @property
    def is_waiting(self) -> bool:
        """Whether something waits to be sent."""
        return len(self.buffer) > 0

    @abstractmethod
    async def send_some(self) -> None:
        """Send the oldest, and be done with them. Raises Again."""

    def wake(self) -> None:
        """There is something new in the buffer."""
        self._more.set()

    async def run(self) -> NoReturn:
        """Send until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while len(self.buffer):
                await self._send_or_wait()

    async def flush(self) -> None:
        """Send until nothing waits, or the first failure."""
        while len(self.buffer):
            try:
                await self.send_some()
            except Again as failure:
                log.warning("%d %s wait for the next start: %s", self.buffer.samples, self.what, failure)
                return

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """What the server says of it. Raises Again."""
        try:
            sending = self._session.post(self.url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
            async with sending as answer:
                text = "" if answer.ok else (await answer.text())[:_SHOWN_CHARACTERS].strip()
                status, said = answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError) as error:
            raise Again(f"no answer from {self.url}: {error or type(error).__name__}") from error
        if status >= 500 or 300 <= status < 400 or status in _MEND_FIRST:
            raise Again(f"{self.url} answered {status}: {text}", retry_after(said.get("Retry-After")))
        return Answer(status, text, said)

    async def _send_or_wait(self) -> None:
        try:
            await self.send_some()
        except Again as failure:
            self.metrics.failed.inc()
            seconds = self._backoff.seconds(failure.asked)
            if str(failure) != self._failing:
                self._failing = str(failure)
                log.warning("what is collected waits on disk: %s", failure)
            await asyncio.sleep(seconds)
        else:
            self._backoff.worked()
            self.taken_at = time.monotonic()
            if self._failing:
                self._failing = ""
                log.info("the server takes what is collected again")
