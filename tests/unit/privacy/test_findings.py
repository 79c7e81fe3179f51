"""What becomes of findings, and when a search is due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.access.audit import AuditFilter, page
from sardonyx.access.errors import NotFound
from sardonyx.access.principal import Actor
from sardonyx.privacy.leaks.findings import FindingState, LeakFindings
from sardonyx.privacy.leaks.nightly import LeakSearch, time_of_day
from sardonyx.privacy.leaks.scan import Leak, Scanned
from sardonyx.processors.masking import Masker
from sardonyx.state import Database
from tests.support.fake_engine import FakeEngine

AT = datetime(2026, 11, 18, 12, tzinfo=UTC)
SAM = Actor("user", "7", "Sam")


def leak(seen: datetime = AT, count: int = 1, service: str = "shop") -> Leak:
    return Leak("email", "otel_logs", "Body", service, count, seen, seen)


async def searched(findings: LeakFindings, name: str, *leaks: Leak) -> None:
    assert await findings.begin(name, AT)
    await findings.finish(name, AT, Scanned(list(leaks), 10, []))


async def states(findings: LeakFindings) -> list[tuple[str, int]]:
    return [(row.state, row.count) for row in (await findings.listed())[0]]


async def test_a_finding_is_one_however_often_it_is_seen(state: Database) -> None:
    findings = LeakFindings(state)
    await searched(findings, "1", leak(count=3), leak(count=2))
    await searched(findings, "2", leak(AT + timedelta(days=1), count=4))
    (row,), last = await findings.listed()
    assert (row.count, row.first_seen, row.last_seen) == (4, AT, AT + timedelta(days=1))
    assert last is not None
    assert (last.rows_read, last.findings) == (10, 1)
    entries = await page(state, AuditFilter(action="masking_finding.open"), before=None, limit=9, reader=SAM)
    assert len(entries.items) == 1


async def test_a_resolved_one_opens_again_only_for_what_was_stored_later(state: Database) -> None:
    findings = LeakFindings(state)
    await searched(findings, "1", leak())
    ((row,), _) = await findings.listed()
    await findings.change(row.id, FindingState.RESOLVED, SAM, AT + timedelta(hours=1))
    await searched(findings, "2", leak(AT))
    assert await states(findings) == [("resolved", 1)]
    await searched(findings, "3", leak(AT + timedelta(hours=2)))
    assert await states(findings) == [("open", 1)]
    assert await findings.counts() == {"open": 1, "acknowledged": 0, "resolved": 0}


async def test_an_acknowledged_one_stays_so_and_stands_behind_the_open_ones(state: Database) -> None:
    findings = LeakFindings(state)
    await searched(findings, "1", leak(service="a"))
    ((row,), _) = await findings.listed()
    await findings.change(row.id, FindingState.ACKNOWLEDGED, SAM, AT)
    await searched(findings, "2", leak(AT + timedelta(days=1), service="a"), leak(service="b", count=2))
    assert await states(findings) == [("open", 2), ("acknowledged", 1)]
    with pytest.raises(NotFound):
        await findings.change("nobody", FindingState.OPEN, SAM, AT)


@pytest.mark.parametrize(
    ("now", "due"), [("2026-11-19 03:29", False), ("2026-11-19 03:31", True)], ids=["before", "after"]
)
async def test_a_search_is_due_once_a_day_at_its_time(state: Database, now: str, due: bool) -> None:
    findings, registry = LeakFindings(state), CollectorRegistry()
    clock = datetime.fromisoformat(now).replace(tzinfo=UTC)
    search = LeakSearch(
        FakeEngine(), Masker.off(), findings, at=time_of_day("03:30"), registry=registry, now=lambda: clock
    )
    assert not await search.search_due()  # none ever was: the first waits for its time
    await searched(findings, "first", leak())
    assert await search.search_due() is due
    assert not await search.search_due()
    assert registry.get_sample_value("sardonyx_masking_findings", {"state": "open"}) == (1 if due else None)


def test_the_time_is_spelt_as_clocks_show_it() -> None:
    assert (time_of_day("23:05"), time_of_day("off")) == (time(23, 5), None)


async def test_of_two_processes_one_searches(state: Database) -> None:
    findings = LeakFindings(state)
    assert [await findings.begin("2026-11-19", AT) for _ in range(2)] == [True, False]
