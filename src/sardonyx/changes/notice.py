"""From who was seen when, to what changed. Pure reading: the same rows always tell the same changes.

A restart is told with care. Another process id alone may be one replica more, or a job that runs every minute. It counts
when the former process had run for a minute at least and was silent from then on, and when the new one went on sending.
"""

from collections.abc import Iterable
from typing import Any

from sardonyx.changes.record import Change, change_id
from sardonyx.storage.engine import Engine

SETTLE_SECONDS = 45
"""So long after a process's first record it is told whether it replaced another."""
_LIVED_SECONDS = 60
_OVERLAP_SECONDS = 15
_GOES_ON_SECONDS = 20
_GAP_SECONDS = 600

_SEEN = """
SELECT ServiceName AS service, Environment AS environment, ServiceVersion AS version, Instance AS instance,
  min(FirstSeen) AS first, max(LastSeen) AS last
FROM service_instances WHERE ServiceName != {own:String}
GROUP BY service, environment, version, instance"""

_VERSIONS = f"""
SELECT service, environment, version, toUnixTimestamp64Milli(since) AS since_ms, place,
  previous
FROM (
  SELECT *, row_number() OVER first_seen AS place,
    lagInFrame(version) OVER (PARTITION BY service, environment ORDER BY since, version
      ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS previous
  FROM (SELECT service, environment, version, min(first) AS since FROM ({_SEEN}) GROUP BY service, environment, version)
  WINDOW first_seen AS (PARTITION BY service, environment ORDER BY since, version)
)
WHERE since >= fromUnixTimestamp64Milli({{since_ms:Int64}})
ORDER BY since, service, environment, version"""

# One row per process that followed on another: `others_last` is when any other process of the service was last heard.
_RESTARTS = f"""
SELECT service, environment, new.version AS version, new.instance AS instance, old.instance AS previous_instance,
  old.version AS previous, toUnixTimestamp64Milli(new.first) AS since_ms
FROM (
  SELECT service, environment,
    arraySort(i -> i.first, groupArray(CAST((version, instance, first, last),
      'Tuple(version String, instance String, first DateTime64(3), last DateTime64(3))'))) AS instances
  FROM ({_SEEN}) WHERE instance != '' GROUP BY service, environment HAVING length(instances) > 1
)
ARRAY JOIN arrayPopFront(instances) AS new, arrayPopBack(instances) AS old
WHERE new.first >= fromUnixTimestamp64Milli({{since_ms:Int64}})
  AND new.first <= fromUnixTimestamp64Milli({{now_ms:Int64}}) - toIntervalSecond({SETTLE_SECONDS})
  AND new.last >= new.first + toIntervalSecond({_GOES_ON_SECONDS})
  AND old.last >= old.first + toIntervalSecond({_LIVED_SECONDS})
  AND old.last >= new.first - toIntervalSecond({_GAP_SECONDS})
  AND NOT arrayExists(i -> i.instance != new.instance AND i.first <= new.first
    AND i.last > new.first + toIntervalSecond({_OVERLAP_SECONDS}), instances)
ORDER BY new.first, service, environment"""


async def noticed(engine: Engine, *, own_service: str, since_ms: int, now_ms: int) -> list[Change]:
    """Changes that began since `since_ms`, oldest first, without those of `own_service`. Raises StorageError."""
    params: dict[str, str | int] = {"own": own_service, "since_ms": since_ms}
    versions = await engine.rows(_VERSIONS, params)
    restarts = await engine.rows(_RESTARTS, {**params, "now_ms": now_ms})
    return sorted([*_versions(versions), *_restarts(restarts)], key=lambda change: change.time_ms)


def _versions(rows: Iterable[dict[str, Any]]) -> Iterable[Change]:
    for row in rows:
        service, environment, version = (str(row[name]) for name in ("service", "environment", "version"))
        common: dict[str, Any] = {"time_ms": int(row["since_ms"]), "service": service, "environment": environment}
        if int(row["place"]) == 1:
            title = (
                f"{service} {version} was seen for the first time"
                if version
                else f"{service} was seen for the first time"
            )
            yield Change(
                change_id("service", service, environment), kind="service", title=title, version=version, **common
            )
        elif version:
            previous = str(row["previous"])
            title = f"{service} {version} was seen for the first time" + (f", before it {previous}" if previous else "")
            yield Change(
                change_id("version", service, environment, version),
                kind="version",
                title=title,
                version=version,
                previous_version=previous,
                **common,
            )


def _restarts(rows: Iterable[dict[str, Any]]) -> Iterable[Change]:
    for row in rows:
        service, environment, instance = (str(row[name]) for name in ("service", "environment", "instance"))
        version, previous = str(row["version"]), str(row["previous"])
        yield Change(
            change_id("restart", service, environment, instance),
            int(row["since_ms"]),
            "restart",
            service,
            environment,
            f"{service} was restarted",
            version,
            previous,
            {"instance": instance, "previous_instance": str(row["previous_instance"])},
        )
