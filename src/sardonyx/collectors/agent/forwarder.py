"""Sends what waits, oldest first, until the server has it or says it never will.

Remote write 1.0, several requests joined into one where many wait (protobuf messages may be concatenated). Sent again: when
there is no answer, on 429 and 5xx, and on what a person must mend first (401, 403, 404, a redirect: the key or the address
is wrong). Not sent again: other 4xx, which say that the content can't be taken; they are counted, and logged with the server's
words.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import NoReturn

import aiohttp
import cramjam

from sardonyx import __version__
from sardonyx.collectors.agent.buffer import Buffer, Entry
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.waiting import Backoff, retry_after

log = logging.getLogger(__name__)

PATH = "/api/v1/write"
_JOINED_BYTES = 1 << 20
_JOINED_REQUESTS = 200
_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
_HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
    "User-Agent": f"sardonyx-agent/{__version__}",
}
_WRITTEN = ("X-Prometheus-Remote-Write-Samples-Written", "X-Prometheus-Remote-Write-Exemplars-Written")
_TOO_LARGE = 413
_MEND_FIRST = frozenset({401, 403, 404, 405, 407, 408, 421, 425, 429})
_SHOWN_CHARACTERS = 500


class _Again(Exception):
    """Not taken; to be sent again, after `asked` seconds if the server said so."""

    def __init__(self, why: str, asked: float | None = None) -> None:
        super().__init__(why)
        self.asked = asked


class Forwarder:
    """Sends while `run` runs."""

    def __init__(
        self,
        buffer: Buffer,
        session: aiohttp.ClientSession,
        server: str,
        metrics: AgentMetrics,
        backoff: Backoff | None = None,
    ) -> None:
        self._buffer = buffer
        self._session = session
        self._url = server.rstrip("/") + PATH
        self._metrics = metrics
        self._backoff = backoff or Backoff()
        self._more = asyncio.Event()
        self._more.set()
        self._at_once = _JOINED_REQUESTS
        self._failing = ""

    def wake(self) -> None:
        """There is something new in the buffer."""
        self._more.set()

    async def run(self) -> NoReturn:
        """Send until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while len(self._buffer):
                await self._send_or_wait()

    async def flush(self) -> None:
        """Send until nothing waits, or the first failure."""
        while len(self._buffer):
            try:
                await self.send_some()
            except _Again as failure:
                log.warning("%d samples wait for the next start: %s", self._buffer.samples, failure)
                return

    async def _send_or_wait(self) -> None:
        try:
            await self.send_some()
        except _Again as failure:
            self._metrics.failed.inc()
            seconds = self._backoff.seconds(failure.asked)
            if str(failure) != self._failing:
                self._failing = str(failure)
                log.warning("what is collected waits on disk: %s", failure)
            await asyncio.sleep(seconds)
        else:
            self._backoff.worked()
            if self._failing:
                self._failing = ""
                log.info("the server takes what is collected again")

    async def send_some(self) -> None:
        """Send the oldest, and be done with them. Raises what `_send_or_wait` waits for."""
        entries = self._buffer.oldest(_JOINED_BYTES, self._at_once)
        try:
            body = await asyncio.to_thread(self._joined, entries)
        except cramjam.DecompressionError:  # a damaged file: alone it is the server's to refuse
            self._at_once = 1
            return
        if body is None:
            self._buffer.remove(entries)
            return
        samples = sum(entry.samples for entry in entries)
        try:
            sending = self._session.post(
                self._url, data=body, headers=_HEADERS, timeout=_TIMEOUT, allow_redirects=False
            )
            async with sending as answer:
                text = "" if answer.ok else (await answer.text())[:_SHOWN_CHARACTERS].strip()
                status, headers = answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError) as error:
            raise _Again(f"no answer from {self._url}: {error or type(error).__name__}") from error
        if status >= 500 or 300 <= status < 400 or status in _MEND_FIRST:
            raise _Again(f"{self._url} answered {status}: {text}", retry_after(headers.get("Retry-After")))
        if status == _TOO_LARGE and len(entries) > 1:
            self._at_once = max(1, len(entries) // 2)
            return
        taken = samples
        if status >= 400:
            taken = min(samples, sum(_told(headers.get(name)) for name in _WRITTEN))
            self._metrics.dropped.labels("refused").inc(samples - taken)
            log.error("the server refuses %d of %d samples (%d): %s", samples - taken, samples, status, text)
        self._buffer.remove(entries)
        self._metrics.sent.inc(taken)
        self._metrics.requests.inc()
        self._at_once = _JOINED_REQUESTS

    def _joined(self, entries: Sequence[Entry]) -> bytes | None:
        """One request of all; None where all were dropped in between."""
        packed = [body for body in map(self._buffer.read, entries) if body is not None]
        if len(packed) < 2:
            return packed[0] if packed else None
        whole = b"".join([bytes(cramjam.snappy.decompress_raw(body)) for body in packed])
        return bytes(cramjam.snappy.compress_raw(whole))


def _told(header: str | None) -> int:
    return int(header) if header and header.isdecimal() else 0
