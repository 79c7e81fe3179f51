"""Reads rollups: what is written, and what is not yet rolled up as it would be written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.store import native
from sardonyx.query.promql.store.reader import FoundSeries, Reader, moment
from sardonyx.query.promql.values import Floats, Indexes, Labels, Mask, Times
from sardonyx.storage.rollups.rows import BUCKET_MS, MAX, MIN, rolled_sql

_START = f"toInt64(toUnixTimestamp(Bucket)) * 1000 - {BUCKET_MS}"

# What rows of one series become when several are taken as one. Was and WasAt are Last and Bucket of the row with samples before.
_SAME = "toInt64(WasAt) * 1000 > PieceEnd - {piece:Int64}"
_TOGETHER = {
    "Samples": "toFloat64(sum(Samples))",
    "FirstMs": f"toFloat64(minIf({_START} + FirstAfter, Samples > 0))",
    "LastMs": f"toFloat64(maxIf({_START} + LastAfter, Samples > 0))",
    "First": "argMinIf(First, Bucket, Samples > 0)",
    "Last": "argMaxIf(Last, Bucket, Samples > 0)",
    "Min": "if(countIf(NOT isNaN(Min)) = 0, nan, minIf(Min, NOT isNaN(Min)))",
    "Max": "if(countIf(NOT isNaN(Max)) = 0, nan, maxIf(Max, NOT isNaN(Max)))",
    "Sum": "sum(Sum)",
    "Deviation": "toFloat64(sum(Deviation))",
    "Lost": f"sum(Lost) + sumIf(Was, First < Was AND {_SAME})",
    "Resets": f"toFloat64(sum(Resets) + countIf(First < Was AND {_SAME}))",
    "Changes": f"toFloat64(sum(Changes) + countIf(First != Was AND NOT (isNaN(First) AND isNaN(Was)) AND {_SAME}))",
    "Ended": "toFloat64(argMax(Ended, Bucket))",
}
_OF_EDGES = frozenset({"Lost", "Resets", "Changes"})
_STORED_AS = {"FirstMs": "FirstAfter", "LastMs": "LastAfter", "Min": f"{MIN} AS Min", "Max": f"{MAX} AS Max"}
# Rows lie in the order of series and buckets, and a row is replaced by one of its own partition.
_SETTINGS = {"optimize_aggregation_in_order": 1, "do_not_merge_across_partitions_select_final": 1}


@dataclass(frozen=True, slots=True)
class RolledRows:
    """Rollups of several series, one after the other, each in the order of time.

    Series i has the rows `offsets[i]:offsets[i + 1]`; a row is of the samples in a piece of time that ends at `ends` (ms).
    """

    labels: list[Labels]
    offsets: Indexes
    ends: Times
    columns: Mapping[str, Floats]
    deltas: Mask

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def chosen(self, kept: NDArray[np.bool_]) -> "RolledRows":
        """Only some rows of all series."""
        if bool(kept.all()):
            return self
        before = np.concatenate(([0], np.cumsum(kept)))
        columns = {name: values[kept] for name, values in self.columns.items()}
        return RolledRows(self.labels, before[self.offsets], self.ends[kept], columns, self.deltas)


async def read(
    reader: Reader,
    series: FoundSeries,
    names: Collection[str],
    after_ms: int,
    until_ms: int,
    *,
    rolled_until_ms: int,
    piece_ms: int = BUCKET_MS,
    only_at: Grid | None = None,
) -> RolledRows:
    """Columns of the rollups in `(after, until]`, both bucket ends, in pieces of `piece_ms` counted from `after`.

    `only_at`: of what is written, no more than the buckets that end at these instants is needed.
    """
    wanted = sorted({"Samples", *names})
    if not len(series) or until_ms <= after_ms:
        empty = dict.fromkeys(wanted, np.zeros(0))
        return RolledRows(
            list(series.labels), np.zeros(len(series) + 1, np.int64), np.zeros(0, np.int64), empty, series.deltas
        )
    border = min(max(rolled_until_ms, after_ms), until_ms)
    where = series.where()
    params: dict[str, Any] = {
        **where.params,
        "after": _bucket(after_ms),
        "border": _bucket(border),
        "until": _bucket(until_ms),
        "first": after_ms,
        "piece": piece_ms,
    }
    written = where.sql
    if only_at is not None:
        params |= {"at": only_at.start_ms // 1000, "every": only_at.step_ms // 1000}
        written += " AND (toInt64(toUnixTimestamp(Bucket)) - {at:Int64}) % {every:Int64} = 0"
    source = _source(written if border > after_ms else None, where.sql if until_ms > border else None, wanted)
    if _OF_EDGES & set(wanted):
        source = (
            "SELECT *, lagInFrame(Last) OVER before AS Was, lagInFrame(toUnixTimestamp(Bucket)) OVER before AS WasAt "
            f"FROM ({source}) WHERE Samples > 0 WINDOW before AS (PARTITION BY SeriesId ORDER BY Bucket)"
        )
    values = ", ".join(f"{_TOGETHER[name]} AS {name}Together" for name in wanted)
    piece = "{first:Int64} + intDiv(toInt64(toUnixTimestamp(Bucket)) * 1000 - {first:Int64} + {piece:Int64} - 1, {piece:Int64}) * {piece:Int64}"  # noqa: E501
    sql = (
        f"SELECT SeriesId, PieceEnd, {', '.join(f'{name}Together' for name in wanted)} FROM (SELECT SeriesId, {piece} AS "
        f"PieceEnd, {values} FROM ({source}) GROUP BY SeriesId, PieceEnd) ORDER BY SeriesId, PieceEnd"
    )
    found = native.joined(
        await reader.bounded(sql, f"FROM ({source})", params, settings=_SETTINGS), ("u8", "i8", *("f8" for _ in wanted))
    )
    reader.samples_read += len(found[0])
    rows, known = series.rows_of(found[0])
    columns = {name: values[known] for name, values in zip(wanted, found[2:], strict=True)}
    offsets = np.searchsorted(rows[known], np.arange(len(series) + 1)).astype(np.int64)
    return RolledRows(list(series.labels), offsets, found[1][known], columns, series.deltas)


def _source(written: str | None, fresh: str | None, wanted: Collection[str]) -> str:
    """Rows that are written, and rows made of samples behind `border`; each with a condition on the series, if any."""
    needed = {_STORED_AS.get(name, name) for name in wanted}
    if _OF_EDGES & set(wanted):
        needed |= {"First", "Last"}
    columns = ", ".join(sorted(needed))
    parts = []
    if written is not None or fresh is None:
        parts.append(
            f"SELECT SeriesId, Bucket, {columns} FROM metric_rollups FINAL "
            f"WHERE {written or '0'} AND Bucket > {{after:DateTime}} AND Bucket <= {{border:DateTime}}"
        )
    if fresh is not None:
        late = f"{fresh} AND Timestamp > {{border:DateTime64(3,'UTC')}} AND Timestamp <= {{until:DateTime64(3,'UTC')}}"
        parts.append(f"SELECT SeriesId, Bucket, {columns} FROM ({rolled_sql(late)})")
    return " UNION ALL ".join(parts)


def _bucket(time_ms: int) -> datetime:
    return moment(time_ms // BUCKET_MS * BUCKET_MS)
