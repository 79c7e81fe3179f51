"""What of a page lies in the engine afterwards."""

import time
from collections.abc import Mapping

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.source import Exposition
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.receivers.sample_writer import SampleWriter
from tests.support.exposition_server import OPENMETRICS
from tests.support.metrics_in import STALE_BITS, MetricsIn, bits

_PAGE = """# TYPE requests counter
# HELP requests How many.
requests_total{code="200"} 5 # {trace_id="0AF7651916CD43DD8448EB211C80319C",span_id="b7ad6b7169203331",who="x"} 0.5
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{le="1.0"} 1
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_count 2
wait_seconds_sum 1.5
# EOF
"""


class Shown:
    """A source of one page at a time."""

    def __init__(self, page: str) -> None:
        self.page = page

    async def fetch(self, timeout: float) -> Exposition:
        return Exposition(self.page.encode(), OPENMETRICS)


class Scraped:
    """A target scraped by hand, a second apart."""

    def __init__(self, inside: MetricsIn) -> None:
        self.inside = inside
        self.source = Shown(_PAGE)
        self.at = time.time() - 60
        target = ScrapeTarget({"job": "j", "instance": "a:1"}, {}, "http://a:1/metrics", 30.0, 10.0)
        writer = SampleWriter(inside.intake, inside.known, name="scrape")
        metrics = ScrapeMetrics(CollectorRegistry())
        self.loop = ScrapeLoop(target, Job(job_name="j"), (), self.source, writer, metrics)

    async def again(self, page: str = _PAGE) -> Mapping[str, list[int]]:
        """The bits of every series' samples after another scrape."""
        self.source.page = page
        self.at += 1
        await self.loop.scrape(self.at, self.at + 100)
        await self.inside.settle()
        stored = await self.inside.samples()
        return {name.partition("{")[0]: [value for _, value in samples] for name, samples in stored.items()}


@pytest.fixture
async def scraped(inside: MetricsIn) -> Scraped:
    return Scraped(inside)


async def test_samples_go_by_id_once_their_series_are_known(scraped: Scraped) -> None:
    for _ in range(3):
        await scraped.again()
    accepted = {
        stream: scraped.inside.journal.status(stream).accepted_records for stream in scraped.inside.journal.streams
    }
    one_scrape = 5 + 5
    assert accepted["known_samples"] == 2 * one_scrape
    assert accepted["remote_write"] == one_scrape + 1, "and an exemplar"


async def test_a_series_that_vanishes_ends_in_the_engine(scraped: Scraped) -> None:
    await scraped.again()
    stored = await scraped.again("requests_total 6\n# EOF\n")
    assert stored["wait_seconds_sum"] == [bits(1.5), STALE_BITS]
    stored = await scraped.again("wrong\n# EOF\n")
    assert stored["wait_seconds_sum"] == [bits(1.5), STALE_BITS]
    assert stored["up"] == [bits(1.0), bits(1.0), bits(0.0)]
    assert stored["scrape_samples_scraped"] == [bits(5.0), bits(1.0), bits(0.0)]


async def test_exemplars_lead_to_their_trace(scraped: Scraped) -> None:
    await scraped.again()
    await scraped.again()
    found = await scraped.inside.engine.rows(
        "SELECT MetricName, Value, TraceId, SpanId, e.Labels AS Labels FROM exemplars AS e INNER JOIN metric_series AS s FINAL "
        "ON e.SeriesId = s.SeriesId"
    )
    assert found == [
        {
            "MetricName": "requests_total", "Value": 0.5, "TraceId": "0af7651916cd43dd8448eb211c80319c",
            "SpanId": "b7ad6b7169203331", "Labels": {"who": "x"},
        }
    ]  # fmt: skip


async def test_what_the_page_says_of_its_families_is_stored(scraped: Scraped) -> None:
    await scraped.again()
    rows = await scraped.inside.engine.rows(
        "SELECT Family, Type, Unit, Help FROM metric_metadata FINAL ORDER BY Family"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("requests", "counter", "", "How many."),
        ("wait_seconds", "histogram", "seconds", ""),
    ]
