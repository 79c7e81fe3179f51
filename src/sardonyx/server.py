"""The map of the house: every part is built here, in the order of the data's way, and taken down in reverse.

`running` is the table of contents; how a part is made from settings stands in `assembly`.
"""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import uvloop

from sardonyx import __version__, demo_platform, log_format
from sardonyx.access import tokens
from sardonyx.access.principal import SYSTEM
from sardonyx.access.service import Access
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.service import RulesService
from sardonyx.assembly.background import in_background
from sardonyx.assembly.budget import disk_usage, governor
from sardonyx.assembly.discovering import Around, demo_monitors
from sardonyx.assembly.doors import Doors, open_fluent, open_grpc, open_syslog
from sardonyx.assembly.health import health_working, reload_health
from sardonyx.assembly.journaling import open_journal
from sardonyx.assembly.log_files import reading_logs
from sardonyx.assembly.log_rules import LogRulesError, log_handling
from sardonyx.assembly.options import (
    access_settings,
    body_limits,
    keep,
    query_bounds,
    query_limits,
    series_caps,
)
from sardonyx.assembly.own import own_registry, own_telemetry
from sardonyx.assembly.privacy import privacy_working
from sardonyx.assembly.retaining import open_archive, retention_of
from sardonyx.assembly.series import (
    evaluating,
    named_by,
    scrape_file,
    scrape_manager,
    sender_doors,
)
from sardonyx.assembly.storing import checked_masker, open_engine
from sardonyx.collectors.built_in import finder
from sardonyx.collectors.own.budget.governor import Governor
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.collectors.scrape.errors import ConfigError as ScrapeConfigError
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.config import Settings
from sardonyx.dashboards.folder import DashboardFolder
from sardonyx.demo_platform import DemoError
from sardonyx.health.discovery.found import DEMO, FoundMonitors
from sardonyx.health.monitors.reading import HealthFileError
from sardonyx.health.service import Health
from sardonyx.infrastructure.metrics.limits import limits_state
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.infrastructure.metrics.uses import MetricUses
from sardonyx.journal.journal import Journal
from sardonyx.journal.metrics import JournalCollector
from sardonyx.processors.masking import Masker, MaskingConfigError
from sardonyx.query.metrics.census import SeriesCensus
from sardonyx.receivers import http
from sardonyx.receivers.intake import Intake, ReceiverMetrics
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import SPARED_INSIDE, LabelledSeriesLimits
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.receivers.series_limits import SeriesLimits
from sardonyx.sources.service import Sources
from sardonyx.state import Database
from sardonyx.state.errors import StateError
from sardonyx.storage import pipelines
from sardonyx.storage.data_folder import DataFolder, DataFolderError
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError
from sardonyx.storage.observed import ObservedEngine
from sardonyx.storage.pipelines.remote_write.ids import SeriesIds
from sardonyx.web import routers
from sardonyx.web.app import create_app
from sardonyx.web.health import Readiness, watching
from sardonyx.web.listen import ListenError

log = logging.getLogger(__name__)

START_ERRORS = (
    DataFolderError,
    ListenError,
    StorageError,
    StateError,
    MaskingConfigError,
    LogRulesError,
    ScrapeConfigError,
    RuleFileError,
    HealthFileError,
    DemoError,
)
"""What keeps the server from starting; each message says what to do."""


async def _nothing_to_reload() -> None: ...


@dataclass(slots=True)
class Running:
    """A running server, as others may look at it. `reload` reads again what may change while running; raises
    ScrapeConfigError, RuleFileError, HealthFileError."""

    settings: Settings
    url: str
    setup_token: str | None
    version: str = __version__
    started_at: float = field(default_factory=time.time)
    listeners: dict[str, str | None] = field(default_factory=dict)
    reload: Callable[[], Awaitable[None]] = _nothing_to_reload
    budget: Governor | None = None


