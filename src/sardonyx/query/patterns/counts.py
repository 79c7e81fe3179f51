"""How often each template occurs among the records of a search, and how many bytes of text it takes."""

from dataclasses import dataclass

import msgspec

from sardonyx.query.logs.bounded import ANALYSIS, read_bounded
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.patterns.template import MAX_SAMPLE_BYTES, TEMPLATE_SQL
from sardonyx.query.result import read_json
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits, Params

MAX_TEMPLATES = 5_000
POINTS = 40
FULLY_COUNTED = 3_000_000
"""Of more records than these a part is looked at."""

SAMPLED = "counted in one of {every} of the {records:,} records of this search, and multiplied"
MANY = "there are {groups:,} templates; the {kept:,} most frequent ones are shown: choose a service or a shorter range"

COUNTED_SQL = (
    f"ServiceName AS service, {TEMPLATE_SQL} AS raw_template, count() AS records, sum(length(Body)) AS bytes, "
    f"max(SeverityNumber) AS severity, any(substring(Body, 1, {MAX_SAMPLE_BYTES})) AS raw_sample, "
    "toUnixTimestamp64Milli(toDateTime64(min(Timestamp), 3)) AS first_ms, "
    "toUnixTimestamp64Milli(toDateTime64(max(Timestamp), 3)) AS last_ms"
)
_POINTS_SQL = (
    f"countResample(0, {POINTS}, 1)(intDiv(toUnixTimestamp64Nano(Timestamp) - {{points_ns:Int64}}, {{point_ns:Int64}}))"
)
TEXTS_SQL = "toValidUTF8(raw_template) AS template, toValidUTF8(raw_sample) AS sample"


class CountedTemplate(msgspec.Struct):
    """A template of a service among the records looked at; times are milliseconds since 1970."""

    service: str
    template: str
    sample: str
    records: int
    bytes: int
    severity: int
    first_ms: int
    last_ms: int


class ChartedTemplate(CountedTemplate):
    """One with `points`: its records in each of POINTS equal parts of the searched range."""

    points: list[int]


@dataclass(frozen=True, slots=True)
class TemplateCounts:
    """The most frequent templates, of one record in `every`; `records` and `bytes` are of all that were looked at."""

    templates: list[ChartedTemplate]
    every: int
    records: int
    bytes: int
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


class _Total(msgspec.Struct):
    records: int


async def count_templates(engine: Engine, query: LogQuery, *, limits: Limits = ANALYSIS) -> TemplateCounts:
    """Count them; messages without text are left out. Raises StorageError."""
    condition = Condition.all_of(query.time_range.condition(), query.scope.condition(), query.condition)
    total = await read_json(
        engine,
        f"SELECT count() AS records FROM {query.source.matching(condition, query.time_range)}",
        condition.params,
        limits=limits,
    )
    records = msgspec.json.decode(total.rows[0], type=_Total).records
    every = max(1, -(-records // FULLY_COUNTED))
    part_of = "" if every == 1 else " AND intHash64(toUnixTimestamp64Nano(Timestamp)) % {every:UInt32} = 0"

    whole = query.time_range
    points = {"points_ns": whole.start_ns, "point_ns": max(1, -(-(whole.end_ns - whole.start_ns) // POINTS))}

    def build(part: TimeRange) -> tuple[str, Params]:
        told = Condition(f"Body != ''{part_of}")
        within = Condition.all_of(part.condition(), query.scope.condition(), query.condition, told)
        sql = (
            f"SELECT service, {TEXTS_SQL}, records, bytes, severity, first_ms, last_ms, points FROM ("
            f"SELECT {COUNTED_SQL}, {_POINTS_SQL} AS points FROM {query.source.matching(within, part)} "
            "GROUP BY service, raw_template) "
            f"ORDER BY records DESC, service, template LIMIT {MAX_TEMPLATES}"
        )
        return sql, {**within.params, "every": every, **points}

    found = await read_bounded(engine, query.time_range, build, limits=limits)
    templates = [msgspec.json.decode(row, type=ChartedTemplate) for row in found.result.rows]
    notices = list(found.notices)
    if every > 1:
        notices.append(SAMPLED.format(every=every, records=records))
    groups = found.result.rows_without_limit or 0
    if groups > MAX_TEMPLATES:
        notices.append(MANY.format(groups=groups, kept=MAX_TEMPLATES))
    return TemplateCounts(
        templates,
        every,
        sum(one.records for one in templates),
        sum(one.bytes for one in templates),
        total.rows_read + found.result.rows_read,
        total.bytes_read + found.result.bytes_read,
        tuple(notices),
    )
