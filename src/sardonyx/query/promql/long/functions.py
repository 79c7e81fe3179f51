"""Range functions over rollups, by name.

Most lose nothing: over windows of whole buckets they give what they would give over the samples. The others look at a few
samples of each bucket, or at its mean.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.long.rows import RolledRows
from sardonyx.query.promql.long.windows import RolledWindows, as_samples
from sardonyx.query.promql.values import Floats, Mask, Samples
from sardonyx.query.promql.windows.counters import factor_to_edges
from sardonyx.query.promql.windows.window import expanded

Result = tuple[Floats, Mask]


@dataclass(frozen=True, slots=True)
class RolledFunction:
    """`columns`: what it needs. `merges`: rows may be put together before, into pieces that no window cuts."""

    columns: tuple[str, ...]
    call: Callable[[RolledWindows], Result]
    merges: bool = True

    def __call__(self, windows: RolledWindows) -> Result:
        """The values and where there are some; [series, steps]."""
        with np.errstate(all="ignore"):
            return self.call(windows)


@dataclass(frozen=True, slots=True)
class Stand:
    """Samples that stand for a bucket's: the ordinary function is given these."""

    columns: tuple[str, ...]
    samples: Callable[[RolledRows], Samples]


def _of_last(name: str) -> Callable[[RolledWindows], Result]:
    return lambda w: (w.full(w.rows[name][w.edges[1]]), w.some)


def _of_first(name: str) -> Callable[[RolledWindows], Result]:
    return lambda w: (w.full(w.rows[name][w.edges[0]]), w.some)


def _total(name: str) -> Callable[[RolledWindows], Result]:
    return lambda w: (w.total(name), w.some)


def _extreme(ufunc: np.ufunc, name: str) -> Callable[[RolledWindows], Result]:
    return lambda w: (w.reduce(ufunc, w.rows[name]), w.some)


def _seconds_of(found: Callable[[RolledWindows], Result]) -> Callable[[RolledWindows], Result]:
    return lambda w: (found(w)[0] / 1000, w.some)


def _present(w: RolledWindows) -> Result:
    return np.ones(w.some.shape), w.some


def _avg(w: RolledWindows) -> Result:
    return w.total("Sum") / w.total("Samples"), w.some


def _variance(w: RolledWindows) -> Result:
    first, last = w.edges
    weight, spread = w.rows["Samples"], w.rows["Deviation"]
    mean = w.rows["Sum"] / weight
    found = np.empty(len(first))
    for part in expanded(first, last + 1):
        n = weight[part.rows]
        total = part.total(n)
        middle = part.total(n * mean[part.rows]) / total
        between = part.total(n * (mean[part.rows] - middle[part.owner]) ** 2)
        found[part.which] = (part.total(spread[part.rows]) + between) / total
    return w.full(found), w.some


def _deviation(w: RolledWindows) -> Result:
    variance, present = _variance(w)
    return np.sqrt(variance), present


def _falls(w: RolledWindows) -> Mask:
    """Whether the first sample of a row is below the last one of the row before."""
    return _steps(w, w.rows["First"][1:] < w.rows["Last"][:-1])


def _steps(w: RolledWindows, happened: Mask) -> Mask:
    found = np.zeros(len(w.rows.ends), dtype=bool)
    found[1:] = happened
    return found


def _resets(w: RolledWindows) -> Result:
    return w.total("Resets") + w.between(_falls(w).astype(np.float64)), w.some


def _changes(w: RolledWindows) -> Result:
    before, after = w.rows["Last"][:-1], w.rows["First"][1:]
    changed = _steps(w, (before != after) & ~(np.isnan(before) & np.isnan(after)))
    return w.total("Changes") + w.between(changed.astype(np.float64)), w.some


