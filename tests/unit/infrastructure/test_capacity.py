"""Capacity what-if over made-up series whose relation to the load is known."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

import numpy as np
import pytest

from sardonyx.access.errors import ValidationFailed
from sardonyx.infrastructure.capacity.models import CapacityAnswer, ResourceAnswer
from sardonyx.infrastructure.capacity.regression import line, trend_per_second
from sardonyx.infrastructure.capacity.service import Capacity
from sardonyx.query.promql import DEFAULT_LIMITS, Promql
from sardonyx.query.promql.store.fresh import FreshSamples, MemoryReader
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange

END = 1_767_225_600
HOUR, DAY = 3600, 86_400
GIB = float(1 << 30)
HOST = {"job": "node", "instance": "a"}
Value = Callable[[float], float]


def _load(at: float) -> float:
    """Between 20 and 180 requests a second over the day."""
    return 100 + 80 * float(np.sin(2 * np.pi * at / DAY))


class _Platform:
    """Series sampled every ten minutes over some hours before END."""

    def __init__(self, hours: float = 72) -> None:
        self.seconds = round(hours * HOUR)
        self.noise = np.random.default_rng(4)
        self._samples = FreshSamples()

    def has(self, name: str, value: Value, /, *, until: float = 0, every: int = 600, **labels: str) -> "_Platform":
        """A series; `value` of the seconds before END (negative)."""
        key = tuple(sorted({"__name__": name, **labels}.items()))
        for at in range(-self.seconds, 1 - round(until), every):
            self._samples.add(key, (END + at) * 1000, value(at))
        return self

    async def asked(self, *, growth: float = 0.5, load: str = "load", over: float = 0) -> CapacityAnswer:
        """What is answered over the whole time, or so many seconds."""
        promql = Promql(cast("Any", None), push=False, reader=partial(MemoryReader, (self._samples,)))
        span = TimeRange((END - round(over or self.seconds)) * NS, END * NS)
        service = Capacity(promql, DEFAULT_LIMITS)
        return await service.whatif(span, AccessScope.ALL, growth=growth, threshold=0.9, load=load)

    async def only(self, *, growth: float = 0.5) -> ResourceAnswer:
        """The one resource there is."""
        (found,) = (await self.asked(growth=growth)).resources
        return found

    def memory(self, used: Value, total: float = 8 * GIB) -> "_Platform":
        """A host whose memory in use is known."""
        self.has("node_memory_MemTotal_bytes", lambda _: total, **HOST)
        return self.has("node_memory_MemAvailable_bytes", lambda at: total - used(at), **HOST)

    def disk(self, used: Value, total: float) -> "_Platform":
        """A disk whose use is known."""
        labels = {**HOST, "device": "/dev/vda", "mountpoint": "/", "fstype": "ext4"}
        self.has("node_filesystem_size_bytes", lambda _: total, **labels)
        return self.has("node_filesystem_avail_bytes", lambda at: total - used(at), **labels)


def _days_after_end(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - datetime.fromtimestamp(END, UTC)).total_seconds() / DAY


async def test_memory_that_follows_the_load_is_learnt_through_noise_and_outliers() -> None:
    platform = _Platform().has("load", _load)

    def used(at: float) -> float:
        return (
            GIB + 0.01 * GIB * _load(at) + 0.02 * GIB * platform.noise.normal() + (GIB if at % (7 * HOUR) == 0 else 0)
        )

    found = await platform.memory(used).only()
    assert (found.state, found.reason, found.unit) == ("ok", "", "bytes")
    assert found.slope == pytest.approx(0.01 * GIB, rel=0.05)
    assert found.r_squared is not None
    assert found.r_squared > 0.95
    assert found.outliers > 0
    assert found.grown is not None
    # Busy times have about 180 requests a second; half as many more take 0.9 GiB.
    assert found.grown.value - found.busy.value == pytest.approx(0.9 * GIB, rel=0.05)
    assert found.grown.share == pytest.approx(found.grown.value / (8 * GIB))
    assert found.load_at_threshold == pytest.approx((0.9 * 8 - 1) / 0.01, rel=0.05)
    assert found.crosses_at is None, "a daily rhythm is no trend"


async def test_growth_that_passes_the_threshold_crosses_at_once() -> None:
    found = await _Platform().has("load", _load).memory(lambda at: GIB + 0.03 * GIB * _load(at)).only(growth=0.5)
    assert found.crosses_at is None
    assert _days_after_end(found.crosses_at_grown) == 0


async def test_a_disk_fills_faster_under_more_load() -> None:
    gained = [0.0]

    def used(at: float) -> float:
        # 100 kB a request, ten minutes at a time: with 100 a second, 864 GB in 100 days.
        gained[0] += 100_000 * _load(at) * 600
        return 50e9 + gained[0]

    platform = _Platform(96).has("load", _load).disk(used, 6000e9)
    found = await platform.only(growth=1.0)
    assert (found.state, found.behaviour) == ("ok", "accumulates")
    assert found.slope == pytest.approx(100_000, rel=0.05)
    assert found.per_day == pytest.approx(864e9, rel=0.05)
    assert found.per_day_grown == pytest.approx(2 * 864e9, rel=0.05)
    left = 0.9 * 6000e9 - found.now.value
    assert _days_after_end(found.crosses_at) == pytest.approx(left / 864e9, rel=0.05)
    assert _days_after_end(found.crosses_at_grown) == pytest.approx(left / (2 * 864e9), rel=0.05)
    assert (found.grown, found.load_at_threshold) == (None, None)


async def test_a_trend_is_told_through_the_rhythm_of_the_day() -> None:
    found = await _Platform(120).has("load", _load).memory(
        lambda at: 4 * GIB + 0.002 * GIB * _load(at) + 0.3 * GIB * at / DAY
    ).only()  # fmt: skip
    assert found.per_day == pytest.approx(0.3 * GIB, rel=0.05)
    assert _days_after_end(found.crosses_at) == pytest.approx(
        (0.9 * 8 * GIB - found.busy.value) / (0.3 * GIB), rel=0.05
    )


async def test_what_lies_beyond_the_horizon_is_not_told() -> None:
    found = await _Platform(72).has("load", _load).memory(lambda at: GIB + 0.01 * GIB * at / DAY, total=64 * GIB).only()
    assert found.per_day == pytest.approx(0.01 * GIB, rel=0.05)
    assert found.crosses_at is None


async def test_use_that_goes_its_own_way_is_not_explained() -> None:
    platform = _Platform().has("load", _load)
    found = await platform.memory(lambda _: 4 * GIB + GIB * platform.noise.normal()).only()
    assert found.state == "uncorrelated"
    assert "aren't correlated" in found.reason
    assert "R² 0.0" in found.reason
    assert (found.slope, found.grown, found.crosses_at_grown, found.load_at_threshold) == (None, None, None, None)


async def test_less_use_under_more_load_is_no_relation_to_build_on() -> None:
    found = await _Platform().has("load", _load).memory(lambda at: 6 * GIB - 0.01 * GIB * _load(at)).only()
    assert (found.state, found.grown) == ("uncorrelated", None)
    assert "did not go with more use" in found.reason


async def test_a_steady_load_teaches_nothing() -> None:
    found = await _Platform().has("load", lambda _: 100.0).memory(lambda at: 4 * GIB + GIB * _load(at) / 200).only()
    assert (found.state, found.slope) == ("steady_load", None)


@pytest.mark.parametrize("load", ["load", ""])
async def test_asked_for_a_month_it_learns_from_the_hours_there_are(load: str) -> None:
    platform = _Platform(5).has("load", _load, every=60).has("up", lambda _: 1.0)
    platform.memory(lambda at: GIB + 0.01 * GIB * _load(at))
    answer = await platform.asked(load=load, over=30 * DAY)
    assert answer.start > datetime.fromtimestamp(END - 10 * HOUR, UTC)
    assert answer.load.state == ("ok" if load else "no_load")
    (found,) = answer.resources
    assert (found.points > 20) is bool(load)
    assert found.per_day != 0, "a day of which five hours are seen looks like a trend"
    assert found.slope is None if not load else found.slope == pytest.approx(0.01 * GIB, rel=0.05)


async def test_an_hour_is_too_little_history() -> None:
    found = await _Platform(0.5).has("load", _load, every=60).memory(lambda at: GIB * _load(at) / 100).only()
    assert (found.state, found.per_day, found.crosses_at) == ("too_little_history", 0, None)


async def test_without_a_load_uses_and_trends_are_told_all_the_same() -> None:
    answer = await _Platform(120).memory(lambda at: 5 * GIB + 0.2 * GIB * at / DAY).asked(load="")
    assert answer.load.state == "no_load"
    assert "traces_span_metrics_calls_total" in answer.load.expression
    (found,) = answer.resources
    assert (found.state, found.grown) == ("no_load", None)
    assert found.crosses_at is not None


async def test_what_is_full_first_comes_first_and_what_is_gone_is_left_out() -> None:
    platform = _Platform(120).has("load", _load).memory(lambda at: 2 * GIB + 0.001 * GIB * _load(at))
    platform.disk(lambda at: 800e9 + 10e9 * at / DAY, 1000e9)
    labels = {"job": "redis", "instance": "gone"}
    platform.has("redis_memory_max_bytes", lambda _: GIB, until=DAY, **labels)
    platform.has("redis_memory_used_bytes", lambda _: GIB / 2, until=DAY, **labels)
    assert [one.kind for one in (await platform.asked()).resources] == ["disk", "memory"]


@pytest.mark.parametrize(
    ("load", "said"),
    [
        ("sum(", "parse error"),
        ("node_filesystem_size_bytes or load", "gives 2 series; a load is one"),
        ("load[5m]", "invalid expression type"),
    ],
    ids=["syntax", "series", "type"],
)
async def test_a_load_that_is_none_is_refused(load: str, said: str) -> None:
    platform = _Platform(2).has("load", _load).disk(lambda _: 1.0, 2.0)
    with pytest.raises(ValidationFailed, match=said):
        await platform.asked(load=load)


def test_a_line_without_spread_is_none() -> None:
    assert line(np.ones(50), np.arange(50.0)) is None


def test_a_fifth_of_outliers_does_not_bend_the_line() -> None:
    x = np.arange(100.0)
    y = 3 * x + 7
    y[::6] += 1000
    found = line(x, y)
    assert found is not None
    assert (round(found.slope, 6), round(found.intercept, 6), found.outliers) == (3, 7, 17)
    assert found.r_squared > 0.999


def test_noise_has_no_trend() -> None:
    rng = np.random.default_rng(1)
    assert trend_per_second(np.arange(200.0) * 600, rng.normal(size=200)) == 0
