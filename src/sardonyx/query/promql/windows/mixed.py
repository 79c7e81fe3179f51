"""Range functions over series that have native histograms, perhaps among floats.

What each function makes of histograms, of both in one window, and of counter resets, is Prometheus 3's; so are the notes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.histograms.combine import Combined, as_gauges, combined
from sardonyx.query.promql.histograms.compare import counter_resets, equal
from sardonyx.query.promql.histograms.pool import Floats, Hint, Indexes, Mask, Native, Pool, joined, placed
from sardonyx.query.promql.values import METRIC_NAME, Labels, Notes
from sardonyx.query.promql.windows import counters
from sardonyx.query.promql.windows.window import Windows, reduce_rows

FloatFunction = Callable[..., tuple[Floats, Mask]]


@dataclass(frozen=True, slots=True)
class MixedWindows:
    """`all` are the windows over every sample (values NaN where `native` has a histogram), `floats` over floats alone."""

    labels: Sequence[Labels]
    all: Windows
    floats: Windows
    native: Native
    notes: Notes

    @property
    def mixed(self) -> Mask:
        """Windows that hold both."""
        return np.asarray((self.floats.counts > 0) & (self.all.counts > self.floats.counts))

    @property
    def only_histograms(self) -> Mask:
        """Windows that hold histograms and nothing else."""
        return np.asarray((self.floats.counts == 0) & (self.all.counts > 0))

    @property
    def deltas(self) -> Mask:
        """Windows of series whose samples are increases, not totals."""
        deltas = self.all.deltas
        none = np.zeros((len(self.labels), 1), dtype=bool) if deltas is None else deltas[:, None]
        return np.broadcast_to(none, self.all.lo.shape)

    def names(self, where: Mask) -> list[str]:
        """The metrics' names of the series concerned, each once, quoted."""
        rows = np.flatnonzero(where.any(axis=1)).tolist()
        return [f'"{name}"' for name in dict.fromkeys(self.labels[row].get(METRIC_NAME, "") for row in rows)]

    def warn(self, text: str, where: Mask) -> None:
        """Warn once per metric concerned."""
        for name in self.names(where):
            self.notes.warn(f"{text} {name}")


@dataclass(frozen=True, slots=True)
class Found:
    """Values, where there are some, and which are histograms."""

    values: Floats
    present: Mask
    native: Native | None = None


MixedFunction = Callable[[MixedWindows], Found]

_MIXED = "encountered a mix of histograms and floats for metric name"
_MIXED_BUCKETS = "vector contains a mix of histograms with exponential and custom buckets schemas for metric name"
_NO_COUNTER = "this native histogram metric is not a counter:"
_NO_GAUGE = "this native histogram metric is not a gauge:"


def floats_only(function: FloatFunction, m: MixedWindows, scalars: Sequence[Floats]) -> Found:
    """A function that knows floats only: histograms beside them are ignored, and it is told."""
    for name in m.names(m.mixed):
        m.notes.inform(f"ignored histograms in a range containing both floats and histograms for metric name {name}")
    return Found(*function(m.floats, *scalars))


def any_kind(function: FloatFunction) -> MixedFunction:
    """A function that looks at how many samples there are, and when, not at what they are."""
    return lambda m: Found(*function(m.all))


def picked(function: FloatFunction, *, last: bool) -> MixedFunction:
    """The first or last sample, whatever it is."""

    def pick(m: MixedWindows) -> Found:
        values, present = function(m.all)
        rows = np.full(present.shape, -1, dtype=np.int64)
        rows[present] = m.native.rows[m.all.hi[present] - 1 if last else m.all.lo[present]]
        return Found(values, present, Native(m.native.pool, rows))

    return pick


def summed(function: FloatFunction, *, mean: bool) -> MixedFunction:
    """The sum or mean of floats or of histograms; of both together there is none."""

    def total(m: MixedWindows) -> Found:
        m.warn(_MIXED, m.mixed)
        values, present = function(m.floats)
        where = m.only_histograms
        return _with(m, values, present & ~m.mixed, where, _totals(m, where, mean=mean))

    return total


