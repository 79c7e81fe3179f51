"""The pages of databases: what is wrong in words, the slowest statements with their traces, and how to begin without any."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import database_metrics
from tests.e2e.running_server import RunningServer, running_server
from tests.e2e.schemes import in_both_schemes
from tests.e2e.visitor import Visitor, accessibility_findings, picture


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("e2e") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def now_s(server: RunningServer) -> int:
    """When the newest samples were taken."""
    return database_metrics.send(server)


def _at(now_s: int) -> str:
    return f"from={(now_s - 3600) * 1000}&to={now_s * 1000}"


def _rows(page: Page, table: str) -> Locator:
    return page.get_by_role("table", name=table, exact=True).locator("tbody tr")


def test_postgresql_says_what_is_wrong_with_its_figures(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/postgresql?{_at(now_s)}")
    state = page.get_by_role("list", name="State of PostgreSQL db:5432")
    expect(state).to_contain_text("connections 92 % of max_connections")
    expect(state).to_contain_text("3 sessions wait for a lock, the longest for 42 s")
    expect(page.get_by_role("group", name="Transactions")).to_contain_text("50 /s")
    expect(page.get_by_role("group", name="Cache hits", exact=True)).to_contain_text("99.000 %")
    expect(_rows(page, "Databases")).to_contain_text("3.73 GiB")
    expect(_rows(page, "Tables")).to_contain_text("25 %")
    expect(_rows(page, "Tables")).to_contain_text("477 MiB")  # a quarter of its size
    in_both_schemes(page, "infrastructure-postgresql")
    page.get_by_role("group", name="PostgreSQL servers").get_by_role("button", name="replica:5432").click()
    expect(page).to_have_url(re.compile("server=replica"))
    expect(page.get_by_role("list", name="State of PostgreSQL replica:5432")).to_contain_text(
        "Nothing out of the ordinary"
    )


def test_the_slowest_statement_leads_to_the_traces_that_ran_it(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/postgresql?{_at(now_s)}")
    statements = _rows(page, "Slowest statements")
    expect(statements).to_have_count(2)
    expect(statements.first).to_contain_text(database_metrics.SLOW)
    expect(statements.first).to_contain_text("90 %")
    expect(statements.first).to_contain_text("300 ms")
    statements.first.click()
    drawer = page.get_by_role("complementary", name="Statement")
    expect(drawer.get_by_role("img", name=re.compile("^Mean of a call"))).to_be_visible()
    page.reload()
    expect(drawer).to_contain_text(database_metrics.SLOW)
    drawer.get_by_role("link", name="Traces that ran it").click()
    expect(page).to_have_url(re.compile(r"/explore/traces\?.*db\.statement"))
    expect(page.get_by_text("can’t be read")).to_have_count(0)


def test_redis_says_that_nothing_may_be_evicted(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/redis?{_at(now_s)}")
    state = page.get_by_role("list", name="State of Redis cache:6379")
    expect(state).to_contain_text("memory 95 % of maxmemory, and nothing may be evicted")
    expect(page.get_by_role("group", name="Hit rate")).to_contain_text("90 %")
    expect(_rows(page, "By command")).to_contain_text("10 µs")
    picture(page, "infrastructure-redis-light")
    assert accessibility_findings(page) == []


def test_a_technology_that_is_not_measured_says_how_to_begin(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/redis?{_at(now_s)}")
    for tab, setting in (("Qdrant", "qdrant:"), ("nginx", "stub_status")):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("heading", name=f"No {tab} is measured")).to_be_visible()
        expect(page.get_by_label("In sardonyx.yaml")).to_contain_text(setting)
    assert accessibility_findings(page) == []
    page.get_by_role("main").get_by_role("link", name="Targets").click()
    expect(page).to_have_url(re.compile("/infrastructure/targets"))
