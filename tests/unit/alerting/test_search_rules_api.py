"""Search rules through the front door: who may keep them, whose scope they have, what they leave in the audit chain."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.access import audit
from sardonyx.alerting import api as alerting_api
from sardonyx.alerting.evaluation.alert import Change
from sardonyx.alerting.evaluation.group import Written
from sardonyx.alerting.search_rules.api import build_router
from sardonyx.alerting.search_rules.runner import SearchRuleRunner
from sardonyx.alerting.search_rules.service import SearchRules
from sardonyx.alerting.service import RulesService
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.web import problem
from tests.support.people import TESTER, add_people, make_access, make_app, sign_in
from tests.support.telemetry import T0, insert_logs, log

RULES = "/rest/alerting/search-rules"
WISH = {
    "name": "Refused orders",
    "signal": "logs",
    "query": "refused",
    "op": "above",
    "threshold": 2,
    "window_seconds": 300,
}
AT_MS = T0 // 10**6 + 200_000


class Settled:
    """A store that is never behind."""

    async def settled(self, until_ms: int, timeout_seconds: float) -> bool:
        return True


class House:
    """An app with search rules; what they write and tell is kept."""

    def __init__(self, app: FastAPI, runner: SearchRuleRunner) -> None:
        self.app, self.runner = app, runner
        self.written: list[Written] = []
        self.told: list[Change] = []

    async def write(self, samples: Sequence[Written]) -> None:
        self.written += samples

    async def evaluate(self, at_ms: int = AT_MS) -> None:
        for group in self.runner.groups:
            async with asyncio.timeout(20):
                while not group.status.iterations:
                    await asyncio.sleep(0.01)
            await group.evaluate(at_ms)


@pytest.fixture
def state_url(tmp_path: Path) -> str:
    """SQLite alone: what both databases hold is compared by the tests of migrations."""
    return default_url(tmp_path)


@pytest.fixture
async def house(db: Database, engine: EmbeddedEngine) -> AsyncIterator[House]:
    access = make_access(db)
    await add_people(access, "alice", "bob", "charlie")
    app = make_app(access)
    made: House

    async def write(samples: Sequence[Written]) -> None:
        await made.write(samples)

    def heard(change: Change) -> None:
        made.told.append(change)

    still = Settled()
    # At a clock that stands still a group is evaluated once by itself, before anything was logged; then tests say when.
    runner = SearchRuleRunner(
        engine, db, {"logs": still, "traces": still}, write, heard, clock=lambda: T0 / 10**9 - 86_400
    )
    app.include_router(build_router(SearchRules(db, runner), engine))
    app.include_router(alerting_api.build_router(RulesService(None, runner)))
    problem.install(app)
    made = House(app, runner)
    async with runner.running():
        yield made


async def kept(browser: httpx.AsyncClient, **wish: object) -> dict[str, Any]:
    answer = await browser.post(RULES, json={**WISH, **wish})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_rule_is_evaluated_once_it_is_kept_and_its_alerts_go_where_others_go(
    house: House, engine: EmbeddedEngine
) -> None:
    await insert_logs(engine, [log(n * 10**9, "refused", level=17) for n in range(100, 105)])
    bob = await sign_in(house.app, "bob")
    made = await kept(bob, group_by="service")
    assert (made["group_label"], made["interval_seconds"], made["changed_by"]) == ("service_name", 30, "Bob")
    await house.evaluate()
    labels = {"alertname": "Refused orders", "service_name": "shop", "severity": "warning", "signal": "logs"}
    assert {dict(written[0])["__name__"]: written[1] for written in house.written}.keys() == {
        "ALERTS",
        "ALERTS_FOR_STATE",
    }
    assert [(change.rule, dict(change.alert.labels)) for change in house.told] == [("Refused orders", labels)]
    (group,) = (await bob.get("/rest/alerting/rules")).json()["groups"]
    (rule,) = group["rules"]
    assert (group["file"], rule["state"], rule["search"]["query"]) == ("searches", "firing", "refused")
    (alert,) = rule["alerts"]
    assert (alert["labels"], alert["value"]) == (labels, 5.0)
    (listed,) = (await bob.get(RULES)).json()["items"]
    assert (listed["state"], listed["health"]) == ("firing", "ok")


async def test_alerts_of_a_rule_are_told_to_those_who_may_see_all_it_counts(
    house: House, engine: EmbeddedEngine
) -> None:
    await insert_logs(engine, [log(n * 10**9, "refused", service="onyx-core") for n in range(100, 105)])
    bob, charlie = [await sign_in(house.app, name) for name in ("bob", "charlie")]
    await kept(bob)
    await house.evaluate()
    assert len((await bob.get("/rest/alerting/rules")).json()["groups"]) == 1
    assert (await charlie.get("/rest/alerting/rules")).json()["groups"] == []
    assert (await charlie.get(RULES)).json()["items"] == []


async def test_a_viewer_keeps_changes_and_deletes_none(house: House) -> None:
    bob, charlie = [await sign_in(house.app, name) for name in ("bob", "charlie")]
    path = f"{RULES}/{(await kept(bob))['id']}"
    assert (await charlie.post(RULES, json=WISH)).status_code == 403
    assert ((await charlie.put(path, json=WISH)).status_code, (await charlie.delete(path)).status_code) == (403, 403)


async def test_changes_are_at_work_at_once_and_enter_the_audit_chain(house: House, db: Database) -> None:
    bob = await sign_in(house.app, "bob")
    path = f"{RULES}/{(await kept(bob))['id']}"
    changed = await bob.put(path, json={**WISH, "threshold": 9, "for_seconds": 60})
    assert (changed.status_code, changed.json()["threshold"]) == (200, 9)
    assert [group.rules[0].expr for group in house.runner.groups] == ["more than 9 log records in 5m: refused"]
    assert (await bob.put(path, json={**WISH, "enabled": False})).json()["enabled"] is False
    assert house.runner.groups == []
    assert (await bob.delete(path)).status_code == 204
    assert (await bob.delete(path)).status_code == 404
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=100, reader=TESTER)
    actions = [entry.action for entry in page.items if entry.action.startswith("search_rule.")]
    assert actions[::-1] == ["search_rule.create", "search_rule.change", "search_rule.change", "search_rule.delete"]


REFUSED: list[tuple[dict[str, object], int, str]] = [
    ({"query": "level:"}, 400, "level"),
    ({"op": "below", "threshold": 0}, 422, "fewer than 0"),
    ({"window_seconds": 90}, 422, "multiple of 60"),
    ({"group_by": "severity"}, 422, "severity"),
    ({"name": " "}, 422, "printable"),
    ({"name": "taken"}, 409, "taken"),
    ({"unheard": 1}, 422, "unheard"),
]


async def test_what_makes_no_rule_is_refused_in_words(house: House) -> None:
    bob = await sign_in(house.app, "bob")
    await kept(bob, name="taken")
    for wish, status, said in REFUSED:
        answer = await bob.post(RULES, json={**WISH, **wish})
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert len((await bob.get(RULES)).json()["items"]) == 1


async def test_a_preview_needs_the_signal_and_keeps_to_a_week(house: House, engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(n * 10**9, "refused") for n in range(100, 105)])
    bob = await sign_in(house.app, "bob")
    wish = {name: value for name, value in WISH.items() if name != "name"}
    start = T0 // 10**9
    found = (await bob.post(f"{RULES}/preview", json={**wish, "start": start, "end": start + 3600})).json()
    assert (found["times"], found["groups"], found["series"][0]["records"]) == (1, 1, 5)
    refused = await bob.post(f"{RULES}/preview", json={**wish, "start": "now-8d"})
    assert (refused.status_code, "7 days" in refused.json()["detail"]) == (400, True)
