"""What is remembered of who uses which metric."""

from datetime import UTC, datetime, timedelta

import pytest

from sardonyx.infrastructure.metrics import uses
from sardonyx.infrastructure.metrics.api import build_router
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.infrastructure.metrics.uses import MetricUses, Named, Use
from sardonyx.state import Database
from sardonyx.storage.engine import Engine
from tests.support.callers import client, make_app
from tests.unit.infrastructure.stored_series import keep_series

START = datetime.now(UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def stored(engine: Engine) -> Engine:
    for name in ("up", "load", "node_cpu", "node_memory"):
        await keep_series(engine, name, {"job": name})
    return engine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recorder(db: Database, stored: Engine, clock: Clock) -> MetricUses:
    return MetricUses(db, stored, now=clock)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sum(rate(up[5m])) / on() load", {"up", "load"}),
        ('{__name__="up"}', {"up"}),
        ('{__name__=~"node_.*"}', {"node_cpu", "node_memory"}),
        ('{job="load"}', {"load"}),
        ('{__name__="up" or __name__=~"lo.*"}', {"up", "load"}),
        ("never_sent", set()),
        ("up +", set()),
        ("1 + 1", set()),
    ],
    ids=["names", "matcher", "pattern", "another label", "either", "not there", "broken", "no metric"],
)
async def test_a_query_uses_what_it_names_or_matches(recorder: MetricUses, query: str, names: set[str]) -> None:
    recorder.note(query)
    await recorder.flush()
    assert set(await recorder.used_within(1)) == names


async def test_the_latest_use_of_each_kind_is_kept(recorder: MetricUses, clock: Clock) -> None:
    recorder.note("up")
    recorder.note("up == 0", "alert", "InstanceDown")
    await recorder.flush()
    clock.now += timedelta(hours=1)
    recorder.note("up")
    await recorder.flush()
    assert (await recorder.of(["up", "load"])) == {
        "up": [Use("query", "", clock.now), Use("alert", "InstanceDown", START)]
    }
    assert await recorder.known_since() == START


async def test_rules_use_their_metrics_as_long_as_they_stand(db: Database, stored: Engine, clock: Clock) -> None:
    rules: list[Named] = [("up == 0", "alert", "InstanceDown"), ("sum(load)", "rule", "job:load:sum")]
    recorder = MetricUses(db, stored, standing=lambda: rules, now=clock)
    await recorder.flush()
    clock.now += timedelta(days=2)
    rules.pop()
    await recorder.flush()
    assert await recorder.of(["up", "load"]) == {
        "up": [Use("alert", "InstanceDown", clock.now)],
        "load": [Use("rule", "job:load:sum", START)],
    }


async def test_an_old_use_is_none(recorder: MetricUses, clock: Clock) -> None:
    recorder.note("up")
    await recorder.flush()
    clock.now += timedelta(days=8)
    assert await recorder.used_within(7) == []
    assert await recorder.used_within(9) == ["up"]


async def test_leaving_writes_what_was_noted(recorder: MetricUses) -> None:
    async with recorder.recording():
        recorder.note("up")
    assert await recorder.used_within(1) == ["up"]


async def test_queries_without_end_do_not_fill_the_memory(
    recorder: MetricUses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uses, "MAX_WAITING", 2)
    for query in ("up", "load", "node_cpu", "up"):
        recorder.note(query)
    await recorder.flush()
    assert sorted(await recorder.used_within(1)) == ["load", "up"]


async def test_the_catalogue_shows_uses_and_finds_what_has_none(recorder: MetricUses, stored: Engine) -> None:
    recorder.note("up")
    recorder.note("up", "dashboard", "Hosts")
    await recorder.flush()
    async with client(make_app(build_router(MetricCatalogue(stored, recorder)))) as http:
        found = (await http.get("/rest/infrastructure/metrics", params={"query": "up"})).json()
        unused = (await http.get("/rest/infrastructure/metrics", params={"unused": True})).json()
    (up,) = found["metrics"]
    assert (up["unused"], datetime.fromisoformat(up["last_queried"])) == (False, START)
    assert {(one["kind"], one["name"]) for one in up["used_by"]} == {("query", ""), ("dashboard", "Hosts")}
    assert datetime.fromisoformat(found["uses_known_since"]) == START
    assert [one["name"] for one in unused["metrics"]] == ["load", "node_cpu", "node_memory"]
    assert all(one["unused"] for one in unused["metrics"])
