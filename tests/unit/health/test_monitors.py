"""Monitors as people make them: checked, sealed, kept in files, taken out and in, and seen by whom they concern."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from typer.testing import CliRunner

from sardonyx.access.errors import AccessDenied, Conflict, ValidationFailed
from sardonyx.access.models import AuditEntryRow
from sardonyx.access.principal import Principal
from sardonyx.assembly.health import take_file
from sardonyx.cli import check
from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.health import api_history, api_maintenance, api_monitors
from sardonyx.health.monitors.reading import HealthFileError, read_health, read_health_file
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.state_models import StoredMonitor
from sardonyx.incidents import api as incidents_api
from sardonyx.state.sealing import SealBroken, Sealer
from sardonyx.web import problem
from tests.support.callers import Everyone, client
from tests.support.health import ALICE, CHARLIE, NOON, House, house, migrated, monitor, spec
from tests.support.people import TESTER

SECRET = "seven wet badgers"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    database = await migrated(tmp_path)
    async with house(database, tmp_path) as made:
        yield made
    await database.close()


@asynccontextmanager
async def calling(home: House, principal: Principal = ALICE) -> AsyncIterator[httpx.AsyncClient]:
    async def check_now(monitor_id: str) -> KeptResult:
        return await try_once(home.monitors.get(monitor_id).scheduled)

    async def try_once(wanted: Scheduled) -> KeptResult:
        if wanted.monitor.check.kind == "heartbeat":
            raise LookupError("it tells by itself")
        return KeptResult(wanted.id, 0, "here", wanted.monitor.name, "tcp", "", "", "", "up", "", "", 0.1, {}, {}, "")

    app = FastAPI()
    app.state.access = Everyone(principal)
    for router in (
        api_history.build_router(home.health),
        api_monitors.build_router(home.health, check_now, try_once),
        api_maintenance.build_router(home.maintenance),
        incidents_api.build_router(home.incidents, home.health.state_of),
    ):
        app.include_router(router)
    problem.install(app)
    async with client(app) as caller:
        yield caller


def secret_spec(name: str = "shop", url: str = "https://shop.example/health", token: str = SECRET) -> dict[str, Any]:
    check = {"kind": "http", "url": url, "bearer_token": token, "headers": {"X-Key": token}}
    return spec(name, check=check)


async def test_secrets_are_sealed_at_rest_and_never_answered(home: House) -> None:
    async with calling(home) as caller:
        made = (await caller.post("/rest/health/monitors", json={"spec": secret_spec()})).raise_for_status()
        exported = await caller.get("/rest/health/monitors/export")
    assert SECRET not in made.text + exported.text
    assert made.json()["spec"]["check"]["bearer_token"] == "********"
    async with home.db.reading() as session:
        (row,) = await session.scalars(select(StoredMonitor))
    assert SECRET not in str(row.spec)
    for file in home.folder.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
    again = Monitors(home.db, Sealer(b"k" * 32))
    await again.load()
    (known,) = again.all.values()
    assert known.monitor.check.bearer_token.get_secret_value() == SECRET  # type: ignore[union-attr]
    with pytest.raises(SealBroken):
        await Monitors(home.db, Sealer(b"x" * 32)).load()


async def test_a_mask_keeps_the_secret_but_never_sends_it_elsewhere(home: House) -> None:
    made = await home.monitors.create(secret_spec(), ALICE, TESTER)
    kept = await home.monitors.change(made.id, {**secret_spec(token="********"), "interval": "1m"}, ALICE, TESTER)
    assert kept.monitor.check.headers["X-Key"].get_secret_value() == SECRET  # type: ignore[union-attr]
    elsewhere = secret_spec(url="https://mallory.example/health", token="********")
    with pytest.raises(ValidationFailed, match="the address has changed"):
        await home.monitors.change(made.id, elsewhere, ALICE, TESTER)
    with pytest.raises(ValidationFailed, match="the address has changed"):
        home.monitors.tried(elsewhere, ALICE)
    with pytest.raises(ValidationFailed, match="no stored secret"):
        home.monitors.tried(secret_spec(name="other", token="********"), ALICE)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        pytest.param({"interval": "0s"}, "interval", id="no interval"),
        pytest.param({"check": {"kind": "tcp", "host": "", "port": 1}}, "check.host", id="no host"),
        pytest.param({"check": {"kind": "telepathy"}}, "check", id="no such kind"),
        pytest.param({"chekc": {}}, "chekc", id="no such key"),
        pytest.param({"depends_on": ["wbe"]}, "depends_on", id="depends on nobody"),
        pytest.param({"depends_on": ["new"]}, "spec", id="depends on itself"),
        pytest.param({"depends_on": ["a"]}, "depends_on", id="a circle"),
        pytest.param(
            {"check": {"kind": "tcp", "host": "h", "port": 1, "conditions": ["temperature == 5"]}},
            "check",
            id="condition",
        ),
    ],
)
async def test_what_is_wrong_is_named(home: House, wrong: dict[str, Any], key: str) -> None:
    web = await home.add("web")
    await home.add("a", depends_on=["web"])
    circle = wrong.get("depends_on") == ["a"]
    made = home.monitors.change(web.id, spec("web", **wrong), ALICE, TESTER) if circle else home.add("new", **wrong)
    with pytest.raises(ValidationFailed) as refused:
        await made
    assert key in {error.field for error in refused.value.errors}


async def test_names_differ_and_a_new_name_is_followed(home: House) -> None:
    web = await home.add("web")
    api = await home.add("api", depends_on=["web"])
    with pytest.raises(Conflict):
        await home.add("web")
    window = {"name": "w", "start": "2026-05-01T22:00:00Z", "end": "2026-05-01T23:00:00Z", "monitors": ["web", "api"]}
    await home.maintenance.create(window, ALICE, TESTER)
    await home.monitors.change(web.id, spec("front"), ALICE, TESTER)
    assert api.monitor.depends_on == ("front",)
    assert home.maintenance.views()[0].monitors == ["front", "api"]
    await home.monitors.delete(web.id, ALICE, TESTER)
    assert api.monitor.depends_on == ()


async def test_a_caller_sees_and_makes_monitors_of_his_services_only(home: House) -> None:
    await home.add("core", service="onyx-core")
    mail = await home.add("mail", service="mail")
    bare = await home.add("bare")
    async with calling(home, CHARLIE) as charlie:
        found = (await charlie.get("/rest/health/monitors")).json()
        assert ([one["name"] for one in found["monitors"]], found["counts"]) == (["core"], {"pending": 1})
        for one in (mail, bare):
            assert (await charlie.get(f"/rest/health/monitors/{one.id}")).status_code == 404
            assert (await charlie.get(f"/rest/health/monitors/{one.id}/history")).status_code == 404
            assert (await charlie.post(f"/rest/health/monitors/{one.id}/pause")).status_code == 404
            assert (await charlie.post(f"/rest/health/monitors/{one.id}/check")).status_code == 404
            assert (await charlie.delete(f"/rest/health/monitors/{one.id}")).status_code == 404
        assert (
            await charlie.post("/rest/health/monitors", json={"spec": spec("x", service="mail")})
        ).status_code == 403
        assert (await charlie.post("/rest/health/monitors/try", json={"spec": spec("x")})).status_code == 403
        assert "mail" not in (await charlie.get("/rest/health/monitors/export")).text
        window = {"name": "w", "start": "2026-05-01T22:00:00Z", "end": "2026-05-01T23:00:00Z"}
        assert (await charlie.post("/rest/health/maintenance", json=window)).status_code == 403
        assert len((await charlie.get("/rest/health/dependencies")).json()["nodes"]) == 1
    with pytest.raises(AccessDenied):
        await home.monitors.put_all([monitor("y")], CHARLIE, TESTER)


async def test_incidents_are_seen_by_whom_they_concern(home: House) -> None:
    await home.add("mail", service="mail")
    core = await home.add("core", service="onyx-core", depends_on=["mail"])
    await home.tell("mail", "down")
    async with calling(home, CHARLIE) as charlie:
        (row,) = await home.open_incidents()
        assert (await charlie.get("/rest/incidents")).json()["incidents"] == []
        assert (await charlie.post(f"/rest/incidents/{row.id}/acknowledge")).status_code == 404
        await home.tell(core, "down")
        (seen,) = (await charlie.get("/rest/incidents")).json()["incidents"]
        assert [one["name"] for one in seen["monitors"]] == ["core"]
        assert (seen["title"], seen["cause"], seen["service"]) == ("core is down", "", "")
        detail = (await charlie.get(f"/rest/incidents/{row.id}")).json()
        assert [(event["kind"], event["data"].get("name")) for event in detail["events"]] == [("joined", "core")]


async def test_people_work_on_an_incident(home: House) -> None:
    await home.tell(await home.add("web"), "down")
    async with calling(home) as caller:
        (row,) = (await caller.get("/rest/incidents?state=unresolved")).json()["incidents"]
        path = f"/rest/incidents/{row['id']}"
        acknowledged = (await caller.post(f"{path}/acknowledge", json={"text": "on it"})).json()
        assert (acknowledged["state"], acknowledged["acknowledged_by"]) == ("acknowledged", "Alice")
        assert (await caller.post(f"{path}/acknowledge")).status_code == 409
        assert (await caller.post(f"{path}/notes", json={"text": "a disk is full"})).status_code == 201
        assert (await caller.post(f"{path}/resolve")).json()["state"] == "resolved"
        assert (await caller.post(f"{path}/resolve")).status_code == 409
        events = (await caller.get(path)).json()["events"]
    assert [event["kind"] for event in events] == ["opened", "acknowledged", "note", "resolved"]


async def test_what_people_do_is_audited(home: House) -> None:
    web = await home.add("web")
    await home.monitors.change(web.id, spec("web", interval="1m"), ALICE, TESTER)
    await home.monitors.pause(web.id, ALICE, TESTER, paused=True)
    await home.monitors.delete(web.id, ALICE, TESTER)
    async with home.db.reading() as session:
        actions = list(await session.scalars(select(AuditEntryRow.action).order_by(AuditEntryRow.seq)))
    assert actions == ["monitor.create", "monitor.change", "monitor.pause", "monitor.delete"]


async def test_what_a_file_has_is_changed_in_the_file_only(home: House, tmp_path: Path) -> None:
    mine = await home.add("web")
    file = tmp_path / "monitors.yml"
    file.write_text(
        "monitors:\n- {name: web, check: {kind: icmp, host: web}}\n- {name: db, check: {kind: icmp, host: db}}\n"
        "maintenance:\n- {name: night, start: 2026-05-01T22:00:00, end: 2026-05-01T23:00:00, recurrence: FREQ=DAILY}\n"
    )
    await take_file(home.health, read_health_file(file))
    assert {one.monitor.name: one.source for one in home.health.watched()} == {"web": "file", "db": "file"}
    assert home.monitors.by_name("web").id == mine.id
    (window,) = home.maintenance.views()
    with pytest.raises(Conflict, match="change it there"):
        await home.monitors.change(mine.id, spec("web"), ALICE, TESTER)
    with pytest.raises(Conflict, match="change it there"):
        await home.maintenance.delete(window.id, ALICE, TESTER)
    ids = {one.id for one in home.health.watched()}
    await take_file(home.health, read_health_file(file))
    assert ({one.id for one in home.health.watched()}, home.maintenance.views()[0].id) == (ids, window.id)
    await take_file(home.health, None)
    assert (home.health.watched(), home.maintenance.views()) == ([], [])


def test_wrong_entries_of_a_file_are_refused_with_line_and_key() -> None:
    text = """monitors:
