"""Sends samples: remote write 1.0, several requests joined into one where many wait (protobuf messages may be concatenated)."""

import asyncio
import logging
from collections.abc import Sequence

import aiohttp
import cramjam

from sardonyx.collectors.agent.buffer import Buffer, Entry
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.sending import TOO_LARGE, USER_AGENT, Sending
from sardonyx.collectors.agent.waiting import Backoff

log = logging.getLogger(__name__)

PATH = "/api/v1/write"
_JOINED_BYTES = 1 << 20
_JOINED_REQUESTS = 200
_HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
    "User-Agent": USER_AGENT,
}
_WRITTEN = ("X-Prometheus-Remote-Write-Samples-Written", "X-Prometheus-Remote-Write-Exemplars-Written")


class Forwarder(Sending):
    """Sends samples while `run` runs."""

    def __init__(
        self,
        buffer: Buffer,
        session: aiohttp.ClientSession,
        server: str,
        metrics: AgentMetrics,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__(buffer, session, server.rstrip("/") + PATH, metrics, backoff)
        self._at_once = _JOINED_REQUESTS

    async def send_some(self) -> None:
        """Send the oldest, and be done with them. Raises Again."""
        entries = self.buffer.oldest(_JOINED_BYTES, self._at_once)
        try:
            body = await asyncio.to_thread(self._joined, entries)
        except cramjam.DecompressionError:  # a damaged file: alone it is the server's to refuse
            self._at_once = 1
            return
        if body is None:
            self.buffer.remove(entries)
            return
        samples = sum(entry.samples for entry in entries)
        answer = await self.post(body, _HEADERS)
        if answer.status == TOO_LARGE and len(entries) > 1:
            self._at_once = max(1, len(entries) // 2)
            return
        taken = samples
        if answer.status >= 400:
            taken = min(samples, sum(_told(answer.headers.get(name)) for name in _WRITTEN))
            self.metrics.dropped.labels("refused").inc(samples - taken)
            log.error(
                "the server refuses %d of %d samples (%d): %s", samples - taken, samples, answer.status, answer.text
            )
        self.buffer.remove(entries)
        self.metrics.sent.inc(taken)
        self.metrics.requests.inc()
        self._at_once = _JOINED_REQUESTS

    def _joined(self, entries: Sequence[Entry]) -> bytes | None:
        """One request of all; None where all were dropped in between."""
        packed = [body for body in map(self.buffer.read, entries) if body is not None]
        if len(packed) < 2:
            return packed[0] if packed else None
        whole = b"".join([bytes(cramjam.snappy.decompress_raw(body)) for body in packed])
        return bytes(cramjam.snappy.compress_raw(whole))


def _told(header: str | None) -> int:
    return int(header) if header and header.isdecimal() else 0
