"""A monitor with its id, as it is probed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import PASSIVE_KINDS
from sardonyx.config.monitors import HERE, Monitor


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A monitor and the id it keeps when it is renamed."""

    id: str
    monitor: Monitor

    def is_probed(self, vantage: str = HERE) -> bool:
        """Whether this vantage point is to check it: neither paused nor of a kind that tells by itself."""
        monitor = self.monitor
        return monitor.enabled and monitor.check.kind not in PASSIVE_KINDS and vantage in monitor.vantage_points


Sink = Callable[[Scheduled, ProbeResult], Awaitable[float | None]]
"""Takes every result, one monitor's in order. Its answer is "look again after so many seconds"; None: at the next turn."""


def retry_seconds(monitor: Monitor) -> float:
    """How soon to look again after a failure: as it is set, else after a third of the interval, at least a second."""
    if monitor.retry_interval is not None:
        return monitor.retry_interval.total_seconds()
    return max(1.0, monitor.interval.total_seconds() / 3)
