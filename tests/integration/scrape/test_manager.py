"""A `prometheus.yml` at work: what is scraped, what a reload changes, what a wrong file does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.collectors.scrape.state import Pool
from sardonyx.receivers.sample_writer import SampleWriter
from tests.support.exposition_server import ExpositionServer
from tests.support.metrics_in import STALE_BITS, MetricsIn, bits

_QUICK = "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"


class Setting:
    """A folder with a `prometheus.yml`, and the manager that reads it."""

    def __init__(self, folder: Path, inside: MetricsIn, server: ExpositionServer) -> None:
        self.file = folder / "prometheus.yml"
        self.inside = inside
        self.server = server
        self.registry = CollectorRegistry()
        writer = SampleWriter(inside.intake, inside.known, name="scrape")
        self.manager = ScrapeManager(self.file, writer, self.registry, look_every_seconds=0.05)

    def write(self, jobs: str, head: str = _QUICK) -> None:
        """The file; HERE is the server's address."""
        self.file.write_text(f"{head}scrape_configs:\n{jobs}".replace("HERE", self.server.address))

    @asynccontextmanager
    async def scraping(self, jobs: str, head: str = _QUICK) -> AsyncIterator[None]:
        self.write(jobs, head)
        async with self.manager.scraping():
            yield

    def pool(self, name: str) -> Pool:
        return next(pool for pool in self.manager.state().pools if pool.name == name)

    async def until(self, check: Callable[[], object]) -> None:
        """Return when `check` is true."""
        for _ in range(400):
            if check():
                return
            await asyncio.sleep(0.05)
        pytest.fail(f"never: {self.manager.state()}")

    async def scraped(self, path: str = "/metrics", times: int = 2) -> None:
        """Return when the path was asked for so often more."""
        wanted = self.server.scrapes(path, "Sardonyx") + times
        await self.until(lambda: self.server.scrapes(path, "Sardonyx") >= wanted)

    async def last(self, series: str) -> int | None:
        """The bits of the last sample of a series that begins so."""
        await self.inside.settle()
        found = [each for name, each in (await self.inside.samples()).items() if name.startswith(series)]
        return found[0][-1][1] if found else None


@pytest.fixture
async def setting(tmp_path: Path, inside: MetricsIn, server: ExpositionServer) -> Setting:
    server.page("/metrics", "a 1\n# TYPE b gauge\n# HELP b Words.\nb 2\n")
    server.page("/other", "c 3\n")
    return Setting(tmp_path, inside, server)


ONE = "- {job_name: one, static_configs: [{targets: [HERE]}]}\n"
TWO = "- {job_name: two, metrics_path: /other, static_configs: [{targets: [HERE]}]}\n"


async def test_targets_are_scraped_and_shown(setting: Setting) -> None:
    async with setting.scraping(ONE):
        await setting.until(lambda: [target.health for target in setting.pool("one").active] == ["up"])
        (target,) = setting.pool("one").active
        assert (target.samples, target.interval, target.url) == (2, 0.2, f"http://{setting.server.address}/metrics")
        assert target.labels == {"job": "one", "instance": setting.server.address}
        (family,) = setting.manager.families()
        assert (family.family, family.type, family.help, family.target) == ("b", "gauge", "Words.", target.labels)
        state = setting.manager.state()
        assert (state.config_ok, state.config_text) == (True, setting.file.read_text())
        await setting.scraped()  # what is shown of a scrape may not be stored yet; the next begins when it is
    assert await setting.last("a{") == bits(1.0), "series go on after a restart: their end is not marked"


async def test_a_changed_file_is_followed_and_targets_that_stay_are_not_interrupted(setting: Setting) -> None:
    async with setting.scraping(ONE):
        await setting.scraped()
        (loop,) = setting.manager._pools["one"].loops
        setting.write(ONE.replace("}]}", "}, {targets: ['127.0.0.1:1']}]}") + TWO)
        await setting.until(lambda: len(setting.manager.state().pools) == 2)
        await setting.until(lambda: len(setting.pool("one").active) == 2)
        assert loop in setting.manager._pools["one"].loops
        await setting.scraped("/other")
        await setting.scraped()


