"""Values of query variables over stored series, within what the caller may see; and dashboards that appear by themselves."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.people import sign_in
from tests.unit.infrastructure.stored_series import keep_samples, keep_series

VALUES = "/rest/dashboards/variables"
HOSTS = [
    {"instance": f"web-{n}:9100", "job": "node", "service_name": "onyx-core" if n == 2 else "suna"} for n in (10, 2, 1)
]


@pytest.fixture
async def hosts(engine: EmbeddedEngine) -> None:
    await keep_series(engine, "node_cpu_seconds_total", HOSTS)
    await keep_samples(engine, "node_cpu_seconds_total", 15, 60)
    await keep_series(engine, "other_total", {"instance": "db:1", "service_name": "suna"})


async def asked(browser: httpx.AsyncClient, query: str, **more: str) -> list[str]:
    answer = await browser.post(VALUES, json={"query": query, **more})
    assert answer.status_code == 200, answer.text
    return [one["value"] for one in answer.json()["values"]]


@pytest.mark.usefixtures("hosts")
async def test_every_kind_of_question_is_answered(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    found = await asked(bob, "label_values(node_cpu_seconds_total, instance)", sort="alphabetical")
    assert found == ["web-10:9100", "web-1:9100", "web-2:9100"]
    assert set(await asked(bob, "label_values(instance)")) == {"web-10:9100", "web-2:9100", "web-1:9100", "db:1"}
    assert await asked(bob, 'label_values(node_cpu_seconds_total{instance=~"web-1:.*"}, instance)') == ["web-1:9100"]
    assert await asked(bob, "label_names()") == ["__name__", "instance", "job", "service_name"]
    assert await asked(bob, "metrics(cpu)") == ["node_cpu_seconds_total"]
    (counted,) = await asked(bob, "query_result(count(node_cpu_seconds_total))")
    assert counted.startswith("{} 3 ")


@pytest.mark.usefixtures("hosts")
async def test_patterns_take_parts_and_sorting_knows_numbers(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    question = "label_values(node_cpu_seconds_total, instance)"
    assert await asked(bob, question, regex="/(.*):.*/", sort="numerical") == ["web-1", "web-2", "web-10"]
    assert await asked(bob, question, regex="web-1", sort="alphabetical-descending") == ["web-1"]
    named = {"query": question, "regex": "(?<text>web-\\d+):(?<value>\\d+)"}
    answer = (await bob.post(VALUES, json=named)).json()["values"]
    assert [one["value"] for one in answer] == ["9100"]


@pytest.mark.usefixtures("hosts")
async def test_a_caller_gets_values_of_his_services_only(app: FastAPI) -> None:
    charlie = await sign_in(app, "charlie")
    assert await asked(charlie, "label_values(instance)") == ["web-2:9100"]
    assert await asked(charlie, "metrics(.*)") == ["node_cpu_seconds_total"]


@pytest.mark.parametrize(
    ("query", "regex", "field"),
    [("SHOW TABLES", "", "query"), ("label_values(up{, x)", "", "query"), ("label_values(x)", "(", "regex")],
    ids=["no such question", "broken selector", "broken pattern"],
)
async def test_what_can_not_be_read_is_refused_by_field(app: FastAPI, query: str, regex: str, field: str) -> None:
    bob = await sign_in(app, "bob")
    answer = await bob.post(VALUES, json={"query": query, "regex": regex})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


@pytest.mark.usefixtures("hosts")
async def test_a_shipped_dashboard_is_available_once_its_metric_is_there(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    items: list[dict[str, Any]] = (await bob.get("/rest/dashboards")).json()["items"]
    available = {one["uid"]: one["available"] for one in items}
    assert (available["sardonyx-host"], available["sardonyx-redis"]) == (True, False)
