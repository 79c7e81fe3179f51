"""One trace: from its waterfall to the span, to what the span logged, to the log search."""

import re
import time
from dataclasses import dataclass

import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from playwright.sync_api import Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture

MS = 1_000_000
LARGE = 1000


class Instrumented:
    """A service whose spans start and end when the test says; ends delivered when the block is left."""

    def __init__(self, server: RunningServer, name: str) -> None:
        resource = Resource.create({"service.name": name, "service.version": "3.2.0"})
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._traces.add_span_processor(
            BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{server.otlp_http}/v1/traces"), max_queue_size=4 * LARGE)
        )
        self._logs = LoggerProvider(resource=resource, shutdown_on_exit=False)
        self._logs.add_log_record_processor(
            BatchLogRecordProcessor(OTLPLogExporter(endpoint=f"{server.otlp_http}/v1/logs"))
        )
        self.tracer: Tracer = self._traces.get_tracer("e2e")

    def __enter__(self) -> "Instrumented":
        return self

    def __exit__(self, *_error: object) -> None:
        self._traces.shutdown()
        self._logs.shutdown()

    def span(self, parent: Span | None, name: str, start_ns: int, kind: SpanKind = SpanKind.INTERNAL) -> Span:
        """An open span of this service."""
        context = None if parent is None else set_span_in_context(parent)
        return self.tracer.start_span(name, context, kind=kind, start_time=start_ns)

    def log(self, span: Span, at_ns: int, body: str, severity: SeverityNumber) -> None:
        """A log record written within a span."""
        context = set_span_in_context(span)
        record = LogRecord(
            timestamp=at_ns, context=context, severity_number=severity, severity_text=severity.name, body=body
        )
        self._logs.get_logger("e2e").emit(record)


@dataclass(frozen=True)
class Traces:
    """Ids of what was sent."""

    failed: str
    """A checkout that failed in the payment."""
    large: str
    """A trace of LARGE spans."""


@pytest.fixture(scope="module", autouse=True)
def traces(server: RunningServer) -> Traces:
    """A checkout that failed, and a large trace, both a few minutes old."""
    start = time.time_ns() - 300_000 * MS
    with Instrumented(server, "shop") as shop, Instrumented(server, "payments") as payments:
        failed = _failed_checkout(shop, payments, start)
        large = _large_trace(shop, start + 10_000 * MS)
    return Traces(_trace_id(failed), _trace_id(large))


def _failed_checkout(shop: Instrumented, payments: Instrumented, start: int) -> Span:
    root = shop.span(None, "POST /checkout", start, SpanKind.SERVER)
    for i in range(6):
        query = shop.span(root, "SELECT products", start + (10 + i * 20) * MS, SpanKind.CLIENT)
        query.set_attribute("db.query.text", "SELECT * FROM products WHERE id = ?")
        query.end(start + (28 + i * 20) * MS)
    call = shop.span(root, "POST", start + 150 * MS, SpanKind.CLIENT)
    charge = payments.span(call, "POST /charge", start + 152 * MS, SpanKind.SERVER)
    charge.set_attribute("payment.order", '{"id": "A-1042", "items": [{"sku": "tea"}]}')
    payments.log(charge, start + 200 * MS, "asking the bank", SeverityNumber.INFO)
    try:
        raise TimeoutError("the bank did not answer")
    except TimeoutError as error:
        charge.record_exception(error, timestamp=start + 380 * MS)
    payments.log(charge, start + 385 * MS, "charge failed: no answer in time", SeverityNumber.ERROR)
    for span, end_ms in ((charge, 390), (call, 392), (root, 400)):
        span.set_status(Status(StatusCode.ERROR, "the bank did not answer" if span is charge else None))
        span.end(start + end_ms * MS)
    return root


def _large_trace(shop: Instrumented, start: int) -> Span:
    root = shop.span(None, "nightly export", start)
    for i in range(LARGE - 1):
        step = shop.span(root, f"export row {i + 1}", start + i * MS)
        step.end(start + (i + 1) * MS)
    root.end(start + LARGE * MS)
    return root


def _trace_id(span: Span) -> str:
    return f"{span.get_span_context().trace_id:032x}"


def _rows(page: Page) -> list[str]:
    return page.get_by_role("tree", name="Spans").get_by_role("treeitem").all_inner_texts()


