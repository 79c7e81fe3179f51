"""Which versions and instances of services have sent lately, gathered from the stored signals into `service_instances`.

All of it is SQL in the engine. Usually only the newest half minute is read. Now and then, and after a start, a longer sweep
catches what arrived late; the very first one takes in all that is stored, so that what is old is not called new.
"""

from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits

_LIMITS = Limits(seconds=20.0)
_INSTANCE = "ResourceAttributes['service.instance.id']"
_INSERT = "INSERT INTO service_instances (ServiceName, Environment, ServiceVersion, Instance, FirstSeen, LastSeen) "
_SEEN = "toDateTime64(min(Timestamp), 3) AS first, toDateTime64(max(Timestamp), 3) AS last"
_BY = "GROUP BY ServiceName, Environment, ServiceVersion, instance"


async def gather_instances(engine: Engine, time_range: TimeRange) -> None:
    """Take in who sent spans and log records in the range, and the instances metrics come from. Raises StorageError."""
    where = time_range.condition()
    signals = " UNION ALL ".join(
        f"SELECT ServiceName, Environment, ServiceVersion, {_INSTANCE} AS instance, {_SEEN} "
        f"FROM {table} WHERE ServiceName != '' AND {where.sql} {_BY}"
        for table in ("otel_traces", "otel_logs")
    )
    await _take_in(engine, f"{signals} UNION ALL {_METRICS}", where)


async def gather_versions(engine: Engine, time_range: TimeRange) -> None:
    """Take in versions alone, from columns that are small: a sweep over a longer range. Raises StorageError."""
    where = time_range.condition()
    spans = (
        "SELECT ServiceName, Environment, ServiceVersion, '' AS instance, toDateTime64(min(Time), 3) AS first, "
        "toDateTime64(max(Time), 3) AS last FROM span_metrics_10s WHERE ServiceName != '' "
        f"AND Time >= toDateTime({{start_s:UInt32}}) AND Time < toDateTime({{end_s:UInt32}}) {_BY}"
    )
    records = (
        f"SELECT ServiceName, Environment, ServiceVersion, '' AS instance, {_SEEN} "
        f"FROM otel_logs WHERE ServiceName != '' AND {where.sql} {_BY}"
    )
    await _take_in(engine, f"{spans} UNION ALL {records} UNION ALL {_METRICS}", where)


# `target_info` has one series per process that sends OTLP metrics; `job` is `<namespace>/<name>`.
_METRICS = """
SELECT arrayElement(splitByChar('/', Labels['job']), -1) AS ServiceName, Labels['deployment_environment_name'] AS Environment,
  Labels['service_version'] AS ServiceVersion, Labels['instance'] AS instance, min(FirstSeen) AS first, max(LastSeen) AS last
FROM metric_series
WHERE MetricName = 'target_info' AND Labels['job'] != '' AND LastSeen >= fromUnixTimestamp64Nano({start_ns:Int64})
GROUP BY ServiceName, Environment, ServiceVersion, instance"""


async def _take_in(engine: Engine, rows: str, where: Condition) -> None:
    await engine.execute(
        f"{_INSERT}SELECT ServiceName, Environment, ServiceVersion, instance, min(first), max(last) FROM ({rows}) {_BY}",
        where.params,
        limits=_LIMITS,
    )
