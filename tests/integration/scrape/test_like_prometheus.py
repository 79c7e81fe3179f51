"""The same `prometheus.yml`, given to Debian's Prometheus and to us, against the same pages: the same targets and series."""

import asyncio
import math
import shutil
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.collectors.scrape.units import duration_seconds
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.storage.embedded import EmbeddedEngine
from tests.integration.scrape.configuration import CONFIGURATION, FILES, PageOf, pages
from tests.support.exposition_server import ExpositionServer, exposition_server
from tests.support.metrics_in import STALE_BITS, MetricsIn, metrics_in
from tests.support.prometheus import PrometheusProcess

pytestmark = pytest.mark.skipif(not shutil.which("prometheus"), reason="Debian's prometheus is needed")

# How long a scrape took differs, of course.
_NOT_COMPARED = "scrape_duration_seconds"
_SCRAPES = 3
# Prometheus does not end the series on a page before a line that is wrong; we end all, for none of the page is stored.
_ENDED_BY_US = ("broken", "open_broken")

Values = dict[tuple[tuple[str, str], ...], float]


async def test_the_same_file_gives_the_same_targets_and_series(engine: EmbeddedEngine, tmp_path: Path) -> None:
    async with exposition_server() as server, metrics_in(engine, tmp_path / "own") as inside:
        shown = pages()
        show(server, shown, 0)
        theirs, ours = written(tmp_path / "theirs", server.address), written(tmp_path / "ours", server.address)
        manager = ScrapeManager(
            ours / "prometheus.yml", SampleWriter(inside.intake, inside.known, name="scrape"), CollectorRegistry()
        )
        prometheus = await asyncio.to_thread(
            PrometheusProcess(theirs, (theirs / "prometheus.yml").read_text()).__enter__
        )
        try:
            async with manager.scraping():
                for phase in (0, 1):
                    show(server, shown, phase)
                    await scraped(server, shown, _SCRAPES)
                    await same(lambda: prometheus_values(prometheus), lambda: own_values(inside), compared)
                    await same(lambda: prometheus_targets(prometheus), lambda: own_targets(manager), dict)
                assert pages_of(await prometheus_values(prometheus), _ENDED_BY_US)
                assert not pages_of(await own_values(inside), _ENDED_BY_US)
        finally:
            await asyncio.to_thread(prometheus.__exit__)


def written(folder: Path, address: str) -> Path:
    """The configuration and its files, in a folder."""
    files = {"prometheus.yml": CONFIGURATION, **FILES}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("ADDRESS", address))
    return folder


def show(server: ExpositionServer, shown: dict[str, PageOf], phase: int) -> None:
    """Let every path answer what it does in this half."""
    for path, page in shown.items():
        body = page.second if phase else page.first
        server.page(path, body, page.content_type, status=page.status[phase])


async def scraped(server: ExpositionServer, shown: dict[str, PageOf], times: int) -> None:
    """Return when both have fetched each path so often more."""
    agents = ("Prometheus", "Sardonyx")
    before = {(path, agent): server.scrapes(path, agent) for path in shown for agent in agents}
    for _ in range(400):
        waiting = [each for each in before if server.scrapes(*each) < before[each] + times]
        if not waiting:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"not scraped: {waiting}")


async def same(
    theirs: Callable[[], Awaitable[dict[Any, Any]]],
    ours: Callable[[], Awaitable[dict[Any, Any]]],
    shown: Callable[[dict[Any, Any]], dict[Any, Any]],
) -> None:
    """Both say the same, at the latest once both have stored what they fetched last."""
    for _ in range(40):
        expected, found = shown(await theirs()), shown(await ours())
        if expected == found:
            return
        await asyncio.sleep(0.25)
    differing = {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}
    lines = [f"{key}\n    theirs {expected.get(key)}\n    ours   {found.get(key)}" for key in sorted(differing)]
    pytest.fail("\n".join(lines))


def compared(values: Values) -> dict[str, str]:
    """Text for text, so that NaN is NaN and -0 is not 0."""
    left_out = pages_of(values, _ENDED_BY_US)
    kept = ((labels, value) for labels, value in values.items() if labels not in left_out)
    return {
        str(labels): "NaN" if math.isnan(value) else repr(value)
        for labels, value in kept
        if dict(labels)["__name__"] != _NOT_COMPARED
    }


def pages_of(values: Values, jobs: tuple[str, ...]) -> Values:
    """The series of pages of these jobs: all but the reports."""
    return {
        labels: value
        for labels, value in values.items()
        if (found := dict(labels))["job"] in jobs and not found["__name__"].startswith(("up", "scrape_"))
    }


async def prometheus_values(prometheus: PrometheusProcess) -> Values:
    """Series that have a value now."""
    status, answer = await asyncio.to_thread(prometheus.get, "query", query='{__name__=~".+"}')
    assert status == 200, answer
    return {tuple(sorted(each["metric"].items())): float(each["value"][1]) for each in answer["data"]["result"]}


async def own_values(inside: MetricsIn) -> Values:
    """Series whose last sample is no staleness marker."""
    await inside.settle()
    rows = await inside.engine.rows(
        "SELECT MetricName, Labels, bits FROM metric_series AS s FINAL INNER JOIN (SELECT SeriesId, "
        "argMax(reinterpretAsUInt64(Value), Timestamp) AS bits FROM metric_samples GROUP BY SeriesId) AS m "
        "ON s.SeriesId = m.SeriesId"
    )
    return {
        tuple(sorted({"__name__": row["MetricName"], **row["Labels"]}.items())): number(row["bits"])
        for row in rows
        if row["bits"] != STALE_BITS
    }


def number(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", bits))[0])


async def prometheus_targets(prometheus: PrometheusProcess) -> dict[str, Any]:
    """What the page of targets shows."""
    _, answer = await asyncio.to_thread(prometheus.get, "targets")
    active = [
        (each["scrapePool"], each["scrapeUrl"], each["labels"], each["discoveredLabels"], each["health"],
         duration_seconds(each["scrapeInterval"]), duration_seconds(each["scrapeTimeout"]))
        for each in answer["data"]["activeTargets"]
    ]  # fmt: skip
    return comparable(active, [each["discoveredLabels"] for each in answer["data"]["droppedTargets"]])


async def own_targets(manager: ScrapeManager) -> dict[str, Any]:
    """The same of ours."""
    pools = manager.state().pools
    active = [
        (each.pool, each.url, each.labels, each.discovered, each.health,
         each.interval, each.timeout)
        for pool in pools for each in pool.active
    ]  # fmt: skip
    return comparable(active, [each.discovered for pool in pools for each in pool.dropped])


def comparable(active: list[tuple[Any, ...]], dropped: list[Mapping[str, str]]) -> dict[str, Any]:
    """Facts by what a target is found again with; the folder's name left out."""
    found: dict[str, Any] = {
        f"{pool} {url} {sorted(labels.items())}": (before(discovered), *facts)
        for pool, url, labels, discovered, *facts in active
    }
    return found | {"dropped": sorted(map(before, dropped))}


def before(discovered: Mapping[str, str]) -> list[tuple[str, str]]:
    """Labels before relabelling, but those it changes: Prometheus 2.42 shows them as they are after it."""
    kept = ((name, value) for name, value in discovered.items() if name.startswith("__") and name != "__tmp_ignored")
    return sorted((name, value.replace("/theirs/", "/ours/")) for name, value in kept)
