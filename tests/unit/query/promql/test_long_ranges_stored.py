"""Where long ranges are read from: rollups, samples, or both."""

import pytest

from sardonyx.query.promql import DEFAULT_LIMITS, Promql, VectorAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.query.promql.conftest import NOON, Metrics
from tests.unit.query.promql.rolled_series import (
    END,
    FROM_ROLLUPS,
    HOUR,
    START,
    assert_same,
    over,
    rolled_up,
    store,
)


@pytest.fixture
async def metrics(engine: EmbeddedEngine) -> Metrics:
    return await store(engine)


async def test_what_is_not_rolled_up_yet_is_taken_from_samples(metrics: Metrics, engine: EmbeddedEngine) -> None:
    expr = "increase(counter[1h]) + avg_over_time(gauge[1h])"
    wanted = await over(metrics, expr, START + HOUR, END, 300)
    until = START + 2 * HOUR + 900
    await engine.execute("TRUNCATE TABLE metric_rolled_buckets")
    await engine.execute(
        "ALTER TABLE metric_rollups DELETE WHERE toUnixTimestamp(Bucket) > {until:UInt32} SETTINGS mutations_sync = 1",
        {"until": until},
    )
    await engine.execute(
        "INSERT INTO metric_rolled_buckets SELECT toDateTime({until:UInt32}), now64(3)", {"until": until}
    )
    assert_same(await over(metrics, expr, START + HOUR, END, 300, raw_kept_ms=60_000), wanted)


async def test_long_steps_read_rollups_while_samples_are_kept(metrics: Metrics, engine: EmbeddedEngine) -> None:
    wanted = await over(metrics, "increase(counter[1h])", START + HOUR, END, HOUR)
    await engine.execute("TRUNCATE TABLE metric_samples")
    kept = DEFAULT_LIMITS.raw_kept_ms or 0
    assert_same(await over(metrics, "increase(counter[1h])", START + HOUR, END, HOUR, raw_kept_ms=kept), wanted)
    assert not await over(metrics, "increase(counter[1h])", START + HOUR + 1, END, HOUR, raw_kept_ms=kept)


async def test_without_rollups_samples_are_read(metrics: Metrics, engine: EmbeddedEngine) -> None:
    wanted = await over(metrics, "rate(counter[1h])", START + HOUR, END, HOUR)
    await engine.execute("TRUNCATE TABLE metric_rollups")
    await engine.execute("TRUNCATE TABLE metric_rolled_buckets")
    assert_same(await over(metrics, "rate(counter[1h])", START + HOUR, END, HOUR, raw_kept_ms=60_000), wanted)


async def test_rollups_are_read_within_the_callers_scope(engine: EmbeddedEngine) -> None:
    metrics = Metrics(engine)
    for service in ("mine", "theirs"):
        await metrics.add("g", {"service_name": service}, [(START + 30 * n - NOON, 1.0) for n in range(100)])
    await rolled_up(engine)
    scope = AccessScope(frozenset({"mine"}), None)
    answer = await Promql(engine).instant("count_over_time(g[1h])", START + HOUR, scope, FROM_ROLLUPS)
    assert isinstance(answer, VectorAnswer)
    assert [labels["service_name"] for labels in answer.vector.labels] == ["mine"]
