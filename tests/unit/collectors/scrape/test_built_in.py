"""Built-in targets that come and go while the manager scrapes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.built_in import BuiltIn, ScrapedPage
from sardonyx.collectors.scrape.manager import ScrapeManager
from tests.support.exposition_server import exposition_server
from tests.unit.collectors.scrape.test_loop import Writer

pytest.importorskip("re2", reason="google-re2 is needed")

SECONDS = 0.05


class Told:
    """A finder that finds what it is told."""

    def __init__(self) -> None:
        self.problems: Mapping[str, tuple[str, ...]] = {}
        self.queue: asyncio.Queue[Sequence[BuiltIn] | Exception] = asyncio.Queue()

    async def run(self, update: Callable[[Sequence[BuiltIn]], Awaitable[None]]) -> None:
        while True:
            found = await self.queue.get()
            if isinstance(found, Exception):
                raise found
            await update(found)


class Constant:
    """A collector of one series."""

    def __init__(self) -> None:
        self.problems: tuple[str, ...] = ()
        self.closed = False

    async def page(self) -> bytes:
        return b"a 1\n"

    async def close(self) -> None:
        self.closed = True


def manager(finder: Told, writer: Writer, *configured: BuiltIn) -> ScrapeManager:
    any_writer: Any = writer
    return ScrapeManager(
        None, any_writer, CollectorRegistry(), built_in=configured, finder=finder, built_in_interval_seconds=SECONDS
    )


async def until(writer: Writer, check: Callable[[], object]) -> None:
    """Return when `check` is true; it is looked at when something was stored."""
    async with asyncio.timeout(10):
        while not check():
            writer.changed.clear()
            await writer.changed.wait()


async def test_a_found_target_is_scraped_beside_those_configured_and_its_series_end_when_it_is_gone() -> None:
    finder, writer = Told(), Writer()
    configured = BuiltIn("redis", "a:1", Constant())
    found = BuiltIn("redis", "b:1", Constant(), {"compose_service": "cache"})
    series = 'a{compose_service="cache",job="redis"}'
    async with manager(finder, writer, configured).scraping() as scraping:
        finder.queue.put_nowait([found])
        await until(writer, lambda: 1.0 in writer.values(series))
        assert [len(pool.active) for pool in scraping.state().pools] == [2]
        finder.queue.put_nowait([])
        await until(writer, lambda: "ended" in writer.values(series))
        assert [len(pool.active) for pool in scraping.state().pools] == [1]
        assert isinstance(found.collector, Constant)
        assert found.collector.closed
    assert "ended" not in writer.values('a{job="redis"}')


async def test_a_pool_ends_with_its_last_target_and_a_problem_of_finding_is_shown_without_any() -> None:
    finder, writer = Told(), Writer()
    async with manager(finder, writer).scraping() as scraping:
        finder.queue.put_nowait([BuiltIn("x", "b:1", Constant(), pool="containers")])
        await until(writer, lambda: writer.values('a{job="x"}'))
        assert [pool.name for pool in scraping.state().pools] == ["containers"]
        finder.queue.put_nowait([])
        async with asyncio.timeout(10):
            while scraping.state().pools:
                await asyncio.sleep(0)
        finder.problems = {"nginx": ("no stub_status",)}
        assert [(pool.name, pool.active, pool.problems) for pool in scraping.state().pools] == [
            ("nginx", (), ("no stub_status",))
        ]


async def test_a_page_that_was_found_is_scraped_as_a_jobs_target_is() -> None:
    finder, writer = Told(), Writer()
    async with exposition_server() as server:
        server.page("/stats", "a 7\n")
        page = ScrapedPage(f"http://{server.address}/stats")
        async with manager(finder, writer).scraping():
            finder.queue.put_nowait([BuiltIn("api", "b:1", page)])
            await until(writer, lambda: writer.values('a{job="api"}')[:1] == [7.0])
