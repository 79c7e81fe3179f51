"""Queries answered from samples read for several at once give what each gives alone."""

from functools import partial

import numpy as np
import pytest

from sardonyx.query.promql import DEFAULT_LIMITS, Promql, VectorAnswer
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.store.fresh import FreshSamples
from sardonyx.query.promql.store.prefetched import Prefetched, PrefetchedReader, reach
from sardonyx.query.promql.store.reader import Reader
from sardonyx.query.promql.values import Notes
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.query.promql.test_fresh import AT, store

LOOKBACK = DEFAULT_LIMITS.lookback_ms
EXPRESSIONS = (
    "up",
    "up == 0",
    'up{job="a"}',
    'up{job=~"a|b"}',
    '{job="a"}',
    '{__name__=~"up|total"}',
    '{__name__="up" or __name__="total"}',
    "none",
    "absent(none)",
    "rate(total[5m])",
    "rate(total[2m] offset 1m)",
    "up offset 2m",
    "sum by (job) (rate(total[5m])) / on (job) sum by (job) (up)",
    "total and on (job) up == 1",
    "timestamp(up)",
    "count_over_time(total[1m30s])",
    "count({__name__=~'.+'})",
)


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    for job, values in (("a", (1.0, 1.0, 0.0)), ("b", (1.0, 0.0, 1.0))):
        points = {180 - 60 * index: value for index, value in enumerate(values)}
        await store(engine, {"__name__": "up", "job": job}, points)
        await store(
            engine, {"__name__": "total", "job": job}, {before: 500.0 - before for before in (290, 170, 110, 50)}
        )
    return engine


async def _prefetched(engine: EmbeddedEngine) -> Prefetched:
    wanted = {}
    for expr in EXPRESSIONS:
        needed = reach(parse(expr), LOOKBACK)
        assert needed
        wanted |= {selector: max(ms, wanted.get(selector, 0)) for selector, ms in needed.items()}
    return await Prefetched.read(Reader(engine, AccessScope.ALL, DEFAULT_LIMITS, Notes()), wanted, AT)


@pytest.mark.parametrize("expr", EXPRESSIONS)
async def test_the_answer_is_the_same_as_alone(expr: str, stored: EmbeddedEngine) -> None:
    alone = await Promql(stored).instant(expr, AT / 1000, AccessScope.ALL)
    make = partial(PrefetchedReader, await _prefetched(stored), (FreshSamples(),))
    together = await Promql(stored, push=False, reader=make).instant(expr, AT / 1000, AccessScope.ALL)
    assert isinstance(alone, VectorAnswer)
    assert isinstance(together, VectorAnswer)
    assert _by_labels(together) == pytest.approx(_by_labels(alone))


def _by_labels(answer: VectorAnswer) -> dict[frozenset[tuple[str, str]], float]:
    values = answer.vector.values[:, 0].tolist()
    return {frozenset(labels.items()): value for labels, value in zip(answer.vector.labels, values, strict=True)}


async def test_fresh_samples_are_seen_beside_them_and_the_rest_is_read_from_the_store(stored: EmbeddedEngine) -> None:
    fresh = FreshSamples()
    fresh.add((("__name__", "up"), ("job", "a")), AT, 9.0)
    make = partial(PrefetchedReader, await _prefetched(stored), (fresh,))
    promql = Promql(stored, push=False, reader=make)
    for expr, found in (("up", [1.0, 9.0]), ("count_over_time(up[5m])", [3.0, 4.0]), ("sum(up offset 3m)", [2.0])):
        answer = await promql.instant(expr, AT / 1000, AccessScope.ALL)
        assert isinstance(answer, VectorAnswer)
        assert np.sort(answer.vector.values[:, 0]).tolist() == found
    earlier = await promql.instant("sum(total)", AT / 1000 - 280, AccessScope.ALL)
    assert isinstance(earlier, VectorAnswer)
    assert earlier.vector.values.tolist() == [[420.0]]


@pytest.mark.parametrize(
    ("expr", "milliseconds"),
    [
        ("up", 300_000),
        ("up offset 1m", 360_000),
        ("rate(up[2m])", 120_000),
        ("rate(up[2m] offset 10m) + up", 720_000),
        ("1 + 1", None),
        ("up @ 5", None),
        ("up offset -1m", None),
        ("max_over_time(up[5m:1m])", None),
        ("sum(rate(up[2m] @ end()))", None),
        ("info(up)", None),
    ],
)
def test_how_far_a_query_looks_back(expr: str, milliseconds: int | None) -> None:
    found = reach(parse(expr), LOOKBACK)
    assert (max(found.values()) if found else None) == milliseconds
