"""Groups of rules: what they write, what ends, and where a changed group goes on."""

import math

import numpy as np
import pytest

from sardonyx.alerting.evaluation import schedule
from sardonyx.alerting.evaluation.alert import AlertState
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.query.promql.histograms.pool import Pool
from sardonyx.storage.series import STALE_MARKER_BITS
from tests.support.native_histograms import Figures, Histogram, figures, pool_of
from tests.unit.alerting.memory import MINUTE, Memory

HEAD = "groups:\n- name: g\n  rules:\n"
SUM = HEAD + "  - {record: total, expr: sum by (job) (up)}\n  - {record: twice, expr: total * 2}\n"
DOWN = HEAD + "  - {alert: Down, expr: up == 0, for: 2m, labels: {severity: page}}\n"


def is_stale(value: float) -> bool:
    return int(np.array([value]).view(np.uint64)[0]) == STALE_MARKER_BITS


async def test_a_rule_sees_what_the_one_before_it_has_just_given() -> None:
    memory = Memory()
    memory.add(MINUTE, 3, name="up", job="api")
    await memory.group(SUM).evaluate(MINUTE)
    assert memory.at(MINUTE) == {'total{job="api"}': 3, 'twice{job="api"}': 6}


async def test_a_rule_gives_native_histograms_which_those_behind_it_see() -> None:
    memory = Memory()
    for minute in range(6):
        one = Histogram(count=60 * minute, sum=90.0 * minute, buckets=[20 * minute, 40 * minute])
        memory.samples.add((("__name__", "seconds"), ("job", "api")), minute * MINUTE, pool_of(one))
    rules = (
        "  - {record: rates, expr: 'sum by (job) (rate(seconds[5m]))'}\n"
        "  - {record: mean, expr: histogram_avg(rates)}\n"
        "  - {alert: Some, expr: rates}\n"
    )
    group = memory.group(HEAD + rules)
    await group.evaluate(5 * MINUTE)
    found = memory.at(5 * MINUTE)
    rate = found['rates{job="api"}']
    assert isinstance(rate, Pool)
    assert figures(rate) == [
        Figures(1.0, 1.5, ((0, 0.5, 1.0, pytest.approx(1 / 3)), (0, 1.0, 2.0, pytest.approx(2 / 3))))
    ]
    assert found['mean{job="api"}'] == pytest.approx(1.5)
    alerting = group.rules[2]
    assert isinstance(alerting, AlertingRule)
    assert [alert.value for alert in alerting.alerts] == [0.0]
    await group.evaluate(12 * MINUTE)
    assert is_stale(memory.at(12 * MINUTE)['rates{job="api"}'])


async def test_a_series_that_is_not_given_any_more_ends_at_once_for_all_rules() -> None:
    memory = Memory()
    memory.add(MINUTE, 3, name="up", job="api")
    group = memory.group(SUM)
    await group.evaluate(MINUTE)
    await group.evaluate(8 * MINUTE)
    ended = memory.at(8 * MINUTE)
    assert ended.keys() == {'total{job="api"}', 'twice{job="api"}'}
    assert all(is_stale(value) for value in ended.values())
    await group.evaluate(9 * MINUTE)
    assert memory.at(9 * MINUTE) == {}


