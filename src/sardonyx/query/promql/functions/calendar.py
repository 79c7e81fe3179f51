"""Parts of a date, in UTC, of values that are epoch seconds."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sardonyx.query.promql.values import Floats

_DAY = 86_400
_NONSENSE = 2.0**62


def _seconds(values: Floats) -> NDArray[np.int64]:
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < _NONSENSE, np.trunc(values), 0).astype(np.int64)


def _days(values: Floats) -> NDArray[np.datetime64]:
    return np.asarray((_seconds(values) // _DAY).astype("datetime64[D]"))


def _month(values: Floats) -> NDArray[np.datetime64]:
    return np.asarray(_days(values).astype("datetime64[M]"))


def _year(values: Floats) -> NDArray[np.datetime64]:
    return np.asarray(_days(values).astype("datetime64[Y]"))


def _days_in_month(values: Floats) -> NDArray[np.int64]:
    month = _month(values)
    days = (month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def _part(call: Callable[[Floats], NDArray[np.int64]]) -> Callable[[Floats], Floats]:
    def part(values: Floats) -> Floats:
        found = call(values).astype(np.float64)
        return np.where(np.isfinite(values), found, np.nan)

    return part


PARTS: dict[str, Callable[[Floats], Floats]] = {
    "minute": _part(lambda values: _seconds(values) // 60 % 60),
    "hour": _part(lambda values: _seconds(values) // 3600 % 24),
    "day_of_week": _part(lambda values: (_seconds(values) // _DAY + 4) % 7),
    "day_of_month": _part(lambda values: (_days(values) - _month(values).astype("datetime64[D]")).astype(np.int64) + 1),
    "day_of_year": _part(lambda values: (_days(values) - _year(values).astype("datetime64[D]")).astype(np.int64) + 1),
    "days_in_month": _part(_days_in_month),
    "month": _part(lambda values: _month(values).astype(np.int64) % 12 + 1),
    "year": _part(lambda values: _year(values).astype(np.int64) + 1970),
}