- name: web
  check: {kind: http, url: http://web, follow: 3}
- name: db
  check: {kind: postgres, url: postgresql://db}
  interval: soon
- {name: db2, check: {kind: tcp, host: db, port: 99999}}
maintenance:
- {name: w, start: 2026-05-01T22:00:00, end: 2026-05-01T20:00:00}
- {name: x, start: 2026-05-01T22:00:00, end: 2026-05-01T23:00:00, recurrence: FREQ=SECONDLY}
monitor: []
"""
    with pytest.raises(HealthFileError) as refused:
        read_health(text, "m.yml")
    told = refused.value.mistakes
    assert [(one.split(":")[1], one.split(": ")[1]) for one in told] == [
        ("3", "monitors[0].check.follow"),
        ("6", "monitors[1].interval"),
        ("7", "monitors[2].check.port"),
        ("9", "maintenance[0]"),
        ("10", "maintenance[1].recurrence"),
        ("11", "monitor"),
    ]


def test_a_file_is_checked_by_the_command(tmp_path: Path) -> None:
    file = tmp_path / "monitors.yml"
    file.write_text("monitors: [{name: web, check: {kind: icmp, host: web}}]")
    assert "fine, 1 monitor and 0 maintenance windows" in CliRunner().invoke(check.app, ["monitors", str(file)]).stdout
    file.write_text("monitors: [{name: web, check: {kind: icmp}}]")
    assert "monitors[0].check.host" in str(CliRunner().invoke(check.app, ["monitors", str(file)]).exception)


def test_twice_the_same_name_and_circles_are_refused() -> None:
    one = "{name: a, check: {kind: icmp, host: a}, depends_on: [b]}"
    other = "{name: b, check: {kind: icmp, host: b}, depends_on: [a]}"
    with pytest.raises(HealthFileError, match="another “a”"):
        read_health(f"monitors: [{one}, {one}]", "m.yml")
    with pytest.raises(HealthFileError, match="circle"):
        read_health(f"monitors: [{one}, {other}]", "m.yml")


async def test_what_was_found_may_be_adopted_or_sent_away_for_good(home: House) -> None:
    await home.health.replace_found([monitor("redis"), monitor("postgres"), monitor("qdrant")])
    redis, postgres = home.monitors.by_name("redis"), home.monitors.by_name("postgres")
    await home.monitors.change(redis.id, spec("redis", interval="1m"), ALICE, TESTER)
    await home.monitors.delete(postgres.id, ALICE, TESTER)
    await home.health.replace_found([monitor("redis"), monitor("postgres")])
    found = {one.monitor.name: (one.source, one.monitor.interval.seconds) for one in home.health.watched()}
    assert found == {"redis": ("ui", 60)}
    async with house(home.db, home.folder, at=NOON) as again:
        await again.health.replace_found([monitor("postgres")])
        assert again.monitors.by_name("postgres") is None


async def test_an_export_comes_back_as_it_was(home: House) -> None:
    await home.monitors.create(secret_spec(), ALICE, TESTER)
    await home.add("api", depends_on=["shop"], labels={"team": "a"})
    window = {"name": "w", "start": "2026-05-01T22:00:00", "end": "2026-05-01T23:00:00", "time_zone": "Europe/Berlin"}
    await home.maintenance.create(window, ALICE, TESTER)
    async with calling(home) as caller:
        text = (await caller.get("/rest/health/monitors/export")).text
        body = {"yaml": text.replace("host: 127.0.0.1", "host: 127.0.0.2")}
        same = (await caller.post("/rest/health/monitors/import", json={"yaml": text})).json()
        assert same == {"created": [], "updated": [], "unchanged": ["api", "shop", "w"], "errors": []}
        dry = (await caller.post("/rest/health/monitors/import", json={**body, "dry_run": True})).json()
        assert (dry["updated"], home.monitors.by_name("api").target) == (["api"], "127.0.0.1:5432")
        done = (await caller.post("/rest/health/monitors/import", json=body)).json()
        assert (done["updated"], home.monitors.by_name("api").target) == (["api"], "127.0.0.2:5432")
        wrong = (await caller.post("/rest/health/monitors/import", json={"yaml": "monitors: [{name: x}]"})).json()
        assert wrong["errors"][0].startswith("import:1:12: monitors[0].check")
    shop = home.monitors.by_name("shop").monitor
    assert shop.check.bearer_token.get_secret_value() == SECRET  # type: ignore[union-attr]


async def test_the_board_filters_and_counts(home: House) -> None:
    web = await home.add("web", group="shop", service="shop")
    await home.add("db", group="shop")
    await home.add("mail", group="office")
    await home.tell(web, "up", "down")
    async with calling(home) as caller:

        async def names(query: str) -> list[str]:
            found = (await caller.get(f"/rest/health/monitors?{query}")).json()
            return [one["name"] for one in found["monitors"]]

        assert await names("") == ["web", "db", "mail"]
        assert await names("state=down") == ["web"]
        assert await names("state=pending&group=shop") == ["db"]
        assert await names("q=OFF") == ["mail"]
        assert await names("service=shop&source=ui") == ["web"]
        whole = (await caller.get("/rest/health/monitors?latency=true")).json()
        assert (whole["counts"], whole["groups"]) == ({"down": 1, "pending": 2}, ["office", "shop"])
        row = whole["monitors"][0]
        assert (row["state"], row["message"], row["vantages"][0]["outcome"]) == ("down", "no answer", "down")
        assert 0 < row["uptime_24h"] <= 1
        detail = (await caller.get(f"/rest/health/monitors/{web.id}")).json()
        assert detail["spec"]["check"]["port"] == 5432
        assert (await caller.post(f"/rest/health/monitors/{web.id}/check")).json()["outcome"] == "up"
        beat = spec("job", check={"kind": "heartbeat"})
        assert (await caller.post("/rest/health/monitors/try", json={"spec": beat})).status_code == 409


async def test_nobody_without_the_permission_writes(home: House) -> None:
    viewer = replace(ALICE, permissions=frozenset({"monitors:read", "incidents:read"}))
    async with calling(home, viewer) as caller:
        assert (await caller.post("/rest/health/monitors", json={"spec": spec("x")})).status_code == 403
        assert (await caller.get("/rest/health/monitors")).status_code == 200


async def test_a_change_that_cannot_be_stored_changes_nothing(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    web = await home.add("web")

    async def fails(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("sardonyx.health.monitors.service.chain.record", fails)
    with pytest.raises(OSError, match="full"):
        await home.monitors.change(web.id, spec("front"), ALICE, TESTER)
    with pytest.raises(OSError, match="full"):
        await home.add("more")
    with pytest.raises(OSError, match="full"):
        await home.monitors.delete(web.id, ALICE, TESTER)
    assert [one.monitor.name for one in home.health.watched()] == ["web"]
