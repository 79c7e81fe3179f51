"""The map of the house: every part is built here, in the order of the data's way, and taken down in reverse.

`running` is the table of contents; the functions below it each build one part from the settings.
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvloop
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector

from sardonyx import __version__, demo_platform, log_format
from sardonyx.access import tokens
from sardonyx.access.principal import SYSTEM
from sardonyx.access.service import Access
from sardonyx.access.settings import AccessSettings
from sardonyx.alerting.evaluation.freshness import SAMPLE_STREAMS, JournalFreshness
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.metrics import RuleCollector
from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.service import RulesService
from sardonyx.alerting.sources import RuleSettings
from sardonyx.changes.detector import ChangeDetector
from sardonyx.collectors.built_in import built_in
from sardonyx.collectors.derived.writer import DerivedSeries
from sardonyx.collectors.own.collector import OwnTelemetry
from sardonyx.collectors.own.spans import SpanTap
from sardonyx.collectors.scrape import config as scrape_config
from sardonyx.collectors.scrape.errors import ConfigError as ScrapeConfigError
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.config import ListenAddress, Settings
from sardonyx.dashboards.folder import DashboardFolder
from sardonyx.demo_platform import DemoError
from sardonyx.infrastructure.metrics.limits import limits_state
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.infrastructure.metrics.uses import MetricUses, Named
from sardonyx.journal.journal import Journal, JournalOptions
from sardonyx.journal.metrics import JournalCollector
from sardonyx.journal.writer import WriterOptions
from sardonyx.processors.masking import Action, Masker, MaskingConfigError, custom_rule
from sardonyx.query.metrics.census import SeriesCensus
from sardonyx.query.promql import DEFAULT_LIMITS, QueryLimits
from sardonyx.receivers import otlp_grpc, otlp_http, remote_write
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.grpc_auth import authenticator
from sardonyx.receivers.intake import Intake, ReceiverMetrics
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import SPARED_INSIDE, LabelledSeriesLimits
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.otlp_series import OtlpSeriesLimits
from sardonyx.receivers.rates import KeyRates
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.receivers.series_limits import Caps, SeriesLimits
from sardonyx.sources.service import Sources
from sardonyx.state import Database
from sardonyx.state.errors import StateError
from sardonyx.storage import migrations, pipelines, retention
from sardonyx.storage.cluster import Cluster
from sardonyx.storage.data_folder import DataFolder, DataFolderError
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.engine_config import EmbeddedOptions
from sardonyx.storage.errors import QueryError, StorageError
from sardonyx.storage.observed import ObservedEngine, QueryBounds
from sardonyx.storage.pipelines.metrics.ids import PointIds
from sardonyx.storage.pipelines.remote_write.ids import SeriesIds
from sardonyx.storage.retention import Keep
from sardonyx.storage.rollups.roller import Roller
from sardonyx.web import listen, routers
from sardonyx.web.app import create_app
from sardonyx.web.health import Readiness, watching
from sardonyx.web.listen import HttpServer, ListenError

log = logging.getLogger(__name__)

START_ERRORS = (
    DataFolderError,
    ListenError,
    StorageError,
    StateError,
    MaskingConfigError,
    ScrapeConfigError,
    RuleFileError,
    DemoError,
)
"""What keeps the server from starting; each message says what to do."""


async def _nothing_to_reload() -> None: ...


@dataclass(slots=True)
class Running:
    """A running server, as others may look at it. `reload` reads again what may change while running; raises
    ScrapeConfigError, RuleFileError."""

    settings: Settings
    url: str
    setup_token: str | None
    version: str = __version__
    started_at: float = field(default_factory=time.time)
    listeners: dict[str, str | None] = field(default_factory=dict)
    reload: Callable[[], Awaitable[None]] = _nothing_to_reload


@asynccontextmanager
async def running(settings: Settings, *, demo: bool = False) -> AsyncIterator[Running]:
    """Start everything, `demo` services too; on leaving, stop accepting, flush, close. Raises START_ERRORS."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder.open(settings.data_dir))
        doors = _Doors.bind(settings, stack)
        scraped = _scrape_file(settings)
        registry, spans = _registry(), SpanTap()

        state = await Database.open(settings.database_url, folder=folder.path)
        stack.push_async_callback(state.close)
        access = Access(state, _access_settings(settings))
        engine = ObservedEngine(await _open_engine(settings, folder, stack), registry, spans, _query_bounds(settings))
        masker = _masker(settings, folder)
        if settings.masking.rules:
            await _check_masking(masker, engine)

        journal = Journal(
            folder.journal, folder.quarantine, engine, pipelines.all_of(masker), _journal_options(settings)
        )
        await journal.open()
        stack.push_async_callback(journal.close)
        registry.register(JournalCollector(journal))
        intake = Intake(journal, ReceiverMetrics(registry))
        ids = SeriesIds(engine, masker)
        known = await stack.enter_async_context(KnownSeries(ids).learning())
        series = SeriesLimits(SeriesCensus(engine), _series_caps(settings), registry)
        await stack.enter_async_context(series.counting())
        otlp, written = _sender_doors(engine, masker, intake, known, ids, series)

        if settings.telemetry.enabled:
            await stack.enter_async_context(_own_telemetry(settings, journal, registry, spans).collecting())
        await stack.enter_async_context(_change_detector(settings, engine).watching())
        await stack.enter_async_context(DerivedSeries(engine, journal.inserted_until_ns).writing())
        await stack.enter_async_context(Roller(engine, settings.retention.metrics.raw).rolling())
        inside = LabelledSeriesLimits(series, ids, SPARED_INSIDE)
        writer = SampleWriter(intake, known, name="scrape", series_limits=inside)
        scraping = await stack.enter_async_context(_scrape_manager(settings, scraped, writer, registry).scraping())
        rules = await stack.enter_async_context(
            _rules(
                settings,
                engine,
                SampleWriter(intake, known, name="rules", series_limits=inside),
                journal,
                doors,
                registry,
            ).running()
        )

        readiness = Readiness({"engine": lambda: _ask(engine), "state": state.ping, "journal": lambda: _roomy(journal)})
        await stack.enter_async_context(watching(readiness))
        about = Running(settings, doors.url, await access.setup.link_token())
        about.reload = lambda: _reload_all(scraping, rules)
        limits = _body_limits(settings)
        receivers = [
            otlp_http.build_router(otlp, limits),
            remote_write.build_router(written, limits),
        ]
        sources = _sources(settings, engine, intake, masker, about)
        uses = await stack.enter_async_context(MetricUses(state, engine, standing=lambda: _named_by(rules)).recording())
        metrics = MetricCatalogue(engine, uses, lambda: limits_state(series))
        own = routers.build(
            about, access, engine, journal, registry, readiness, sources, scraping, metrics, RulesService(rules),
            _query_limits(settings), DashboardFolder(settings.dashboards.path),
        )  # fmt: skip
        await doors.open(
            create_app(access, [*receivers, *own], spans=spans), create_app(access, receivers, pages=False)
        )
        stack.push_async_callback(doors.close)
        about.url = doors.url
        about.listeners = {"http": doors.url, "otlp_http": doors.otlp_http_address}
        about.listeners["otlp_grpc"] = await _open_grpc(settings, otlp, access, stack)
        if demo:
            await stack.enter_async_context(_demo(settings, folder, state, doors.url))
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


