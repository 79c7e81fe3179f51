"""Queries that fit a metric, to start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sardonyx.query.metrics.one_metric import MetricLabel

_PLAIN_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_PART = re.compile(r"_(bucket|count|sum)$")
_PARTS_OF_TYPES = {"le", "quantile"}
# A split into more lines can't be read any more.
_MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Example:
    """A query, what it shows, and the unit of its values."""

    title: str
    query: str
    unit: str = ""


def examples(name: str, kind: str, unit: str, labels: Sequence[MetricLabel]) -> list[Example]:
    """What people ask of a metric of this type; the split is by its first label with a handful of values."""
    split = _split(labels)
    match kind:
        case "counter":
            return _counter(name, unit, split)
        case "histogram" | "gaugehistogram":
            return _histogram(name, unit, split)
        case "summary":
            return _summary(name, unit, split)
        case "info":
            return [Example("How many there are, by what they are", _by("count", name, split))]
        case _:
            return _gauge(name, unit, split)


def _counter(name: str, unit: str, split: str | None) -> list[Example]:
    rate = f"rate({selector(name)}[5m])"
    per_second = f"{unit}/s" if unit else "1/s"
    found = [Example("Per second, all together", f"sum({rate})", per_second)]
    if split:
        found.append(Example(f"Per second by {split}", f"sum by ({split}) ({rate})", per_second))
    return [*found, Example("Increase over the last hour", f"sum(increase({selector(name)}[1h]))", unit)]


def _histogram(name: str, unit: str, split: str | None) -> list[Example]:
    family = _PART.sub("", name)
    if family == name:  # a native one
        buckets = f"rate({selector(name)}[5m])"
        quantile = f"histogram_quantile(0.95, sum({buckets}))"
        return [
            Example("95 % are at most", quantile, unit),
            Example("Per second", f"histogram_count(sum({buckets}))", "1/s"),
        ]
    buckets = f"rate({selector(family + '_bucket')}[5m])"
    count, total = (f"sum(rate({selector(family + suffix)}[5m]))" for suffix in ("_count", "_sum"))
    found = [Example("95 % are at most", f"histogram_quantile(0.95, sum by (le) ({buckets}))", unit)]
    if split:
        by = f"histogram_quantile(0.95, sum by (le, {split}) ({buckets}))"
        found.append(Example(f"95 % are at most, by {split}", by, unit))
    return [*found, Example("Average", f"{total} / {count}", unit), Example("Per second", count, "1/s")]


def _summary(name: str, unit: str, split: str | None) -> list[Example]:
    family = _PART.sub("", name)
    count, total = (f"sum(rate({selector(family + suffix)}[5m]))" for suffix in ("_count", "_sum"))
    worst = f"max by (quantile) ({selector(family)})"
    return [
        Example("The worst of each quantile", worst, unit),
        Example("Average", f"{total} / {count}", unit),
        Example("Per second" + (f" by {split}" if split else ""), _by("sum", "", split, count[4:-1]), "1/s"),
    ]


def _gauge(name: str, unit: str, split: str | None) -> list[Example]:
    found = [Example("Average" + (f" by {split}" if split else ""), _by("avg", name, split), unit)]
    return [
        *found,
        Example("The five highest", f"topk(5, {selector(name)})", unit),
        Example("Highest of the last hour", f"max(max_over_time({selector(name)}[1h]))", unit),
    ]


def selector(name: str) -> str:
    """The metric as PromQL writes it; a name beyond the classic characters is quoted."""
    if _PLAIN_NAME.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{"{escaped}"}}'


def _by(operator: str, name: str, split: str | None, inner: str = "") -> str:
    grouped = f"{operator} by ({split})" if split else operator
    return f"{grouped} ({inner or selector(name)})" if split else f"{grouped}({inner or selector(name)})"


def _split(labels: Sequence[MetricLabel]) -> str | None:
    fitting = [
        label.name
        for label in labels
        if 2 <= label.values <= _MOST_LINES and label.name not in _PARTS_OF_TYPES and _PLAIN_NAME.fullmatch(label.name)
    ]
    return fitting[0] if fitting else None
