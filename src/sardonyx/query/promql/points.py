"""Points of series as JSON: `[[1435781430.781,"1"],…]`. Most of a large answer is this, so it is written array by array."""

import msgspec
import numpy as np

from sardonyx.query.promql.numbers import format_float
from sardonyx.query.promql.values import Floats, Times


class Points:
    """Writes the points of an answer's series; what it wrote of a time it keeps, because series share their times."""

    def __init__(self) -> None:
        self._starts: dict[int, bytes] = {}

    def json(self, times: Times, values: Floats) -> msgspec.Raw:
        """Epoch milliseconds and values, in Prometheus' notations."""
        if not len(times):
            return msgspec.Raw(b"[]")
        pieces: list[bytes] = [b""] * (2 * len(times))
        starts = self._starts
        pieces[0::2] = [starts.get(at) or self._start(at) for at in times.tolist()]
        pieces[1::2] = _texts(values)
        return msgspec.Raw(b"[" + b"".join(pieces)[3:] + b'"]]')

    def _start(self, at: int) -> bytes:
        """The end of the point before, and this one up to its value."""
        whole, rest = divmod(at, 1000)
        seconds = msgspec.json.encode(whole if rest == 0 else at / 1000)
        found = self._starts[at] = b'"],[' + seconds + b',"'
        return found


def _texts(values: Floats) -> list[bytes]:
    written = msgspec.json.encode(values.tolist())[1:-1] + b","
    if b"e" in written or not bool(np.isfinite(values).all()):  # exponents and NaN are written otherwise
        return [format_float(value).encode() for value in values.tolist()]
    return written.replace(b".0,", b",").split(b",")[:-1]
