"""A source that falls silent: its alerts don't end, its rules say so after their delay, and what was taken away is no loss."""

from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from sardonyx.alerting import api
from sardonyx.alerting.evaluation.alert import AlertState
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.manager import ManagerStatus, RuleManager
from sardonyx.alerting.metrics import RuleCollector
from sardonyx.alerting.models import RulesResponse
from sardonyx.alerting.no_data.inputs import inputs_of
from sardonyx.alerting.no_data.watch import NoDataDelays, NoDataWatch
from sardonyx.alerting.service import RulesService
from sardonyx.receivers.sample_writer import STALE
from tests.support.callers import CALLER, client, make_app
from tests.unit.alerting.memory import MINUTE, Memory

LOOKBACK = 5 * MINUTE
READER = replace(CALLER, permissions=frozenset({"alerts:read"}))
RULES = """\
groups:
- name: g
  rules:
  - {record: "host:memory", expr: "avail / total"}
  - {alert: MemoryLow, expr: "host:memory < 0.1", labels: {severity: warning}}
  - {alert: Hot, expr: "temperature > 80"}
  - {alert: SomeHot, expr: "max(temperature) > 80"}
"""


@dataclass
class _House:
    """Rules over sources a test lets speak; `gone` hold samples back from some minute on."""

    memory: Memory = field(default_factory=Memory)
    delays: NoDataDelays = field(default_factory=NoDataDelays)
    minute: int = 0
    status: ManagerStatus = field(default_factory=ManagerStatus)

    def __post_init__(self) -> None:
        self.group: Group = self.memory.group(RULES)
        self.groups = [self.group]
        self.no_data = NoDataWatch(
            self.delays, lambda: self.groups, self.memory.make_query, self.memory.write, lookback_ms=LOOKBACK
        )
        for rule in self.group.rules:
            if isinstance(rule, AlertingRule):
                rule.held = self.no_data.held

    def says(self, instance: str, *, up: float | None = None, **values: float) -> None:
        """What a source gives in this minute; of a failed scrape, markers and `up` alone."""
        told = dict(values) if up is None else {**values, "up": up}
        for name, value in told.items():
            self.memory.add(self.minute * MINUTE, value, name=name, job="node", instance=instance)

    async def passes(self) -> None:
        """Evaluate and look for this minute; go on to the next."""
        await self.group.evaluate(self.minute * MINUTE)
        await self.no_data.look(self.minute * MINUTE)
        self.minute += 1

    def rule(self, name: str) -> AlertingRule:
        """A rule of the group."""
        return next(rule for rule in self.group.rules if isinstance(rule, AlertingRule) and rule.name == name)

    def silent(self, name: str) -> list[tuple[str, str]]:
        """Which instances a rule has no data from, and what of."""
        return [(one.source[1], one.metric) for one in self.no_data.no_data(self.rule(name))]

    def firing(self, name: str) -> list[str]:
        """The instances of a rule's firing alerts."""
        return [
            dict(one.labels).get("instance", "") for one in self.rule(name).alerts if one.state is AlertState.FIRING
        ]

    def counted(self) -> dict[str, float]:
        """ALERTS_NO_DATA by instance, as it was written for the minute before."""
        told = self.memory.at((self.minute - 1) * MINUTE)
        return {key.split('"')[1]: value for key, value in told.items() if key.startswith("ALERTS_NO_DATA{")}

    async def shown(self) -> RulesResponse:
        """What our own pages are told."""
        app = make_app(api.build_router(RulesService(cast("RuleManager", self))), READER)
        async with client(app) as http:
            return RulesResponse.model_validate((await http.get("/rest/alerting/rules")).json())


BAD = {"avail": 5.0, "total": 100.0, "temperature": 90.0}


async def test_a_silent_source_ends_no_alert_and_is_told_after_the_delay() -> None:
    house = _House()
    for _ in range(3):
        house.says("a", **BAD)
        house.says("b", avail=50, total=100, temperature=20)
        await house.passes()
    assert (house.firing("MemoryLow"), house.firing("Hot")) == (["a"], ["a"])
    states = set()
    while house.minute < 30:
        house.says("b", avail=50, total=100, temperature=20)
        await house.passes()
        states.add((*house.firing("MemoryLow"), *house.firing("Hot")))
        if house.minute <= 2 + 5:
            assert house.silent("Hot") == []
    assert states == {("a", "a")}, "nobody knows that it is over"
    assert house.silent("MemoryLow") == [("a", "avail")], "what is recorded needs what its rule needs"
    assert house.silent("Hot") == house.silent("SomeHot") == [("a", "temperature")]
    assert house.counted() == {"a": 3.0}
    assert house.firing("SomeHot") == [], "b has a temperature, and it isn't hot"
    shown = await house.shown()
    assert [(one.job, one.instance, one.rules) for one in shown.no_data] == [
        ("node", "a", ["MemoryLow", "Hot", "SomeHot"])
    ]
    rules = {rule.name: rule for rule in shown.groups[0].rules}
    assert [rules[name].state for name in ("host:memory", "MemoryLow", "SomeHot")] == [None, "no_data", "no_data"]
    assert [alert.state for alert in rules["MemoryLow"].alerts] == ["no_data"]
    found = {
        sample.labels["rule"]: sample.value
        for family in RuleCollector(cast("RuleManager", house)).collect()
        for sample in family.samples
        if sample.name == "sardonyx_rule_no_data"
    }
    assert found == {"MemoryLow": 1, "Hot": 1, "SomeHot": 1}


