"""/api/v1/rules and /api/v1/alerts: Prometheus' shapes, filters, pages, and what a caller may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import httpx
import pytest

from sardonyx.alerting import api
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.no_data.watch import NoDataDelays, NoDataWatch
from sardonyx.alerting.service import RulesService
from sardonyx.alerting.views import exponent_text, time_text
from sardonyx.infrastructure.prometheus import rules
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from tests.support.callers import CALLER, client, make_app
from tests.unit.alerting.memory import Memory

AT = 1_700_000_000_500
FIRST = """\
groups:
- name: first
  interval: 30s
  limit: 5
  rules:
  - {record: "job:up", expr: "sum by(job)(up)", labels: {team: a}}
  - alert: Down
    expr: up == 0
    for: 0s
    keep_firing_for: 5m
    labels: {team: b, job_is: '{{ $labels.job }}'}
    annotations: {summary: '{{ $labels.job }} is down'}
"""
SECOND = "groups:\n- name: second\n  rules:\n  - {record: broken, expr: 'up[5m]'}\n"


@dataclass
class Standing:
    """A manager at a standstill."""

    groups: Sequence[Group]
    status: "Status"
    no_data: NoDataWatch


async def _groups() -> list[Group]:
    memory = Memory()
    memory.add(AT, 0, name="up", job="db", service_name="db")
    memory.add(AT, 0, name="up", job="shop", service_name="shop")
    found = [memory.group(SECOND), memory.group(FIRST)]
    for group in found:
        await group.evaluate(AT)
        group.status.seconds = 0.25
        for rule in group.rules:
            rule.status.seconds = 0.125
    return found


@dataclass
class Status:
    """How reading the files went."""

    loaded_at: float | None = 1_700_000_000.0
    error: str = "r.yml:1:1: no"


async def ask(path: str, *, services: tuple[str, ...] = (), **params: Any) -> httpx.Response:
    endpoints = Endpoints()
    groups, memory = await _groups(), Memory()
    watch = NoDataWatch(NoDataDelays(), lambda: groups, memory.make_query, memory.write, lookback_ms=300_000)
    service = RulesService(cast("RuleManager", Standing(groups, Status(), watch)))
    rules.add_to(endpoints, service)
    caller = replace(CALLER, permissions=frozenset({"alerts:read"}), services=frozenset(services) or None)
    app = make_app(endpoints.router, caller)
    app.include_router(api.build_router(service))
    async with client(app) as http:
        place = path if path.startswith("/") else f"/api/v1/{path}"
        return await http.get(place, params={name.replace("__", "[]"): value for name, value in params.items()})


def _alert(job: str) -> dict[str, Any]:
    return {
        "labels": {"alertname": "Down", "job": job, "job_is": job, "service_name": job, "team": "b"},
        "annotations": {"summary": f"{job} is down"},
        "state": "firing",
        "activeAt": "2023-11-14T22:13:20.5Z",
        "value": "0e+00",
    }


async def test_rules_have_the_shape_of_prometheus() -> None:
    groups = (await ask("rules")).json()["data"]["groups"]
    common = {"evaluationTime": 0.125, "lastEvaluation": "2023-11-14T22:13:20.5Z"}
    group = {"file": "rules.yml", "evaluationTime": 0.25, "lastEvaluation": "2023-11-14T22:13:20.5Z"}
    recording = {
        "name": "job:up",
        "query": "sum by (job) (up)",
        "labels": {"team": "a"},
        "health": "ok",
        "type": "recording",
    }
    alerting = {
        "state": "firing", "name": "Down", "query": "up == 0", "duration": 0, "keepFiringFor": 300, "health": "ok",
        "labels": {"team": "b", "job_is": "{{ $labels.job }}"}, "annotations": {"summary": "{{ $labels.job }} is down"},
        "alerts": [_alert("db"), _alert("shop")], "type": "alerting",
    }  # fmt: skip
    broken = {
        "name": "broken", "query": "up[5m]", "health": "err", "lastError": "rule result is not a vector or scalar",
        "type": "recording",
    }  # fmt: skip
    assert groups == [
        {
            **group,
            "name": "first",
            "interval": 30,
            "limit": 5,
            "rules": [{**recording, **common}, {**alerting, **common}],
        },
        {**group, "name": "second", "interval": 60, "limit": 0, "rules": [{**broken, **common}]},
    ]


async def test_alerts_are_those_of_all_rules() -> None:
    assert (await ask("alerts")).json() == {"status": "success", "data": {"alerts": [_alert("db"), _alert("shop")]}}


async def test_a_caller_sees_alerts_of_his_services_only() -> None:
    assert (await ask("alerts", services=("shop",))).json()["data"]["alerts"] == [_alert("shop")]
    (rule,) = (await ask("rules", services=("shop",), type="alert")).json()["data"]["groups"][0]["rules"]
    assert rule["alerts"] == [_alert("shop")]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"type": "alert"}, ["Down"]),
        ({"type": "record"}, ["job:up", "broken"]),
        ({"rule_name__": ["Down", "broken"]}, ["Down", "broken"]),
        ({"rule_group__": "second"}, ["broken"]),
        ({"file__": "rules.yml"}, ["job:up", "Down", "broken"]),
        ({"file__": "other.yml"}, []),
        ({"match__": '{team="a"}'}, ["job:up"]),
        ({"match__": ['{team=~"a|b"}']}, ["job:up", "Down"]),
        ({"match__": '{job_is!=""}'}, []),
    ],
    ids=[
        "alerts",
        "records",
        "names",
        "group",
        "file",
        "other-file",
        "match",
        "match-pattern",
        "templates-match-nothing",
    ],
)
async def test_rules_can_be_filtered(params: dict[str, Any], names: list[str]) -> None:
    groups = (await ask("rules", **params)).json()["data"]["groups"]
    assert [rule["name"] for group in groups for rule in group["rules"]] == names


async def test_alerts_can_be_left_out() -> None:
    groups = (await ask("rules", type="alert", exclude_alerts="true")).json()["data"]["groups"]
    assert "alerts" not in groups[0]["rules"][0]


async def test_groups_come_in_pages() -> None:
    first = (await ask("rules", group_limit=1)).json()["data"]
    assert [group["name"] for group in first["groups"]] == ["first"]
    second = (await ask("rules", group_limit=1, group_next_token=first["groupNextToken"])).json()["data"]
    assert [group["name"] for group in second["groups"]] == ["second"]
    assert "groupNextToken" not in second


@pytest.mark.parametrize(
    "params",
    [
        {"type": "x"}, {"exclude_alerts": "maybe"}, {"group_limit": "-1"}, {"group_limit": "0"}, {"group_next_token": "x"},
        {"group_limit": "1", "group_next_token": "x"}, {"match__": "sum("}, {"match__": "1"},
    ],
    ids=["type", "bool", "negative", "zero", "token-alone", "unknown-token", "expr", "no-selector"],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(params: dict[str, Any]) -> None:
    answer = await ask("rules", **params)
    assert (answer.status_code, answer.json()["errorType"]) == (400, "bad_data")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0e+00"), (1.0, "1e+00"), (0.5, "5e-01"), (1234.5, "1.2345e+03"), (-1e-7, "-1e-07"), (1e100, "1e+100"),
        (float("inf"), "+Inf"), (float("-inf"), "-Inf"), (float("nan"), "NaN"),
    ],
)  # fmt: skip
def test_values_are_written_with_an_exponent(value: float, shown: str) -> None:
    assert exponent_text(value) == shown


def test_times_have_no_zeros_at_the_end() -> None:
    assert [time_text(ms) for ms in (None, 0, 1_500, 1_001)] == [
        "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01.5Z", "1970-01-01T00:00:01.001Z",
    ]  # fmt: skip


async def test_our_own_pages_learn_how_rules_are_evaluated() -> None:
    told = (await ask("/rest/alerting/rules", services=("shop",))).json()
    assert (told["loaded_at"], told["load_error"]) == ("2023-11-14T22:13:20Z", "r.yml:1:1: no")
    first, second = told["groups"]
    assert (first["name"], first["iterations"], first["evaluations"], first["failures"]) == ("first", 1, 2, 0)
    recording, alerting = first["rules"]
    assert (recording["kind"], recording["state"], recording["alerts"]) == ("recording", None, [])
    assert (alerting["state"], alerting["keep_firing_for_seconds"]) == ("firing", 300)
    (alert,) = alerting["alerts"]
    assert (alert["labels"]["job"], alert["state"], alert["value"]) == ("shop", "firing", 0)
    assert alert["active_at"] == alert["fired_at"] == "2023-11-14T22:13:20.500000Z"
    assert (second["rules"][0]["health"], second["failures"]) == ("err", 1)
    assert [group["name"] for group in (await ask("/rest/alerting/rules", kind="alerting")).json()["groups"]] == [
        "first"
    ]
