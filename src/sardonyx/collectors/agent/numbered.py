"""Sends what must arrive once: one batch after the other, each under its number, which the server remembers."""

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Mapping

import aiohttp

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.log_state import LogState, parted
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.sending import USER_AGENT, Sending
from sardonyx.collectors.agent.waiting import Backoff

log = logging.getLogger(__name__)


class NumberedSending(Sending):
    """Sends to `path` while `run` runs. `content_type` is that of a batch, zstd around it."""

    path = ""
    content_type = ""

    def __init__(
        self,
        buffer: Buffer,
        state: LogState,
        session: aiohttp.ClientSession,
        server: str,
        metrics: AgentMetrics,
        backoff: Backoff | None = None,
        *,
        path: str = "",
    ) -> None:
        super().__init__(buffer, session, server.rstrip("/") + (path or self.path), metrics, backoff)
        self._state = state

    @abstractmethod
    def count(self, records: int, *, refused: bool) -> None:
        """So many were taken, or refused for good."""

    async def send_some(self) -> None:
        """Send the oldest, and be done with it. Raises Again."""
        (entry,) = self.buffer.oldest(1, 1)
        content = await asyncio.to_thread(self.buffer.read, entry)
        if content is not None:
            answer = await self.post(parted(content)[1], self._headers(entry.number))
            self.count(entry.samples, refused=answer.status >= 400)
            if answer.status >= 400:
                log.error("the server refuses %d %s (%d): %s", entry.samples, self.what, answer.status, answer.text)
        self._state.sent = entry.number
        await asyncio.to_thread(self._state.save)
        self.buffer.remove([entry])

    def _headers(self, number: int) -> Mapping[str, str]:
        return {
            "Content-Type": self.content_type,
            "Content-Encoding": "zstd",
            "X-Sardonyx-Batch": f"{self._state.sender}/{number}",
            "User-Agent": USER_AGENT,
        }