async def test_a_failing_rule_says_why_and_ends_nothing() -> None:
    memory = Memory()
    memory.add(MINUTE, 1, name="up", job="api", n="1")
    group = memory.group(HEAD + "  - {record: r, expr: up * on (job) group_left () other}\n  - {record: s, expr: 1}\n")
    memory.add(MINUTE, 1, name="other", job="api")
    await group.evaluate(MINUTE)
    memory.add(2 * MINUTE, 1, name="other", job="api", n="2")
    await group.evaluate(2 * MINUTE)
    failing, fine = group.rules
    assert (failing.status.health, fine.status.health) == ("err", "ok")
    assert "many-to-many matching not allowed" in failing.status.error
    assert memory.at(2 * MINUTE) == {"s{}": 1}
    assert (group.status.evaluations, group.status.failures) == (4, 1)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            "{record: r, expr: up, labels: {n: ''}}",
            "vector contains metrics with the same labelset after applying rule",
        ),
        (
            "{alert: A, expr: up, labels: {n: same}}",
            "vector contains metrics with the same labelset after applying alert",
        ),
        ("{record: r, expr: 'up[5m]'}", "rule result is not a vector or scalar"),
        ("{record: r, expr: '\"text\"'}", "rule result is not a vector or scalar"),
    ],
    ids=["recording", "alerting", "matrix", "string"],
)
async def test_what_a_rule_can_not_give(rule: str, said: str) -> None:
    memory = Memory()
    memory.add(MINUTE, 1, name="up", n="1")
    memory.add(MINUTE, 1, name="up", n="2")
    group = memory.group(HEAD + f"  - {rule}\n")
    await group.evaluate(MINUTE)
    assert group.rules[0].status.error.startswith(said)
    assert memory.written == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [("{record: r, expr: up}", "exceeded limit of 1 with 2 series"), ("{alert: A, expr: up}", "of 1 with 2 alerts")],
    ids=["recording", "alerting"],
)
async def test_a_rule_over_the_limit_of_its_group_gives_nothing(rule: str, said: str) -> None:
    memory = Memory()
    memory.add(MINUTE, 1, name="up", n="1")
    group = memory.group(f"groups:\n- name: g\n  limit: 1\n  rules:\n  - {rule}\n")
    await group.evaluate(MINUTE)
    assert group.rules[0].status.health == "ok"
    memory.add(2 * MINUTE, 1, name="up", n="2")
    await group.evaluate(2 * MINUTE)
    assert said in group.rules[0].status.error
    assert memory.at(2 * MINUTE) == {}
    assert all(after is AlertState.INACTIVE for _, _, after in memory.changes[1:])


async def test_an_offset_asks_and_writes_for_an_earlier_instant() -> None:
    memory = Memory()
    memory.add(MINUTE, 7, name="up")
    memory.add(2 * MINUTE, 8, name="up")
    group = memory.group("groups:\n- name: g\n  query_offset: 1m\n  rules:\n  - {record: r, expr: up}\n")
    await group.evaluate(2 * MINUTE)
    assert memory.written == [((("__name__", "r"),), 7, MINUTE)]


async def test_labels_of_the_group_are_those_of_its_rules_unless_they_say_otherwise() -> None:
    memory = Memory()
    rules = "  rules:\n  - {record: r, expr: 1}\n  - {record: s, expr: 1, labels: {team: b}}\n"
    await memory.group("groups:\n- name: g\n  labels: {team: a, env: x}\n" + rules).evaluate(0)
    assert memory.at(0).keys() == {'r{env="x",team="a"}', 's{env="x",team="b"}'}


async def test_an_alert_waits_fires_and_is_told_of() -> None:
    memory = Memory()
    group = memory.group(DOWN)
    for minute, value in enumerate((0, 0, 0, 1, 1)):
        memory.add(minute * MINUTE, value, name="up", job="api")
        await group.evaluate(minute * MINUTE)
    pending, firing, inactive = AlertState.PENDING, AlertState.FIRING, AlertState.INACTIVE
    assert memory.changes == [("Down", None, pending), ("Down", pending, firing), ("Down", firing, inactive)]
    assert memory.at(MINUTE) == {
        'ALERTS{alertname="Down",alertstate="pending",job="api",severity="page"}': 1,
        'ALERTS_FOR_STATE{alertname="Down",job="api",severity="page"}': 0,
    }
    assert {name for name, value in memory.at(3 * MINUTE).items() if is_stale(value)} == {
        'ALERTS{alertname="Down",alertstate="firing",job="api",severity="page"}',
        'ALERTS_FOR_STATE{alertname="Down",job="api",severity="page"}',
    }


async def test_a_pending_alert_that_ends_is_told_of_too() -> None:
    memory = Memory()
    group = memory.group(DOWN)
    memory.add(0, 0, name="up")
    await group.evaluate(0)
    memory.add(MINUTE, 1, name="up")
    await group.evaluate(MINUTE)
    assert memory.changes[-1] == ("Down", AlertState.PENDING, AlertState.INACTIVE)