async def test_the_series_of_a_job_that_is_gone_end(setting: Setting) -> None:
    async with setting.scraping(ONE + TWO):
        await setting.scraped("/other")
        setting.write(ONE)
        await setting.manager.reload()
        assert [pool.name for pool in setting.manager.state().pools] == ["one"]
        for _ in range(200):
            if await setting.last("c{") == STALE_BITS:
                break
            await asyncio.sleep(0.05)
        assert await setting.last('up{instance="' + setting.server.address + '",job="two"') == STALE_BITS
        assert await setting.last("a{") == bits(1.0)


async def test_series_that_another_version_of_the_job_still_sends_do_not_end(setting: Setting) -> None:
    async with setting.scraping(ONE):
        await setting.scraped()
        dropping = "metric_relabel_configs: [{source_labels: [__name__], regex: b, action: drop}]"
        setting.write(ONE.replace("job_name: one", f"job_name: one, {dropping}"))
        await setting.manager.reload()
        for _ in range(200):
            if await setting.last("b{") == STALE_BITS:
                break
            await asyncio.sleep(0.05)
        assert await setting.last("b{") == STALE_BITS
        await setting.scraped()
        samples = next(each for name, each in (await setting.inside.samples()).items() if name.startswith("a{"))
        assert {value for _, value in samples} == {bits(1.0)}


async def test_targets_in_files_come_and_go(setting: Setting, tmp_path: Path) -> None:
    listed = tmp_path / "targets.yml"
    listed.write_text(f"- {{targets: ['{setting.server.address}'], labels: {{from: file}}}}\n")
    async with setting.scraping(
        "- {job_name: files, file_sd_configs: [{files: [targets.yml], refresh_interval: 100ms}]}\n"
    ):
        await setting.until(lambda: setting.pool("files").active)
        assert setting.pool("files").active[0].labels["from"] == "file"
        listed.write_text("[]\n")
        await setting.until(lambda: not setting.pool("files").active)


async def test_a_wrong_file_keeps_the_server_from_starting_and_names_every_mistake(setting: Setting) -> None:
    setting.write("- {job_name: a, scrape_interval: soon}\n- {job_name: b, consul_sd_configs: []}\n")
    with pytest.raises(ConfigError) as refused:
        async with setting.manager.scraping():
            pass
    assert len(refused.value.problems) == 2


async def test_a_wrong_file_later_is_shown_and_the_one_before_stays(setting: Setting) -> None:
    async with setting.scraping(ONE):
        await setting.scraped()
        setting.write("- {job_name: one, scrape_interval: soon}\n")
        await setting.until(lambda: not setting.manager.state().config_ok)
        assert "must be a duration" in setting.manager.state().config_error
        assert setting.registry.get_sample_value("sardonyx_scrape_failed_reloads_total") == 1
        with pytest.raises(ConfigError):
            await setting.manager.reload()
        await setting.scraped()
        setting.write(ONE + TWO)
        await setting.until(lambda: setting.manager.state().config_ok)
        await setting.scraped("/other")


async def test_beyond_the_target_limit_all_targets_of_the_job_fail(setting: Setting) -> None:
    jobs = "- {job_name: one, target_limit: 1, static_configs: [{targets: [HERE, '127.0.0.1:1']}]}\n"
    async with setting.scraping(jobs):
        await setting.until(lambda: [target.health for target in setting.pool("one").active] == ["down"] * 2)
        errors = {target.last_error for target in setting.pool("one").active}
    assert errors == {"target_limit exceeded: 2 targets, the limit is 1"}


async def test_the_same_target_found_twice_is_scraped_once_and_bad_ones_are_named(setting: Setting) -> None:
    jobs = (
        "- job_name: one\n  static_configs: [{targets: [HERE, HERE, a/b, drop1, drop2, drop3]}]\n"
        "  keep_dropped_targets: 2\n  relabel_configs: [{source_labels: [__address__], regex: drop.*, action: drop}]\n"
    )
    async with setting.scraping(jobs):
        await setting.until(lambda: setting.pool("one").active)
        pool = setting.pool("one")
    assert (len(pool.active), len(pool.dropped), pool.dropped_count) == (1, 2, 3)
    assert pool.problems == ('a/b: "a/b" is not a valid hostname',)


async def test_nothing_is_scraped_without_a_file(inside: MetricsIn) -> None:
    writer = SampleWriter(inside.intake, inside.known, name="scrape")
    manager = ScrapeManager(None, writer, CollectorRegistry())
    async with manager.scraping():
        await manager.reload()
        assert manager.state().pools == ()
