"""Range functions by name."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.values import Floats, Mask
from sardonyx.query.promql.windows import counters, over_time, trends
from sardonyx.query.promql.windows.window import Windows


@dataclass(frozen=True, slots=True)
class RangeFunction:
    """A function of one range vector and perhaps scalars (one float per step each).

    `keeps_name`: the result's series keep their metric name. `engine`: the engine's `timeSeries<X>ToGrid` that gives the
    same, if there is one.
    """

    call: Callable[..., tuple[Floats, Mask]]
    keeps_name: bool = False
    engine: str | None = None

    def __call__(self, windows: Windows, *scalars: Floats) -> tuple[Floats, Mask]:
        """The values and where there are some; [series, steps]."""
        with np.errstate(all="ignore"):
            return self.call(windows, *scalars)


RANGE_FUNCTIONS: dict[str, RangeFunction] = {
    "rate": RangeFunction(counters.rate, engine="Rate"),
    "increase": RangeFunction(counters.increase, engine="Increase"),
    "delta": RangeFunction(counters.delta, engine="Delta"),
    "irate": RangeFunction(counters.irate, engine="InstantRate"),
    "idelta": RangeFunction(counters.idelta, engine="InstantDelta"),
    "changes": RangeFunction(counters.changes),
    "resets": RangeFunction(counters.resets, engine="Resets"),
    "sum_over_time": RangeFunction(over_time.sum_over_time, engine="Sum"),
    "count_over_time": RangeFunction(over_time.count_over_time, engine="Count"),
    "avg_over_time": RangeFunction(over_time.avg_over_time, engine="Avg"),
    "min_over_time": RangeFunction(over_time.min_over_time, engine="Min"),
    "max_over_time": RangeFunction(over_time.max_over_time, engine="Max"),
    "last_over_time": RangeFunction(over_time.last_over_time, keeps_name=True, engine="Last"),
    "first_over_time": RangeFunction(over_time.first_over_time, keeps_name=True),
    "present_over_time": RangeFunction(over_time.present_over_time),
    "stddev_over_time": RangeFunction(over_time.stddev_over_time),
    "stdvar_over_time": RangeFunction(over_time.stdvar_over_time),
    "mad_over_time": RangeFunction(over_time.mad_over_time),
    "quantile_over_time": RangeFunction(over_time.quantile_over_time),
    "ts_of_first_over_time": RangeFunction(over_time.ts_of_first_over_time),
    "ts_of_last_over_time": RangeFunction(over_time.ts_of_last_over_time),
    "ts_of_min_over_time": RangeFunction(over_time.ts_of_min_over_time),
    "ts_of_max_over_time": RangeFunction(over_time.ts_of_max_over_time),
    "deriv": RangeFunction(trends.deriv),
    "predict_linear": RangeFunction(trends.predict_linear),
    "double_exponential_smoothing": RangeFunction(trends.double_exponential_smoothing),
}
