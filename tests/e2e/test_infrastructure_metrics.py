"""The catalogue of metrics and the cardinality page, over metrics that arrived by remote write."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import shop_metrics
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture

HISTOGRAM = "shop_request_duration_seconds_bucket"


@pytest.fixture(scope="module", autouse=True)
def shop(server: RunningServer) -> None:
    shop_metrics.send(server)


def _rows(page: Page) -> Locator:
    return page.get_by_role("table", name="Metrics", exact=True).locator("tbody tr")


def _drawer(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Metric")


def test_a_metric_is_found_by_a_word_of_its_help_and_leads_to_the_explorer(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/metrics")
    page.get_by_role("searchbox", name="Filter by words").fill("orders wait")
    expect(_rows(page)).to_have_count(1)
    _rows(page).click()
    expect(_drawer(page)).to_contain_text("Orders that wait.")
    expect(_drawer(page)).to_contain_text("gauge")
    page.reload()
    expect(_rows(page)).to_have_count(1)
    expect(_drawer(page)).to_contain_text("Orders that wait.")
    _drawer(page).get_by_role("link", name=re.compile("Open in the explorer")).first.click()
    expect(page).to_have_url(re.compile(r"/explore/metrics\?.*shop_queue_length"))


def test_a_histogram_is_drawn_by_its_quantile_and_tells_its_labels_and_senders(visitor: Visitor) -> None:
    page = visitor.open(f"/infrastructure/metrics?metric={HISTOGRAM}")
    queries = _drawer(page).get_by_role("list", name="Queries to start from")
    expect(queries.get_by_role("button", pressed=True)).to_contain_text("histogram_quantile(0.95")
    expect(_drawer(page).get_by_role("img", name=re.compile("95 % are at most"))).to_be_visible()
    expect(_drawer(page).get_by_role("list", name="Values of le")).to_contain_text("+Inf")
    expect(_drawer(page).get_by_role("list", name="Sent by").get_by_role("link", name="shop").first).to_be_visible()
    queries.get_by_role("button", name=re.compile("^Per second")).click()
    expect(_drawer(page).get_by_role("img", name=re.compile("^Per second"))).to_be_visible()


def test_the_list_sorts_and_is_narrowed_by_type_and_sender(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/metrics?source=shop")
    expect(_rows(page)).to_have_count(4)
    expect(_rows(page).first).to_contain_text("shop_requests_total")
    page.get_by_role("button", name="Metric", exact=True).click()
    expect(_rows(page).first).to_contain_text("shop_queue_length")
    page.reload()
    expect(_rows(page).first).to_contain_text("shop_queue_length")
    page.get_by_role("combobox", name="Type").click()
    page.get_by_role("option", name="counter").click()
    expect(_rows(page)).to_have_count(1)


def test_rows_are_walked_and_opened_by_keys(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/metrics?source=shop")
    expect(_rows(page)).to_have_count(4)
    _rows(page).first.focus()
    page.keyboard.press("j")
    expect(_rows(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(_drawer(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(_drawer(page)).to_have_count(0)


def test_says_how_far_unused_can_be_trusted(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/metrics")
    page.get_by_role("button", name="Unused").click()
    expect(page).to_have_url(re.compile("unused=1"))
    expect(page.get_by_text("“unused” begins to mean something")).to_be_visible()


def test_names_the_label_that_explodes_and_a_rule_against_it(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/cardinality")
    exploding = page.get_by_role("list", name="Exploding metrics").get_by_role("listitem", name="shop_requests_total")
    expect(exploding).to_contain_text(f"from {shop_metrics.USERS_BEFORE} to {shop_metrics.USERS_NOW} series in an hour")
    expect(exploding).to_contain_text("The label user_id has 320 values; without it there would be 2 series.")
    expect(exploding).to_contain_text("user-0")
    exploding.get_by_role("button", name=re.compile("Leave out the label")).click()
    expect(exploding.locator("pre")).to_contain_text("target_label: user_id")
    exploding.get_by_role("link", name="shop_requests_total").click()
    expect(_drawer(page)).to_contain_text("Without it 2 series instead of 320")


def test_the_largest_lead_to_the_catalogue_and_limits_say_how_full_they_are(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/cardinality")
    expect(page.get_by_role("meter", name="All series")).to_be_visible()
    labels = page.get_by_role("table", name="Labels with the most values")
    expect(labels.locator("tbody tr").first).to_contain_text("user_id")
    page.get_by_role("table", name="Senders of the most series").get_by_role("link", name="shop").first.click()
    expect(page).to_have_url(re.compile(r"/infrastructure/metrics\?.*source=shop"))
    expect(_rows(page)).to_have_count(4)


def test_the_palette_leads_to_each_view(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or jump to").press_sequentially("cardinality")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/infrastructure/cardinality"))


def test_without_a_configuration_the_targets_page_says_how_to_begin(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/targets")
    expect(page.get_by_label("In sardonyx.yaml")).to_contain_text("prometheus_config: /etc/prometheus/prometheus.yml")
    expect(page.get_by_label("Remote write")).to_contain_text("/api/v1/write")
    picture(page, "infrastructure-targets-none")
    assert accessibility_findings(page) == []


@pytest.mark.parametrize("view", ["metrics", "cardinality"])
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_can_be_read_by_everybody(visitor: Visitor, view: str, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open(f"/infrastructure/{view}", size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(page.get_by_role("table").first.locator("tbody tr").first).to_be_visible()
    picture(page, f"infrastructure-{view}-{'phone' if size == PHONE else scheme}")
    assert accessibility_findings(page) == []


def test_an_open_metric_can_be_read_by_everybody(visitor: Visitor) -> None:
    page = visitor.open(f"/infrastructure/metrics?metric={HISTOGRAM}", scheme="dark")
    expect(_drawer(page).get_by_role("img", name=re.compile("95 % are at most"))).to_be_visible()
    picture(page, "infrastructure-metric-dark")
    assert accessibility_findings(page) == []