async def test_a_source_that_speaks_again_is_judged_again() -> None:
    house = _House()
    for _ in range(3):
        house.says("a", **BAD)
        await house.passes()
    for _ in range(12):
        await house.passes()
    assert house.counted() == {"a": 3.0}
    house.says("a", avail=50, total=100, temperature=90)
    await house.passes()
    assert (house.firing("MemoryLow"), house.firing("Hot")) == ([], ["a"])
    assert (house.silent("MemoryLow"), house.silent("Hot")) == ([], [])
    assert [value != value for value in house.counted().values()] == [True], "its series ends"


async def test_a_scrape_that_fails_is_a_loss() -> None:
    house = _House()
    for _ in range(3):
        house.says("a", up=1, **BAD)
        await house.passes()
    house.says("a", up=0, **dict.fromkeys(BAD, STALE))
    await house.passes()
    assert house.firing("Hot") == ["a"]
    for _ in range(6):
        house.says("a", up=0)
        await house.passes()
    assert (house.firing("Hot"), house.silent("Hot")) == (["a"], [("a", "temperature")])


@pytest.mark.parametrize("up", [1.0, STALE], ids=["gives it no more", "is no target any more"])
async def test_what_a_target_takes_away_is_over(up: float) -> None:
    house = _House()
    for _ in range(3):
        house.says("a", up=1, **BAD)
        await house.passes()
    house.says("a", up=up, **dict.fromkeys(BAD, STALE))
    await house.passes()
    assert house.firing("Hot") == []
    for _ in range(12):
        if up == 1:
            house.says("a", up=1)
        await house.passes()
    assert (house.silent("Hot"), house.counted()) == ([], {})


async def test_an_instance_that_was_replaced_is_no_loss() -> None:
    house = _House()
    for _ in range(10):
        house.says("old", avail=50, total=100, temperature=20)
        house.says("other", avail=50, total=100, temperature=20)
        await house.passes()
    for _ in range(20):
        house.says("new", avail=50, total=100, temperature=20)
        house.says("other", avail=50, total=100, temperature=20)
        await house.passes()
    assert house.silent("Hot") == []
    for _ in range(20):
        house.says("new", avail=50, total=100, temperature=20)
        await house.passes()
    assert house.silent("Hot") == [("other", "temperature")]


async def test_what_was_silent_before_the_start_is_not_missed() -> None:
    house = _House()
    house.says("before", **BAD)
    house.minute = 2
    for _ in range(20):
        house.says("after", avail=50, total=100, temperature=20)
        await house.passes()
    assert (house.silent("Hot"), house.firing("Hot")) == ([], [])


async def test_a_source_that_was_never_there_is_not_missed() -> None:
    house = _House()
    for _ in range(10):
        await house.passes()
    shown = await house.shown()
    assert (shown.no_data, [rule.state for rule in shown.groups[0].rules]) == ([], [None, *["inactive"] * 3])


async def test_single_rules_have_delays_of_their_own_and_after_a_day_nobody_waits() -> None:
    house = _House(delays=NoDataDelays(5 * MINUTE, {"Hot": 60 * MINUTE}))
    for _ in range(3):
        house.says("a", **BAD)
        await house.passes()
    house.minute = 20
    await house.passes()
    assert (house.silent("MemoryLow"), house.silent("Hot")) == ([("a", "avail")], [])
    house.minute = 70
    await house.passes()
    assert house.silent("Hot") == [("a", "temperature")]
    house.minute = 25 * 60
    await house.passes()
    await house.passes()
    assert (house.silent("Hot"), house.firing("Hot")) == ([], [])


def test_a_delay_for_a_rule_that_is_not_there_is_told(caplog: pytest.LogCaptureFixture) -> None:
    _House(delays=NoDataDelays(of={"Hot": MINUTE, "Warm": MINUTE})).no_data.check_names()
    assert caplog.messages == ["alerting.no_data_after_of: there is no alerting rule named Warm"]


@pytest.mark.parametrize(
    ("expr", "needed"),
    [
        ("rate(a[5m]) / on (job) group_left b > 1", ["a", "b"]),
        ('a{job="x",instance=~"h.*",mode="idle"} offset 1h', ['a,instance=~"h.*",job="x"']),
        ("absent(a) or absent_over_time(b[1h])", []),
        ("a unless on (job) b", ["a"]),
        ("r > 1", ["a", "b"]),
        ('{job="x"}', []),
        ("self", []),
        ('ALERTS{alertstate="firing"} and on (job) a', ["a"]),
        ("vector(1) + time()", []),
    ],
)
def test_what_an_expression_needs(expr: str, needed: list[str]) -> None:
    found = inputs_of(expr, {"r": "sum(a) + q", "q": "b", "self": "self"})
    shown = [one.selector[1:-1].replace(f'__name__="{one.metric}"', one.metric) for one in sorted(found)]
    assert shown == needed
