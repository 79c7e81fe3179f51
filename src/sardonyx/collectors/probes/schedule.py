"""When a monitor's turns are: at a fixed phase of its interval on the monotonic clock.

Turns lie on a grid, so no check, however long it takes, moves those after it: there is no drift. The phase comes from the
monitor's id: thousands of monitors of one interval are spread over it. The monotonic clock knows neither corrections of the
time of day nor a machine's sleep.
"""

import math
from dataclasses import dataclass
from hashlib import blake2b

# A monitor that is new, or whose interval is long, is looked at for the first time within this many seconds.
FIRST_WITHIN_SECONDS = 10.0
# A turn this late is missed: who was stopped for minutes must not make up for all of it at once.
_LATE_RATIO, _LATE_SECONDS = 0.5, 2.0


def spread(monitor_id: str) -> float:
    """A number in [0, 1) that is the monitor's own, and evenly spread over monitors."""
    return int.from_bytes(blake2b(monitor_id.encode(), digest_size=8).digest(), "big") / 2**64


@dataclass(frozen=True, slots=True)
class Cadence:
    """The turns of one monitor, in seconds of the monotonic clock."""

    interval: float
    share: float

    @classmethod
    def of(cls, monitor_id: str, interval: float) -> "Cadence":
        """The cadence of a monitor with this interval in seconds."""
        return cls(interval, spread(monitor_id))

    def first(self, now: float) -> float:
        """The first turn of a monitor that has just become known: soon, and spread, too."""
        return now + self.share * min(self.interval, FIRST_WITHIN_SECONDS)

    def after(self, moment: float) -> float:
        """The next turn behind `moment`."""
        phase = self.share * self.interval
        turn = math.floor((moment - phase) / self.interval) + 1
        due = phase + turn * self.interval
        return due if due > moment else due + self.interval

    def after_first(self, first: float) -> float:
        """The turn after the first: on the grid, and no sooner than half an interval later."""
        return self.after(first + self.interval / 2)

    def is_missed(self, due: float, now: float) -> bool:
        """Whether a turn is so late that it is left out."""
        return now - due > min(self.interval * _LATE_RATIO, _LATE_SECONDS)

    def turns_between(self, due: float, now: float) -> int:
        """How many turns there were from the one due until now, both counted."""
        return max(1, math.floor((now - due) / self.interval) + 1)