@asynccontextmanager
async def running(settings: Settings, *, demo: bool = False) -> AsyncIterator[Running]:
    """Start everything, `demo` services too; on leaving, stop accepting, flush, close. Raises START_ERRORS."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder.open(settings.data_dir))
        doors = Doors.bind(settings, stack)
        scraped = scrape_file(settings)
        registry, spans = own_registry(), SpanTap()

        state = await Database.open(settings.database_url, folder=folder.path)
        stack.push_async_callback(state.close)
        access = Access(state, access_settings(settings))
        engine = ObservedEngine(await open_engine(settings, folder, stack), registry, spans, query_bounds(settings))
        masker = await checked_masker(settings, folder, engine)
        handling = await log_handling(settings, engine)

        archive = await open_archive(settings, engine, folder)
        journal, delivered = await open_journal(settings, folder, engine, pipelines.all_of(masker, handling), stack)
        registry.register(JournalCollector(journal))
        budget = governor(settings, engine, journal, registry)
        intake = Intake(journal, ReceiverMetrics(registry))
        ids = SeriesIds(engine, masker)
        known = await stack.enter_async_context(KnownSeries(ids).learning())
        series = SeriesLimits(SeriesCensus(engine), series_caps(settings), registry)
        await stack.enter_async_context(series.counting())
        otlp, samples, lines = sender_doors(engine, masker, intake, known, ids, series, delivered)

        if settings.telemetry.enabled:
            await stack.enter_async_context(own_telemetry(settings, journal, spans).collecting())
        inside = LabelledSeriesLimits(series, ids, SPARED_INSIDE)
        await stack.enter_async_context(
            in_background(
                settings, engine, journal, budget, SampleWriter(intake, known, name="network", series_limits=inside)
            )
        )
        retention = retention_of(settings, engine, archive, state, lambda: budget.level.rollups)
        await stack.enter_async_context(retention.working())
        collected = await stack.enter_async_context(reading_logs(settings, lines))
        finding = finder(settings.collectors)
        scraping = await stack.enter_async_context(
            scrape_manager(
                settings, scraped, SampleWriter(intake, known, name="scrape", series_limits=inside), registry, budget,
                collected.targets, finding,
            ).scraping()
        )  # fmt: skip
        rules, searches = await stack.enter_async_context(
            evaluating(
                settings,
                engine,
                state,
                SampleWriter(intake, known, name="rules", series_limits=inside),
                journal,
                doors,
                registry,
            )
        )

        monitoring = await stack.enter_async_context(
            health_working(
                settings,
                folder,
                state,
                engine,
                masker,
                intake,
                SampleWriter(intake, known, name="monitors", series_limits=inside),
                registry,
                Around(
                    settings, finding, lambda: scraping.state().pools, lambda: budget.level.rollups, lambda: doors.url
                ),
            )
        )

        readiness = Readiness({"engine": lambda: _ask(engine), "state": state.ping, "journal": lambda: _roomy(journal)})
        await stack.enter_async_context(watching(readiness))
        about = Running(settings, doors.url, await access.setup.link_token())
        about.reload = lambda: _reload_all(settings, scraping, rules, monitoring.health)
        receivers = http.build(otlp, samples, lines, body_limits(settings))
        sources = _sources(settings, engine, intake, masker, about)
        about.budget = await stack.enter_async_context(budget.governing(lambda: disk_usage(sources)))
        metrics = await stack.enter_async_context(_metric_catalogue(state, engine, rules, series))
        own = routers.build(
            about, access, engine, journal, registry, readiness, sources, scraping, metrics, RulesService(rules, searches),
            query_limits(settings), DashboardFolder(settings.dashboards.path), handling,
            retention,
            await stack.enter_async_context(
                privacy_working(settings, folder, state, engine, masker, journal, archive, registry)
            ),
            monitoring,
        )  # fmt: skip
        await doors.open(
            create_app(access, [*receivers, *own], spans=spans, slug_at=monitoring.status.boards.slug_at),
            create_app(access, receivers, pages=False),
        )
        stack.push_async_callback(doors.close)
        stack.callback(monitoring.health.hub.close)  # before the doors, which wait for open streams
        about.url = doors.url
        about.listeners = {
            "http": doors.url,
            "otlp_http": doors.otlp_http_address,
            "otlp_grpc": await open_grpc(settings, otlp, access, stack),
            **await open_syslog(settings, lines, registry, stack),
            "fluent": await open_fluent(settings, lines, stack),
        }
        if demo:
            await stack.enter_async_context(_demo(settings, folder, state, doors.url, monitoring.found))
        yield about


def run(settings: Settings, announce: Callable[[str], None], *, demo: bool = False) -> None:
    """Run until SIGTERM or SIGINT. `announce` gets the lines a person should see. Raises START_ERRORS."""
    log_format.configure(settings.log.level, settings.log.format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_signal(settings, announce, demo))


async def _until_signal(settings: Settings, announce: Callable[[str], None], demo: bool) -> None:
    stop, reloads = asyncio.Event(), set[asyncio.Task[None]]()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, demo=demo) as server:
        loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(asyncio.create_task(_reload(server))))
        announce(f"Sardonyx {__version__} is ready at {server.url}")
        if server.setup_token:
            announce(f"First start: create the administrator at {server.url}/setup?token={server.setup_token}")
        await stop.wait()
        announce("Stopping: what was accepted is being stored …")


async def _reload_all(settings: Settings, scraping: ScrapeManager, rules: RuleManager, health: Health) -> None:
    await scraping.reload()
    await rules.reload()
    await reload_health(settings, health)


async def _reload(server: Running) -> None:
    try:
        await server.reload()
    except (ScrapeConfigError, RuleFileError, HealthFileError) as error:
        log.error("reloading failed, the configuration before stays: %s", error)


def _sources(settings: Settings, engine: Engine, intake: Intake, masker: Masker, about: Running) -> Sources:
    folder, reserve = settings.data_dir, settings.engine.min_free_disk
    return Sources(
        engine, intake.journal, intake.metrics, masker, keep(settings), folder, reserve,
        started_at=about.started_at, budget_bytes=settings.budget.disk,
    )  # fmt: skip


@asynccontextmanager
async def _metric_catalogue(
    state: Database, engine: Engine, rules: RuleManager, series: SeriesLimits
) -> AsyncIterator[MetricCatalogue]:
    async with MetricUses(state, engine, standing=lambda: named_by(rules)).recording() as uses:
        yield MetricCatalogue(engine, uses, lambda: limits_state(series))


@asynccontextmanager
async def _demo(
    settings: Settings, folder: DataFolder, state: Database, url: str, found: FoundMonitors
) -> AsyncIterator[None]:
    key = None
    if settings.access.require_ingest_key:
        key = (await tokens.create_ingest_key(state, name="demo", actor=SYSTEM)).token_text
    async with demo_platform.running(url, ingest_key=key, folder=folder.path / "demo") as services:
        log.info("the demo's services are %s, %s and %s", services.suna, services.onyx_core, services.agent_exec)
        async with found.told(DEMO, demo_monitors(settings, services)):
            yield


async def _ask(engine: Engine) -> None:
    await engine.rows("SELECT 1")


async def _roomy(journal: Journal) -> None:
    if journal.is_full:
        raise RuntimeError("the journal is full: the engine does not keep up, senders are told to wait")
