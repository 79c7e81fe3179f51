"""A collector of a server that was found: one that refuses us isn't bothered every few seconds."""

import time
from collections.abc import Callable
from typing import Protocol

from sardonyx.collectors.page import Page
from sardonyx.collectors.scrape.built_in import Collector

PAUSE_SECONDS = 300.0


class Refusable(Collector, Protocol):
    """A collector that knows whether its server refused it. `refused` is about the last page."""

    refused: bool


class Patient:
    """Shows the page of a refusal for five minutes before it asks again. `advice` then stands beside the reason.

    `sardonyx_server_refused` tells rules that the server is there: nobody is to be woken for a user that is missing.
    """

    def __init__(self, collector: Refusable, advice: str = "", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._collector = collector
        self._advice = advice
        self._clock = clock
        self._page = b""
        self._ask_at = 0.0

    @property
    def problems(self) -> tuple[str, ...]:
        """The collector's, and what may be done."""
        told = self._collector.problems
        return (*told, self._advice) if self._advice and self._collector.refused else told

    async def page(self) -> bytes:
        """The page as it is now, or as it was when the server refused."""
        if not self._page or self._clock() >= self._ask_at:
            told = Page()
            page = await self._collector.page()
            refused = told.gauge("sardonyx_server_refused", "1 while a server that was found doesn't let us in.")
            refused.add(int(self._collector.refused))
            self._page = page + told.encoded()
            self._ask_at = self._clock() + (PAUSE_SECONDS if self._collector.refused else 0)
        return self._page

    async def close(self) -> None:
        """Let go of what the collector holds."""
        await self._collector.close()
