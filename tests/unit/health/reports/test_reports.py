"""Days, months and what they come to: over transitions as they are stored."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sardonyx.health.availability import Piece, Span, Transition
from sardonyx.health.reports.api import build_router
from sardonyx.health.reports.bars import DaySeconds, split
from sardonyx.health.reports.calendar import last_days, midnight, month_after, month_of
from sardonyx.health.reports.csv_text import csv_of
from sardonyx.health.reports.pdf import told
from sardonyx.health.reports.sla import report_of, worst_of
from sardonyx.health.status_page.bars import drawn, percent, spell
from tests.support.callers import client, make_app
from tests.support.health import ALICE, CHARLIE, House, house, migrated

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)], ids=["spring", "autumn", "plain"]
)
def test_a_day_has_the_hours_its_clock_shows(day: str, hours: int) -> None:
    first = date.fromisoformat(day)
    assert midnight(first + timedelta(days=1), BERLIN) - midnight(first, BERLIN) == timedelta(hours=hours)


def test_a_midnight_that_is_skipped() -> None:
    assert midnight(date(2026, 9, 6), ZoneInfo("America/Santiago")) == at("2026-09-06T04:00")


def test_months_and_days() -> None:
    assert [month_after(month_of(text)) for text in ("2026-01", "2026-12")] == [date(2026, 2, 1), date(2027, 1, 1)]
    assert last_days(2, at("2026-05-01T23:00"), BERLIN) == [date(2026, 5, 1), date(2026, 5, 2)]
    for wrong in ("2026-13", "2026-1", "26-01", "1999-01", "", "2026-01-01"):
        with pytest.raises(ValueError, match="month"):
            month_of(wrong)


def test_parts_are_cut_at_midnight() -> None:
    edges = [at("2026-05-01T00:00"), at("2026-05-02T00:00"), at("2026-05-03T00:00"), at("2026-05-03T06:00")]
    parts = [
        Piece(edges[0], at("2026-05-01T23:00"), "up"),
        Piece(at("2026-05-01T23:00"), at("2026-05-03T01:00"), "down"),
        Piece(at("2026-05-03T01:00"), edges[-1], "up"),
    ]
    assert split(parts, edges) == [
        DaySeconds(up=82_800, down=3600),
        DaySeconds(down=86_400),
        DaySeconds(up=18_000, down=3600),
    ]


def test_the_drawing_says_in_words_what_it_shows() -> None:
    days = [date(2026, 5, 1) + timedelta(days=number) for number in range(4)]
    seconds = [
        DaySeconds(unknown=86_400),
        DaySeconds(up=86_400),
        DaySeconds(up=86_340, down=60),
        DaySeconds(down=86_400),
    ]
    drawing = drawn(days, seconds, 0.66638)
    assert drawing.runs == {"n": "M0 5h1", "u": "M1 5h1", "p": "M2 5h1", "d": "M3 5h1"}
    assert drawing.label == (
        "Last 4 days: 66.638 % available. Not all well on 4 May: down for 24 h; 3 May: down for 1 min"
    )


def test_what_is_below_a_hundred_is_never_called_so() -> None:
    assert [percent(ratio) for ratio in (1.0, 0.99999999, 0.999, 0.5, 0.0, None)] == [
        "100 %", "99.999 %", "99.9 %", "50 %", "0 %", "–",
    ]  # fmt: skip
    assert [spell(seconds) for seconds in (0.2, 59, 60, 3600, 5400, 200_000)] == [
        "1 s", "59 s", "1 min", "1 h", "1 h 30 min", "2 days",
    ]  # fmt: skip


def test_a_restart_of_ours_within_an_outage_makes_no_second_one() -> None:
    noon = at("2026-05-01T12:00")
    minute = timedelta(minutes=1)
    parts = [
        Piece(noon, noon + minute, "down"),
        Piece(noon + minute, noon + 2 * minute, "unknown"),
        Piece(noon + 2 * minute, noon + 4 * minute, "down"),
        Piece(noon + 4 * minute, noon + 5 * minute, "up"),
        Piece(noon + 5 * minute, noon + 6 * minute, "down"),
    ]
    transitions = [Transition(noon, "down", message="refused"), Transition(noon + 5 * minute, "down", reason="timeout")]
    found = worst_of(parts, transitions)
    assert [(one.at, one.seconds, one.reason) for one in found] == [
        (noon, 180.0, "refused"),
        (noon + 5 * minute, 60.0, "timeout"),
    ]


class Engine:
    """Answers the question for percentiles."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def rows(self, _sql: str, params: dict[str, Any], **_: object) -> list[dict[str, Any]]:
        self.asked.append(params)
        return [{"id": one, "p95": 0.25} for one in params["ids"]]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """April: `=web` is up from the 1st, down for an hour on the 10th, in maintenance for another; May has begun."""
    database = await migrated(tmp_path)
    async with house(database, tmp_path, at=at("2026-03-31T22:00")) as made:
        web = await made.add("=web", service="onyx-core", group="Front")
        await made.add("idle")
        await made.tell(web, "up")
        window = {
            "name": "m",
            "monitors": ["=web"],
            "start": "2026-04-10T13:00:00+00:00",
            "end": "2026-04-10T14:00:00+00:00",
        }
        await made.maintenance.create(window, ALICE, ALICE.actor())
        for when, outcome in (("2026-04-10T12:00", "down"), ("2026-04-10T14:00", "up"), ("2026-04-30T21:30", "down")):
            made.forward(seconds=(at(when) - made.at).total_seconds() - 1)
            await made.tell(web, outcome)
        made.forward(seconds=(at("2026-05-02T12:00") - made.at).total_seconds())
        yield made
    await database.close()