def _extrapolated(w: RolledWindows, *, counter: bool, per_second: bool) -> Result:
    change = np.zeros(w.some.shape)
    first, last = w.edges
    change[w.some] = w.rows["Last"][last] - w.rows["First"][first]
    if counter:
        falls = np.zeros(len(w.rows.ends))
        falls[1:] = np.where(_falls(w)[1:], w.rows["Last"][:-1], 0.0)
        change = change + w.total("Lost") + w.between(falls)
    samples = w.total("Samples")
    enough = samples >= 2
    first, last = w.lo[enough], w.hi[enough] - 1
    starts, ends = (np.broadcast_to(edge, enough.shape)[enough] for edge in (w.starts, w.ends))
    factor = factor_to_edges(
        w.rows["FirstMs"][first], w.rows["LastMs"][last], samples[enough] - 1, starts, ends,
        earliest=w.rows["First"][first], change=change[enough], counter=counter,
    )  # fmt: skip
    seconds = (ends - starts) / 1000
    values = np.zeros(enough.shape)
    values[enough] = change[enough] * factor / seconds * (1.0 if per_second else w.range_ms / 1000)
    if not counter or not w.rows.deltas.any():
        return values, enough
    deltas = w.rows.deltas[:, None]
    return np.where(deltas, w.total("Sum") / (w.range_ms / 1000 if per_second else 1.0), values), np.where(
        deltas, w.some, enough
    )


_EDGES = ("First", "FirstMs", "Last", "LastMs")

ROLLED: dict[str, RolledFunction] = {
    "rate": RolledFunction((*_EDGES, "Lost", "Sum"), lambda w: _extrapolated(w, counter=True, per_second=True)),
    "increase": RolledFunction((*_EDGES, "Lost", "Sum"), lambda w: _extrapolated(w, counter=True, per_second=False)),
    "delta": RolledFunction(_EDGES, lambda w: _extrapolated(w, counter=False, per_second=False)),
    "changes": RolledFunction(("First", "Last", "Changes"), _changes),
    "resets": RolledFunction(("First", "Last", "Resets"), _resets),
    "sum_over_time": RolledFunction(("Sum",), _total("Sum")),
    "count_over_time": RolledFunction((), _total("Samples")),
    "avg_over_time": RolledFunction(("Sum",), _avg),
    "min_over_time": RolledFunction(("Min",), _extreme(np.fmin, "Min")),
    "max_over_time": RolledFunction(("Max",), _extreme(np.fmax, "Max")),
    "last_over_time": RolledFunction(("Last",), _of_last("Last")),
    "first_over_time": RolledFunction(("First",), _of_first("First")),
    "present_over_time": RolledFunction((), _present),
    "stddev_over_time": RolledFunction(("Sum", "Deviation"), _deviation, merges=False),
    "stdvar_over_time": RolledFunction(("Sum", "Deviation"), _variance, merges=False),
    "ts_of_first_over_time": RolledFunction(("FirstMs",), _seconds_of(_of_first("FirstMs"))),
    "ts_of_last_over_time": RolledFunction(("LastMs",), _seconds_of(_of_last("LastMs"))),
}
"""Those that give over whole buckets what they give over samples."""


def _both_ends(rows: RolledRows) -> Samples:
    twice = (rows["LastMs"] > rows["FirstMs"]).astype(np.int64) + 1
    owner = np.repeat(np.arange(len(rows.ends)), twice)
    is_last = np.ones(len(owner), dtype=bool)
    is_last[:-1] = owner[1:] != owner[:-1]
    times = np.where(is_last, rows["LastMs"][owner], rows["FirstMs"][owner]).astype(np.int64)
    values = np.where(is_last, rows["Last"][owner], rows["First"][owner])
    before = np.concatenate(([0], np.cumsum(twice)))
    return Samples(rows.labels, before[rows.offsets], times, values, deltas=rows.deltas)


def _at_last(values: Callable[[RolledRows], Floats]) -> Callable[[RolledRows], Samples]:
    return lambda rows: as_samples(rows, rows["LastMs"].astype(np.int64), values(rows))


_MEANS = Stand(("LastMs", "Sum"), _at_last(lambda rows: rows["Sum"] / rows["Samples"]))

STANDS: dict[str, Stand] = {
    **dict.fromkeys(("irate", "idelta", "deriv", "predict_linear"), Stand(_EDGES, _both_ends)),
    **dict.fromkeys(("quantile_over_time", "mad_over_time", "double_exponential_smoothing"), _MEANS),
    "ts_of_min_over_time": Stand(("LastMs", "Min"), _at_last(lambda rows: rows["Min"])),
    "ts_of_max_over_time": Stand(("LastMs", "Max"), _at_last(lambda rows: rows["Max"])),
}
"""What the others are given: both ends of each bucket, or one sample of it."""
