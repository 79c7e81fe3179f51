"""What results come to: states, suppression, incidents, restarts; over the state database, with clocks in hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.health.availability import Span
from sardonyx.health.dependencies import ServiceCall
from sardonyx.state import Database
from tests.support.health import ALICE, CHARLIE, NOON, House, house, migrated, monitor
from tests.support.people import TESTER

DAY = Span(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Database]:
    database = await migrated(tmp_path)
    yield database
    await database.close()


@pytest.fixture
async def home(lite: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with house(lite, tmp_path) as made:
        yield made


async def states(home: House, name: str) -> list[str]:
    watched = home.monitors.by_name(name)
    assert watched is not None
    found = await home.health.transitions([watched.id], DAY)
    return [one.state for one in found.get(watched.id, [])]


async def test_an_outage_opens_an_incident_and_recovery_closes_it(home: House) -> None:
    web = await home.add("web", service="shop")
    await home.tell(web, "up", "down")
    (row,) = await home.open_incidents()
    assert (row.title, row.cause, row.service, row.severity) == ("web is down", "no answer", "shop", "critical")
    await home.tell(web, "down", "up")
    assert await home.open_incidents() == []
    assert await home.events(row) == [("opened", "web"), ("recovered", "web"), ("resolved", "")]
    assert await states(home, "web") == ["up", "down", "up"]


async def test_what_fails_because_of_another_joins_its_incident_and_keeps_its_state(home: House) -> None:
    await home.add("db")
    await home.add("api", depends_on=["db"])
    page = await home.add("page", depends_on=["api"])
    for name in ("db", "api", "page"):
        await home.tell(name, "up")
    for name in ("db", "api", "page"):
        await home.tell(name, "down")
    (row,) = await home.open_incidents()
    assert row.title == "db is down"
    assert await home.events(row) == [("opened", "db"), ("joined", "api"), ("joined", "page")]
    assert page.shown.state == "down"
    assert page.suppressed_by == home.monitors.by_name("db").id
    await home.tell("page", "up")
    assert page.shown.state == "up"
    assert (await home.events(row))[-1] == ("recovered", "page")
    await home.tell("db", "up")
    (row,) = await home.open_incidents()
    await home.tell("api", "up")
    assert await home.open_incidents() == []


async def test_symptoms_noticed_first_become_one_incident_with_their_root(home: House) -> None:
    await home.add("db")
    for name in ("api", "page", "mail"):
        await home.add(name, depends_on=["db"])
        await home.tell(name, "up", "down")
    assert len(await home.open_incidents()) == 3
    await home.tell("db", "up", "down")
    (row,) = await home.open_incidents()
    assert (row.number, row.title) == (1, "db is down")
    assert len(row.members) == 4
    kinds = [kind for kind, _ in await home.events(row)]
    assert kinds.count("merged") == 2
    assert "cause" in kinds


async def test_an_outage_waits_for_what_it_depends_on_if_that_seems_to_fail_too(home: House) -> None:
    db = await home.add("db", attempts=2)
    api = await home.add("api", depends_on=["db"])
    await home.tell(db, "up", "down")
    await home.tell(api, "up", "down")
    assert api.shown.state == "down"
    assert not home.health.alarms(api)
    assert await home.open_incidents() == []
    await home.tell(db, "down")
    (row,) = await home.open_incidents()
    assert await home.events(row) == [("opened", "db"), ("joined", "api")]


async def test_what_a_failing_monitor_depends_on_is_looked_at_at_once(home: House) -> None:
    db = await home.add("db")
    api = await home.add("api", depends_on=["db"], attempts=2)
    await home.tell(db, "up")
    await home.tell(api, "up", "down")
    assert home.looked_at == [db.id]


async def test_traced_calls_suppress_as_declared_ones_do(lite: Database, tmp_path: Path) -> None:
    async with house(lite, tmp_path) as home:
        await home.add("shop", service="shop")
        await home.add("pay", service="pay")
    async with house(lite, tmp_path, calls=[ServiceCall("shop", "pay")]) as home:
        await home.tell("pay", "up", "down")
        await home.tell("shop", "up", "down")
        assert len(await home.open_incidents()) == 1


async def test_what_fails_again_within_five_minutes_is_the_same_incident(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up", "down", "up")
    home.forward(minutes=4)
    await home.tell(web, "down")
    (row,) = await home.open_incidents()
    assert row.number == 1
    await home.tell(web, "up")
    home.forward(minutes=6)
    await home.tell(web, "down")
    (row,) = await home.open_incidents()
    assert row.number == 2


async def test_what_somebody_has_resolved_stays_so_until_it_fails_anew(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up", "down")
    (row,) = await home.open_incidents()
    await home.incidents.resolve(row.id, ALICE, TESTER, "known")
    await home.tell(web, "down", message="another reason")
    async with house(home.db, home.folder, at=home.at) as again:
        assert await again.open_incidents() == []


async def test_a_restart_keeps_states_and_records_the_gap(lite: Database, tmp_path: Path) -> None:
    async with house(lite, tmp_path) as home:
        web = await home.add("web")
        await home.add("mail")
        await home.tell(web, "up", "down")
        await home.tell("mail", "up")
        stopped = home.at
    async with house(lite, tmp_path, at=stopped + timedelta(minutes=10), monotonic=5.0) as again:
        restored = again.health.get(web.id)
        assert (restored.shown.state, restored.shown.message) == ("down", "no answer")
        assert restored.since == web.since
        (gap,) = await again.health.gaps(DAY)
        assert (gap.start, gap.end) == (stopped, stopped + timedelta(minutes=10))
        (row,) = await again.open_incidents()
        assert [kind for kind, _ in await again.events(row)] == ["opened"]
        sums = again.health.last_day(restored)
        assert sums.down_seconds < 5
        assert await states(again, "mail") == ["up"]


async def test_what_recovered_unseen_is_told_after_a_restart(lite: Database, tmp_path: Path) -> None:
    async with house(lite, tmp_path) as home:
        web = await home.add("web")
        await home.tell(web, "up", "down")
    async with house(lite, tmp_path) as again:
        await again.tell("web", "up")
        assert await again.open_incidents() == []


async def test_an_incident_of_a_deleted_monitor_is_resolved(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up", "down")
    await home.monitors.delete(web.id, ALICE, TESTER)
    await home.health.settled()
    assert await home.open_incidents() == []


async def test_maintenance_alarms_nobody_and_what_still_fails_after_it_does(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up")
    window = {"name": "upgrade", "start": "2026-05-01T12:00:00Z", "end": "2026-05-01T13:00:00Z"}
    made = await home.maintenance.create(window, ALICE, TESTER)
    await home.tell(web, "down")
    assert web.shown.state == "maintenance"
    assert await home.open_incidents() == []
    await home.maintenance.delete(made.id, ALICE, TESTER)
    await home.health.settled()
    assert web.shown.state == "down"
    assert len(await home.open_incidents()) == 1
    assert await states(home, "web") == ["up", "maintenance", "down"]


async def test_a_paused_monitor_is_paused_and_its_incident_ends(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up", "down")
    await home.monitors.pause(web.id, ALICE, TESTER, paused=True)
    await home.health.settled()
    assert web.shown.state == "paused"
    assert not web.scheduled.monitor.enabled
    assert await home.open_incidents() == []


async def test_a_vote_that_changes_nothing_is_still_known_after_a_restart(lite: Database, tmp_path: Path) -> None:
    async with house(lite, tmp_path) as home:
        web = await home.add("web", vantage_points=["here", "paris", "tokyo"])
        for vantage in ("here", "paris", "tokyo"):
            await home.tell(web, "up", vantage=vantage)
        await home.tell(web, "down", vantage="paris")
        assert web.shown.state == "up"
    async with house(lite, tmp_path) as again:
        await again.tell("web", "down", vantage="tokyo")
        watched = again.monitors.by_name("web")
        assert watched is not None
        assert watched.shown.state == "down"


async def test_a_reader_hears_states_incidents_and_results_of_what_he_sees(home: House) -> None:
    web = await home.add("web", service="onyx-core")
    mail = await home.add("mail", service="mail")
    with home.health.hub.listening(CHARLIE, [web.id, mail.id]) as charlie:
        await home.tell(web, "up", "down")
        await home.tell(mail, "up", "down")
        frames = charlie.taken().decode()
    assert frames.count("event: state") == 1
    assert frames.count("event: result") == 2
    assert '"title":"web is down"' in frames
    assert "mail" not in frames


async def test_many_failures_at_once_are_told_together(home: House) -> None:
    await home.monitors.put_all([monitor(f"m{number}") for number in range(60)], ALICE, TESTER)
    for one in home.health.watched():
        await home.health.observe(one, ProbeResult(one.id, 1, "down", "refused", "no answer"))
    await home.health.settled()
    rows, more = await home.incidents.page(ALICE, state="unresolved", limit=40)
    assert (len(rows), more) == (40, True)
    rest, more = await home.incidents.page(ALICE, state="unresolved", limit=40, before=rows[-1].number)
    assert (len(rest), more) == (20, False)


async def test_a_clock_that_is_put_back_keeps_the_order_of_states(home: House) -> None:
    web = await home.add("web")
    await home.tell(web, "up")
    since = web.since
    home.at -= timedelta(hours=1)
    await home.tell(web, "down", "up")
    assert [one.state for one in web.recent] == ["up", "down", "up"]
    assert all(one.at >= since for one in web.recent)