async def test_a_month_in_its_time_zone(home: House) -> None:
    engine = Engine()
    app = make_app(build_router(home.health, engine, now=lambda: home.at), ALICE)  # type: ignore[arg-type]
    async with client(app) as caller:
        answer = await caller.get("/rest/health/sla", params={"month": "2026-04", "time_zone": "Europe/Berlin"})
        found = answer.json()
        assert (found["start"], found["end"], found["is_over"]) == (
            "2026-03-31T22:00:00Z",
            "2026-04-30T22:00:00Z",
            True,
        )
        web = next(one for one in found["monitors"] if one["name"] == "=web")
        # An hour, less what was maintenance; and half an hour before the month ends in Berlin.
        assert (web["down_seconds"], web["maintenance_seconds"], web["outages"]) == (3600 + 1800, 3600, 2)
        assert [(one["at"], one["seconds"], one["reason"]) for one in web["worst"]] == [
            ("2026-04-10T12:00:00Z", 3600, "no answer"),
            ("2026-04-30T21:30:00Z", 1800, "no answer"),
        ]
        assert (web["mttr_seconds"], web["p95_seconds"], web["met"]) == (3600, 0.25, False)
        idle = next(one for one in found["monitors"] if one["name"] == "idle")
        assert (idle["availability"], idle["met"]) == (None, None)
        assert (found["totals"]["met"], found["totals"]["missed"]) == (0, 1)
        in_utc = (await caller.get("/rest/health/sla", params={"month": "2026-04"})).json()["monitors"]
        assert next(one for one in in_utc if one["name"] == "=web")["down_seconds"] == 3600 + 9000
        easy = (await caller.get("/rest/health/sla", params={"month": "2026-04", "target": 0.9})).json()
        assert easy["totals"]["met"] == 1


async def test_the_same_as_csv_and_pdf(home: House) -> None:
    app = make_app(build_router(home.health, Engine(), now=lambda: home.at), ALICE)  # type: ignore[arg-type]
    async with client(app) as caller:
        answer = await caller.get("/rest/health/sla.csv", params={"month": "2026-04"})
        web = next(row for row in csv.DictReader(io.StringIO(answer.text)) if row["monitor"] == "'=web")
        assert (web["met"], web["outages"], web["down_seconds"]) == ("no", "2", "12600.0")
        assert answer.headers["content-disposition"] == 'attachment; filename="availability-2026-04.csv"'
        pdf = await caller.get("/rest/health/sla.pdf", params={"month": "2026-04"})
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF-")
        assert len(pdf.content) > 5000


async def test_a_month_that_runs_ends_now(home: House) -> None:
    report = await report_of(home.health, home.health.watched(), date(2026, 5, 1), BERLIN, 0.999, {}, home.at)
    assert (report.span, report.is_over) == (Span(at("2026-04-30T22:00"), home.at), False)
    assert "so far" in told(report)["span"]
    assert "2026-05,idle," in csv_of(report)


@pytest.mark.parametrize(
    "params", [{"month": "2026-13"}, {"month": "2026-06"}, {"time_zone": "Mars/Base"}, {"target": "2"}], ids=range(4)
)
async def test_what_is_no_month_is_refused(home: House, params: dict[str, str]) -> None:
    app = make_app(build_router(home.health, Engine(), now=lambda: home.at), ALICE)  # type: ignore[arg-type]
    async with client(app) as caller:
        for path in ("sla", "sla.csv", "sla.pdf"):
            assert (await caller.get(f"/rest/health/{path}", params=params)).status_code == 422


async def test_bars_of_ninety_days(home: House) -> None:
    app = make_app(build_router(home.health, Engine(), now=lambda: home.at), ALICE)  # type: ignore[arg-type]
    web = home.monitors.by_name("=web")
    assert web is not None
    async with client(app) as caller:
        found = (await caller.get("/rest/health/bars", params={"ids": web.id})).json()
    assert (len(found["days"]), found["days"][-1], list(found["monitors"])) == (90, "2026-05-02", [web.id])
    day = found["monitors"][web.id][found["days"].index("2026-04-10")]
    assert day == {"up": 79_200, "degraded": 0, "down": 3600, "maintenance": 3600, "unknown": 0}
    assert sum(found["monitors"][web.id][-1].values()) == 12 * 3600


async def test_others_are_not_reported(home: House) -> None:
    engine = Engine()
    app = make_app(build_router(home.health, engine, now=lambda: home.at), CHARLIE)  # type: ignore[arg-type]
    idle, web = home.monitors.by_name("idle"), home.monitors.by_name("=web")
    assert idle is not None
    assert web is not None
    async with client(app) as caller:
        assert [one["name"] for one in (await caller.get("/rest/health/sla")).json()["monitors"]] == ["=web"]
        assert (await caller.get("/rest/health/sla", params={"ids": idle.id})).status_code == 404
        assert (await caller.get("/rest/health/bars", params={"ids": idle.id})).status_code == 404
        some = (await caller.get("/rest/health/bars", params={"ids": [web.id, idle.id]})).json()
        assert list(some["monitors"]) == [web.id]
    assert _asked(engine.asked) == {"onyx-core"}


def _asked(params: Sequence[dict[str, Any]]) -> set[str]:
    return {service for one in params for service in one["scope_services"]}