def _totals(m: MixedWindows, where: Mask, *, mean: bool) -> Combined:
    lo, hi = m.all.lo[where], m.all.hi[where]
    owner, rows = _spelled_out(lo, hi)
    weights = 1.0 / (hi - lo)[owner] if mean else np.ones(len(rows))
    found = combined(m.native.pool, m.native.rows[rows], owner, len(lo), weights)
    if found.collided.any():
        m.notes.warn("conflicting counter resets during histogram aggregation")
    if found.reconciled.any():
        m.notes.inform("mismatched custom buckets were reconciled during aggregation")
    return found


def extrapolated(function: FloatFunction, *, counter: bool, per_second: bool) -> MixedFunction:
    """rate, increase and delta."""

    def found(m: MixedWindows) -> Found:
        m.warn(_MIXED, m.mixed)
        values, present = function(m.floats)
        present = present & ~m.mixed
        deltas = m.deltas & counter
        where = m.only_histograms & (m.all.counts >= 2) & ~deltas
        result = _with(m, values, present, where, _change(m, where, counter=counter, per_second=per_second))
        if not deltas.any():
            return result
        where = m.only_histograms & deltas
        totals = _totals(m, where, mean=False)
        seconds = np.full(len(totals.pool), m.all.range_ms / 1000 if per_second else 1.0)
        totals = Combined(as_gauges(totals.pool.divided(seconds)), totals.mixed, totals.reconciled, totals.collided)
        return _with(m, result.values, result.present, where, totals, result.native)

    return found


def _change(m: MixedWindows, where: Mask, *, counter: bool, per_second: bool) -> Combined:
    """From the first to the last histogram of each window, resets counted in, extrapolated to its edges."""
    pool, rows = m.native.pool, m.native.rows
    first, last = m.all.lo[where], m.all.hi[where] - 1
    resets = _resets(m) if counter else np.zeros(len(rows), dtype=bool)
    # Nothing of the first sample is needed if the counter starts anew right after it.
    skipped = resets[first + 1] if len(first) else np.zeros(0, dtype=bool)
    begin = first + skipped
    reset_rows = np.flatnonzero(resets)
    from_, to = np.searchsorted(reset_rows, first + 2), np.searchsorted(reset_rows, last + 1)
    owner, place = _spelled_out(from_, np.maximum(to, from_))
    kept = np.flatnonzero(~skipped)
    schema = np.append(pool.schema, 0)[rows].astype(np.float64)
    coarsest = reduce_rows(np.minimum, schema, begin, last + 1) if counter else np.minimum(schema[begin], schema[last])
    found = combined(
        pool,
        np.concatenate([rows[last], rows[first[kept]], rows[reset_rows[place] - 1]]),
        np.concatenate([np.arange(len(last)), kept, owner]),
        len(last),
        np.concatenate([np.ones(len(last)), -np.ones(len(kept)), np.ones(len(place))]),
        coarsest.astype(np.int64),
    )
    if found.reconciled.any():
        m.notes.inform("mismatched custom buckets were reconciled during subtraction")
    mixed = found.mixed
    if counter:
        custom = np.append(pool.is_custom, False)[rows].astype(np.float64)
        customs = reduce_rows(np.add, custom, begin, last + 1)
        mixed = mixed | ((customs > 0) & (customs < last + 1 - begin))
    _note_kinds(m, where, first, last, counter=counter)
    ends = np.broadcast_to(m.all.ends, where.shape)[where]
    factor = counters.extrapolation(
        m.all, first, last, ends, earliest=pool.count[rows[first]], change=found.pool.count, counter=counter
    )
    if per_second:
        factor = factor / (m.all.range_ms / 1000)
    return Combined(as_gauges(found.pool.scaled(factor)), mixed, found.reconciled, found.collided)


def _note_kinds(m: MixedWindows, where: Mask, first: Indexes, last: Indexes, *, counter: bool) -> None:
    gauge = np.append(m.native.pool.hint == Hint.GAUGE, False)[m.native.rows]
    flagged = np.zeros(where.shape, dtype=bool)
    if counter:
        flagged[where] = reduce_rows(np.add, gauge.astype(np.float64), first, last + 1) > 0
        m.warn(_NO_COUNTER, flagged)
    else:
        flagged[where] = ~(gauge[first] & gauge[last])
        m.warn(_NO_GAUGE, flagged)


