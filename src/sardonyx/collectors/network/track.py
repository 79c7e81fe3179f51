"""What is remembered of one peer: counts since the start, and the answers of late."""

import statistics
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sardonyx.collectors.network.outcome import Probe, Reason

WINDOW_PROBES = 100
"""Figures are of so many probes: at five each 15 s, five minutes."""
QUANTILES = ("0", "0.5", "0.95", "1")


@dataclass(slots=True)
class Track:
    """Probes of one peer by one protocol. Counts only grow."""

    sent: int = 0
    failed: Counter[Reason] = field(default_factory=Counter)
    retransmits: int = 0
    answered: bool = False
    """Whether it has ever answered."""
    newest: Sequence[Probe] = ()
    dns_seconds: float | None = None
    """Of the newest pass; None for addresses, and where the name could not be looked up."""
    _window: deque[float | None] = field(default_factory=lambda: deque(maxlen=WINDOW_PROBES))

    def add(self, probes: Sequence[Probe], dns_seconds: float | None) -> None:
        """Enter a pass."""
        self.newest, self.dns_seconds = probes, dns_seconds
        self.sent += len(probes)
        self.failed.update(probe.reason for probe in probes if probe.reason)
        self.retransmits += sum(probe.kernel.retransmits for probe in probes if probe.kernel)
        self._window.extend(probe.seconds for probe in probes)
        self.answered = self.answered or any(probe.seconds is not None for probe in probes)

    @property
    def success(self) -> bool:
        """Whether the newest pass had an answer."""
        return any(probe.seconds is not None for probe in self.newest)

    @property
    def mean_seconds(self) -> float | None:
        """Of the newest pass' answers, looking the name up included."""
        found = [probe.seconds for probe in self.newest if probe.seconds is not None]
        return statistics.fmean(found) + (self.dns_seconds or 0.0) if found else None

    @property
    def loss_ratio(self) -> float:
        """Of the probes of late."""
        return sum(seconds is None for seconds in self._window) / len(self._window)

    def rtts(self) -> list[float]:
        """The answers of late, in order of time."""
        return [seconds for seconds in self._window if seconds is not None]

    def kernel_rtt_seconds(self) -> float | None:
        """The smallest of the newest pass: the one least disturbed."""
        found = [probe.kernel.rtt_seconds for probe in self.newest if probe.kernel and probe.kernel.rtt_seconds]
        return min(found, default=None)


def quantile(ordered: Sequence[float], level: float) -> float:
    """Of sorted values, interpolated between neighbours."""
    place = level * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def jitter(rtts: Sequence[float]) -> float:
    """The mean difference of an answer's time from that of the one before; 0 for a single one."""
    return statistics.fmean([abs(after - before) for before, after in pairwise(rtts)]) if len(rtts) > 1 else 0.0
