"""Check-ins as jobs send them, stored before they are answered, and told as results; silence found, also over restarts."""

import asyncio
import gzip
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from sardonyx.access import tokens
from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.checks import HeartbeatCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.external_watchers.service import ExternalWatchers
from sardonyx.health.heartbeats import routers, service
from sardonyx.health.heartbeats.output import MAX_BYTES, kept_output
from sardonyx.health.heartbeats.routers import Tellers
from sardonyx.health.heartbeats.sentry_api import NotStored
from sardonyx.health.heartbeats.sentry_service import SentryCheckIns
from sardonyx.health.heartbeats.service import Heartbeats
from sardonyx.health.monitors.service import Monitors
from sardonyx.processors.masking import Masker
from sardonyx.state import Database, StateUnavailable
from sardonyx.state.sealing import Sealer
from tests.support.callers import CALLER, make_app
from tests.support.people import TESTER, Clock, make_access

SECRET = b"s" * 32
EDITOR = replace(CALLER, permissions=frozenset({"monitors:read", "monitors:write", "ingest:write"}))
READER = replace(CALLER, permissions=frozenset({"monitors:read"}))
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAILY = Monitor(name="Nightly backup", check=HeartbeatCheck(schedule="0 3 * * *", grace=timedelta(minutes=10)))
RUN = "6b9f0a38-2f0c-4b7e-9d33-8d5f1f0f7a11"


@cache
def masker_of() -> Masker:
    """The one that masks by default; it takes a while to make."""
    return Masker.build(hash_key=SECRET)


