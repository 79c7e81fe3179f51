"""Rules that are searches: what they count, when they fire, what they remember, what a preview says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sardonyx.alerting.evaluation.alert import AlertState
from sardonyx.alerting.evaluation.outputs import EvaluationFailed, Result
from sardonyx.alerting.search_rules.condition import Condition
from sardonyx.alerting.search_rules.counting import Counted, count_breaches
from sardonyx.alerting.search_rules.definition import definition_of, interval_seconds, literal
from sardonyx.alerting.search_rules.memory import AlertMemory
from sardonyx.alerting.search_rules.models import SearchRuleRow
from sardonyx.alerting.search_rules.preview import preview, step_of
from sardonyx.alerting.search_rules.rule import SearchRule
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Limits
from sardonyx.storage.errors import QueryTimeout
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

MINUTE = 60
T0_S = T0 // NS


def condition(**fields: Any) -> Condition:
    return Condition(**{"signal": "logs", "query": "", "op": "above", "threshold": 2, "window_seconds": 300, **fields})


def window(until: int, seconds: int = 300) -> TimeRange:
    return TimeRange(T0 + (until - seconds) * NS, T0 + until * NS)


def row(**fields: Any) -> SearchRuleRow:
    plain = {
        "id": "r1", "name": "Errors", "signal": "logs", "query": "level:error", "op": "above", "threshold": 2,
        "window_seconds": 300, "group_by": "", "for_seconds": 0, "severity": "warning", "description": "",
        "enabled": True, "services": None, "environments": None,
    }  # fmt: skip
    return SearchRuleRow(**{**plain, **fields})


ERRORS = [
    *(
        log(n * NS, "gateway timeout", level=17, service="checkout", LogAttributes={"tenant": "a"})
        for n in range(100, 105)
    ),
    *(log(n * NS, "refused", level=17, service="basket") for n in range(100, 102)),
    *(log(n * NS, "all is well", service="checkout") for n in range(0, 300, 10)),
]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"query": "level:error"}, [("", 7)]),
        ({"query": "level:error", "threshold": 7}, []),
        ({"query": '"gateway timeout"', "threshold": 4}, [("", 5)]),
        ({"query": "level:error", "group_by": "service", "threshold": 1}, [("checkout", 5), ("basket", 2)]),
        ({"query": "level:error", "group_by": "service"}, [("checkout", 5)]),
        ({"query": "level:error", "group_by": "attr.tenant"}, [("a", 5)]),
        ({"query": "refused", "op": "below", "threshold": 3}, [("", 2)]),
        ({"query": "refused", "op": "below", "threshold": 2}, []),
        ({"query": "nobody says this", "op": "absent"}, [("", 0)]),
        ({"query": "refused", "op": "absent"}, []),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else "",
)
async def test_breaches_are_counted_by_search_and_group(
    engine: EmbeddedEngine, fields: dict[str, Any], found: list[tuple[str, int]]
) -> None:
    await insert_logs(engine, ERRORS)
    counted = await count_breaches(engine, condition(**fields), window(300))
    assert [(one.group, one.records) for one in counted] == found


async def test_only_what_the_scope_lets_see_is_counted(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, ERRORS)
    own = condition(query="level:error", scope=AccessScope(services=frozenset({"basket"})), threshold=0)
    assert await count_breaches(engine, own, window(300)) == [Counted("", 2)]


async def test_spans_are_counted_too(engine: EmbeddedEngine) -> None:
    spans = [span(n * NS, "pay", trace=f"{n:032x}", span_id=f"{n:016x}", duration_ns=n * 10**9) for n in range(1, 5)]
    await insert_spans(engine, spans)
    slow = condition(signal="traces", query="duration:>2s", threshold=1, group_by="name")
    assert await count_breaches(engine, slow, window(60)) == [Counted("pay", 2)]


async def test_a_group_that_fell_silent_is_known_from_before(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(10 * NS, "beat", service="a"), log(700 * NS, "beat", service="b")])
    silent = condition(op="absent", group_by="service")
    assert await count_breaches(engine, silent, window(800)) == [Counted("a", 0)]
    asked = await count_breaches(engine, silent, window(800), known=["b", "gone"])
    assert asked == [Counted("b", 1), Counted("a", 0)]


@pytest.fixture
def state_url(tmp_path: Path) -> str:
    """SQLite alone: what both databases hold is compared by the tests of migrations."""
    return default_url(tmp_path)


class Stood:
    """A rule over an engine; it is evaluated when told to."""

    def __init__(self, engine: EmbeddedEngine, db: Database, started: int = 0, **fields: Any) -> None:
        self.engine, self.memory, self.started = engine, AlertMemory(db), started
        self.told = definition_of(row(**fields))
        self.rule: SearchRule

    async def start(self) -> "Stood":
        before = (await self.memory.all()).get("r1")
        self.rule = SearchRule(self.told, self.memory, before, (T0_S + self.started) * 1000)
        return self

    async def at(self, after: int) -> dict[str, str]:
        async def query(_expr: str, at_ms: int) -> Sequence[Result]:
            return await self.rule.results(self.engine, at_ms)

        await self.rule.evaluate((T0_S + after) * 1000, query)
        return {dict(one.labels).get("service_name", ""): one.state.value for one in self.rule.alerts}


async def test_it_waits_fires_and_resolves_with_the_labels_and_words_of_the_rule(
    engine: EmbeddedEngine, db: Database
) -> None:
    await insert_logs(engine, ERRORS)
    stood = await Stood(engine, db, for_seconds=60, group_by="service", description="see {{ the runbook").start()
    assert await stood.at(150) == {"checkout": "pending"}
    assert await stood.at(210) == {"checkout": "firing"}
    (alert,) = stood.rule.alerts
    assert dict(alert.labels) == {
        "alertname": "Errors", "service_name": "checkout", "severity": "warning", "signal": "logs"
    }  # fmt: skip
    assert alert.annotations == {
        "summary": "5 log records of checkout in 5m, more than 2", "description": "see {{ the runbook"
    }  # fmt: skip
    assert await stood.at(500) == {}


async def test_a_restart_keeps_since_when_it_fires_and_does_not_count_the_time_away_as_pending(
    engine: EmbeddedEngine, db: Database
) -> None:
    await insert_logs(engine, ERRORS)
    fields = {"for_seconds": 120}
    assert await (await Stood(engine, db, **fields).start()).at(110) == {"": "pending"}
    again = await Stood(engine, db, started=170, **fields).start()
    assert await again.at(180) == {"": "pending"}
    assert await again.at(290) == {"": "firing"}
    (before,) = again.rule.alerts
    third = await Stood(engine, db, started=300, **fields).start()
    assert await third.at(310) == {"": "firing"}
    (after,) = third.rule.alerts
    assert (after.active_at_ms, after.fired_at_ms) == (before.active_at_ms, before.fired_at_ms)


async def test_what_has_another_severity_now_does_not_take_over_alerts(engine: EmbeddedEngine, db: Database) -> None:
    await insert_logs(engine, ERRORS)
    await (await Stood(engine, db).start()).at(150)
    assert (await Stood(engine, db, severity="critical").start()).rule.alerts == []


async def test_the_time_we_were_away_is_no_silence_of_others(engine: EmbeddedEngine, db: Database) -> None:
    await insert_logs(engine, [log(95 * NS, "beat")])
    fields = {"op": "absent", "query": "beat"}
    assert await (await Stood(engine, db, **fields).start()).at(100) == {}
    back = await Stood(engine, db, started=3700, **fields).start()
    assert await back.at(3710) == {}
    assert await back.at(3990) == {}
    assert await back.at(4000) == {"": "firing"}


async def test_a_silent_group_goes_on_firing_when_it_is_no_longer_found_and_ends_when_it_is_back(
    engine: EmbeddedEngine, db: Database
) -> None:
    await insert_logs(engine, [log(10 * NS, "beat", service="a"), log(9000 * NS, "beat", service="a")])
    stood = await Stood(engine, db, op="absent", query="beat", group_by="service").start()
    assert await stood.at(400) == {"a": "firing"}
    assert await stood.at(8000) == {"a": "firing"}
    assert await stood.at(9010) == {}
    assert [one.state for one in stood.rule.active.values()] == [AlertState.INACTIVE]


async def test_an_engine_that_fails_ends_nothing(
    engine: EmbeddedEngine, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await insert_logs(engine, ERRORS)
    stood = await Stood(engine, db).start()
    assert await stood.at(150) == {"": "firing"}

    async def slow(*_args: object, limits: Limits, **_more: object) -> None:
        raise QueryTimeout(f"longer than {limits.seconds} s")

    monkeypatch.setattr(engine, "rows", slow)
    with pytest.raises(EvaluationFailed, match="longer than 15"):
        await stood.at(160)
    assert [one.state for one in stood.rule.alerts] == [AlertState.FIRING]


BURSTS = [
    log((minute * MINUTE + n) * NS, "boom", service="shop", level=17) for minute in (20, 21, 60) for n in range(5)
]
HOURS = TimeRange(T0 - 2 * 3600 * NS, T0 + 2 * 3600 * NS)


@pytest.mark.parametrize(
    ("fields", "hold", "times"),
    [
        ({"threshold": 2}, 0, 2),
        ({"threshold": 5}, 0, 1),
        ({"threshold": 10}, 0, 0),
        ({"threshold": 2}, 5 * MINUTE, 1),
        ({"threshold": 2}, 3600, 0),
        ({"op": "below", "threshold": 3}, 0, 2),
        ({"op": "absent", "window_seconds": 3600}, 0, 1),
        ({"threshold": 2, "group_by": "service"}, 0, 2),
        ({"threshold": 2, "query": "level:error"}, 0, 2),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else str(value),
)
async def test_a_preview_says_how_often_it_would_have_fired(
    engine: EmbeddedEngine, fields: dict[str, Any], hold: int, times: int
) -> None:
    await insert_logs(engine, BURSTS)
    found = await preview(engine, condition(**{"query": "boom", **fields}), hold, HOURS)
    assert found.times == times
    (series,) = found.series
    assert series.records == len(BURSTS)
    assert max(series.values) == (15 if fields.get("window_seconds") == 3600 else 10)
    assert len(series.values) == (found.end_s - found.start_s) // found.step_seconds + 1


async def test_a_preview_of_nothing_is_empty(engine: EmbeddedEngine) -> None:
    found = await preview(engine, condition(query="nobody says this"), 0, HOURS)
    assert (found.times, found.groups, found.series) == (0, 0, [])


@pytest.mark.parametrize(
    ("seconds", "step"), [(60, 60), (300, 60), (600, 120), (900, 180), (3600, 600), (86_400, 3600)]
)
def test_steps_of_a_preview_are_finer_than_the_window(seconds: int, step: int) -> None:
    assert step_of(seconds) == step


@pytest.mark.parametrize(("seconds", "interval"), [(60, 10), (300, 30), (3600, 60)])
def test_rules_are_evaluated_several_times_in_their_window(seconds: int, interval: int) -> None:
    assert interval_seconds(seconds) == interval


def test_a_search_about_one_service_names_it_in_its_alerts() -> None:
    assert definition_of(row(query="level:error service:checkout")).labels["service_name"] == "checkout"
    assert "service_name" not in definition_of(row(query="service:a OR service:b")).labels


def test_words_of_people_are_no_templates() -> None:
    assert literal("{{ query `up` }}") == '{{"{{"}} query `up` }}'
