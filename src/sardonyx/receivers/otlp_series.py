"""Limits for the series of OTLP data points. Their names, labels and ids are the engine's work, so it is asked; and only for
points of metrics and sources that are near a limit."""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sardonyx.receivers.otlp_decode import Parsed, points_of
from sardonyx.receivers.series_limits import Candidate, SeriesLimits
from sardonyx.storage.errors import StorageError
from sardonyx.storage.pipelines.metrics import PROMOTE
from sardonyx.storage.pipelines.metrics.ids import AT_ONCE, PointIds, PointLabels, scope_pairs

_RESOURCE_KEYS = frozenset({"service.name", "service.namespace", "service.instance.id", *PROMOTE})
_NO_NAME_CHARACTERS = re.compile(r"[^a-zA-Z0-9:]+")
_MOST_IDENTITIES = 200_000
# Between these JavaScript, Python and the engine write a double alike.
_PLAIN_DOUBLES = (1e-4, 1e15)


@dataclass(frozen=True, slots=True)
class _Place:
    """A data point in its request, what tells it from others, and its labels as sent."""

    points: Any
    index: int
    key: bytes
    source: str
    labels: PointLabels
    weight: int


class OtlpSeriesLimits:
    """Leaves points of refused series out of metrics requests."""

    def __init__(self, limits: SeriesLimits, ids: PointIds) -> None:
        self._limits = limits
        self._ids = ids
        self._identities: OrderedDict[bytes, tuple[str, int]] = OrderedDict()

    @property
    def watching(self) -> bool:
        """Whether anything is near a limit."""
        return self._limits.watching

    async def apply(self, parsed: Parsed) -> None:
        """Reject points whose series are new and beyond a limit. While the engine can't be asked, none."""
        places = await asyncio.to_thread(lambda: list(_places(parsed, self._limits)))
        if not places:
            return
        try:
            await self._identify(places)
        except StorageError:
            return
        known = [(place, self._identities[place.key]) for place in places if place.key in self._identities]
        candidates = [Candidate(place.key, name, place.source, place.weight) for place, (name, _) in known]

        async def ids_of(indexes: Sequence[int]) -> Sequence[int | None]:
            return [known[index][1][1] for index in indexes]

        refused = await self._limits.refused(candidates, ids_of)
        # From the last to the first, so that the positions of those before stay what they are.
        for index in sorted(refused, reverse=True):
            place = known[index][0]
            del place.points[place.index]
            parsed.reject(1, str(refused[index]))
        if refused:
            _drop_empty(parsed)

    async def _identify(self, places: Sequence[_Place]) -> None:
        asked = {place.key: place.labels for place in places if place.key not in self._identities}
        keys = list(asked)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            found = await self._ids.of([asked[key] for key in some])
            self._identities.update(zip(some, found, strict=True))
        for place in places:
            self._identities.move_to_end(place.key)
        while len(self._identities) > max(_MOST_IDENTITIES, len(places)):
            self._identities.popitem(last=False)


def _places(parsed: Parsed, limits: SeriesLimits) -> Iterable[_Place]:
    """The points that might be of concern, in order."""
    near = tuple(limits.near_metrics)
    for resource in parsed.resources:
        attributes = [pair for pair in resource.resource.attributes if pair.key in _RESOURCE_KEYS]
        resource_pairs = _pairs(attributes)
        if resource_pairs is None:
            continue
        source = _source(dict(resource_pairs))
        for scope in resource.scope_metrics:
            scope_attributes = _pairs(scope.scope.attributes)
            if scope_attributes is None:
                continue
            around = scope_pairs(scope.scope.name, scope.scope.version, scope.schema_url, scope_attributes)
            for metric in scope.metrics:
                if limits.concerns("", source) or _may_be_near(metric.name, near):
                    yield from _of_metric(metric, resource_pairs, around, source)


def _of_metric(
    metric: Any, resource: Sequence[tuple[str, str]], scope: Sequence[tuple[str, str]], source: str
) -> Iterable[_Place]:
    kind = metric.WhichOneof("data")
    is_counter = kind == "sum" and metric.sum.is_monotonic
    is_ratio = kind == "gauge" and metric.unit == "1"
    suffix, extra, text = {"histogram": ("_bucket", "le", "+Inf"), "summary": ("_count", "", "")}.get(
        kind, ("", "", "")
    )
    points = points_of(metric)
    for index, point in enumerate(points):
        pairs = _pairs(point.attributes)
        if pairs is None:
            continue
        labels = PointLabels(
            resource, scope, pairs, metric.name, metric.unit, is_counter, is_ratio, suffix, extra, text
        )
        weight = len(point.explicit_bounds) + 1 if kind == "histogram" else 1
        key = hashlib.blake2b(labels.as_json().encode("utf-8", "surrogatepass"), digest_size=16).digest()
        yield _Place(points, index, key, source, labels, weight)


def _may_be_near(metric: str, near: Sequence[str]) -> bool:
    """Whether one of these Prometheus names may be that of an OTLP metric: they begin with it, put into their characters."""
    start = _NO_NAME_CHARACTERS.sub("_", metric).strip("_")
    return any(name.lstrip("_").startswith(start) for name in near)


def _source(resource: dict[str, str]) -> str:
    """As `series_limits.source_of` tells it from the labels these become."""
    name, namespace = resource.get("service.name", ""), resource.get("service.namespace", "")
    return f"{namespace}/{name}" if namespace and name else name


def _pairs(attributes: Iterable[Any]) -> list[tuple[str, str]] | None:
    """Keys and texts; None when one of them is not certain to be written as the engine writes it."""
    found = []
    for pair in attributes:
        text = _text(pair.value)
        if text is None:
            return None
        found.append((pair.key, text))
    return found


def _text(value: Any) -> str | None:
    kind = value.WhichOneof("value")
    match kind:
        case "string_value":
            return str(value.string_value)
        case "int_value":
            return str(value.int_value)
        case "bool_value":
            return "true" if value.bool_value else "false"
        case "double_value":
            return _double(value.double_value)
        case None:
            return ""
        case _:
            return None


def _double(value: float) -> str | None:
    low, high = _PLAIN_DOUBLES
    if value != 0 and not low <= abs(value) < high:
        return None
    return repr(value).removesuffix(".0") if value else None


def _drop_empty(parsed: Parsed) -> None:
    """A resource without points must not be stored as a `target_info` either."""
    for index in range(len(parsed.resources) - 1, -1, -1):
        metrics = [metric for scope in parsed.resources[index].scope_metrics for metric in scope.metrics]
        if not any(len(points_of(metric)) for metric in metrics):
            del parsed.resources[index]
