"""Range functions by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.values import Floats, Mask
from sardonyx.query.promql.windows import counters, mixed, over_time, trends
from sardonyx.query.promql.windows.mixed import Found, MixedFunction, MixedWindows, floats_only
from sardonyx.query.promql.windows.window import Windows


@dataclass(frozen=True, slots=True)
class RangeFunction:
    """A function of one range vector and perhaps scalars (one float per step each).

    `keeps_name`: the result's series keep their metric name. `engine`: the engine's `timeSeries<X>ToGrid` that gives the
    same, if there is one. `mixed`: the same for series with histograms; without it, histograms are ignored.
    """

    call: Callable[..., tuple[Floats, Mask]]
    keeps_name: bool = False
    engine: str | None = None
    mixed: MixedFunction | None = None

    def __call__(self, windows: Windows, *scalars: Floats) -> tuple[Floats, Mask]:
        """The values and where there are some; [series, steps]."""
        with np.errstate(all="ignore"):
            return self.call(windows, *scalars)

    def of_mixed(self, windows: MixedWindows, scalars: Sequence[Floats]) -> Found:
        """The same over windows with histograms."""
        with np.errstate(all="ignore"):
            return self.mixed(windows) if self.mixed else floats_only(self.call, windows, scalars)


def _counter(name: str, engine: str, *, counter: bool = True, per_second: bool = False) -> RangeFunction:
    call = getattr(counters, name)
    return RangeFunction(call, engine=engine, mixed=mixed.extrapolated(call, counter=counter, per_second=per_second))


def _any_kind(call: Callable[..., tuple[Floats, Mask]], engine: str | None = None) -> RangeFunction:
    return RangeFunction(call, engine=engine, mixed=mixed.any_kind(call))


RANGE_FUNCTIONS: dict[str, RangeFunction] = {
    "rate": _counter("rate", "Rate", per_second=True),
    "increase": _counter("increase", "Increase"),
    "delta": _counter("delta", "Delta", counter=False),
    "irate": RangeFunction(counters.irate, engine="InstantRate", mixed=mixed.of_last_two(counters.irate, rate=True)),
    "idelta": RangeFunction(
        counters.idelta, engine="InstantDelta", mixed=mixed.of_last_two(counters.idelta, rate=False)
    ),
    "changes": RangeFunction(counters.changes, mixed=mixed.changes),
    "resets": RangeFunction(counters.resets, engine="Resets", mixed=mixed.resets),
    "sum_over_time": RangeFunction(
        over_time.sum_over_time, engine="Sum", mixed=mixed.summed(over_time.sum_over_time, mean=False)
    ),
    "count_over_time": _any_kind(over_time.count_over_time, "Count"),
    "avg_over_time": RangeFunction(
        over_time.avg_over_time, engine="Avg", mixed=mixed.summed(over_time.avg_over_time, mean=True)
    ),
    "min_over_time": RangeFunction(over_time.min_over_time, engine="Min"),
    "max_over_time": RangeFunction(over_time.max_over_time, engine="Max"),
    "last_over_time": RangeFunction(
        over_time.last_over_time,
        keeps_name=True,
        engine="Last",
        mixed=mixed.picked(over_time.last_over_time, last=True),
    ),
    "first_over_time": RangeFunction(
        over_time.first_over_time, keeps_name=True, mixed=mixed.picked(over_time.first_over_time, last=False)
    ),
    "present_over_time": _any_kind(over_time.present_over_time),
    "stddev_over_time": RangeFunction(over_time.stddev_over_time),
    "stdvar_over_time": RangeFunction(over_time.stdvar_over_time),
    "mad_over_time": RangeFunction(over_time.mad_over_time),
    "quantile_over_time": RangeFunction(over_time.quantile_over_time),
    "ts_of_first_over_time": _any_kind(over_time.ts_of_first_over_time),
    "ts_of_last_over_time": _any_kind(over_time.ts_of_last_over_time),
    "ts_of_min_over_time": RangeFunction(over_time.ts_of_min_over_time),
    "ts_of_max_over_time": RangeFunction(over_time.ts_of_max_over_time),
    "deriv": RangeFunction(trends.deriv),
    "predict_linear": RangeFunction(trends.predict_linear),
    "double_exponential_smoothing": RangeFunction(trends.double_exponential_smoothing),
}