async def _reload_all(scraping: ScrapeManager, rules: RuleManager) -> None:
    await scraping.reload()
    await rules.reload()


async def _reload(server: Running) -> None:
    try:
        await server.reload()
    except (ScrapeConfigError, RuleFileError) as error:
        log.error("reloading failed, the configuration before stays: %s", error)


@dataclass(slots=True)
class _Doors:
    """The HTTP listeners, bound before anything slow is opened: a port in use is said at once."""

    main: Any
    otlp: Any
    servers: list[HttpServer] = field(default_factory=list)
    url: str = ""
    otlp_http_address: str | None = None

    @classmethod
    def bind(cls, settings: Settings, stack: AsyncExitStack) -> "_Doors":
        main = listen.bind(settings.listen, "--listen")
        stack.callback(main.close)
        otlp = None
        if settings.otlp.http_listen is not None:
            otlp = listen.bind(settings.otlp.http_listen, "--otlp-http (otlp.http_listen)")
            stack.callback(otlp.close)
        return cls(main, otlp)

    async def open(self, app: Any, otlp_app: Any) -> None:
        """Accept connections."""
        self.servers = [HttpServer(app, self.main)]
        self.url = f"http://{_reachable(self.servers[0].address)}"
        if self.otlp is not None:
            self.servers.append(HttpServer(otlp_app, self.otlp))
            self.otlp_http_address = self.servers[1].address
        for server in self.servers:
            await server.start()

    async def close(self) -> None:
        """Stop accepting, let requests end."""
        await asyncio.gather(*(server.stop() for server in self.servers))


async def _open_engine(settings: Settings, folder: DataFolder, stack: AsyncExitStack) -> Engine:
    engine = _engine(settings, folder)
    await engine.open()
    stack.push_async_callback(engine.close)
    embedded = settings.engine.kind == "embedded"
    cluster = _cluster_of(engine)
    await migrations.apply(engine, disk=folder.path if embedded else None, cluster=cluster)
    await retention.apply(engine, _keep(settings), tiers=embedded, cluster=cluster)
    return engine


