"""The patterns of a search: what it counted, with what is known of each from before."""

from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec

from sardonyx.query.logs.bounded import ANALYSIS
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.patterns.counts import ChartedTemplate, count_templates
from sardonyx.query.patterns.deployments import Deployment, deployments
from sardonyx.query.patterns.known import known_patterns
from sardonyx.query.patterns.template import shown
from sardonyx.storage.engine import Engine, Limits

NEW_MS = 24 * 3600 * 1000
"""Where no deployment is known, what a service has first said within this time is new."""


@dataclass(slots=True)
class Pattern:
    """One pattern. `first_ms` is the first time it is known to have occurred, also before the searched range; `points` are its
    records in each of `counts.POINTS` equal parts of the range."""

    id: str
    service: str
    template: str
    sample: str
    records: int
    bytes: int
    severity: int
    first_ms: int
    last_ms: int
    is_new: bool = False
    introduced_by: Deployment | None = None
    points: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Patterns:
    """The most frequent patterns first. `records` and `bytes` are of all patterns, those beyond the limit too."""

    patterns: list[Pattern]
    groups: int
    records: int
    bytes: int
    sampled: bool
    rows_read: int
    bytes_read: int
    notices: list[str] = field(default_factory=list)


class _First(msgspec.Struct):
    ms: int
    version: str
    noticed: bool


async def search_patterns(engine: Engine, query: LogQuery, *, limit: int = 100, limits: Limits = ANALYSIS) -> Patterns:
    """Count the patterns of a search. Raises StorageError."""
    counted = await count_templates(engine, query, limits=limits)
    services = {one.service for one in counted.templates}
    known = await known_patterns(engine, query.scope, services, limits=limits)
    for one in counted.templates:
        known.canonical(one.service, one.template)
    merged: dict[tuple[str, str], ChartedTemplate] = {}
    for one in counted.templates:
        key = (one.service, known.canonical(one.service, one.template))
        merged[key] = _together(merged[key], one) if key in merged else one
    firsts: dict[tuple[str, str], _First] = {}
    for template, before in known.merged():
        key = (before.service, template)
        first = firsts.get(key)
        if first is None or before.first_ms < first.ms:
            firsts[key] = _First(before.first_ms, before.first_version, bool(before.noticed))
    ranked = sorted(merged.items(), key=lambda item: (-item[1].records, item[0]))
    end_ms = query.time_range.end_ns // 10**6
    since = await deployments(engine, query.scope, services, before_ms=end_ms, limits=limits)
    return Patterns(
        [
            _pattern(template, one, counted.every, firsts.get((service, template)), since.get(service, []), end_ms)
            for (service, template), one in ranked[:limit]
        ],
        len(ranked),
        counted.records * counted.every,
        counted.bytes * counted.every,
        counted.every > 1,
        counted.rows_read,
        counted.bytes_read,
        list(counted.notices),
    )


def pattern_id(service: str, template: str) -> str:
    """16 hex digits that follow from service and template."""
    return blake2b(f"{service}\0{template}".encode(errors="replace"), digest_size=8).hexdigest()


def _together(one: ChartedTemplate, other: ChartedTemplate) -> ChartedTemplate:
    return ChartedTemplate(
        one.service,
        one.template,
        one.sample,
        one.records + other.records,
        one.bytes + other.bytes,
        max(one.severity, other.severity),
        min(one.first_ms, other.first_ms),
        max(one.last_ms, other.last_ms),
        [mine + its for mine, its in zip(one.points, other.points, strict=True)],
    )


def _pattern(
    template: str,
    one: ChartedTemplate,
    every: int,
    first: _First | None,
    deployed: list[Deployment],
    end_ms: int,
) -> Pattern:
    first_ms = min(first.ms, one.first_ms) if first else one.first_ms
    # What was met before its service was known for a while came with the service, not with a deployment.
    is_noticed = first is not None and first.noticed
    since_ms = deployed[-1].at_ms if deployed else end_ms - NEW_MS
    introduced_by = _introduced_by(first, deployed) if first and is_noticed else None
    return Pattern(
        pattern_id(one.service, template),
        one.service,
        shown(template, one.sample),
        one.sample,
        one.records * every,
        one.bytes * every,
        one.severity,
        first_ms,
        one.last_ms,
        is_noticed and first_ms >= since_ms,
        introduced_by,
        [records * every for records in one.points],
    )


def _introduced_by(first: _First, deployed: list[Deployment]) -> Deployment | None:
    """The latest deployment before it of the version that said it first, or of any where versions are not told."""
    before = [one for one in deployed if one.at_ms <= first.ms and first.version in ("", one.version)]
    return before[-1] if before else None
