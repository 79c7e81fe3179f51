"""When a target is scraped, and what happens when its samples can't be stored."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.endings import Endings
from sardonyx.collectors.scrape.errors import ScrapeFailed
from sardonyx.collectors.scrape.loop import ScrapeLoop, next_due, stored_at
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.source import Exposition
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.remote_write_messages import ShallowWriteRequest, TimeSeries
from sardonyx.receivers.sample_writer import Encoded
from sardonyx.receivers.series_limits import Refusal
from sardonyx.storage.series import STALE_MARKER_BITS
from tests.support.metrics_in import bits
from tests.unit.collectors.scrape.pages import job, text

pytest.importorskip("re2", reason="google-re2 is needed")


class Known:
    """Nothing is known."""

    def young(self) -> Mapping[bytes, int]:
        return {}


class Writer:
    """Keeps what it is given; `refusals` of the next attempts are refused."""

    def __init__(self) -> None:
        self.known = Known()
        self.refusals = 0
        self.refused: Mapping[int, Refusal] = {}
        self.stored: list[tuple[str, float | str, int]] = []
        self.changed = asyncio.Event()

    async def append(self, encoded: Encoded, source: str = "") -> Mapping[int, Refusal]:
        if self.refusals:
            self.refusals -= 1
            raise Overloaded("the journal is full", 0)
        for raw in ShallowWriteRequest.FromString(encoded.labelled).timeseries:
            series = TimeSeries.FromString(raw)
            name = text({label.name: label.value for label in series.labels})
            for sample in series.samples:
                ended = bits(sample.value) == STALE_MARKER_BITS
                self.stored.append((name, "ended" if ended else sample.value, sample.timestamp))
        self.changed.set()
        return self.refused

    def values(self, name: str) -> list[float | str]:
        return [value for found, value, _ in self.stored if found == name]


class Pages:
    """A source of pages; an error among them is raised."""

    def __init__(self, *pages: str | Exception) -> None:
        self.pages = list(pages)

    async def fetch(self, timeout: float) -> Exposition:
        page = self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]
        if isinstance(page, Exception):
            raise page
        return Exposition(page.encode())


def target(interval: float = 30.0, timeout: float = 10.0) -> ScrapeTarget:
    return ScrapeTarget({"instance": "a:1"}, {}, "http://a:1/metrics", interval, timeout)


class Setting:
    """A loop with doubles around it."""

    def __init__(self, source: Any, of: ScrapeTarget | None = None) -> None:
        self.registry = CollectorRegistry()
        self.writer = Writer()
        self.metrics = ScrapeMetrics(self.registry)
        self.loop = ScrapeLoop(of or target(), job(), (), source, self.writer, self.metrics)  # type: ignore[arg-type]

    def counted(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"sardonyx_scrape_{name}_total")


async def test_a_scrape_is_stored_with_its_report_at_one_time() -> None:
    setting = Setting(Pages("a 1\nb 2\n"))
    now = setting.loop._clock()
    await setting.loop.scrape(now, now + 1)
    assert {at for _, _, at in setting.writer.stored} == {round(now * 1000)}
    assert (setting.writer.values("a{}"), setting.writer.values("up{}")) == ([1.0], [1.0])
    shown = setting.loop.shown("pool")
    assert (shown.health, shown.samples, shown.series_added, shown.last_scrape) == ("up", 2, 2, now)


async def test_a_failure_ends_the_series_and_is_shown_until_it_is_over() -> None:
    setting = Setting(Pages("a 1\n", ScrapeFailed("no way"), "a 2\n"))
    loop, now = setting.loop, setting.loop._clock()
    assert loop.shown("pool").health == "unknown"
    healths = []
    for step in range(3):
        await loop.scrape(now + step, now + step + 1)
        healths.append((loop.shown("pool").health, loop.shown("pool").last_error))
    assert healths == [("up", ""), ("down", "no way"), ("up", "")]
    assert setting.writer.values("a{}") == [1.0, "ended", 2.0]
    assert setting.writer.values("up{}") == [1.0, 0.0, 1.0]
    assert (setting.counted("scrapes"), setting.counted("failed_scrapes")) == (3, 1)


async def test_a_forced_error_fails_without_fetching() -> None:
    setting = Setting(Pages(AssertionError("fetched")))
    setting.loop.forced_error = "target_limit exceeded"
    now = setting.loop._clock()
    await setting.loop.scrape(now, now + 1)
    assert setting.loop.shown("pool").last_error == "target_limit exceeded"


async def test_samples_the_journal_refuses_are_offered_again() -> None:
    setting = Setting(Pages("a 1\n"))
    setting.writer.refusals = 3
    now = setting.loop._clock()
    await setting.loop.scrape(now, now + 60)
    assert setting.writer.values("a{}") == [1.0]
    assert setting.counted("lost_samples") == 0


async def test_they_are_lost_and_counted_when_the_next_scrape_is_due() -> None:
    setting = Setting(Pages("a 1\n"))
    setting.writer.refusals = 10
    now = setting.loop._clock()
    await setting.loop.scrape(now, now - 1)
    assert setting.writer.stored == []
    assert setting.counted("lost_samples") == 6
    assert setting.loop.shown("pool").last_error == "6 samples are lost: the journal is full"


async def test_series_beyond_a_limit_are_named_beside_a_scrape_that_went_well() -> None:
    setting = Setting(Pages("a 1\n"))
    setting.writer.refused = {0: Refusal("series_per_metric", "a", 1000)}
    now = setting.loop._clock()
    await setting.loop.scrape(now, now + 1)
    shown = setting.loop.shown("pool")
    assert shown.health == "up"
    assert shown.last_error.startswith("1 series are not stored: the metric 'a' has 1000 series already")
    assert (setting.counted("refused_samples"), setting.counted("samples")) == (1, 5)


async def test_a_source_that_hangs_is_given_up_after_the_timeout() -> None:
    class Hanging:
        async def fetch(self, timeout: float) -> Exposition:
            await asyncio.Event().wait()
            raise AssertionError

    setting = Setting(Hanging(), target(timeout=0.01))
    now = setting.loop._clock()
    await setting.loop.scrape(now, now + 1)
    assert setting.loop.shown("pool").last_error == "no complete answer within 0.01 s (scrape_timeout)"


async def test_runs_again_and_again_and_survives_a_fault_of_ours() -> None:
    setting = Setting(Pages(RuntimeError("a bug"), "a 1\n"), target(0.05, 0.05))
    task = asyncio.create_task(setting.loop.run())
    try:
        async with asyncio.timeout(20):
            while len(setting.writer.values("a{}")) < 2:
                await setting.writer.changed.wait()
                setting.writer.changed.clear()
    finally:
        task.cancel()
    assert setting.loop.shown("pool").health == "up"


async def test_the_series_of_a_target_that_is_gone_end_after_a_while_unless_somebody_else_sends_them() -> None:
    setting = Setting(Pages("a 1\nb 2\n"), target(0.05, 0.05))
    loop, now = setting.loop, setting.loop._clock()
    await loop.scrape(now, now + 1)
    a_key = next(key for key in loop.ledger.live_keys() if b"\x12\x01a" in key)
    setting.writer.stored.clear()
    setting.writer.changed.clear()
    setting.writer.refusals = 1
    endings = Endings(lambda: frozenset([a_key]))
    endings.add(loop)
    async with asyncio.timeout(20):
        await setting.writer.changed.wait()
    ended = Counter(name for name, value, _ in setting.writer.stored if value == "ended")
    assert ended["b{}"] == ended["up{}"] == 1
    assert "a{}" not in ended
    assert len({at for _, _, at in setting.writer.stored}) == 1
    await endings.close()


def test_targets_are_spread_over_the_interval_and_keep_their_phase() -> None:
    many = [ScrapeTarget({"instance": f"a:{n}"}, {}, f"http://a:{n}/", 30.0, 10.0) for n in range(300)]
    slots = Counter(int(each.offset_seconds // 3) for each in many)
    assert set(slots) == set(range(10))
    assert max(slots.values()) < 60
    due = next_due(1_000_000_000.0, many[0])
    assert 1_000_000_000 <= due < 1_000_000_030
    assert next_due(due, many[0]) == pytest.approx(due)
    assert next_due(due + 0.001, many[0]) == pytest.approx(due + 30)


@pytest.mark.parametrize(
    ("late", "interval", "expected"), [(0.0, 30.0, 0.0), (0.09, 30.0, 0.0), (0.2, 30.0, 0.2), (0.05, 1.0, 0.05)]
)
def test_a_scrape_that_starts_a_little_late_is_stored_at_the_time_it_was_due(
    late: float, interval: float, expected: float
) -> None:
    assert stored_at(1000.0, 1000.0 + late, interval) == 1000.0 + expected