def _cluster_of(engine: Engine) -> Cluster | None:
    if engine.kind != "server":
        return None
    from sardonyx.storage.server import ServerEngine

    return engine.cluster if isinstance(engine, ServerEngine) else None


def _engine(settings: Settings, folder: DataFolder) -> Engine:
    wanted = settings.engine
    if wanted.kind == "server":
        from sardonyx.storage.server import ServerEngine
        from sardonyx.storage.server_options import ServerOptions

        there = wanted.server
        return ServerEngine(
            ServerOptions(
                host=there.host,
                port=there.port,
                username=there.username,
                password=there.password.get_secret_value(),
                database=there.database,
                secure=there.secure,
                cluster=there.cluster,
                connections=wanted.connections or 16,
                query_memory_bytes=wanted.query_memory_limit,
            )
        )
    options = EmbeddedOptions(
        memory_bytes=wanted.memory_limit_bytes(),
        query_memory_bytes=wanted.query_memory_limit_bytes(),
        min_free_disk_bytes=wanted.min_free_disk,
        cold_path=wanted.cold_path,
        connections=wanted.connections or 0,
    )
    return EmbeddedEngine(folder.engine, options)


def _query_bounds(settings: Settings) -> QueryBounds:
    return QueryBounds(
        seconds=settings.engine.query_timeout.total_seconds(),
        result_rows=settings.limits.max_result_rows,
        at_once=settings.limits.max_concurrent_queries,
    )


def _scrape_file(settings: Settings) -> Path | None:
    """The prometheus.yml, checked: a wrong one is told before anything slow is opened. Raises ScrapeConfigError."""
    if (file := settings.scrape.prometheus_config) is not None:
        scrape_config.load(file)
    return file


def _query_limits(settings: Settings) -> QueryLimits:
    return replace(DEFAULT_LIMITS, raw_kept_ms=int(settings.retention.metrics.raw.total_seconds() * 1000))


def _keep(settings: Settings) -> dict[str, Keep]:
    kept = settings.retention
    logs = Keep("Timestamp", kept.logs.archive, kept.logs.hot)
    return {
        "otel_logs": logs,
        "log_counts_10s": Keep("Time", kept.logs.cold),
        "otel_traces": Keep("Timestamp", kept.traces),
        "otel_traces_trace_id_ts": Keep("Start", kept.traces),
        "span_metrics_10s": Keep("Time", kept.traces),
        "metric_samples": Keep("Timestamp", kept.metrics.raw),
        "metric_histograms": Keep("Timestamp", kept.metrics.raw),
        "exemplars": Keep("Timestamp", kept.metrics.raw),
        "metric_rollups": Keep("Bucket", kept.metrics.rollup),
        "metric_rolled_buckets": Keep("Bucket", kept.metrics.rollup),
        "metric_late_buckets": Keep("Bucket", kept.metrics.rollup),
        "changes": Keep("Time", kept.logs.archive),
    }


def _masker(settings: Settings, folder: DataFolder) -> Masker:
    wanted = settings.masking
    if not wanted.enabled:
        return Masker.off()
    return Masker.build(
        disable=wanted.disable,
        extra=[
            custom_rule(rule.name, rule.pattern, Action(rule.action), contains=rule.prefilter) for rule in wanted.rules
        ],
        actions={name: Action(action) for name, action in wanted.actions.items()},
        extra_deny_keys=wanted.deny_keys,
        allow_keys=wanted.allow_keys,
        hash_key=folder.secret("masking"),
    )


async def _check_masking(masker: Masker, engine: Engine) -> None:
    """Rules of one's own must be accepted by the engine too: a refused statement would refuse every insert."""
    for name, sql in masker.engine_checks():
        try:
            await engine.raw(sql, fmt="Null")
        except QueryError as error:
            raise MaskingConfigError([f"masking.rules: {name}: the engine refuses the pattern: {error}"]) from error


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def _own_telemetry(settings: Settings, journal: Journal, registry: CollectorRegistry, spans: SpanTap) -> OwnTelemetry:
    wanted = settings.telemetry
    return OwnTelemetry(
        journal,
        registry,
        spans,
        service_name=wanted.service_name,
        environment=settings.environment,
        interval_seconds=wanted.interval.total_seconds(),
        log_level=wanted.log_level,
    )


def _rules(
    settings: Settings,
    engine: Engine,
    writer: SampleWriter,
    journal: Journal,
    doors: _Doors,
    registry: CollectorRegistry,
) -> RuleManager:
    named = RuleSettings.of(settings, f"http://{_reachable(str(ListenAddress(*doors.main.getsockname()[:2])))}")
    queries = RuleQueries(engine, _query_limits(settings))
    manager = RuleManager(named, queries, writer, JournalFreshness(journal, SAMPLE_STREAMS))
    registry.register(RuleCollector(manager))
    return manager


