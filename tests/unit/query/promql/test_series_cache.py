"""Series kept in memory are those of the table, however and whenever it changes."""

import gc
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any
from weakref import ref

import pytest

from sardonyx.query.promql import DEFAULT_LIMITS, Promql
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.store.reader import FoundSeries, Reader
from sardonyx.query.promql.store.series_cache import EVERY, SeriesCache, of_engine
from sardonyx.query.promql.tree import Selector
from sardonyx.query.promql.values import Notes
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Params
from sardonyx.storage.errors import QueryError
from tests.support.native_histograms import Histogram
from tests.unit.query.promql.conftest import NOON, Metrics

DAY = 86_400
NOON_MS = NOON * 1000
LIMITS = replace(DEFAULT_LIMITS, raw_kept_ms=None)


class Counted:
    """An engine that remembers what it is asked. Not `alone`: others write to its tables, too."""

    def __init__(self, engine: EmbeddedEngine, *, alone: bool = True) -> None:
        self._engine = engine
        self._alone = alone
        self.asked: list[str] = []

    async def raw(self, sql: str, *arguments: Any, **options: Any) -> bytes:
        self.asked.append(sql)
        return await self._engine.raw(sql, *arguments, **options)

    async def rows(self, sql: str, *arguments: Any, **options: Any) -> list[dict[str, Any]]:
        self.asked.append(sql)
        return await self._engine.rows(sql, *arguments, **options)

    def writes(self, table: str) -> int | None:
        return self._engine.writes(table) if self._alone else None


async def _asked(engine: Counted, expr: str, at: float = NOON) -> int:
    before = len(engine.asked)
    await Promql(engine).instant(expr, at, AccessScope.ALL, LIMITS)  # type: ignore[arg-type]
    return len(engine.asked) - before


def _ask(engine: EmbeddedEngine) -> Callable[[str, Params], Any]:
    return lambda sql, params: engine.raw(sql, params, fmt="JSONCompactEachRow")


async def test_a_query_of_known_series_is_one_statement(metrics: Metrics) -> None:
    await metrics.add("calls", {"job": "a"}, [(-10, 1.0)])
    engine = Counted(metrics.engine)
    assert await _asked(engine, "calls") > 1
    for expr in ("calls", 'calls{job=~"a|b"}', "sum(rate(calls[5m]))", "calls offset 1m"):
        assert await _asked(engine, expr) == 1
    assert await _asked(engine, 'calls{job="none"}') == 0


async def test_where_others_write_nothing_is_kept(metrics: Metrics) -> None:
    await metrics.add("calls", {"job": "a"}, [(-10, 1.0)])
    engine = Counted(metrics.engine, alone=False)
    assert [await _asked(engine, "calls"), await _asked(engine, "calls")] == [2, 2]


async def test_new_series_are_seen_at_once(metrics: Metrics) -> None:
    assert await metrics.at("calls") == {}
    await metrics.add("calls", {"job": "a"}, [(-10, 1.0)])
    assert await metrics.at("calls") == {"calls{job=a}": 1.0}
    await metrics.add("calls", {"job": "b"}, [(-10, 2.0)])
    await metrics.add("errors", {"job": "b"}, [(-10, 3.0)])
    # Its block is one with the others before anybody looks.
    await metrics.engine.execute("OPTIMIZE TABLE metric_series FINAL")
    assert await metrics.at("calls") == {"calls{job=a}": 1.0, "calls{job=b}": 2.0}
    assert await metrics.at('{__name__="calls" or __name__="errors"}') == {
        "calls{job=a}": 1.0, "calls{job=b}": 2.0, "errors{job=b}": 3.0,
    }  # fmt: skip


@pytest.fixture
async def unmerged(metrics: Metrics) -> AsyncIterator[None]:
    """No merges: a part that holds rows of several blocks has the name of its last, for all its metrics."""
    await metrics.engine.execute("SYSTEM STOP MERGES metric_series")
    yield
    await metrics.engine.execute("SYSTEM START MERGES metric_series")


