"""Limits for series whose labels are at hand: remote write, scrapes, rules, collectors."""

import hashlib
from collections.abc import Collection, Iterator, Sequence

from sardonyx.receivers.series_limits import Candidate, Refusal, SeriesLimits, source_of
from sardonyx.storage.pipelines.remote_write.ids import AT_ONCE, Pairs, SeriesIds

SPARED_INSIDE = frozenset({"up", "ALERTS", "ALERTS_FOR_STATE"})
"""Metrics of our own making that tell of trouble: a full store must not hide it."""


class LabelledSeriesLimits:
    """Tells which of some series, given by their labels, must not be stored. `spared` metrics are never refused."""

    def __init__(self, limits: SeriesLimits, ids: SeriesIds, spared: Collection[str] = ()) -> None:
        self._limits = limits
        self._ids = ids
        self._spared = frozenset(spared)

    async def refused(self, series: Sequence[Pairs]) -> dict[int, Refusal]:
        """Which of these label sets (pairs, `__name__` among them, of series not known yet) are refused, by position.

        The caller leaves them out of what it writes, does not learn them, and tells the sender; those of the others that are
        new count from now on. Costs nothing while nothing is near a limit.
        """
        if not self._limits.watching:
            self._limits.arrived(len(series))
            return {}
        names = [dict(pairs).get("__name__", "") for pairs in series]
        places = [index for index, name in enumerate(names) if name not in self._spared]
        candidates = [Candidate(_key(series[index]), names[index], source_of(series[index])) for index in places]

        async def ids_of(indexes: Sequence[int]) -> Sequence[int | None]:
            found: list[int | None] = []
            for start in range(0, len(indexes), AT_ONCE):
                found += await self._ids.of([series[places[index]] for index in indexes[start : start + AT_ONCE]])
            return found

        refused = await self._limits.refused(candidates, ids_of)
        return {places[index]: refusal for index, refusal in refused.items()}


def without(labelled: bytes, places: Collection[int]) -> bytes:
    """An encoded WriteRequest without its fields at these positions."""
    return b"".join([field for index, field in enumerate(_fields(labelled)) if index not in places])


def _fields(message: bytes) -> Iterator[bytes]:
    """The length-delimited fields of a message, whose tags are one byte."""
    start = 0
    while start < len(message):
        size, shift, at = 0, 0, start + 1
        while True:
            size |= (message[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if message[at - 1] < 0x80:
                break
        yield message[start : at + size]
        start = at + size


def _key(pairs: Pairs) -> bytes:
    text = "\0".join([f"{name}\1{value}" for name, value in sorted(pairs)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