def _scrape_manager(
    settings: Settings, file: Path | None, writer: SampleWriter, registry: CollectorRegistry
) -> ScrapeManager:
    wanted = settings.collectors
    seconds = wanted.interval.total_seconds()
    return ScrapeManager(file, writer, registry, built_in=built_in(wanted), built_in_interval_seconds=seconds)


def _change_detector(settings: Settings, engine: Engine) -> ChangeDetector:
    own = settings.telemetry.service_name
    return ChangeDetector(engine, service_name=own, environment=settings.environment, version=__version__)


def _sources(settings: Settings, engine: Engine, intake: Intake, masker: Masker, about: Running) -> Sources:
    folder, reserve = settings.data_dir, settings.engine.min_free_disk
    return Sources(
        engine, intake.journal, intake.metrics, masker, _keep(settings), folder, reserve, started_at=about.started_at
    )


def _journal_options(settings: Settings) -> JournalOptions:
    wanted = settings.journal
    age = wanted.segment_max_age.total_seconds()
    return JournalOptions(wanted.max_bytes, WriterOptions(wanted.segment_max_bytes, age, wanted.fsync))


def _body_limits(settings: Settings) -> BodyLimits:
    return BodyLimits(settings.otlp.max_compressed_bytes, settings.otlp.max_request_bytes)


def _sender_doors(
    engine: Engine, masker: Masker, intake: Intake, known: KnownSeries, ids: SeriesIds, series: SeriesLimits
) -> tuple[OtlpDoor, RemoteWriteDoor]:
    """What requests pass; a key's rate is one, whichever door it uses."""
    rates = KeyRates()
    otlp = OtlpDoor(intake, rates, OtlpSeriesLimits(series, PointIds(engine, masker)))
    return otlp, RemoteWriteDoor(intake, known, rates, LabelledSeriesLimits(series, ids))


def _named_by(rules: RuleManager) -> Iterator[Named]:
    """The queries of all rules, as uses of metrics."""
    for rule in (rule for group in rules.groups for rule in group.rules):
        yield rule.expr, "alert" if rule.kind == "alerting" else "rule", rule.name


def _series_caps(settings: Settings) -> Caps:
    wanted = settings.limits
    return Caps(wanted.series_per_metric, wanted.series_per_source, wanted.series_total)


def _access_settings(settings: Settings) -> AccessSettings:
    wanted = settings.access
    reachable_from_outside = wanted.loopback_admin == "auto" and not settings.listen.is_loopback
    return AccessSettings(
        session_idle=wanted.session_idle_timeout,
        session_absolute=wanted.session_lifetime,
        loopback_admin="never" if reachable_from_outside else wanted.loopback_admin,
        require_ingest_key=wanted.require_ingest_key,
        trusted_origins=frozenset(wanted.trusted_origins),
        login_free_failures_per_account=wanted.login_failures_per_account,
        login_free_failures_per_address=wanted.login_failures_per_address,
        login_max_delay=wanted.login_max_delay,
        login_memory=wanted.login_memory,
    )


async def _open_grpc(settings: Settings, door: OtlpDoor, access: Access, stack: AsyncExitStack) -> str | None:
    address = settings.otlp.grpc_listen
    if address is None:
        return None
    option = "--otlp-grpc (otlp.grpc_listen)"
    with contextlib.closing(listen.bind(address, option)):  # gRPC's own error names neither port nor reason
        pass
    receiver = otlp_grpc.OtlpGrpcReceiver(
        door, authenticator(access), max_request_bytes=settings.otlp.max_request_bytes
    )
    try:
        port = await receiver.start(str(address))
    except OSError as error:
        raise ListenError(listen.explain(error, str(address), option)) from error
    stack.push_async_callback(receiver.stop)
    return str(ListenAddress(address.host, port))


@asynccontextmanager
async def _demo(settings: Settings, folder: DataFolder, state: Database, url: str) -> AsyncIterator[None]:
    key = None
    if settings.access.require_ingest_key:
        key = (await tokens.create_ingest_key(state, name="demo", actor=SYSTEM)).token_text
    async with demo_platform.running(url, ingest_key=key, folder=folder.path / "demo") as services:
        log.info("the demo's services are %s, %s and %s", services.suna, services.onyx_core, services.agent_exec)
        yield


async def _ask(engine: Engine) -> None:
    await engine.rows("SELECT 1")


async def _roomy(journal: Journal) -> None:
    if journal.is_full:
        raise RuntimeError("the journal is full: the engine does not keep up, senders are told to wait")


def _reachable(address: str) -> str:
    """An address a browser on this machine can open."""
    host, _, port = address.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("0.0.0.0", "[::]") else address  # noqa: S104
