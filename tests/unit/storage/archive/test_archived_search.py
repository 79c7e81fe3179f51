"""Searching the archive beside the table: the same answers as before the move."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from sardonyx.logs.analysis import LogAnalysis
from sardonyx.logs.service import LogsService
from sardonyx.query.logs.aggregate import Measure
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.logs.source import SourceFinder, without_index
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.archive import Archive
from sardonyx.storage.archive.keeper import Keeper
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.retention_plan import Plan
from tests.unit.storage.archive.conftest import DAY, add_rows

SEARCHES = [
    "",
    "order",
    '"of the ORDER"',
    "lin*",
    "service:mail level:>=warn",
    "Naïve AND service:shop",
    "-order",
    "n:17",
]


@pytest.fixture
def service(engine: EmbeddedEngine, archive: Archive) -> LogsService:
    async def wait(timeout: float) -> None: ...

    return LogsService(engine, wait, sources=SourceFinder(engine, archive))


def days(first: date, last: date) -> TimeRange:
    start, end = (int(datetime(at.year, at.month, at.day, tzinfo=UTC).timestamp()) for at in (first, last))
    return TimeRange(start * 10**9, (end + 86_400) * 10**9)


WHOLE = days(date(2025, 12, 30), date(2026, 1, 10))


async def test_every_search_finds_in_the_archive_what_it_found_in_the_table(
    engine: EmbeddedEngine, archive: Archive, service: LogsService
) -> None:
    await add_rows(engine, 90)
    await add_rows(engine, 30, date(2026, 1, 4))
    before = [await service.search(text, WHOLE, AccessScope.ALL, limit=200) for text in SEARCHES]
    assert [len(page.rows) > 0 for page in before] == [True] * 6 + [False, True]
    await archive.export(DAY)
    for text, wanted in zip(SEARCHES, before, strict=True):
        page = await service.search(text, WHOLE, AccessScope.ALL, limit=200, archive=True)
        assert page.rows == wanted.rows, text
        assert "1 archived days" in page.notices[-1]
        without = await service.search(text, WHOLE, AccessScope.ALL, limit=200)
        assert all(b'"2026-01-04T' in bytes(row) for row in without.rows)


async def test_pages_go_on_from_the_table_into_the_archive(
    engine: EmbeddedEngine, archive: Archive, service: LogsService
) -> None:
    await add_rows(engine, 40)
    await add_rows(engine, 40, date(2026, 1, 4))
    await archive.export(DAY)
    ids, cursor = [], None
    while True:
        page = await service.search("", WHOLE, AccessScope.ALL, limit=30, cursor=cursor, archive=True)
        ids += [json.loads(bytes(row))["id"] for row in page.rows]
        if page.next_cursor is None:
            break
        cursor = RecordId.parse(page.next_cursor)
    assert len(set(ids)) == len(ids) == 80


async def test_the_archive_is_searched_under_the_callers_scope(
    engine: EmbeddedEngine, archive: Archive, service: LogsService
) -> None:
    await add_rows(engine, 30)
    await archive.export(DAY)
    scope = AccessScope(services=frozenset({"audit"}))
    page = await service.search("", WHOLE, scope, limit=100, archive=True)
    assert {json.loads(bytes(row))["service"] for row in page.rows} == {"audit"}
    assert len(page.rows) == 10


async def test_histograms_count_what_a_search_of_the_same_places_finds(
    engine: EmbeddedEngine, archive: Archive, service: LogsService
) -> None:
    await add_rows(engine, 60)
    await add_rows(engine, 6, date(2026, 1, 4))
    ninety_days_on = datetime(2026, 4, 3, tzinfo=UTC)
    plan = Plan(timedelta(days=90), timedelta(days=365))
    assert [move.rows for move in await Keeper(engine, plan, archive, now=lambda: ninety_days_on).keep()] == [60]
    assert (await service.histogram("", WHOLE, AccessScope.ALL)).total == 6
    assert (await service.histogram("", WHOLE, AccessScope.ALL, archive=True)).total == 66
    by_service = await service.histogram("order", WHOLE, AccessScope.ALL, by="service", archive=True)
    assert by_service.total == 66
    await archive.restore(DAY, keep=timedelta(days=1))
    assert (await service.histogram("", WHOLE, AccessScope.ALL)).total == 66


async def test_figures_fields_and_surroundings_reach_into_the_archive(
    engine: EmbeddedEngine, archive: Archive, service: LogsService
) -> None:
    await add_rows(engine, 60)
    await archive.export(DAY)
    page = await service.search("service:audit", WHOLE, AccessScope.ALL, limit=30, archive=True)
    middle = json.loads(bytes(page.rows[5]))
    found = await service.context(RecordId.parse(middle["id"]), AccessScope.ALL, before=3, after=2, within="service")
    assert (len(found.before), len(found.after)) == (3, 2)
    fields = await service.fields("", WHOLE, AccessScope.ALL, archive=True)
    assert fields.sampled == 60
    analysis = LogAnalysis(engine, sources=SourceFinder(engine, archive))
    groups = await analysis.aggregate(
        "", WHOLE, AccessScope.ALL, by=["service"], measures=[Measure("count")], archive=True
    )
    assert {json.loads(bytes(row))["values"][0] for row in groups.rows} == {20.0}
    none = days(date(2025, 12, 1), date(2025, 12, 2))
    compared = await analysis.compare("", WHOLE, none, AccessScope.ALL, ["service"], archive=True)
    assert (compared.total, compared.other_total) == (60, 0)


def test_only_the_function_that_needs_the_index_is_said_in_another_way() -> None:
    assert without_index("hasAllTokens(Body, {q0:String}) AND Body ILIKE {q1:String}") == (
        "hasAllTokens(lower(Body), lower({q0:String}), 'splitByNonAlpha') AND Body ILIKE {q1:String}"
    )