def test_a_failed_trace_says_where_it_failed_and_leads_to_its_logs(visitor: Visitor, traces: Traces) -> None:
    page = visitor.open(f"/traces/{traces.failed}")
    expect(page.get_by_role("heading", name="POST /checkout")).to_be_visible()
    findings = page.get_by_role("list", name="Findings")
    expect(findings).to_contain_text("Error begins in")
    expect(findings).to_contain_text("payments POST /charge: the bank did not answer")
    expect(findings).to_contain_text("SELECT products ran 6 times, one after another in POST /checkout")
    findings.get_by_role("button", name=re.compile("Error begins in")).click()

    drawer = page.get_by_role("complementary", name="Span")
    expect(drawer).to_contain_text("POST /charge")
    happened = drawer.get_by_role("list", name="What happened").get_by_role("listitem")
    expect(happened).to_have_count(3)
    expect(happened.nth(0)).to_contain_text("asking the bank")
    expect(happened.nth(1)).to_contain_text("TimeoutError: the bank did not answer")
    expect(happened.nth(1)).to_contain_text("_failed_checkout")
    expect(happened.nth(2)).to_contain_text("charge failed: no answer in time")
    expect(drawer.get_by_role("tree", name="payment.order")).to_contain_text("A-1042")

    happened.nth(2).get_by_role("link", name="In the logs").click()
    expect(page).to_have_url(re.compile(r"/explore/logs\?"))
    expect(page.get_by_role("complementary", name="Log record")).to_contain_text("charge failed: no answer in time")
    page.go_back()
    expect(drawer).to_contain_text("POST /charge")


def test_a_trace_is_walked_with_the_keyboard_alone(visitor: Visitor, traces: Traces) -> None:
    page = visitor.open(f"/traces/{traces.failed}")
    tree = page.get_by_role("tree", name="Spans")
    drawer = page.get_by_role("complementary", name="Span")
    expect(tree).to_be_focused()
    expect(tree.get_by_role("treeitem")).to_have_count(4)
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_role("treeitem")).to_have_count(10)
    page.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("treeitem")).to_have_count(4)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(drawer).to_contain_text("POST")
    expect(page).to_have_url(re.compile("span=[0-9a-f]{16}"))
    page.keyboard.press("j")
    expect(drawer).to_contain_text("POST /charge")
    expect(tree.get_by_role("treeitem", selected=True)).to_have_attribute("aria-level", "3")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.keyboard.press("e")
    expect(drawer).to_contain_text("POST /charge")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next error")


def test_a_copied_link_opens_the_same_span_and_view(visitor: Visitor, traces: Traces) -> None:
    page = visitor.open(f"/traces/{traces.failed}")
    page.get_by_role("tab", name="Logs").click()
    page.get_by_role("option").filter(has_text="asking the bank").click()
    drawer = page.get_by_role("complementary", name="Span")
    expect(drawer).to_contain_text("POST /charge")
    page.reload()
    expect(drawer).to_contain_text("POST /charge")
    expect(page.get_by_role("tab", name="Logs")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("listbox", name="Log lines of the trace")).to_contain_text("charge failed")


def test_a_span_is_found_by_its_attributes_and_its_values_lead_to_the_search(visitor: Visitor, traces: Traces) -> None:
    page = visitor.open(f"/traces/{traces.failed}")
    expect(page.get_by_role("tree", name="Spans")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("A-1042")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("complementary", name="Span")
    expect(drawer).to_contain_text("POST /charge")
    drawer.get_by_text("3.2.0").first.hover()
    drawer.get_by_role("button", name="Only version: 3.2.0").click()
    expect(page).to_have_url(re.compile(r"/explore/traces\?.*query=version"))


def test_a_thousand_spans_are_all_reachable(visitor: Visitor, traces: Traces) -> None:
    page = visitor.open(f"/traces/{traces.large}")
    tree = page.get_by_role("tree", name="Spans")
    expect(tree.get_by_role("treeitem").first).to_contain_text("nightly export")
    assert len(_rows(page)) < LARGE / 4
    tree.evaluate("tree => tree.scrollTo(0, tree.scrollHeight)")
    expect(tree).to_contain_text(f"export row {LARGE - 1}")
    tree.press("Home")
    expect(tree).to_contain_text("nightly export")
    tree.press("End")
    expect(tree).to_contain_text(f"export row {LARGE - 1}")
    picture(page, "trace-large")


@pytest.mark.parametrize(
    ("trace_id", "reason"),
    [("abc123", "not a whole trace id"), ("0" * 31 + "1", "may still be arriving")],
    ids=["short", "unknown"],
)
def test_a_trace_that_is_not_there_says_why(visitor: Visitor, trace_id: str, reason: str) -> None:
    visitor.expected.append("404")
    page = visitor.open(f"/traces/{trace_id}")
    expect(page.get_by_text("No such trace")).to_be_visible()
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_role("link", name="Search traces")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visitor: Visitor, traces: Traces, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open(f"/traces/{traces.failed}", size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(page.get_by_role("treeitem").first).to_be_visible()
    name = f"trace-{scheme}-{'wide' if size == WIDE else 'phone'}"
    assert accessibility_findings(page) == []
    picture(page, name)
    page.keyboard.press("e")
    expect(page.get_by_role("complementary", name="Span")).to_contain_text("asking the bank")
    assert accessibility_findings(page) == []
    picture(page, f"{name}-span")
