"""What discoveries over HTTP have in common: asking for JSON, bounded in time and size."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from sardonyx.collectors.scrape.discovery.refreshing import RefreshingDiscovery
from sardonyx.collectors.scrape.errors import DiscoveryFailed, HttpFailed
from sardonyx.collectors.scrape.groups import Update
from sardonyx.collectors.scrape.http_client import Client

_MOST_BYTES = 64 << 20
_LEAST_SECONDS = 10.0
_JSON = "application/json"


class AskingDiscovery(RefreshingDiscovery):
    """Asks with one client for as long as it runs; an answer may take as long as the interval, at least ten seconds."""

    def __init__(self, name: str, interval_seconds: float, client: Client) -> None:
        super().__init__(name, interval_seconds)
        self._client = client
        self._patience_seconds = max(interval_seconds, _LEAST_SECONDS)

    async def run(self, update: Update) -> None:
        """Ask and tell until cancelled."""
        async with self._client:
            await super().run(update)

    async def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON document at an address. Raises DiscoveryFailed."""
        try:
            async with asyncio.timeout(self._patience_seconds):
                answer = await self._client.get(url, {"Accept": _JSON, **(headers or {})}, limit=_MOST_BYTES)
        except TimeoutError:
            raise DiscoveryFailed(f"{url}: no answer within {self._patience_seconds:g} s") from None
        except HttpFailed as error:
            raise DiscoveryFailed(f"{url}: {error}") from None
        if answer.content_type.partition(";")[0].strip().lower() != _JSON:
            raise DiscoveryFailed(f"{url}: answered {answer.content_type or 'something without a type'}, not {_JSON}")
        try:
            return json.loads(answer.body)
        except ValueError as error:
            raise DiscoveryFailed(f"{url}: the answer is not JSON: {error}") from None