@pytest.mark.usefixtures("unmerged")
async def test_only_metrics_with_new_rows_are_read_again(metrics: Metrics) -> None:
    for name in ("calls", "errors"):
        await metrics.add(name, {"job": "a"}, [(-10, 1.0)])
    engine = Counted(metrics.engine)
    assert await _asked(engine, "calls + errors") > 2
    await metrics.add("errors", {"job": "b"}, [(-10, 1.0)])
    looks, samples = 2, 1  # at series and at histograms
    assert await _asked(engine, "calls") == looks + samples
    assert await _asked(engine, "errors") == 1 + samples


async def test_a_series_that_becomes_one_of_deltas_is_read_as_such(metrics: Metrics) -> None:
    await metrics.add("calls", {}, [(-120, 60.0), (-60, 60.0), (0, 60.0)])
    assert await metrics.at("increase(calls[2m])") == {"": 0.0}
    await metrics.add("calls", {}, [(-120, 60.0), (-60, 60.0), (0, 60.0)], delta=True)
    assert await metrics.at("increase(calls[2m])") == {"": 120.0}


async def test_the_first_histogram_of_a_store_is_seen(metrics: Metrics) -> None:
    await metrics.add("calls", {"job": "a"}, [(-10, 1.0)])
    assert await metrics.at("calls") == {"calls{job=a}": 1.0}
    await metrics.add_histograms("calls", {"job": "b"}, [(-10, Histogram(count=3, sum=3.0, buckets=[3]))])
    assert list(await metrics.histograms("calls")) == ["calls{job=b}"]


async def test_rows_that_come_while_a_metric_is_read_are_not_lost(metrics: Metrics) -> None:
    await metrics.add("calls", {"job": "a"}, [(-10, 1.0)])
    cache, plain = SeriesCache(metrics.engine), _ask(metrics.engine)

    async def overtaken(sql: str, params: Params) -> bytes:
        data = await plain(sql, params)
        if "GROUP BY SeriesId" in sql:
            # What was read is on its way when a series is added and another query looks.
            await metrics.add("calls", {"job": "b"}, [(-10, 1.0)])
            assert await cache.series_of("other", NOON_MS, plain) is not None
        return bytes(data)

    first = await cache.series_of("calls", NOON_MS, overtaken)
    assert first is not None
    assert len(first) == 1
    second = await cache.series_of("calls", NOON_MS, plain)
    assert second is not None
    assert len(second) == 2


SELECTORS = (
    "calls", 'calls{job="a"}', 'calls{job!="a"}', 'calls{job=~"a|b"}', 'calls{job!~"a.*"}', 'calls{none=""}',
    'calls{job=~".*"}', 'calls{job=~".+",instance=~"[12]"}', '{__name__="calls",job=""}', 'calls{job="a" or instance="2"}',
    '{__name__="calls" or __name__="errors"}', "none", 'calls{service_name="shop"}', '{job="a"}', '{__name__=~"c.*"}',
    'calls{job=~"(?i)A"}', 'calls{job="a",job!="a"}', 'calls{job=~"b\\nb"}', 'calls{job=~"b.b"}',
)  # fmt: skip
SCOPES: Mapping[str, AccessScope] = {
    "all": AccessScope.ALL,
    "shop": AccessScope(services=frozenset({"shop"})),
    "shop in test": AccessScope(services=frozenset({"shop", "bank"}), environments=frozenset({"test"})),
    "nothing": AccessScope(services=frozenset()),
}


