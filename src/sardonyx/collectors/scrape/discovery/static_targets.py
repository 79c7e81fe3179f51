"""Targets written into the configuration."""

import asyncio
from collections.abc import Sequence

from sardonyx.collectors.scrape.discovery.written_groups import made
from sardonyx.collectors.scrape.groups import Update
from sardonyx.collectors.scrape.models import StaticConfig


class StaticDiscovery:
    """Tells its groups once; they change with the configuration only."""

    problem: str | None = None

    def __init__(self, name: str, configs: Sequence[StaticConfig]) -> None:
        self.name = name
        self._groups = [made(config, str(number), {}) for number, config in enumerate(configs)]

    async def run(self, update: Update) -> None:
        """Tell them, then wait to be cancelled."""
        update(self._groups)
        await asyncio.Event().wait()
