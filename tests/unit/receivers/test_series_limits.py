"""Limits of series: what is refused, what goes on, and what senders of remote write are told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import time_ns

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from sardonyx.access.principal import Principal
from sardonyx.processors.masking import Masker
from sardonyx.query.metrics.census import Census, SeriesCensus
from sardonyx.receivers import remote_write, series_limits
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.labelled_series import SPARED_INSIDE, LabelledSeriesLimits, without
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.receivers.sample_writer import FamilyMetadata, SampleWriter
from sardonyx.receivers.series_limits import Candidate, Caps, SeriesLimits, source_of
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import EngineUnavailable
from tests.support.callers import client, make_app
from tests.support.metrics_in import MetricsIn, metrics_in
from tests.support.remote_write import HEADERS_1, Series, series, snappy, write_1

SENDER = Principal("key", "1", "prometheus", frozenset(), frozenset({"ingest:write"}))
NOW = time_ns() // 1_000_000


class Counted(SeriesCensus):
    """A census of what a test says; ids of alive series are even."""

    def __init__(self, **metrics: int) -> None:
        self.census = Census(sum(metrics.values()), metrics)
        self.away = False
        self.asked: list[set[int]] = []

    async def count(self, sources_from: int) -> Census:
        return self.census

    async def alive(self, names: object, ids: object) -> set[int]:
        if self.away:
            raise EngineUnavailable("gone")
        self.asked.append(set(ids))  # type: ignore[call-overload]
        return {one for one in set(ids) if one % 2 == 0}  # type: ignore[call-overload]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def make(census: Counted, clock: Clock | None = None, **caps: int) -> tuple[SeriesLimits, CollectorRegistry]:
    registry = CollectorRegistry()
    limits = SeriesLimits(census, Caps(**caps), registry, clock or Clock())
    await limits.count()
    return limits, registry


async def refused(limits: SeriesLimits, metric: str, *ids: int | None, source: str = "") -> list[int]:
    candidates = [Candidate(f"{metric}{one}".encode(), metric, source) for one in ids]

    async def ids_of(indexes: Sequence[int]) -> Sequence[int | None]:
        return [ids[index] for index in indexes]

    return sorted(await limits.refused(candidates, ids_of))


async def test_while_nothing_is_near_a_limit_nothing_is_asked() -> None:
    census = Counted(up=79)
    limits, _ = await make(census, per_metric=100)
    assert not limits.watching
    assert await refused(limits, "up", *range(1000)) == []
    assert census.asked == []


async def test_near_the_limit_as_many_new_series_are_let_in_as_there_is_room_for() -> None:
    limits, _ = await make(Counted(up=98), per_metric=100)
    assert await refused(limits, "up", 1, 3, 5, 2, 7, 4) == [2, 4]  # 2 and 4 are alive
    assert await refused(limits, "down", 1, 3, 5) == []


async def test_what_was_let_in_counts_until_the_engine_has_it() -> None:
    census = Counted(up=98)
    limits, _ = await make(census, per_metric=100)
    assert await refused(limits, "up", 1, 3) == []
    await limits.count()  # may be too early to see them
    assert await refused(limits, "up", 5) == [0]
    await limits.count()  # they are forgotten: the census has them, or they never came
    assert await refused(limits, "up", 7) == []


async def test_a_decision_holds_for_a_minute() -> None:
    census, clock = Counted(up=100), Clock()
    limits, _ = await make(census, clock, per_metric=100)
    assert await refused(limits, "up", 1) == [0]
    assert await refused(limits, "up", 1) == [0]
    assert len(census.asked) == 1
    clock.now += 61
    census.census = Census(10, {"up": 10, "other": 100})
    await limits.count()
    assert await refused(limits, "up", 1) == []


async def test_a_series_whose_id_is_not_known_and_an_engine_that_is_away_refuse_nothing() -> None:
    census = Counted(up=100)
    limits, _ = await make(census, per_metric=100)
    assert await refused(limits, "up", None) == []
    census.away = True
    assert await refused(limits, "up", 1) == []


async def test_many_new_series_make_the_next_count_come_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_limits, "COUNT_SECONDS", 3600.0)
    monkeypatch.setattr(series_limits, "_SOONEST_SECONDS", 0.0)
    census = Counted(up=10)
    limits = SeriesLimits(census, Caps(per_metric=100), CollectorRegistry(), Clock())
    async with limits.counting():
        async with asyncio.timeout(30):
            while limits.counted_at is None:
                await asyncio.sleep(0)
        census.census = Census(90, {"up": 90})
        limits.arrived(9)
        limits.arrived(1)
        async with asyncio.timeout(30):
            while not limits.watching:
                await asyncio.sleep(0)
    assert limits.near_metrics == {"up"}


async def test_each_limit_names_itself() -> None:
    census = Counted(up=10)
    census.census = Census(10, {"up": 10}, {"node": 10})
    for caps, words in (
        (
            {"per_metric": 10},
            "the metric 'up' has 10 series already (limits.series_per_metric): new ones are not stored",
        ),
        (
            {"per_source": 10},
            "the source 'node' has 10 series already (limits.series_per_source): new ones are not stored",
        ),
        ({"total": 10}, "there are 10 series already (limits.series_total): new ones are not stored"),
    ):
        limits, _ = await make(census, **caps)

        async def ids_of(indexes: Sequence[int]) -> Sequence[int | None]:
            return [1 for _ in indexes]

        found = await limits.refused([Candidate(b"k", "up", "node")], ids_of)
        assert [str(one) for one in found.values()] == [words]


async def test_our_own_counter_names_a_few_dozen_metrics_at_most() -> None:
    limits, registry = await make(Counted(**{f"m{number}": 10 for number in range(60)}), per_metric=10)
    for number in range(60):
        assert await refused(limits, f"m{number}", 1, 3) == [0, 1]
    text = generate_latest(registry).decode()
    lines = [line for line in text.splitlines() if line.startswith("sardonyx_series_refused_total{")]
    assert len(lines) == 51
    assert 'sardonyx_series_refused_total{metric="other",reason="series_per_metric"} 20.0' in lines


async def test_our_own_gauge_tells_how_many_series_were_counted() -> None:
    _, registry = await make(Counted(up=7, m1=5))
    assert registry.get_sample_value("sardonyx_series") == 12


@pytest.mark.parametrize(
    ("pairs", "source"),
    [
        ([("job", "node"), ("service_name", "x")], "node"),
        ([("service_name", "x"), ("job", "")], "x"),
        ([("instance", "a")], ""),
    ],
    ids=["job", "service", "nobody"],
)
def test_the_source_is_the_job_else_the_service(pairs: list[tuple[str, str]], source: str) -> None:
    assert source_of(pairs) == source


class Door:
    """Posts requests to a door with limits, and knows what was stored."""

    def __init__(self, inside: MetricsIn, http: httpx.AsyncClient, limits: SeriesLimits) -> None:
        self.inside, self.http, self.limits = inside, http, limits

    async def write(self, *items: Series) -> httpx.Response:
        answer = await self.http.post("/api/v1/write", content=snappy(write_1(items)), headers=HEADERS_1)
        await self.inside.settle()
        return answer


@pytest.fixture
async def door(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[Door]:
    async with metrics_in(engine, tmp_path, Masker.build(hash_key=b"k" * 32)) as inside:
        limits = SeriesLimits(SeriesCensus(engine), Caps(per_metric=3), CollectorRegistry())
        way = RemoteWriteDoor(inside.intake, inside.known, series_limits=LabelledSeriesLimits(limits, inside.ids))
        async with client(make_app(remote_write.build_router(way, BodyLimits()), SENDER)) as http:
            yield Door(inside, http, limits)


async def test_remote_write_stores_what_is_alive_and_says_what_is_refused(door: Door) -> None:
    await door.write(*(series("up", 1, NOW, instance=f"i{number}", mail="mia@example.com") for number in range(3)))
    await door.limits.count()
    both = [series("up", 2, NOW + 1, instance=f"i{number}", mail="mia@example.com") for number in (2, 3, 4)]
    other = series("load", 1, NOW)
    answer = await door.write(*both, other)
    assert answer.status_code == 400
    assert answer.text == (
        "the metric 'up' has 3 series already (limits.series_per_metric): new ones are not stored, "
        'got {__name__="up", instance="i3", mail="mia@example.com"} (2 in all)\n'
    )
    assert answer.headers["X-Prometheus-Remote-Write-Samples-Written"] == "2"
    stored = await door.inside.samples()
    assert sorted(name.split("{")[0] for name in stored) == ["load", "up", "up", "up"]
    again = await door.write(*both)  # not learned either: the refused stay refused
    assert (again.status_code, len(await door.inside.samples())) == (400, 4)


async def test_series_alive_that_a_restarted_receiver_does_not_know_go_on(door: Door) -> None:
    await door.write(*(series("up", 1, NOW, instance=f"{number}") for number in range(3)))
    await door.limits.count()
    door.inside.known.young().clear()  # type: ignore[attr-defined]
    answer = await door.write(*(series("up", 2, NOW + 1, instance=f"{number}") for number in range(3)))
    assert answer.status_code == 204
    assert [len(samples) for samples in (await door.inside.samples()).values()] == [2, 2, 2]


async def test_sources_are_counted_once_there_may_be_one_at_its_limit(engine: EmbeddedEngine, door: Door) -> None:
    await door.write(
        series("up", 1, NOW, job="a"), series("up", 1, NOW, job="b"), series("x", 1, NOW, service_name="s")
    )
    census = SeriesCensus(engine)
    assert (await census.count(4)).sources == {}
    assert await census.count(3) == Census(3, {"up": 2, "x": 1}, {"a": 1, "b": 1, "s": 1})


async def test_scrapes_and_rules_leave_out_what_is_refused_but_never_what_tells_of_trouble(door: Door) -> None:
    limits = SeriesLimits(SeriesCensus(door.inside.engine), Caps(per_metric=2, total=4), CollectorRegistry())
    inside = LabelledSeriesLimits(limits, door.inside.ids, SPARED_INSIDE)
    writer = SampleWriter(door.inside.intake, door.inside.known, name="scrape", series_limits=inside)

    async def write(*names: tuple[str, str]) -> dict[str, int]:
        at = time_ns() // 1_000_000
        pairs = [(("__name__", name), ("instance", instance)) for name, instance in names]
        await writer.write([(labels, 1.0, at) for labels in pairs], [FamilyMetadata("load", "gauge")])
        await door.inside.settle()
        rows = await door.inside.engine.rows(
            "SELECT toString(MetricName) AS name, uniqExact(SeriesId) AS n FROM metric_series GROUP BY name"
        )
        return {row["name"]: row["n"] for row in rows}

    assert await write(("load", "a"), ("load", "b"), ("up", "a"), ("up", "b")) == {"load": 2, "up": 2}
    await limits.count()
    stored = await write(("load", "c"), ("load", "a"), ("up", "c"), ("other", "a"))
    assert stored == {"load": 2, "up": 3}
    samples = await door.inside.samples()
    assert len(samples['load{instance="a"}']) == 2
    assert (await door.inside.engine.rows("SELECT Family FROM metric_metadata"))[0] == {"Family": "load"}


def test_fields_are_taken_out_of_a_request_by_their_position() -> None:
    long = series("m" * 300, 1, NOW)
    whole = write_1([series("a", 1, NOW), long, series("b", 1, NOW)])
    assert without(whole, []) == whole
    assert without(whole, [0, 2]) == write_1([long])
    assert without(whole, [1]) == write_1([series("a", 1, NOW), series("b", 1, NOW)])
