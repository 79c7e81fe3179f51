"""What identifies a series: a stored format, so it never changes.

`metric_series.SeriesId`, and with it every row of `metric_samples`, `metric_histograms` and `exemplars`, holds the engine's
`xxh3` of the label set as `Array(Tuple(String, String))`: pairs of name and value, sorted, `__name__` among them, no empty
values (an empty label is an absent one), each name once. Every way in (OTLP, remote write, scrapes, derived series) hashes
with `series_id_sql`, so the same labels give the same series whoever sent them.
"""

# Prometheus' staleness marker, a NaN with these bits: the series has ended.
STALE_MARKER_BITS = 0x7FF0000000000002
STALE_MARKER_SQL = f"reinterpretAsFloat64(toUInt64({STALE_MARKER_BITS}))"


def series_id_sql(labels: str) -> str:
    """SQL for the UInt64 id of `labels`, an Array(Tuple(String, String)) expression in any order, `__name__` included."""
    return f"xxh3(arraySort({labels}))"