def of_last_two(function: FloatFunction, *, rate: bool) -> MixedFunction:
    """irate and idelta."""

    def found(m: MixedWindows) -> Found:
        values, present = function(m.all)
        pool, rows = m.native.pool, m.native.rows
        enough, _, last = m.all.first(2)
        is_native = rows >= 0
        both, either = is_native[last] & is_native[last - 1], is_native[last] | is_native[last - 1]
        present = present & ~m.all.full(enough, either).astype(bool)
        apart = np.zeros(enough.shape, dtype=bool)
        apart[enough] = either & ~both
        m.warn(_MIXED, apart)
        where = np.zeros(enough.shape, dtype=bool)
        where[enough] = both
        last = last[both]
        anew = np.zeros(len(last), dtype=bool)
        if rate:
            anew = counter_resets(pool, rows[last - 1], rows[last]) | m.deltas[where]
        less = np.flatnonzero(~anew)
        change = combined(
            pool,
            np.concatenate([rows[last], rows[last[less] - 1]]),
            np.concatenate([np.arange(len(last)), less]),
            len(last),
            np.concatenate([np.ones(len(last)), -np.ones(len(less))]),
        )
        if change.reconciled.any():
            m.notes.inform("mismatched custom buckets were reconciled during subtraction")
        _note_kinds(m, where, last - 1, last, counter=rate)
        result = as_gauges(change.pool)
        if rate:
            result = result.divided((m.all.times[last] - m.all.times[last - 1]) / 1000)
        return _with(m, values, present, where, Combined(result, change.mixed, change.reconciled, change.collided))

    return found


def resets(m: MixedWindows) -> Found:
    """How often a counter started anew; going from floats to histograms or back counts."""
    values = m.all.values
    return Found(counters.counted(m.all, _happened(m, values[1:] < values[:-1], _resets(m))), m.all.counts > 0)


def changes(m: MixedWindows) -> Found:
    """How often the sample changed."""
    before, after = m.all.values[:-1], m.all.values[1:]
    floats = (before != after) & ~(np.isnan(before) & np.isnan(after))
    pairs = _pairs(m)
    differs = np.zeros(len(m.native.rows), dtype=bool)
    pool, rows = m.native.pool, m.native.rows
    differs[pairs] = ~equal(pool.take(rows[pairs - 1]), pool.take(rows[pairs]))
    return Found(counters.counted(m.all, _happened(m, floats, differs)), m.all.counts > 0)


def _happened(m: MixedWindows, floats: Mask, histograms: Mask) -> Mask:
    """Of each sample but the first: did it happen since the one before."""
    native = m.native.rows >= 0
    both, neither = native[1:] & native[:-1], ~native[1:] & ~native[:-1]
    return np.where(both, histograms[1:], np.where(neither, floats, True))


def _pairs(m: MixedWindows) -> Indexes:
    """Samples that are histograms as is the one before."""
    native = m.native.rows >= 0
    return np.flatnonzero(native[1:] & native[:-1]) + 1


def _resets(m: MixedWindows) -> Mask:
    """Of each sample: is it a histogram whose counter started anew since the one before."""
    pairs, rows = _pairs(m), m.native.rows
    found = np.zeros(len(rows), dtype=bool)
    found[pairs] = counter_resets(m.native.pool, rows[pairs - 1], rows[pairs])
    return found


def _spelled_out(lo: Indexes, hi: Indexes) -> tuple[Indexes, Indexes]:
    """For ranges of rows: which range, and which row, of every row in turn."""
    lengths = hi - lo
    owner = np.repeat(np.arange(len(lo)), lengths)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owner, lo[owner] + within


def _with(
    m: MixedWindows, values: Floats, present: Mask, where: Mask, result: Combined, before: Native | None = None
) -> Found:
    """Floats, and the result's histograms at `where`, but for those that mean nothing."""
    if result.mixed.any():
        flagged = np.zeros(where.shape, dtype=bool)
        flagged[where] = result.mixed
        m.warn(_MIXED_BUCKETS, flagged)
        where = where & ~flagged
    native = placed(_kept(result), where)
    if before is not None:
        shift = len(before.pool)
        rows = np.where(native.rows >= 0, native.rows + shift, before.rows)
        native = Native(joined([before.pool, native.pool]), rows)
    return Found(values, present | where, native)


def _kept(result: Combined) -> Pool:
    return result.pool.take(np.flatnonzero(~result.mixed)) if result.mixed.any() else result.pool
