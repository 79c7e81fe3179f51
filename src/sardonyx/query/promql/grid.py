"""The instants a query is evaluated at."""

from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.values import Times


@dataclass(frozen=True, slots=True)
class Grid:
    """start, start + step, … : `count` instants, in epoch milliseconds. An instant query has one."""

    start_ms: int
    step_ms: int
    count: int

    @property
    def end_ms(self) -> int:
        """The last instant."""
        return self.start_ms + self.step_ms * (self.count - 1)

    @property
    def times(self) -> Times:
        """All instants, int64 milliseconds."""
        return self.start_ms + self.step_ms * np.arange(self.count, dtype=np.int64)

    def shifted(self, offset_ms: int) -> "Grid":
        """The same instants, each `offset_ms` earlier."""
        return Grid(self.start_ms - offset_ms, self.step_ms, self.count)
