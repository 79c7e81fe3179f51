"""Sends log batches, one after the other under its number, so that the server takes each once (`receivers.log_batches`)."""

import asyncio
import logging

import aiohttp

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.log_state import LogState, parted
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.sending import USER_AGENT, Sending
from sardonyx.collectors.agent.waiting import Backoff

log = logging.getLogger(__name__)

PATH = "/rest/logs/batches"


class LogForwarder(Sending):
    """Sends lines while `run` runs."""

    what = "log lines"

    def __init__(
        self,
        buffer: Buffer,
        state: LogState,
        session: aiohttp.ClientSession,
        server: str,
        metrics: AgentMetrics,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__(buffer, session, server.rstrip("/") + PATH, metrics, backoff)
        self._state = state

    async def send_some(self) -> None:
        """Send the oldest, and be done with it. Raises Again."""
        (entry,) = self.buffer.oldest(1, 1)
        content = await asyncio.to_thread(self.buffer.read, entry)
        if content is not None:
            headers = {
                "Content-Type": "application/x-protobuf",
                "Content-Encoding": "zstd",
                "X-Sardonyx-Batch": f"{self._state.sender}/{entry.number}",
                "User-Agent": USER_AGENT,
            }
            answer = await self.post(parted(content)[1], headers)
            if answer.status >= 400:
                self.metrics.dropped_lines.labels("refused").inc(entry.samples)
                log.error("the server refuses %d log lines (%d): %s", entry.samples, answer.status, answer.text)
            else:
                self.metrics.sent_lines.inc(entry.samples)
        self._state.sent = entry.number
        await asyncio.to_thread(self._state.save)
        self.buffer.remove([entry])
