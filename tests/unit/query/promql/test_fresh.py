"""Samples that aren't stored yet, read together with those that are."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import pytest

from sardonyx.query.promql import Promql, VectorAnswer
from sardonyx.query.promql.store.fresh import FreshReader, FreshSamples
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.series import series_id_sql

AT = 1_700_000_000_000
Ask = Callable[..., Awaitable[dict[str, float]]]


async def store(engine: EmbeddedEngine, labels: Mapping[str, str], points: Mapping[int, float]) -> None:
    """Samples by seconds before AT."""
    own = {name: value for name, value in labels.items() if name != "__name__"}
    params: dict[str, Any] = {
        "name": labels["__name__"], "names": list(own), "values": list(own.values()), "all_names": list(labels),
        "all_values": list(labels.values()),
    }  # fmt: skip
    identity = series_id_sql("arrayZip({all_names:Array(String)}, {all_values:Array(String)})")
    await engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) SELECT {name:String}, "
        f"{identity}, CAST(arrayZip({{names:Array(String)}}, {{values:Array(String)}}), 'Map(String, String)'), "
        "toDateTime64(1699990000, 3), toDateTime64(1700000000, 3)",
        params,
    )
    for before, value in points.items():
        await engine.execute(
            f"INSERT INTO metric_samples SELECT {identity}, fromUnixTimestamp64Milli({{at:Int64}}), {{value:Float64}}",
            {**params, "at": AT - before * 1000, "value": value},
        )


@pytest.fixture
async def ask(engine: EmbeddedEngine) -> Ask:
    """One stored series with 1, 2, 3; the same goes on with 13 in memory, beside one that is only there."""
    shop = {"__name__": "total", "job": "shop", "service_name": "shop"}
    await store(engine, shop, {180: 1.0, 120: 2.0, 60: 3.0})
    fresh = FreshSamples()
    fresh.add(shop.items(), AT - 60_000, 4.0)
    fresh.add(shop.items(), AT, 12.0)
    fresh.add(shop.items(), AT, 13.0)
    fresh.add((("__name__", "total"), ("job", "new")), AT, 7.0)
    promql = Promql(engine, push=False, reader=partial(FreshReader, (fresh,)))

    async def ask(expr: str, scope: AccessScope = AccessScope.ALL) -> dict[str, float]:
        answer = await promql.instant(expr, AT / 1000, scope)
        assert isinstance(answer, VectorAnswer)
        values = answer.vector.values[:, 0].tolist()
        return {labels.get("job", ""): value for labels, value in zip(answer.vector.labels, values, strict=True)}

    return ask


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        ("total", {"shop": 13, "new": 7}),
        ("sum(total)", {"": 20}),
        ("total offset 1m", {"shop": 4}),
        ("count_over_time(total[5m])", {"shop": 4, "new": 1}),
        ("increase(total[3m])", {"shop": 13}),
        ('total{job=~"n.*"}', {"new": 7}),
        ('total{job!~"n.*"}', {"shop": 13}),
        ('total{job!="shop"}', {"new": 7}),
        ('total{service_name=""}', {"new": 7}),
        ('{__name__=~"tot.l", job="shop" or job="new"}', {"shop": 13, "new": 7}),
        ("other", {}),
        ("absent(total)", {}),
        ("max_over_time(total[2m:1m])", {"shop": 4}),
    ],
)
async def test_stored_and_fresh_samples_are_one_series(ask: Ask, expr: str, found: dict[str, float]) -> None:
    assert await ask(expr) == pytest.approx(found)


async def test_what_is_stored_stays_within_the_scope_of_the_caller(ask: Ask) -> None:
    assert await ask("count_over_time(total[5m])", AccessScope(frozenset({"web"}))) == {"shop": 2, "new": 1}


def test_it_is_known_which_selectors_mean_fresh_series() -> None:
    fresh = FreshSamples()
    promql = Promql(None)  # type: ignore[arg-type]
    fresh.add((("__name__", "a"), ("x", "1")), 0, 1.0)
    assert len(fresh) == 1
    wanted = {'a{x="1"}': True, "a": True, 'a{x="2"}': False, "b": False, '{x=~".+"}': True}
    assert {text: fresh.matches(promql.parse(text)) for text in wanted} == wanted  # type: ignore[arg-type]
