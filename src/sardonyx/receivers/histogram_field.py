"""A native histogram of a query's answer → the field of a TimeSeries of remote write 1.0, as a float histogram.

Source: Prometheus' prompb/types.proto; "Native Histograms" (specification) for spans.
"""

from typing import Any

import numpy as np

from sardonyx.query.promql.histograms.pool import KEY_BASE, Indexes, Pool
from sardonyx.receivers.remote_write_check import MAX_BUCKETS
from sardonyx.receivers.remote_write_messages import TimeSeries


def histogram_field(one: Pool, at_ms: int) -> bytes | None:
    """`one` holds a single histogram. None: its buckets lie too far apart to be stored."""
    series = TimeSeries()
    message = series.histograms.add(
        count_float=float(one.count[0]),
        sum=float(one.sum[0]),
        schema=int(one.schema[0]),
        zero_threshold=float(one.zero_threshold[0]),
        zero_count_float=float(one.zero_count[0]),
        reset_hint=int(one.hint[0]),
        timestamp=at_ms,
        custom_values=one.custom[int(one.bounds[0])] if one.bounds[0] >= 0 else (),
    )
    positive = one.keys > 0
    # Negative buckets lie in the order of values: those farthest from zero come first.
    sides = (
        (one.keys[positive] - KEY_BASE, one.counts[positive]),
        (-one.keys[~positive][::-1] - KEY_BASE, one.counts[~positive][::-1]),
    )
    for (indexes, counts), name in zip(sides, ("positive", "negative"), strict=True):
        if len(indexes) and int(indexes[-1] - indexes[0]) >= MAX_BUCKETS:
            return None
        _add_spans(getattr(message, f"{name}_spans"), indexes)
        getattr(message, f"{name}_counts").extend(counts.tolist())
    return bytes(series.SerializeToString())


def _add_spans(spans: Any, indexes: Indexes) -> None:
    """Runs of neighbouring buckets: the first one's offset is its index, the others' the gap before them."""
    if not len(indexes):
        return
    starts = np.flatnonzero(np.diff(indexes, prepend=indexes[:1] - 2) != 1)
    ends = np.append(starts[1:], len(indexes))
    before = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        spans.add(offset=int(indexes[start]) - before, length=end - start)
        before = int(indexes[end - 1]) + 1