@pytest.fixture(scope="module")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty state database: each test has a copy, migrating takes longer than most of them."""
    path = tmp_path_factory.mktemp("state") / "state.db"

    async def make() -> None:
        await (await Database.open(f"sqlite:///{path}")).close()

    asyncio.run(make())
    return path


@pytest.fixture
def state_url(empty_state: Path, tmp_path: Path) -> str:
    shutil.copy(empty_state, tmp_path / "state.db")
    return f"sqlite:///{tmp_path}/state.db"


@dataclass
class House:
    """Jobs of one process: their routes, what they told the state machine, and a clock."""

    db: Database
    clock: Clock
    monitors: Monitors
    results: list[ProbeResult] = field(default_factory=list)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    async def sink(self, scheduled: Scheduled, result: ProbeResult) -> float | None:
        self.results.append(result)
        watched = self.monitors.get(scheduled.id)
        return watched.machine.hear(result.vantage, result.outcome, result.reason, result.message, 0.0)

    def __post_init__(self) -> None:
        self.heartbeats = Heartbeats(
            self.db, self.monitors, self.sink, SECRET, now=self.clock, monotonic=lambda: self.clock().timestamp()
        )
        self.watchers = ExternalWatchers(self.db, self.monitors, self.sink, now=self.clock)
        self.tellers = Tellers(
            self.heartbeats, SentryCheckIns(self.heartbeats, self.monitors), NotStored(self.registry), self.watchers,
            self.monitors, masker_of(),
        )  # fmt: skip

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [(result.outcome, result.reason, result.message) for result in self.results]

    def client(self, principal: Principal = EDITOR) -> httpx.AsyncClient:
        router = APIRouter()
        for one in routers.build(self.tellers):
            router.include_router(one)
        app = make_app(router, principal)
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sardonyx")

    async def ping_path(self, name: str = DAILY.name) -> str:
        watched = self.monitors.by_name(name)
        assert watched is not None
        return f"/ping/{self.heartbeats.key_of(watched.id)}"


@asynccontextmanager
async def opened(db: Database, clock: Clock, *wanted: Monitor) -> AsyncIterator[House]:
    """A process over this state."""
    monitors = Monitors(db, Sealer(b"k" * 32), now=clock)
    await monitors.load()
    house = House(db, clock, monitors)
    for monitor in wanted:
        await monitors.ensure(monitor, "ui")
    async with AsyncExitStack() as stack:
        await house.heartbeats._load()
        stack.callback(house.results.clear)
        yield house


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
async def house(db: Database, clock: Clock) -> AsyncIterator[House]:
    async with opened(db, clock, DAILY) as made:
        yield made


async def check_ins(house: House, name: str = DAILY.name) -> list[dict[str, Any]]:
    watched = house.monitors.by_name(name)
    assert watched is not None
    async with house.client() as client:
        return list((await client.get(f"/rest/health/heartbeats/{watched.id}/check-ins")).json()["check_ins"])


async def test_a_run_from_start_to_end(house: House, clock: Clock) -> None:
    path = await house.ping_path()
    async with house.client() as client:
        assert (await client.get(f"{path}/start?rid={RUN}")).text == "OK"
        clock.forward(minutes=4)
        await client.post(f"{path}/log?rid={RUN}", content="half of it")
        done = await client.post(f"{path}?rid={RUN}", content="3 tables, password=hunter2hunter2")
    assert (done.status_code, done.text, done.headers["ping-body-limit"]) == (200, "OK", "10000")
    assert house.told == [("up", "", "")]
    assert house.results[0].seconds == 240
    newest, log, start = await check_ins(house)
    assert (start["kind"], log["kind"], log["output"]) == ("start", "log", "half of it")
    assert (newest["kind"], newest["duration_seconds"], newest["run_id"], newest["from"]) == (
        "ok", 240, RUN, "127.0.0.1",
    )  # fmt: skip
    assert "hunter2" not in newest["output"]


@pytest.mark.parametrize(
    ("method", "ending", "told"),
    [
        ("GET", "", ("up", "", "")),
        ("HEAD", "", ("up", "", "")),
        ("POST", "/0", ("up", "", "")),
        ("GET", "/fail", ("down", "reported", "the job says that it failed")),
        ("HEAD", "/137", ("down", "reported", "the job ended with status 137")),
    ],
)
async def test_endings(house: House, method: str, ending: str, told: tuple[str, str, str]) -> None:
    async with house.client() as client:
        answer = await client.request(method, await house.ping_path() + ending)
    assert answer.status_code == 200
    assert house.told == [told]


async def test_what_means_nothing_is_refused_and_not_stored(house: House) -> None:
    path = await house.ping_path()
    async with house.client() as client:
        got = [
            (await client.get(one)).status_code for one in (f"{path}/256", f"{path}/done", "/ping/0", f"{path}?rid=7")
        ]
        assert got == [404, 404, 404, 400]
        assert (await client.post(path, content=b"x" * (1 << 20 | 1))).status_code == 413
    assert await check_ins(house) == []


async def test_is_not_answered_before_it_is_stored(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def away() -> AsyncIterator[None]:
        raise StateUnavailable("the disk is gone")
        yield

    path = await house.ping_path()
    with monkeypatch.context() as patched:
        patched.setattr(house.db, "session", away)
        async with house.client() as client:
            assert (await client.get(path)).status_code == 503
    assert house.told == []
    watched = house.monitors.by_name(DAILY.name)
    assert watched is not None
    beat = house.heartbeats.beat_of(watched.id)
    assert beat is not None
    assert beat.outcome == ""


async def test_silence_is_told_once_and_a_late_ping_ends_it(house: House, clock: Clock) -> None:
    clock.at = START + timedelta(hours=15, minutes=9)
    await house.heartbeats.judge()
    assert house.told == []
    clock.forward(minutes=1)
    await house.heartbeats.judge()
    await house.heartbeats.judge()
    assert [(outcome, reason) for outcome, reason, _ in house.told] == [("down", "missed")]
    async with house.client() as client:
        await client.get(await house.ping_path())
    assert house.told[1:] == [("up", "", "")]


async def test_what_was_known_survives_a_restart(db: Database, clock: Clock) -> None:
    async with opened(db, clock, DAILY) as house:
        clock.at = datetime(2026, 1, 2, 3, tzinfo=UTC)
        path = await house.ping_path()
        async with house.client() as client:
            await client.get(f"{path}/start?rid={RUN}")
    clock.at = datetime(2026, 1, 5, 20, tzinfo=UTC)
    async with opened(db, clock) as house:
        assert await house.ping_path() == path
        await house.heartbeats.judge()
        assert house.told == []  # away for three days: nothing is said of them yet
        async with house.client() as client:
            await client.get(f"{path}/0?rid={RUN}")
        assert house.results[0].seconds == 3 * 86400 + 17 * 3600
    clock.at = datetime(2026, 1, 9, 20, tzinfo=UTC)
    async with opened(db, clock) as house:
        clock.forward(minutes=10)
        await house.heartbeats.judge()
        assert [(outcome, reason) for outcome, reason, _ in house.told[1:]] == [("down", "missed")]


async def test_what_was_stored_and_not_told_is_told_at_the_next_start(db: Database, clock: Clock) -> None:
    async with opened(db, clock, DAILY) as house, house.client() as client:
        await client.get(await house.ping_path())
    async with opened(db, clock) as house:  # the state machine's state was not kept here: as after a kill
        assert [outcome for outcome, _, _ in house.told] == ["up"]


async def test_sleeping_machine_is_no_silence_of_jobs(house: House, clock: Clock) -> None:
    seconds = 0.0
    house.heartbeats._monotonic = lambda: seconds
    await house.heartbeats.judge()
    clock.forward(days=2)
    seconds += 5.0
    await house.heartbeats.judge()
    assert house.told == []


async def test_paused_job_is_not_judged_and_has_its_grace_when_it_goes_on(house: House, clock: Clock) -> None:
    watched = house.monitors.by_name(DAILY.name)
    assert watched is not None
    everybody = replace(EDITOR, services=None, environments=None)
    await house.monitors.pause(watched.id, everybody, TESTER, paused=True)
    clock.forward(days=3)
    await house.heartbeats.judge()
    await house.monitors.pause(watched.id, everybody, TESTER, paused=False)
    clock.forward(minutes=9)
    await house.heartbeats.judge()
    assert house.told == []
    clock.forward(minutes=1)
    await house.heartbeats.judge()
    assert len(house.told) == 1


async def test_only_so_many_check_ins_are_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "KEPT", 4)
    async with house.client() as client:
        path = await house.ping_path() + "/log"
        for _ in range(15):
            await client.get(path)
    watched = house.monitors.by_name(DAILY.name)
    assert watched is not None
    assert 4 <= len(await house.heartbeats.check_ins(watched.id, 100)) <= 8


async def test_addresses_are_for_those_who_may_change_monitors(house: House) -> None:
    watched = house.monitors.by_name(DAILY.name)
    assert watched is not None
    path = f"/rest/health/heartbeats/{watched.id}/check-ins"
    async with house.client() as editor, house.client(READER) as reader:
        got, seen = (await editor.get(path)).json(), (await reader.get(path)).json()
    assert got["ping_url"] == f"http://sardonyx{await house.ping_path()}"
    assert got["sentry_url"].startswith("http://sardonyx/api/0/cron/nightly-backup/")
    assert (seen["ping_url"], seen["sentry_url"]) == (None, None)
    assert seen["next_due"].endswith("T03:00:00Z")


async def test_other_monitors_have_no_check_ins(house: House) -> None:
    other = await house.monitors.ensure(Monitor(name="db", check=TcpCheck(host="db", port=5432)), "ui")
    async with house.client() as client:
        assert (await client.get(f"/rest/health/heartbeats/{other.id}/check-ins")).status_code == 404
        assert (await client.get(f"/ping/{house.heartbeats.key_of(other.id)}")).status_code == 404


def test_the_end_of_an_output_is_kept_masked() -> None:
    masker = masker_of()
    assert kept_output(b"all well", masker) == "all well"
    long = kept_output(b"first\n" + b"x" * 20_000 + b"\nlast password=hunter2hunter2", masker)
    assert len(long.encode()) <= MAX_BYTES
    assert long.startswith("… ")
    assert "first" not in long
    assert "last password=[redacted" in long
    assert kept_output(b"\xff\x00bytes", masker) == "\ufffdbytes"


# Sentry.


def envelope(*payloads: Any, kind: str = "check_in") -> bytes:
    parts = [json.dumps({"event_id": "e1"})]
    for payload in payloads:
        parts += [json.dumps({"type": kind}), json.dumps(payload)]
    return "\n".join(parts).encode()


HOURLY = {"schedule": {"type": "interval", "value": 1, "unit": "hour"}, "checkin_margin": 5, "max_runtime": 10}


async def test_sentry_makes_the_monitor_with_its_first_check_in(house: House, clock: Clock) -> None:
    first = {"monitor_slug": "sync", "status": "in_progress", "check_in_id": "1" * 32, "monitor_config": HOURLY}
    async with house.client() as client:
        headers = {"Content-Encoding": "gzip", "X-Sentry-Auth": "Sentry sentry_key=public"}
        sent = await client.post("/api/1/envelope/", content=gzip.compress(envelope(first)), headers=headers)
        assert (sent.status_code, sent.json()) == (200, {"id": "e1"})
        clock.forward(seconds=90)
        await client.post("/api/1/envelope/", content=envelope({**first, "status": "ok"}))
    watched = house.monitors.by_name("sync")
    assert watched is not None
    assert isinstance(watched.monitor.check, HeartbeatCheck)
    assert watched.monitor.check.period == timedelta(hours=1)
    assert house.told == [("up", "", "")]
    assert house.results[0].seconds == 90
    clock.forward(hours=1, minutes=6)
    await house.heartbeats.judge()
    assert house.told[1][:2] == ("down", "missed")


async def test_sentry_check_in_that_can_not_be_used_holds_up_no_other(house: House) -> None:
    bad = {"monitor_slug": "x", "status": "ok", "monitor_config": {"schedule": {"type": "crontab", "value": "?"}}}
    unknown, good = {"monitor_slug": "nobody", "status": "ok"}, {"monitor_slug": "nightly-backup", "status": "error"}
    async with house.client() as client:
        assert (await client.post("/api/1/envelope/", content=envelope(bad, unknown, good))).status_code == 200
        assert (await client.post("/api/1/envelope/", content=b"nonsense")).status_code == 400
    assert [outcome for outcome, _, _ in house.told] == ["down"]


async def test_other_items_are_answered_and_counted(house: House) -> None:
    async with house.client() as client:
        for kind in ("event", "made_up"):
            assert (await client.post("/api/1/envelope/", content=envelope({}, {}, kind=kind))).status_code == 200
    of = {kind: house.registry.get_sample_value("sardonyx_sentry_items_not_stored_total", {"type": kind})
          for kind in ("event", "other", "session")}  # fmt: skip
    assert of == {"event": 2, "other": 2, "session": 0}


async def test_sentry_by_address(house: House, clock: Clock) -> None:
    key = (await house.ping_path()).removeprefix("/ping/")
    async with house.client(READER) as client:  # the key is all it needs
        began = await client.get(f"/api/0/cron/nightly-backup/{key}/?status=in_progress&check_in_id={RUN}")
        assert (began.status_code, began.json()) == (202, {"id": RUN.replace("-", "")})
        clock.forward(seconds=30)
        assert (await client.post(f"/api/0/cron/nightly-backup/{key}?status=error")).status_code == 202
        assert (await client.get(f"/api/0/cron/nightly-backup/{key}/?status=maybe")).status_code == 400
        assert (await client.get("/api/0/cron/nightly-backup/public/?status=ok")).status_code == 403
    assert house.results[0].seconds == 30  # without an id: the run that began last
    async with house.client() as client:
        made = await client.post("/api/0/cron/weekly/public/", json={"status": "ok", "monitor_config": HOURLY})
        assert made.status_code == 202
        assert (await client.get("/api/0/cron/nobody/?status=ok")).status_code == 404
    assert house.monitors.by_name("weekly") is not None


async def test_sentry_finds_the_job_of_its_environment(house: House) -> None:
    async with house.client() as client:
        for environment in ("production", "staging"):
            told = {"monitor_slug": "sync", "status": "ok", "environment": environment, "monitor_config": HOURLY}
            await client.post("/api/1/envelope/", content=envelope(told, told))
    names = {one.monitor.name for one in house.monitors.all.values()}
    assert names == {DAILY.name, "sync", "sync (staging)"}


async def test_ingest_key_in_a_sentry_address_counts_with_its_scope(db: Database, house: House) -> None:
    access = make_access(db)
    made = await tokens.create_ingest_key(db, name="k", services=["shop"], actor=TESTER)
    async with house.client() as client:
        client._transport.app.state.access = access  # type: ignore[attr-defined]
        path = f"/api/0/cron/nightly-backup/{made.token_text}/?status=ok"
        assert (await client.get(path)).status_code == 403
        other = "a" if made.token_text[-1] != "a" else "b"
        assert (await client.get(path.replace(made.token_text, made.token_text[:-1] + other))).status_code == 401
    assert house.told == []


# UptimeRobot and Pingdom.

ROBOT = {"monitorID": "77", "monitorURL": "https://shop.example/", "monitorFriendlyName": "Shop", "alertType": "1",
         "alertTypeFriendlyName": "Down", "alertDetails": "HTTP 502 - Bad Gateway", "alertDateTime": "1767268800"}  # fmt: skip
PINGDOM = {
    "check_id": 12345, "check_name": "Public API", "check_type": "HTTP", "previous_state": "UP", "current_state": "DOWN",
    "check_params": {"full_url": "https://api.example/health", "hostname": "api.example"}, "importance_level": "HIGH",
    "state_changed_timestamp": 1767268800, "long_description": "HTTP Server Error 503", "description": "HTTP Error 503",
}  # fmt: skip


async def key_address(client: httpx.AsyncClient, product: str) -> str:
    made = await client.post("/rest/health/external-keys", json={"product": product, "name": "main"})
    assert made.status_code == 201
    return str(made.json()["url"]).removeprefix("http://sardonyx")


@pytest.mark.parametrize("sent", ["json", "form", "query"])
async def test_uptimerobot_in_every_form_it_can_be_told_to_send(house: House, sent: str) -> None:
    async with house.client() as client:
        address = await key_address(client, "uptimerobot")
        for kind in ("1", "3", "2"):
            fields = {**ROBOT, "alertType": kind}
            match sent:
                case "json":
                    answer = await client.post(address, json=fields)
                case "form":
                    answer = await client.post(address, data=fields)
                case _:
                    answer = await client.post(str(httpx.URL(address).copy_merge_params(fields)))
            assert answer.status_code == 200, answer.text
    assert house.told == [
        ("down", "reported", "HTTP 502 - Bad Gateway"), ("degraded", "reported", "HTTP 502 - Bad Gateway"), ("up", "", ""),
    ]  # fmt: skip
    (watched,) = [one for one in house.monitors.all.values() if one.source == "external"]
    assert (watched.monitor.name, watched.target) == ("UptimeRobot: Shop", "https://shop.example/")
    assert {result.at_ms for result in house.results} == {1767268800_000}


async def test_pingdom(house: House) -> None:
    async with house.client() as client:
        address = await key_address(client, "pingdom")
        first = await client.post(address, json=PINGDOM)
        renamed = {**PINGDOM, "check_name": "API", "current_state": "SUCCESS"}
        assert (await client.post(address, json=renamed)).json() == first.json()
        twin = {**PINGDOM, "check_id": 999}
        assert (await client.post(address, json=twin)).json() != first.json()
    assert [outcome for outcome, _, _ in house.told] == ["down", "up", "down"]


async def test_alerts_need_the_key_of_their_product(house: House) -> None:
    async with house.client() as client:
        await key_address(client, "pingdom")
        key_id = (await client.get("/rest/health/external-keys")).json()["keys"][0]["id"]
        for key in ("", "nobody.nothing", f"{key_id}.wrong", key_id):
            answer = await client.post(f"/rest/health/external/pingdom?key={key}", json=PINGDOM)
            assert answer.status_code == 401, key
    assert house.told == []


async def test_a_key_is_of_one_product_hashed_and_can_be_taken_back(house: House) -> None:
    async with house.client() as client:
        address = await key_address(client, "pingdom")
        other = address.replace("/pingdom?", "/uptimerobot?")
        assert (await client.post(other, json=ROBOT)).status_code == 401
        assert (await client.post(address, json=PINGDOM)).status_code == 200
        (kept,) = (await client.get("/rest/health/external-keys")).json()["keys"]
        assert kept["last_used_at"] is not None
        (row,) = await house.watchers.keys()
        assert row.key_hash not in address
        assert address.rpartition(".")[2] not in row.key_hash
        assert (await client.delete(f"/rest/health/external-keys/{kept['id']}")).status_code == 204
        assert (await client.post(address, json=PINGDOM)).status_code == 401


async def test_refuses_alerts_that_say_nothing(house: House) -> None:
    contents = (b"{}", b"[]", b"nonsense", b'{"current_state": "GREEN"}', b'{"current_state": "UP"}', b"[" * 100_000)
    async with house.client() as client:
        address = await key_address(client, "pingdom")
        for content in contents:
            assert (await client.post(address, content=content)).status_code == 422, content[:40]
    assert house.told == []


async def test_the_timer_finds_what_is_too_late(house: House, clock: Clock) -> None:
    found = asyncio.Event()

    async def telling(scheduled: Scheduled, result: ProbeResult) -> float | None:
        found.set()
        return await house.sink(scheduled, result)

    house.heartbeats._sink = telling
    async with house.heartbeats.working():
        clock.at = START + timedelta(hours=15, minutes=10)
        async with house.client() as client:
            await client.get(await house.ping_path() + "/log")  # says nothing of the job, but wakes the timer
        async with asyncio.timeout(30):
            await found.wait()
    assert [(outcome, reason) for outcome, reason, _ in house.told] == [("down", "missed")]
