"""Where lines go, and how far they have been taken."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines import Group


class Sink(Protocol):
    """Takes lines with the positions behind them: both or neither, whenever the process ends."""

    def positions(self, prefix: str) -> Mapping[str, str]:
        """Those taken whose keys begin with `prefix`, without it."""
        ...

    async def write(self, source: str, groups: Sequence[Group], positions: Mapping[str, str]) -> None:
        """Return when both are safe; an empty position forgets. Raises Overloaded: then neither was taken."""
        ...

    async def keep(self, positions: Mapping[str, str]) -> None:
        """The same without lines. Raises OSError."""
        ...


async def deliver(
    sink: Sink, metrics: LogMetrics, source: str, groups: Sequence[Group], positions: Mapping[str, str]
) -> None:
    """Write, again and again while the sink is full: whoever reads waits, the lines stay where they lie."""
    while True:
        try:
            await sink.write(source, groups, positions)
        except Overloaded as error:
            metrics.waits.labels(source).inc()
            await asyncio.sleep(error.retry_after_seconds)
        else:
            metrics.lines.labels(source).inc(sum(group.size for group in groups))
            return
