"""Series of many kinds, rolled up, and questions about them from samples and from rollups."""

import random
import struct
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sardonyx.query.promql import DEFAULT_LIMITS, MatrixAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.rollups.roller import Roller
from sardonyx.storage.series import STALE_MARKER_BITS
from tests.unit.query.promql.conftest import NOON, Metrics

HOUR = 3600
# Some hours ago, at a whole hour: within what is kept unless a test says otherwise.
START = int(time.time()) // HOUR * HOUR - 7 * HOUR
HOURS = 5
END = START + HOURS * HOUR
STALE = struct.unpack("<d", struct.pack("<Q", STALE_MARKER_BITS))[0]

FROM_SAMPLES = replace(DEFAULT_LIMITS, raw_kept_ms=None)
FROM_ROLLUPS = replace(DEFAULT_LIMITS, raw_kept_ms=60_000)

Points = list[tuple[float, float]]


def kept_for(seconds: float) -> int:
    """`raw_kept_ms` that puts the border at this instant."""
    return round((time.time() - seconds) * 1000)


def scraped(rng: random.Random, value: Sequence[float], gap: tuple[float, float] = (0, 0)) -> Points:
    """Values about every 30 s, some of the time not."""
    found = []
    for number, one in enumerate(value):
        at = START + 30 * number + rng.random() * 3
        if not gap[0] <= at - START < gap[1]:
            found.append((round(at, 3) - NOON, one))
    return found


def dataset(rng: random.Random) -> dict[str, Points]:
    count = HOURS * 120
    counter, total = [], 0.0
    for _ in range(count):
        total = 0.0 if rng.random() < 0.02 else total + rng.randint(0, 20)
        counter.append(total)
    gauge = [rng.uniform(-5, 50) for _ in range(count)]
    return {
        "counter": scraped(rng, counter),
        "quiet": scraped(rng, np.cumsum([rng.random() < 0.02 for _ in range(count)]).astype(float).tolist()),
        "gappy": scraped(rng, counter, gap=(4000, 9500)),
        "gauge": scraped(rng, gauge),
        "ending": [*scraped(rng, gauge[:300]), (START + 9010 - NOON, STALE)],
        "odd": scraped(rng, [rng.choice((1.0, float("nan"), float("inf"), 3.0)) for _ in range(count)]),
        "sparse": [(START + at + 7.5 - NOON, float(at)) for at in range(0, HOURS * HOUR, 700)],
    }


async def store(engine: EmbeddedEngine) -> Metrics:
    """Seven series and one of increases, rolled up."""
    found = Metrics(engine)
    rng = random.Random(5)
    for name, samples in dataset(rng).items():
        await found.add(name, {"job": "a"}, samples)
    await found.add("increases", {}, scraped(rng, [float(rng.randint(0, 9)) for _ in range(HOURS * 120)]), delta=True)
    await rolled_up(engine)
    return found


async def rolled_up(engine: EmbeddedEngine) -> None:
    roller = Roller(engine, timedelta(days=14))
    while await roller.roll_due() is not None:
        pass


async def over(
    metrics: Metrics, expr: str, start: float, end: float, step: float, **limits: int
) -> dict[str, list[tuple[int, float]]]:
    """Text of labels → (milliseconds, value)."""
    chosen = {"raw_kept_ms": None, **limits}
    answer = await metrics.promql.range(expr, start, end, step, AccessScope.ALL, replace(DEFAULT_LIMITS, **chosen))  # type: ignore[arg-type]
    assert isinstance(answer, MatrixAnswer)
    found = {}
    for row, labels in enumerate(answer.vector.labels):
        times, values = answer.points(row)
        found[str(sorted(labels.items()))] = list(zip(times.tolist(), values.tolist(), strict=True))
    return found


def assert_same(
    found: dict[str, list[tuple[int, float]]], wanted: dict[str, list[tuple[int, float]]], relative: float = 1e-9
) -> None:
    assert found.keys() == wanted.keys()
    for key, points in wanted.items():
        assert [at for at, _ in found[key]] == [at for at, _ in points], key
        assert [value for _, value in found[key]] == pytest.approx(
            [value for _, value in points], rel=relative, abs=relative, nan_ok=True
        ), key
