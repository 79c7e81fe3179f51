"""New patterns are noticed once, when their service has been known for a while."""

from typing import Any

import pytest

from sardonyx.collectors.patterns import keeper as keeper_module
from sardonyx.collectors.patterns.keeper import METRIC, Looked, PatternKeeper
from sardonyx.query.patterns.known import known_patterns
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import QueryTimeout
from tests.support.telemetry import T0, insert_logs, log

HOUR = 3600 * NS


class Clock:
    """Until when everything has been received, after T0."""

    def __init__(self) -> None:
        self.ns = T0

    def __call__(self) -> int:
        return self.ns


async def all_looks(keeper: PatternKeeper) -> list[Looked]:
    found = []
    while (looked := await keeper.look()) is not None:
        found.append(looked)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_template_of_a_service_known_for_an_hour_is_noticed_once(engine: EmbeddedEngine, clock: Clock) -> None:
    rows = [log(n * 60 * NS, f"request {n} done in {n}.5 ms") for n in range(100)]
    rows += [log(30 * 60 * NS, "cache ready"), log(80 * 60 * NS, "cannot reach db-3", level=17, ServiceVersion="1.1")]
    await insert_logs(engine, rows)
    keeper = PatternKeeper(engine, clock)
    clock.ns = T0 + 2 * HOUR
    looks = await all_looks(keeper)
    assert sum(one.records for one in looks) == 102
    assert [template for one in looks for template in one.noticed] == ["cannot reach <*>"]
    await insert_logs(engine, [log(2 * HOUR + n, "cannot reach db-4", level=17) for n in range(3)])
    clock.ns = T0 + 2 * HOUR + 60 * NS
    assert [one.noticed for one in await all_looks(keeper)] == [[]]
    known = {one.template: one for one in (await known_patterns(engine, AccessScope.ALL)).patterns}
    assert set(known) == {"request <*> done in <*> ms", "cache ready", "cannot reach <*>"}
    new = known["cannot reach <*>"]
    assert (new.records, new.noticed, new.severity, new.first_version) == (4, 1, 17, "1.1")
    assert (new.first_ms, new.last_ms) == (T0 // 10**6 + 80 * 60_000, T0 // 10**6 + 7_200_000)
    assert new.bytes == 4 * len("cannot reach db-3")


async def test_whoever_starts_next_goes_on_where_the_last_one_stopped(engine: EmbeddedEngine, clock: Clock) -> None:
    await insert_logs(engine, [log(NS, "one"), log(90 * 60 * NS, "two")])
    clock.ns = T0 + HOUR
    first = await all_looks(PatternKeeper(engine, clock))
    clock.ns = T0 + 2 * HOUR
    second = await all_looks(PatternKeeper(engine, clock))
    assert (sum(one.records for one in first), sum(one.records for one in second)) == (1, 1)
    assert [template for one in second for template in one.noticed] == ["two"]
    assert second[-1].until == clock.ns // NS
    assert sum(one.records for one in await all_looks(PatternKeeper(engine, clock))) == 0


class FailingOnce:
    """An engine whose first insert is lost, or whose answer is."""

    def __init__(self, inner: EmbeddedEngine, *, after_it: bool) -> None:
        self._inner = inner
        self._after_it = after_it
        self._failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def execute(self, sql: str, *values: Any, **how: Any) -> None:
        fails, self._failed = not self._failed, True
        if self._after_it or not fails:
            await self._inner.execute(sql, *values, **how)
        if fails:
            raise QueryTimeout("lost", 159)


@pytest.mark.parametrize("after_it", [False, True], ids=["not written", "written but not answered"])
async def test_a_window_whose_insert_failed_counts_once(engine: EmbeddedEngine, clock: Clock, after_it: bool) -> None:
    await insert_logs(engine, [log(NS, "one"), log(2 * NS, "one")])
    clock.ns = T0 + 60 * NS
    keeper = PatternKeeper(FailingOnce(engine, after_it=after_it), clock)
    with pytest.raises(QueryTimeout):
        await all_looks(keeper)
    await all_looks(keeper)
    (known,) = (await known_patterns(engine, AccessScope.ALL)).patterns
    assert known.records == 2


async def test_many_templates_are_written_in_parts(
    engine: EmbeddedEngine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "_PART_BYTES", 1000)
    rows = [log(NS, f"{a}{b} is {b}{a} of {b}{b}{a}") for a in "abcdef" for b in "uvwxyz"]
    await insert_logs(engine, rows)
    clock.ns = T0 + 60 * NS
    keeper = PatternKeeper(FailingOnce(engine, after_it=True), clock)
    with pytest.raises(QueryTimeout):
        await all_looks(keeper)
    await all_looks(keeper)
    known = (await known_patterns(engine, AccessScope.ALL)).patterns
    assert (len(known), sum(one.records for one in known)) == (36, 36)


async def test_words_that_take_many_values_are_no_news_and_fill_no_table(engine: EmbeddedEngine, clock: Clock) -> None:
    names = [f"{a}{b}" for a in "abcdef" for b in "uvwxyz"]
    rows = [log(NS, "ready")]
    rows += [log(70 * 60 * NS + n * NS, f"user {name} logged in") for n, name in enumerate(names)]
    await insert_logs(engine, rows)
    keeper = PatternKeeper(engine, clock)
    clock.ns = T0 + 2 * HOUR
    looks = await all_looks(keeper)
    noticed = [template for one in looks for template in one.noticed]
    assert len(noticed) == 7
    known = await known_patterns(engine, AccessScope.ALL)
    assert len(known.patterns) == 9
    assert {canonical for canonical, _ in known.merged()} == {"ready", "user <any> logged in"}
    assert sum(one.records for canonical, one in known.merged() if canonical != "ready") == len(names)


async def test_first_seen_can_be_asked_for_a_range_and_keeps_to_the_scope(engine: EmbeddedEngine, clock: Clock) -> None:
    await insert_logs(engine, [log(NS, "one"), log(HOUR, "two"), log(HOUR, "three", service="other")])
    clock.ns = T0 + 2 * HOUR
    await all_looks(PatternKeeper(engine, clock))
    scope = AccessScope(frozenset({"shop"}), frozenset({"prod"}))
    found = await known_patterns(engine, scope, first_seen=TimeRange(T0 + HOUR // 2, T0 + 2 * HOUR))
    assert [one.template for one in found.patterns] == ["two"]


class Written:
    """Keeps the samples that are written."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], float] = {}

    async def write(self, samples: Any, families: Any) -> None:
        for labels, value, _ in samples:
            named = dict(labels)
            assert named["__name__"] == METRIC
            self.values[named["service_name"], named["severity_text"]] = value


async def test_the_counter_begins_at_zero_and_counts_what_was_noticed(engine: EmbeddedEngine, clock: Clock) -> None:
    await insert_logs(
        engine, [log(NS, "one"), log(80 * 60 * NS, "two", level=17), log(81 * 60 * NS, "three", level=18)]
    )
    written = Written()
    keeper = PatternKeeper(engine, clock, written)  # type: ignore[arg-type]
    clock.ns = T0 + HOUR
    await all_looks(keeper)
    await keeper.count_new()
    assert written.values == {("shop", "WARN"): 0, ("shop", "ERROR"): 0, ("shop", "FATAL"): 0}
    clock.ns = T0 + 2 * HOUR
    await all_looks(keeper)
    await keeper.count_new()
    assert written.values["shop", "ERROR"] == 2
