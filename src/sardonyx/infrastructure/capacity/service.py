"""Asks for load and resources over a range, and learns one from the other."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.infrastructure.capacity.learning import Question, Track, load_answer, resource_answer
from sardonyx.infrastructure.capacity.models import CapacityAnswer, LoadAnswer, ResourceAnswer
from sardonyx.infrastructure.capacity.resources import DEFAULT_LOAD, KINDS, WINDOW, ResourceKind
from sardonyx.query.promql import MatrixAnswer, Promql, PromqlError, QueryLimits
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange

MOST_RESOURCES = 100

_POINTS = 240
_SHORTEST_STEP = 60
_SHORTEST_WINDOW = 300
_SHORTEST_RANGE = 7200
_MUCH_SHORTER = 3
_ANYTHING = "count(up)"
_GONE_PART = 20
# What has had no sample in the last twentieth of the range is gone.
_FAR = datetime.max.replace(tzinfo=UTC)

Named = tuple[tuple[str, str], ...]
"""Labels in order, without the metric's name."""


class Capacity:
    """What would be used if load grew."""

    def __init__(self, promql: Promql, limits: QueryLimits) -> None:
        self._promql = promql
        self._limits = limits

    async def whatif(
        self, span: TimeRange, scope: AccessScope, *, growth: float, threshold: float, load: str
    ) -> CapacityAnswer:
        """Learn from `span`; `load` is PromQL that gives one series, empty: the requests all services answer. Raises
        ValidationFailed where it can't be used."""
        expression = load.strip() or DEFAULT_LOAD
        span, track = await self._stored(expression, span, scope)
        asked = Question(growth, threshold, span.end_ns / 1e9, span.seconds)
        told = load_answer(expression.replace(WINDOW, _window(span)), track, asked)
        found: list[ResourceAnswer] = []
        problems: list[str] = []
        for kind in KINDS:
            try:
                uses, limits = await asyncio.gather(
                    self._tracks(kind.use, span, scope), self._tracks(kind.limit, span, scope)
                )
            except PromqlError as error:
                problems.append(f"{kind.title}: {error}")
                continue
            found += await asyncio.to_thread(_learnt, kind, uses, limits, track, told, asked)
        found.sort(key=_first_full)
        return CapacityAnswer(
            start=_moment(span.start_ns / 1e9),
            end=_moment(asked.end),
            step_seconds=_step(span),
            growth=growth,
            threshold=threshold,
            horizon=_moment(asked.horizon),
            load=told,
            resources=found[:MOST_RESOURCES],
            problems=problems,
            more=max(0, len(found) - MOST_RESOURCES),
        )

    async def _stored(self, expression: str, span: TimeRange, scope: AccessScope) -> tuple[TimeRange, Track]:
        """The load, and the part of the range for which there is any: a week's steps are too wide for the first hours."""
        asked, asked_load = span, await self._load(expression, span, scope)
        track = asked_load
        while True:
            seen = track if len(track.seconds) else await self._load(_ANYTHING, span, scope)
            known = span.end_ns / 1e9 - seen.seconds[0] + _step(span) if len(seen.seconds) else 0.0
            if known > span.seconds / _MUCH_SHORTER:
                return span, track
            if span.seconds <= _SHORTEST_RANGE:
                return (span, track) if known else (asked, asked_load)
            wanted = max(known * 1.1, span.seconds / _MUCH_SHORTER**2, _SHORTEST_RANGE)
            span = TimeRange(span.end_ns - round(wanted) * NS, span.end_ns)
            track = await self._load(expression, span, scope)

    async def _load(self, expression: str, span: TimeRange, scope: AccessScope) -> Track:
        try:
            found = list((await self._tracks(expression, span, scope)).values())
        except PromqlError as error:
            raise _wrong(str(error)) from None
        if len(found) > 1:
            raise _wrong(f"gives {len(found)} series; a load is one: sum() them, or select one")
        return found[0] if found else Track(np.zeros(0), np.zeros(0))

    async def _tracks(self, expression: str, span: TimeRange, scope: AccessScope) -> dict[Named, Track]:
        step = _step(span)
        asked = expression.replace(WINDOW, _window(span))
        # Whole steps since 1970, so that a question asked again soon finds the same points.
        end = span.end_ns // NS // step * step
        start = max(span.start_ns // NS, end - _POINTS * step)
        return _tracked(await self._promql.range(asked, start - start % step, end, step, scope, self._limits))


def _learnt(
    kind: ResourceKind,
    uses: Mapping[Named, Track],
    limits: Mapping[Named, Track],
    load: Track,
    told: LoadAnswer,
    asked: Question,
) -> list[ResourceAnswer]:
    return [
        resource_answer(kind, dict(labels), use, limits[labels].now, load, told, asked)
        for labels, use in list(uses.items())[: MOST_RESOURCES + 1]
        if labels in limits and limits[labels].now > 0 and asked.end - use.seconds[-1] <= asked.span / _GONE_PART
    ]


def _tracked(answer: MatrixAnswer) -> dict[Named, Track]:
    seconds, vector = answer.times / 1000, answer.vector.floats
    usable = vector.present & np.isfinite(vector.values)
    return {
        tuple(sorted((name, value) for name, value in labels.items() if name != "__name__")): Track(
            seconds[here], values[here]
        )
        for labels, values, here in zip(vector.labels, vector.values, usable, strict=True)
        if bool(here.any())
    }


def _first_full(one: ResourceAnswer) -> tuple[datetime, float, Sequence[tuple[str, str]]]:
    crossings = [at for at in (one.crosses_at_grown, one.crosses_at) if at is not None]
    share = one.busy.share if one.grown is None else one.grown.share
    return min(crossings, default=_FAR), -share, [("kind", one.kind), *sorted(one.labels.items())]


def _step(span: TimeRange) -> int:
    return max(_SHORTEST_STEP, -(-round(span.seconds) // _POINTS))


def _window(span: TimeRange) -> str:
    return f"{max(_SHORTEST_WINDOW, _step(span))}s"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _wrong(message: str) -> ValidationFailed:
    return ValidationFailed(FieldError("load", message))
