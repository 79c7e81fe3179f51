"""A server of pages, and scrapes of it by hand."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.source import HttpSource
from sardonyx.collectors.scrape.state import ActiveTarget
from sardonyx.collectors.scrape.target import make_target, with_defaults
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.exposition_server import ExpositionServer, exposition_server
from tests.support.metrics_in import MetricsIn, metrics_in


@pytest.fixture
async def inside(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[MetricsIn]:
    async with metrics_in(engine, tmp_path / "inside") as found:
        yield found


@pytest.fixture
async def server() -> AsyncIterator[ExpositionServer]:
    async with exposition_server() as found:
        yield found


class Scraper:
    """Scrapes once, on request."""

    def __init__(self, inside: MetricsIn) -> None:
        self.inside = inside
        self.writer = SampleWriter(inside.intake, inside.known, name="scrape")

    async def scrape(
        self, address: str, path: str = "/metrics", *, timeout: str = "5s", **settings: Any
    ) -> ActiveTarget:
        """The target after one scrape, which is stored."""
        job = Job(job_name="j", scrape_interval="30s", scrape_timeout=timeout, metrics_path=path, **settings)
        target = make_target(with_defaults({"__address__": address}, job), job, ())
        assert target is not None
        async with Client(job) as client:
            source = HttpSource(client, target.url, job)
            loop = ScrapeLoop(target, job, (), source, self.writer, ScrapeMetrics(CollectorRegistry()))
            now = loop._clock()
            await loop.scrape(now, now + 5)
        await self.inside.settle()
        return loop.shown("j")


@pytest.fixture
def scraper(inside: MetricsIn) -> Scraper:
    return Scraper(inside)