async def test_memory_and_engine_find_the_same(metrics: Metrics) -> None:
    for job in ("a", "b", "b\nb", ""):
        for instance in ("1", "2", "3"):
            service = {"service_name": "shop", "deployment_environment_name": "test" if job == "a" else "prod"}
            labels = {"job": job, "instance": instance, **(service if instance != "3" else {})}
            await metrics.add("calls", {k: v for k, v in labels.items() if v}, [(-10, 1.0)])
    await metrics.add("calls", {"job": "long ago"}, [(-3 * DAY, 1.0)])
    await metrics.add("errors", {"job": "a"}, [(-10, 1.0)], delta=True)
    for text in SELECTORS:
        for name, scope in SCOPES.items():
            for days in (0, 4):
                selector, after = parse(text), NOON_MS - days * DAY * 1000
                assert isinstance(selector, Selector)
                reader = Reader(metrics.engine, scope, DEFAULT_LIMITS, Notes())
                stored = await reader._find_series(selector, after, NOON_MS)
                known = await reader._known_series(selector, after, NOON_MS)
                if known is not None:
                    assert _told(known) == _told(stored), (text, name, days)


def _told(found: FoundSeries) -> list[tuple[int, Mapping[str, str], bool]]:
    return list(zip(found.ids.tolist(), found.labels, found.deltas.tolist(), strict=True))


async def test_what_is_kept_is_bounded(metrics: Metrics) -> None:
    for name in ("few", "many", "more"):
        for number in range(1 if name == "few" else 3):
            await metrics.add(name, {"n": str(number)}, [(-10, 1.0)])
    ask = _ask(metrics.engine)
    cache = SeriesCache(metrics.engine, max_series=6, max_of_metric=2)
    assert await cache.series_of("many", NOON_MS, ask) is None
    assert await cache.series_of("few", NOON_MS, ask) is not None
    assert len(cache) == 3
    cache = SeriesCache(metrics.engine, max_series=6)
    for name in ("many", "more", "few", "many"):
        assert await cache.series_of(name, NOON_MS, ask) is not None
        assert len(cache) <= 6


async def test_all_metrics_at_once_are_kept_until_any_has_another_series(metrics: Metrics) -> None:
    for name in ("calls", "errors"):
        await metrics.add(name, {"job": "a"}, [(-10, 1.0)])
    ask = _ask(metrics.engine)
    cache, small = SeriesCache(metrics.engine), SeriesCache(metrics.engine, max_of_every=1)
    first = await cache.series_of(EVERY, NOON_MS, ask)
    assert first is not None
    assert {one["__name__"] for one in first.labels} == {"calls", "errors"}
    assert await cache.series_of(EVERY, NOON_MS, ask) is first
    await metrics.add("retries", {"job": "a"}, [(-10, 1.0)])
    second = await cache.series_of(EVERY, NOON_MS, ask)
    assert second is not None
    assert len(second) == 3
    assert await small.series_of(EVERY, NOON_MS, ask) is None
    assert len(small) == 1


async def test_a_metric_with_too_many_in_a_month_is_still_kept_for_today(metrics: Metrics) -> None:
    for number in range(5):
        await metrics.add("pods", {"n": str(number)}, [(-number * 10 * DAY, 1.0)])
    ask = _ask(metrics.engine)
    cache = SeriesCache(metrics.engine, max_of_metric=3)
    month = NOON_MS - 30 * DAY * 1000
    assert await cache.series_of("pods", month, ask) is None
    today = await cache.series_of("pods", NOON_MS, ask)
    assert today is not None
    assert len(today) == 1
    assert await cache.series_of("pods", month, ask) is None
    assert await cache.series_of("pods", NOON_MS, ask) is today


def test_all_who_ask_an_engine_share_its_series_until_it_is_gone(shared_engine: EmbeddedEngine) -> None:
    assert of_engine(shared_engine) is of_engine(shared_engine)
    engine = Counted(shared_engine)
    kept = ref(of_engine(engine))  # type: ignore[arg-type]
    assert kept() is not None
    del engine
    gc.collect()
    assert kept() is None


async def test_every_statement_that_may_write_counts_even_when_it_fails(engine: EmbeddedEngine) -> None:
    before = engine.writes("metric_series")
    assert before is not None
    await engine.execute("INSERT INTO metric_series (MetricName, SeriesId) VALUES ('x', 1)")
    with pytest.raises(QueryError):
        await engine.execute("nonsense")
    assert engine.writes("metric_series") == before + 2
