"""A time range searched in pieces that grow, from the wanted end: most searches are answered by the first."""

from collections.abc import Iterator
from typing import Literal

from sardonyx.query.time_range import NS, TimeRange

Direction = Literal["backward", "forward"]

_FIRST_PIECE_SECONDS = 60
_GROWTH = 16


def pieces(whole: TimeRange | None, direction: Direction) -> Iterator[TimeRange]:
    """The range in pieces that grow, from its end (backward) or its start (forward)."""
    if whole is None:
        return
    length, start, end = _FIRST_PIECE_SECONDS * NS, whole.start_ns, whole.end_ns
    while start < end:
        if direction == "backward":
            cut = max(start, end - length)
            yield TimeRange(cut, end)
            end = cut
        else:
            cut = min(end, start + length)
            yield TimeRange(start, cut)
            start = cut
        length *= _GROWTH
