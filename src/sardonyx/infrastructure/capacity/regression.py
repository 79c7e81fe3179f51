"""Robust straight lines: half of what is written as outliers here would not move them much. Source: Theil–Sen estimator."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_SECONDS = 86_400.0

_MAD_TO_SIGMA = 1.4826
_OUTLYING_SIGMAS = 3.5
_MOST_OUTLIERS = 0.2
_SHORTEST_SHARE = 0.1
_DAYS_FOR_SEASON = 2.0
_SEASON_TOLERANCE = 1 / 24


@dataclass(frozen=True, slots=True)
class Line:
    """y = intercept + slope · x. `r_squared` (0 to 1) is the share of y's variation the line explains over what is no
    outlier; `outliers` how many points are."""

    slope: float
    intercept: float
    r_squared: float
    outliers: int


def line(x: Floats, y: Floats) -> Line | None:
    """The line through points; None where x hardly varies."""
    steep = _slopes(x, y, _SHORTEST_SHARE * float(np.ptp(x))) if len(x) > 1 else np.zeros(0)
    if not len(steep):
        return None
    slope = float(np.median(steep))
    intercept = float(np.median(y - slope * x))
    residuals = y - intercept - slope * x
    kept = np.abs(residuals) <= _OUTLYING_SIGMAS * _sigma(residuals) + 1e-9 * float(np.ptp(y))
    if np.count_nonzero(~kept) > _MOST_OUTLIERS * len(y):
        # That many are no outliers: the line doesn't explain them.
        kept = np.ones(len(y), dtype=bool)
    varied = float(np.sum((y[kept] - y[kept].mean()) ** 2))
    left = float(np.sum(residuals[kept] ** 2))
    r_squared = max(0.0, 1 - left / varied) if varied > 0 else 0.0
    return Line(slope, intercept, r_squared, int(np.count_nonzero(~kept)))


def trend_per_second(seconds: Floats, y: Floats) -> float:
    """How fast y grows; 0 where it moves less over the whole time than it varies anyway. From two days on, only points whole
    days apart are compared, so that the hour of the day doesn't count."""
    span = float(np.ptp(seconds)) if len(seconds) > 1 else 0.0
    if span <= 0:
        return 0.0
    slopes = _slopes(seconds, y, _SHORTEST_SHARE * span, daily=span >= _DAYS_FOR_SEASON * DAY_SECONDS)
    if not len(slopes):
        return 0.0
    slope = float(np.median(slopes))
    residuals = y - slope * seconds
    return slope if abs(slope) * span > _sigma(residuals) else 0.0


def _slopes(x: Floats, y: Floats, shortest: float, *, daily: bool = False) -> Floats:
    first, second = np.triu_indices(len(x), 1)
    across = x[second] - x[first]
    far = (np.abs(across) >= shortest) & (across != 0)
    if daily:
        days = np.abs(across) / DAY_SECONDS
        far &= (np.abs(days - np.round(days)) <= _SEASON_TOLERANCE) & (days > 1 - _SEASON_TOLERANCE)
    return np.asarray((y[second] - y[first])[far] / across[far])


def _sigma(residuals: Floats) -> float:
    return _MAD_TO_SIGMA * float(np.median(np.abs(residuals - np.median(residuals))))
