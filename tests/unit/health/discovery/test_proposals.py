"""Proposals through their routes: seen within a caller's scope, taken over with their secrets, put away for everybody."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from sardonyx.access.principal import Principal
from sardonyx.collectors.scrape.state import ActiveTarget, Pool
from sardonyx.config.checks import PostgresCheck
from sardonyx.health.discovery.api import build_router
from sardonyx.health.discovery.proposals import Places, Proposals
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.watched import Watched
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.state.sealing import Sealer
from sardonyx.storage.errors import QueryTimeout
from tests.support.callers import CALLER, client, make_app

ADMIN = replace(CALLER, permissions=frozenset({"monitors:read", "monitors:write"}))
SHOPKEEPER = replace(ADMIN, services=frozenset({"shop"}))
COMPOSE = """
services:
  db: {image: "postgres:16", ports: ["5433:5432"], environment: {POSTGRES_PASSWORD: hush}}
"""


class _Health:
    """Real monitors, nothing watched."""

    def __init__(self, monitors: Monitors) -> None:
        self.monitors = monitors

    def watched(self) -> list[Watched]:
        return list(self.monitors.all.values())

    def by_name(self, name: str) -> Watched | None:
        return self.monitors.by_name(name)


class _NoEngine:
    async def rows(self, *_: object, **__: object) -> Sequence[dict[str, Any]]:
        raise QueryTimeout("too slow")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(default_url(tmp_path), folder=tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def monitors(database: Database) -> Monitors:
    made = Monitors(database, Sealer(b"k" * 32))
    await made.load()
    return made


@pytest.fixture
def proposals(database: Database, monitors: Monitors, tmp_path: Path) -> Proposals:
    file = tmp_path / "compose.yml"
    file.write_text(f"name: shop\n{COMPOSE}")
    url = "http://10.0.0.1:9100/metrics"
    labels = {"job": "node", "instance": "a", "service_name": "shop"}
    target = ActiveTarget("node", labels, {}, url, url, "up", "", None, 0.0, 15.0, 10.0, 0, 0, 0, 0)
    places = Places((file, tmp_path / "none.yml"), "", lambda: [Pool("node", (target,), (), 0)])
    return Proposals(places, cast("Any", _Health(monitors)), cast("Any", _NoEngine()), database)


def _as(proposals: Proposals, principal: Principal = ADMIN) -> httpx.AsyncClient:
    return client(make_app(build_router(proposals), principal))


async def _seen(proposals: Proposals, principal: Principal = ADMIN) -> dict[str, Any]:
    async with _as(proposals, principal) as http:
        answer: dict[str, Any] = (await http.get("/rest/health/proposals")).json()
    return answer


async def test_what_could_be_watched_is_listed_without_secrets(proposals: Proposals) -> None:
    answer = await _seen(proposals)
    assert [(one["name"], one["found_in"], one["exists"]) for one in answer["proposals"]] == [
        ("shop: db", "compose", False),
        ("node a", "prometheus", False),
    ]
    assert answer["proposals"][0]["spec"]["check"]["url"] == "********"
    assert "hush" not in repr(answer)
    assert [problem.rpartition("/")[2] for problem in answer["problems"]] == [
        "none.yml: No such file or directory",
        "traces could not be looked up in time",
    ]


async def test_taken_over_they_have_their_secrets_and_are_proposed_no_more(
    proposals: Proposals, monitors: Monitors
) -> None:
    key = (await _seen(proposals))["proposals"][0]["key"]
    async with _as(proposals) as http:
        accepted = await http.post("/rest/health/proposals/accept", json={"keys": [key]})
        again = await http.post("/rest/health/proposals/accept", json={"keys": [key]})
    assert [one["name"] for one in accepted.json()["monitors"]] == ["shop: db"]
    assert again.json() == {"monitors": []}
    made = monitors.by_name("shop: db")
    assert made is not None
    assert isinstance(made.monitor.check, PostgresCheck)
    assert made.monitor.check.url.get_secret_value() == "postgresql://postgres:hush@127.0.0.1:5433/postgres"
    assert {one["name"]: one["exists"] for one in (await _seen(proposals))["proposals"]} == {
        "shop: db": True, "node a": False,
    }  # fmt: skip


async def test_put_away_they_are_gone_for_everybody(proposals: Proposals) -> None:
    key = (await _seen(proposals))["proposals"][0]["key"]
    async with _as(proposals) as http:
        assert (await http.post("/rest/health/proposals/dismiss", json={"keys": [key, key]})).status_code == 204
        unknown = await http.post("/rest/health/proposals/dismiss", json={"keys": ["0" * 32]})
    assert unknown.status_code == 404
    assert [one["name"] for one in (await _seen(proposals))["proposals"]] == ["node a"]


async def test_callers_see_and_take_over_what_is_theirs(proposals: Proposals) -> None:
    everything = (await _seen(proposals))["proposals"]
    mine = await _seen(proposals, SHOPKEEPER)
    assert ([one["name"] for one in mine["proposals"]], mine["problems"]) == (["node a"], [])
    async with _as(proposals, SHOPKEEPER) as http:
        refused = await http.post("/rest/health/proposals/accept", json={"keys": [everything[0]["key"]]})
        allowed = await http.post("/rest/health/proposals/accept", json={"keys": [everything[1]["key"]]})
    assert (refused.status_code, allowed.status_code) == (404, 200)