async def test_a_resolved_alert_is_kept_a_quarter_of_an_hour() -> None:
    memory = Memory()
    group = memory.group(HEAD + "  - {alert: Down, expr: up == 0}\n")
    memory.add(0, 0, name="up")
    await group.evaluate(0)
    rule = group.rules[0]
    assert isinstance(rule, AlertingRule)
    for minute, known in ((6, 1), (21, 1), (22, 0)):
        await group.evaluate(minute * MINUTE)
        assert len(rule.active) == known
        assert rule.alerts == []


async def test_a_changed_group_goes_on_with_its_alerts_and_ends_what_is_gone() -> None:
    memory = Memory()
    former = memory.group(DOWN + "  - {record: gone, expr: 1}\n  - {record: kept, expr: 1}\n")
    memory.add(0, 0, name="up")
    await former.evaluate(0)
    group = memory.group(
        HEAD + "  - {record: kept, expr: 2}\n  - {alert: Down, expr: up == bool 0, for: 1m, labels: {severity: page}}\n"
    )
    group.take_over(former)
    await group.evaluate(MINUTE)
    written = memory.at(MINUTE)
    assert written["kept{}"] == 2
    assert written['ALERTS{alertname="Down",alertstate="firing",severity="page"}'] == 1
    assert is_stale(written["gone{}"])
    await group.evaluate(2 * MINUTE)
    assert "gone{}" not in memory.at(2 * MINUTE)


async def test_a_removed_group_ends_all_of_its_series() -> None:
    memory = Memory()
    group = memory.group(HEAD + "  - {record: r, expr: 1}\n")
    await group.evaluate(0)
    await group.end(MINUTE)
    assert is_stale(memory.at(MINUTE)["r{}"])


async def test_templates_know_the_series_and_ask_queries_once_an_instant() -> None:
    memory = Memory()
    asked = []
    memory.add(0, 0, name="up", job="api")
    memory.add(0, 0, name="up", job="web")
    group = memory.group(
        HEAD + "  - alert: Down\n    expr: up == 0\n    labels: {team: '{{ $labels.job }}-{{ $externalLabels.dc }}'}\n"
        "    annotations:\n      all: '{{ query \"count(up)\" | first | value }} of {{ $labels.__name__ }} {{ externalURL }}'\n"
        "      wrong: '{{ query \"sum(\" }}'\n"
    )
    query = memory.queries(memory.samples)

    async def counted(expr: str, at_ms: int) -> object:
        asked.append(expr)
        return await query(expr, at_ms)

    await group.rules[0].evaluate(0, counted)  # type: ignore[arg-type]
    rule = group.rules[0]
    assert isinstance(rule, AlertingRule)
    first, second = rule.alerts
    assert dict(first.labels)["team"] == "api-eu"
    assert dict(second.labels)["team"] == "web-eu"
    assert first.annotations["all"] == "2 of up http://here"
    assert "error calling query: 1:5: parse error: unclosed left parenthesis" in first.annotations["wrong"]
    assert asked == ["up == 0", "count(up)", "sum("]


def test_evaluations_are_due_at_an_offset_of_their_group() -> None:
    offset = schedule.offset_ms("rules.yml", "g", MINUTE)
    assert 0 <= offset < MINUTE
    assert offset != schedule.offset_ms("rules.yml", "h", MINUTE)
    now = 1_700_000_000_123
    due = schedule.last_due_ms(now, MINUTE, offset)
    assert now - MINUTE < due <= now
    assert due % MINUTE == offset
    assert schedule.last_due_ms(due, MINUTE, offset) == due


@pytest.mark.parametrize(("seconds", "missed"), [(0, 0), (59, 0), (61, 0), (119, 0), (120, 1), (250, 3)])
def test_evaluations_are_missed_when_one_takes_longer_than_the_next_is_away(seconds: int, missed: int) -> None:
    assert schedule.missed(0, seconds * 1000, MINUTE) == missed


def test_a_stale_marker_is_no_other_nan() -> None:
    assert not is_stale(math.nan)
