"""What discoveries that ask again and again have in common."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence

from sardonyx.collectors.scrape.discovery.changes import KnownGroups
from sardonyx.collectors.scrape.errors import DiscoveryFailed
from sardonyx.collectors.scrape.groups import TargetGroup, Update

log = logging.getLogger(__name__)


class RefreshingDiscovery(ABC):
    """Asks every `interval_seconds`; a failure keeps the groups of the last success."""

    def __init__(self, name: str, interval_seconds: float) -> None:
        self.name = name
        self.problem: str | None = None
        self._interval_seconds = interval_seconds

    @abstractmethod
    async def find(self) -> Sequence[TargetGroup]:
        """All groups there are now. Raises DiscoveryFailed."""

    async def run(self, update: Update) -> None:
        """Ask and tell until cancelled. The first success is told even when it found nothing."""
        known, first = KnownGroups(), True
        while True:
            try:
                groups = await self.find()
            except DiscoveryFailed as error:
                self.report(str(error))
            else:
                changed = known.changes(groups)
                if changed or first:
                    update(changed)
                first = False
                self.settled()
            await asyncio.sleep(self._interval_seconds)

    def settled(self) -> None:
        """A round succeeded."""
        self.report(None)

    def report(self, problem: str | None) -> None:
        """Say how it stands; a new problem is logged once, not at every try."""
        if problem != self.problem and problem is not None:
            log.warning("%s: %s", self.name, problem)
        self.problem = problem
