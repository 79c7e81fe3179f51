"""States of alerts after a restart. Times in minutes; the rule waits 30 minutes."""

from collections.abc import Mapping

import pytest

from sardonyx.alerting.evaluation.alert import AlertState, Pairs
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.restoring import restore
from sardonyx.query.promql import StoreUnavailable
from sardonyx.receivers.sample_writer import STALE
from tests.unit.alerting.memory import MINUTE, Memory

RULE = "groups:\n- name: g\n  rules:\n  - {{alert: Down, expr: up == 0, for: {hold}m}}\n"
ALERT: Pairs = (("alertname", "Down"), ("job", "api"))


async def _restored(hold: int, now: int, states: Mapping[Pairs, tuple[int, float]]) -> tuple[AlertingRule, list[str]]:
    memory, asked = Memory(), []
    group = memory.group(RULE.format(hold=hold), restored=False)
    memory.add(now * MINUTE, 0, name="up", job="api")
    await group.evaluate(now * MINUTE)
    assert memory.written == []
    rule = group.rules[0]
    assert isinstance(rule, AlertingRule)

    async def last_states(name: str, after_ms: int, until_ms: int) -> Mapping[Pairs, tuple[int, float]]:
        asked.append(name)
        assert (after_ms, until_ms) == ((now - 60) * MINUTE, now * MINUTE)
        return states

    await restore(rule, now * MINUTE, last_states)
    assert rule.restored
    return rule, asked


@pytest.mark.parametrize(
    ("seen", "since", "active_at"),
    [
        pytest.param(95, 90, 95, id="pending: the time away is added"),
        pytest.param(95, 40, 40, id="was firing: since then"),
        pytest.param(95, 70, 80, id="would fire within the grace time: waits that long"),
    ],
)
async def test_an_alert_goes_on_where_it_was(seen: int, since: int, active_at: int) -> None:
    rule, _ = await _restored(30, 100, {ALERT: (seen * MINUTE, since * 60.0)})
    assert [alert.active_at_ms // MINUTE for alert in rule.alerts] == [active_at]


async def test_an_alert_that_had_ended_starts_again() -> None:
    rule, _ = await _restored(30, 100, {ALERT: (95 * MINUTE, STALE)})
    assert rule.alerts[0].active_at_ms == 100 * MINUTE


async def test_an_unknown_alert_starts_again() -> None:
    rule, _ = await _restored(30, 100, {(("alertname", "Down"), ("job", "web")): (95 * MINUTE, 5400.0)})
    assert rule.alerts[0].active_at_ms == 100 * MINUTE


async def test_a_rule_that_waits_shorter_than_the_grace_time_is_not_asked_about() -> None:
    rule, asked = await _restored(5, 100, {ALERT: (95 * MINUTE, 5400.0)})
    assert asked == []
    assert rule.alerts[0].active_at_ms == 100 * MINUTE


async def test_it_is_tried_again_when_the_store_can_not_answer() -> None:
    memory = Memory()
    memory.add(0, 0, name="up", job="api")
    group = memory.group(RULE.format(hold=30), restored=False)
    await group.evaluate(0)
    rule = group.rules[0]
    assert isinstance(rule, AlertingRule)

    async def unavailable(*_: object) -> Mapping[Pairs, tuple[int, float]]:
        raise StoreUnavailable("not now")

    with pytest.raises(StoreUnavailable):
        await restore(rule, 0, unavailable)
    assert not rule.restored
    assert rule.state is AlertState.PENDING
