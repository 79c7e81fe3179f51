"""What is known of templates from the table `log_patterns`: since when there is each, and from which version on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import msgspec

from sardonyx.query.patterns.merging import Templates
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_KNOWN = 10_000

COLUMNS = (
    "ServiceName AS service, Environment AS environment, any(Template) AS template, "
    "toUnixTimestamp64Milli(min(First).1) AS first_ms, min(First).2 AS first_version, "
    "toUnixTimestamp64Milli(max(LastSeen)) AS last_ms, max(Severity) AS severity, sum(Records) AS records, "
    "sum(Bytes) AS bytes, max(Noticed) AS noticed"
)
GROUPS = "ServiceName, Environment, TemplateHash"


class KnownPattern(msgspec.Struct):
    """A template of a service in an environment. `noticed`: it was new to a service that was known for a while."""

    service: str
    environment: str
    template: str
    first_ms: int
    first_version: str
    last_ms: int
    severity: int
    records: int
    bytes: int
    noticed: int


@dataclass(frozen=True, slots=True)
class KnownPatterns:
    """Templates of some services, with what counts as one merged."""

    patterns: list[KnownPattern]
    templates: dict[str, Templates]

    def merged(self) -> Iterator[tuple[str, KnownPattern]]:
        """Each with the template it counts as now."""
        for one in self.patterns:
            yield self.templates[one.service].canonical(one.template), one

    def canonical(self, service: str, template: str) -> str:
        """What a template of a service counts as; unknown ones are taken in."""
        return self.templates.setdefault(service, Templates()).add(template)


async def known_patterns(
    engine: Engine,
    scope: AccessScope,
    services: Collection[str] | None = None,
    *,
    first_seen: TimeRange | None = None,
    limits: Limits = INTERACTIVE,
) -> KnownPatterns:
    """What is known of these services (None: of all), or what was seen for the first time in a range. Raises StorageError."""
    where = [scope.condition(), Condition("TemplateHash != 0")]
    if services is not None:
        where.append(Condition("ServiceName IN {services:Array(String)}", {"services": sorted(services)}))
    condition = Condition.all_of(*where)
    params, having = dict(condition.params), ""
    if first_seen is not None:
        having = " HAVING first_ms >= {first_from:Int64} AND first_ms < {first_to:Int64}"
        params |= {"first_from": first_seen.start_ns // 10**6, "first_to": first_seen.end_ns // 10**6}
    sql = (
        f"SELECT {COLUMNS} FROM log_patterns WHERE {condition.sql} GROUP BY {GROUPS}{having} "
        f"ORDER BY last_ms DESC LIMIT {MAX_KNOWN}"
    )
    result = await read_json(engine, sql, params, limits=limits)
    patterns = [msgspec.json.decode(row, type=KnownPattern) for row in result.rows]
    templates: dict[str, Templates] = {}
    for one in sorted(patterns, key=lambda known: known.first_ms):
        templates.setdefault(one.service, Templates()).add(one.template)
    return KnownPatterns(patterns, templates)
