"""How often a condition would have made an alert fire in the past: one statement over what is stored."""

from dataclasses import dataclass

import msgspec

from sardonyx.alerting.search_rules.condition import Condition
from sardonyx.alerting.search_rules.counting import LIMITS, records_of
from sardonyx.query.result import read_json
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine

MOST_SERIES = 5
_MOST_GROUPS = 1000
_STEPS = (60, 120, 180, 300, 600, 900, 1800, 3600)
_FINER_THAN_WINDOW = 5


class PreviewSeries(msgspec.Struct):
    """A group's counts: `values[i]` those of the window that ends at `start_s + i * step_seconds`."""

    group: str
    times: int
    firing_steps: int
    records: int
    values: list[int]


@dataclass(frozen=True, slots=True)
class Preview:
    """`times` alerts would have fired, over all `groups`; `series` are those that fired most, then those with most records."""

    start_s: int
    end_s: int
    step_seconds: int
    times: int
    groups: int
    series: list[PreviewSeries]
    rows_read: int
    bytes_read: int


class _Row(PreviewSeries):
    all_times: int
    groups: int


async def preview(engine: Engine, condition: Condition, hold_seconds: int, past: TimeRange) -> Preview:
    """What would have been in a past range, looked at every step; a lack of records counts from a group's first record on.

    The range is widened to whole steps; of more than a thousand groups, those with most records are looked at. Raises
    SearchSyntaxError, StorageError.
    """
    step = step_of(condition.window_seconds)
    wide = past.aligned(step)
    start_s, end_s = wide.start_ns // NS, wide.end_ns // NS
    window, hold = condition.window_seconds // step, -(-hold_seconds // step)
    steps = (end_s - start_s) // step + window
    found = records_of(condition, TimeRange(wide.start_ns - window * step * NS, wide.end_ns))
    worse = "v < {limit:Int64} AND first > 0 AND t >= first" if condition.wants_few else "v > {limit:Int64}"
    grouped = "WHERE part != '' GROUP BY part, i" if condition.group_by else "GROUP BY part, i"
    sql = f"""
SELECT part AS `group`, times, firing_steps, records, values, toInt64(sum(times) OVER ()) AS all_times, count() OVER () AS groups
FROM (
  SELECT part, records, values,
    arrayMap((v, t) -> {worse}, values, range({window}, {steps + 1})) AS breaches,
    arrayConcat([0], arrayCumSum(breaches)) AS sums,
    arrayMap(i -> i > {hold} AND sums[i + 1] - sums[i - {hold}] = {hold + 1}, arrayEnumerate(breaches)) AS firing,
    toInt64(arrayCount(i -> firing[i] AND (i = 1 OR NOT firing[i - 1]), arrayEnumerate(firing))) AS times,
    toInt64(arrayCount(f -> f, firing)) AS firing_steps
  FROM (
    SELECT part, toInt64(sum(n)) AS records,
      arrayResize(groupArrayInsertAt(toInt64(0), {steps})(toInt64(n), toUInt32(i)), {steps}, toInt64(0)) AS counts,
      arrayFirstIndex(c -> c > 0, counts) AS first,
      arrayConcat([toInt64(0)], arrayCumSum(counts)) AS running,
      arrayMap(t -> running[t + 1] - running[t - {window} + 1], range({window}, {steps + 1})) AS values
    FROM (
      SELECT part, intDiv(time - {{since:Int64}}, {step}) AS i, sum(records) AS n
      FROM {found.source} {grouped}
    )
    GROUP BY part ORDER BY records DESC, part LIMIT {_MOST_GROUPS}
  )
)
ORDER BY times DESC, records DESC, part LIMIT {MOST_SERIES}"""
    params = {**found.params, "since": start_s - window * step, "limit": condition.limit}
    result = await read_json(engine, sql, params, limits=LIMITS)
    rows = [msgspec.json.decode(row, type=_Row) for row in result.rows]
    return Preview(
        start_s,
        end_s,
        step,
        rows[0].all_times if rows else 0,
        rows[0].groups if rows else 0,
        list(rows),
        result.rows_read,
        result.bytes_read,
    )


def step_of(window_seconds: int) -> int:
    """The widest step a window is a whole multiple of, a fifth of it at most but a minute at least."""
    fitting = (step for step in _STEPS if window_seconds % step == 0 and step * _FINER_THAN_WINDOW <= window_seconds)
    return max(fitting, default=_STEPS[0])
