"""Answers kept from earlier are the answers one would get now."""

import random
import time

import pytest

from sardonyx.query.promql import MatrixAnswer, Promql
from sardonyx.query.promql.cache import FRESH_SECONDS, RangeCache
from sardonyx.query.promql.cacheable import is_cacheable
from sardonyx.query.promql.late import LateSamples
from sardonyx.query.promql.parser import parse
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.query.promql.conftest import NOON, Metrics

ALL = AccessScope.ALL
# Some hours ago; the clock of the cache begins here.
BEGIN = int(time.time()) // 60 * 60 - 4 * 3600


class House:
    """A store whose time moves as the test says."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.now = float(BEGIN)
        self.marks: list[tuple[int, int]] = []
        self.metrics = Metrics(engine)
        self.promql = Promql(engine)
        self.cache = RangeCache(self.promql, LateSamples(engine, lambda: self.now), clock=lambda: self.now)

    async def arrive(self, name: str, labels: dict[str, str], samples: list[tuple[float, float]]) -> None:
        """Samples of (epoch seconds, value), marked as the engine would at this house's time."""
        await self.metrics.add(name, labels, [(at - NOON, value) for at, value in samples])
        await self.engine.execute("TRUNCATE TABLE metric_late_buckets")
        self.marks += [
            (-(-int(at * 1000) // 300_000) * 300, round(self.now * 1000)) for at, _ in samples if at <= self.now - 60
        ]
        if self.marks:
            buckets, touched = zip(*self.marks, strict=True)
            await self.engine.execute(
                "INSERT INTO metric_late_buckets SELECT m.1, fromUnixTimestamp64Milli(m.2) FROM (SELECT arrayJoin(arrayZip("
                "{buckets:Array(UInt32)}, {touched:Array(Int64)})) AS m)",
                {"buckets": list(buckets), "touched": list(touched)},
            )

    async def ask(self, expr: str, start: float, end: float, step: float) -> MatrixAnswer:
        """The cache's answer, which must be that of the store."""
        found = await self.cache.range(expr, start, end, step, ALL)
        wanted = await self.promql.range(expr, start, end, step, ALL)
        assert points(found) == points(wanted), expr
        assert [list(found.warnings), list(found.infos)] == [list(wanted.warnings), list(wanted.infos)]
        return found


def points(answer: MatrixAnswer) -> dict[str, list[tuple[int, str]]]:
    found = {}
    for row, labels in enumerate(answer.vector.labels):
        times, values = answer.points(row)
        rounded = [f"{value:.9g}" for value in values.tolist()]
        found[str(sorted(labels.items()))] = list(zip(times.tolist(), rounded, strict=True))
    return found


@pytest.fixture
async def house(engine: EmbeddedEngine) -> House:
    found = House(engine)
    for job in "ab":
        await found.arrive("g", {"job": job}, [(BEGIN - 15 * n - 1, float(n % 17)) for n in range(400, 0, -1)])
        await found.arrive("c_total", {"job": job}, [(BEGIN - 15 * n - 1, 400.0 - n) for n in range(400, 0, -1)])
    found.marks.clear()
    await found.engine.execute("TRUNCATE TABLE metric_late_buckets")
    return found


EXPRESSIONS = (
    "g",
    "sum by (job) (rate(c_total[5m]))",
    "topk(1, g)",
    "g / on (job) c_total",
    "max_over_time(g[2m:30s])",
    "absent(nothing)",
    "rate(g[5m]) > 0",
    "g offset 2m",
    "quantile(2, g)",
    "time() - 5",
)


@pytest.mark.parametrize("seed", range(3))
async def test_answers_are_the_stores_whatever_arrives_in_between(house: House, seed: int) -> None:
    rng = random.Random(seed)
    for turn in range(15):
        passed = rng.choice((1.5, 15, 60, 400))
        house.now += passed
        for job in "ab":
            at = [house.now - passed + 15 * n for n in range(round(passed) // 15 + 1)]
            await house.arrive("g", {"job": job}, [(one - rng.random(), rng.random()) for one in at])
            await house.arrive(
                "c_total", {"job": job}, [(one - rng.random(), 400 + turn + n) for n, one in enumerate(at)]
            )
        if rng.random() < 0.4:
            at_ = house.now - rng.uniform(60, 3600)
            await house.arrive("g", {"job": rng.choice("abc")}, [(round(at_, 3), rng.uniform(100, 200))])
        step = rng.choice((15, 60))
        end = house.now // step * step + rng.choice((0, 0, 7))
        await house.ask(rng.choice(EXPRESSIONS), end - rng.choice((600, 3600)), end, step)


async def test_a_refresh_reads_only_what_is_new(house: House) -> None:
    first = await house.cache.range("sum(rate(c_total[1m]))", BEGIN - 3600, BEGIN, 15, ALL)
    house.now += 15
    again = await house.cache.range("sum(rate(c_total[1m]))", BEGIN - 3585, BEGIN + 15, 15, ALL)
    assert len(again.times) == len(first.times)
    assert again.vector.steps == len(again.times)
    kept = house.cache.size_bytes
    assert kept > 0
    await house.engine.execute("TRUNCATE TABLE metric_samples")
    blind = await house.cache.range("sum(rate(c_total[1m]))", BEGIN - 3570, BEGIN + 30, 15, ALL)
    times, _ = blind.points(0)
    assert times.tolist()[-1] == (BEGIN + 15 - FRESH_SECONDS) * 1000


async def test_steps_of_the_last_two_minutes_are_computed_anew(house: House) -> None:
    await house.ask("g", BEGIN - 600, BEGIN, 15)
    await house.arrive("g", {"job": "late"}, [(BEGIN - 50, 5.0)])
    await house.ask("g", BEGIN - 600, BEGIN, 15)


async def test_an_answer_kept_serves_longer_and_shorter_ranges(house: House) -> None:
    await house.ask("g", BEGIN - 1200, BEGIN - 600, 15)
    for start, end in ((1800, 900), (3600, 0), (900, 300), (5000, 4000), (4500, 0)):
        await house.ask("g", BEGIN - start, BEGIN - end, 15)


async def test_another_scope_has_an_answer_of_its_own(house: House) -> None:
    await house.arrive("g", {"service_name": "mine"}, [(BEGIN - 300, 1.0)])
    everything = await house.cache.range("g", BEGIN - 600, BEGIN, 60, ALL)
    mine = await house.cache.range("g", BEGIN - 600, BEGIN, 60, AccessScope(frozenset({"mine"}), None))
    assert [len(everything.vector), len(mine.vector)] == [3, 1]


async def test_memory_is_bounded_and_what_was_used_longest_ago_goes_first(house: House) -> None:
    await house.cache.range("g", BEGIN - 3600, BEGIN, 15, ALL)
    size = house.cache.size_bytes
    small = RangeCache(house.promql, LateSamples(house.engine), max_bytes=4 * size + 100, clock=lambda: house.now)
    for number in range(8):
        await small.range(f"g + {number}", BEGIN - 3600, BEGIN, 15, ALL)
        assert small.size_bytes <= 4 * size + 100
    assert small.size_bytes > 2 * size
    small.clear()
    assert small.size_bytes == 0


async def test_answers_that_are_no_answers_are_not_kept(house: House) -> None:
    await house.cache.range("g", BEGIN - 60, BEGIN, 15, ALL)
    assert house.cache.size_bytes == 0


async def test_the_engine_marks_samples_that_come_a_minute_late(engine: EmbeddedEngine) -> None:
    late = LateSamples(engine)
    began = round(time.time() * 1000)
    metrics = Metrics(engine)
    await metrics.add("g", {}, [(began / 1000 - NOON, 1.0)])
    assert await late.earliest(began) is None
    old = began // 300_000 * 300_000 - 600_000
    await metrics.add("g", {}, [(old / 1000 + 1 - NOON, 1.0)])
    assert await LateSamples(engine).earliest(began) == old


@pytest.mark.parametrize(
    ("expr", "fine"),
    [
        ("sum(rate(a[5m] offset 1h)) / avg_over_time(b[1h:5m])", True),
        ("topk(3, a)", True),
        ("a @ end()", False),
        ("a @ 1000", False),
        ("rate(a[5m] @ start())", False),
        ("max_over_time(a[1h:5m] @ end())", False),
        ("sum(a offset -5m)", False),
        ("-(a + -(b offset -1s))", False),
        ("quantile(scalar(a @ end()), b)", False),
        ("info(a)", False),
    ],
)
def test_only_what_depends_on_its_step_alone_is_kept(expr: str, fine: bool) -> None:
    assert is_cacheable(parse(expr)) == fine
