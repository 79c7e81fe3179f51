"""The metrics explorer: from a question to the line that explains it, and on to the trace and the logs of that moment."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import order_metrics
from tests.e2e.order_metrics import CARTS, TRACE_ID
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture

P95 = "histogram_quantile(0.95, sum by (le, service_name) (rate(order_wait_seconds_bucket[5m])))"
BY_SERVICE = "sum by (service_name) (rate(orders_placed_total[5m]))"
# What the browser says of an expression the server could not read.
REFUSED = r"status of 400"


@pytest.fixture(scope="module", autouse=True)
def orders(server: RunningServer) -> None:
    order_metrics.send(server)


def path(**search: str) -> str:
    return f"/explore/metrics?{urlencode({'from': 'now-15m', 'to': 'now', **search})}"


def search_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def legend(page: Page) -> Locator:
    return page.get_by_role("region", name="Legend").first


def editor(page: Page, letter: str = "A") -> Locator:
    return page.get_by_role("textbox", name=f"Query {letter}", exact=True)


def graph(page: Page, queries: str = "Query A") -> Locator:
    return page.get_by_role("img", name=re.compile(f"^{queries}, "))


def write(page: Page, expression: str) -> None:
    """As somebody who knows what to write: the editor takes over from the plain field while they type."""
    editor(page).focus()
    expect(page.locator(".cm-content").first).to_be_focused()
    editor(page).fill(expression)


def test_an_empty_page_asks_questions_that_fit_what_is_stored(visitor: Visitor) -> None:
    page = visitor.open(path())
    questions = page.get_by_role("region", name="Questions to begin with")
    questions.get_by_role("button", name=re.compile("^Orders placed")).click()
    expect(legend(page)).to_contain_text("basket")
    expect(legend(page)).to_contain_text("shop")
    assert search_of(page)["a"] == "rate(orders_placed_total[5m])"
    page.reload()
    expect(editor(page)).to_have_text("rate(orders_placed_total[5m])")
    expect(graph(page)).to_be_visible()


def test_promql_is_completed_run_with_enter_and_kept_for_later(visitor: Visitor) -> None:
    page = visitor.open(path())
    expect(page.get_by_role("region", name="Questions to begin with")).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator(".cm-content").first).to_be_focused()
    page.keyboard.type("sum by (service_name) (rate(orders_pl")
    expect(page.get_by_role("option", name=re.compile("orders_placed_total"))).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("[5m")
    page.keyboard.press("Enter")
    rows = legend(page).get_by_role("row")
    expect(rows.nth(1)).to_contain_text("basket")
    expect(rows.nth(1)).to_contain_text("2 /s")
    expect(rows.nth(2)).to_contain_text("1 /s")
    assert search_of(page)["a"] == BY_SERVICE
    page.get_by_role("button", name="Recent").click()
    expect(page.get_by_role("menuitem", name=BY_SERVICE)).to_be_visible()


def test_what_cannot_be_read_is_marked_where_it_is_and_the_others_are_drawn(visitor: Visitor) -> None:
    visitor.expected += [REFUSED]
    page = visitor.open(path(a="sum(orders_placed_total", b="open_carts"))
    expect(page.get_by_role("alert")).to_have_text("unclosed left parenthesis")
    expect(page.locator(".q-fault")).to_be_visible()
    expect(graph(page, "Query B")).to_be_visible()
    picture(page, "metrics-fault")
    write(page, "sum(orders_placed_total)")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(graph(page, "Queries A, B")).to_be_visible()


def test_the_builder_writes_promql_and_reads_it_again(visitor: Visitor) -> None:
    page = visitor.open(path(**{"a.edit": "builder"}))
    page.get_by_role("combobox", name="Metric of query A").fill("placed orders")
    page.get_by_role("option", name=re.compile("orders_placed_total")).click()
    expect(page.get_by_role("group", name="Operation rate")).to_be_visible()
    page.get_by_role("button", name="Operation", exact=True).click()
    page.get_by_role("textbox", name="Find an operation").fill("sum")
    page.get_by_role("menuitem", name=re.compile("^sum The sum of the series")).click()
    labels = page.get_by_role("group", name="Operation sum").get_by_role("combobox", name="Labels")
    labels.click()
    page.get_by_role("option", name="service_name").click()
    expect(legend(page)).to_contain_text("basket")
    assert search_of(page)["a"] == BY_SERVICE
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Text").click()
    write(page, f"{BY_SERVICE} / count(up)")
    page.get_by_role("button", name="Builder").click()
    expect(page.get_by_text("The builder has no combinations of two metrics")).to_be_visible()
    page.get_by_role("button", name="Edit as text").click()
    expect(editor(page)).to_have_text(f"{BY_SERVICE} / count(up)")


def test_a_filter_offers_the_values_that_are_stored(visitor: Visitor) -> None:
    page = visitor.open(path(**{"a": "orders_placed_total", "a.edit": "builder"}))
    page.get_by_role("button", name="Filter").click()
    new = page.get_by_role("group", name="New filter")
    new.get_by_role("combobox", name="Label").click()
    page.get_by_role("option", name="service_name").click()
    named = page.get_by_role("group", name="Filter by service_name")
    named.get_by_role("combobox", name="Value").click()
    expect(page.get_by_role("option", name="basket")).to_be_visible()
    page.get_by_role("option", name="shop").click()
    expect(page).to_have_url(re.compile("service_name"))
    assert search_of(page)["a"] == 'orders_placed_total{service_name="shop"}'


def test_queries_of_one_unit_share_a_graph_and_can_be_left_out(visitor: Visitor) -> None:
    page = visitor.open(path(a=BY_SERVICE, b="sum(rate(orders_placed_total[5m]))", c=P95))
    expect(graph(page, "Queries A, B")).to_be_visible()
    expect(graph(page, "Query C")).to_be_visible()
    page.get_by_role("button", name="Query B is shown").click()
    expect(graph(page, "Query A")).to_be_visible()
    expect(page).to_have_url(re.compile("b.off=1"))
    page.get_by_role("button", name="Remove query C").click()
    expect(graph(page, "Query C")).to_have_count(0)
    page.go_back()
    expect(graph(page, "Query C")).to_be_visible()
    page.get_by_role("button", name="Duplicate query A").click()
    expect(editor(page, "D")).to_have_text(BY_SERVICE)


def test_a_point_leads_to_the_logs_of_its_service_then(visitor: Visitor) -> None:
    page = visitor.open(path(a='rate(orders_placed_total{service_name="shop"}[5m]) * 1', exemplars="off"))
    expect(graph(page)).to_be_visible()
    graph(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("link", name="Logs of shop then").click()
    expect(page).to_have_url(re.compile("/explore/logs"))
    found = search_of(page)
    assert found["query"] == "service:shop"
    assert int(found["to"]) - int(found["from"]) == 120_000


def test_an_exemplar_opens_its_trace(visitor: Visitor) -> None:
    page = visitor.open(path(a=P95))
    page.get_by_role("button", name="1 exemplar").click()
    page.get_by_role("menuitem", name=re.compile("420 ms")).click()
    expect(page).to_have_url(re.compile(f"/traces/{TRACE_ID}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("POST /orders")


def test_the_newest_values_are_a_table_and_buckets_a_heatmap(visitor: Visitor) -> None:
    page = visitor.open(path(a="topk(3, open_carts)", view="table"))
    table = page.get_by_role("table", name="Values of query A")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("row").nth(1)).to_contain_text("cart-59")
    page.get_by_role("button", name="Heatmap").click()
    expect(page.get_by_text("This answer has no buckets")).to_be_visible()
    page.goto(page.url.split("/explore")[0] + path(a=P95))
    expect(graph(page)).to_be_visible()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.get_by_role("img", name=re.compile("^Query A: 3 buckets"))).to_be_visible()
    picture(page, "metrics-heatmap")
    assert search_of(page)["a"] == P95


def test_native_histograms_have_a_heatmap_and_quantiles(visitor: Visitor) -> None:
    page = visitor.open(path(a="rate(order_size_bytes[5m])"))
    expect(page.get_by_text("A native histogram has no line: see the heatmap")).to_be_visible()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.get_by_role("img", name=re.compile("^Query A: 3 buckets, at most .* from 2 B to 4 B"))).to_be_visible()
    page.goto(page.url.split("/explore")[0] + path(a="histogram_quantile(0.5, rate(order_size_bytes[5m]))"))
    expect(legend(page).get_by_role("row").nth(1)).to_contain_text("B")


def test_too_many_series_are_said_with_figures(visitor: Visitor) -> None:
    page = visitor.open(path(a="open_carts"))
    expect(page.get_by_text(f"The 50 largest of {CARTS} series are drawn")).to_be_visible()
    page.get_by_role("button", name=f"Draw {CARTS}").click()
    expect(page.get_by_text("largest of")).to_have_count(0)
    expect(page).to_have_url(re.compile("all=1"))
    head = legend(page).get_by_role("button", name="Series")
    head.click()
    expect(legend(page).get_by_role("row").nth(1)).to_contain_text("cart-00")


def test_a_click_on_a_name_leaves_only_that_line_and_options_stay_in_the_link(visitor: Visitor) -> None:
    page = visitor.open(path(a=BY_SERVICE))
    name = legend(page).get_by_role("button", name="shop")
    name.click()
    expect(legend(page).get_by_role("button", name="basket")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Options").click()
    page.get_by_text("Fit values").click()
    page.get_by_role("textbox", name="Limits").fill("1.5")
    page.get_by_role("textbox", name="Limits").press("Enter")
    expect(page).to_have_url(re.compile("limits=1.5"))
    page.reload()
    expect(page.get_by_role("img", name=re.compile("limit 1.5"))).to_be_visible()
    assert search_of(page)["axis"] == "fit"
    expect(legend(page).get_by_role("button", name="basket")).to_have_attribute("aria-pressed", "false")


def test_series_are_named_by_a_template_and_their_numbers_taken_along(visitor: Visitor) -> None:
    page = visitor.open(path(a=BY_SERVICE))
    page.get_by_role("button", name="More for query A").click()
    page.get_by_role("menuitem", name="Name the series …").click()
    page.get_by_role("button", name="service_name", exact=True).click()
    field = page.get_by_role("textbox", name="Names of the series of query A")
    expect(field).to_have_value("{{service_name}}")
    field.press("Home")
    field.press_sequentially("orders of ")
    field.press("Enter")
    expect(legend(page)).to_contain_text("orders of basket")
    assert search_of(page)["a.legend"] == "orders of {{service_name}}"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the numbers of Query A").click()
    assert download.value.path().read_text().splitlines()[0] == "time,orders of basket,orders of shop"


def test_the_palette_runs_a_pasted_expression(visitor: Visitor) -> None:
    page = visitor.open("/explore/logs")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Metrics")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or jump to").fill("sum(orders_placed_total)")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/explore/metrics"))
    expect(graph(page)).to_be_visible()


@pytest.mark.parametrize(
    ("scheme", "size", "name"), [("light", WIDE, "light"), ("dark", WIDE, "dark"), ("light", PHONE, "phone")]
)
def test_the_page_is_accessible_in_both_schemes_and_on_a_phone(
    visitor: Visitor, scheme: str, size: tuple[int, int], name: str
) -> None:
    search = {"a": P95, "b": BY_SERVICE, "b.edit": "builder", "limits": "1,2"}
    page = visitor.open(path(**search), size=size, scheme="dark" if scheme == "dark" else "light")
    expect(graph(page, "Query A")).to_be_visible()
    expect(graph(page, "Query B")).to_be_visible()
    picture(page, f"metrics-{name}")
    assert accessibility_findings(page) == []
