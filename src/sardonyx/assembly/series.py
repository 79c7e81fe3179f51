"""What receives, scrapes, computes and limits series."""

import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry

from sardonyx.alerting.evaluation.freshness import LOG_STREAMS, SAMPLE_STREAMS, SPAN_STREAMS, JournalFreshness
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.metrics import RuleCollector
from sardonyx.alerting.no_data.watch import NoDataDelays
from sardonyx.alerting.search_rules.condition import SignalName
from sardonyx.alerting.search_rules.runner import SearchRuleRunner
from sardonyx.alerting.sources import RuleSettings
from sardonyx.assembly.doors import Doors, reachable
from sardonyx.assembly.options import query_limits
from sardonyx.assembly.own import own_target
from sardonyx.collectors.built_in import built_in
from sardonyx.collectors.found.finder import ServerFinder
from sardonyx.collectors.network.built_in import network_targets
from sardonyx.collectors.network.peers import SERVER_NODE
from sardonyx.collectors.own.budget.governor import Governor
from sardonyx.collectors.scrape import config as scrape_config
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.config import ListenAddress, Settings
from sardonyx.infrastructure.metrics.uses import Named
from sardonyx.journal.journal import Journal
from sardonyx.processors.masking import Masker
from sardonyx.receivers.deliveries import Deliveries
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import LabelledSeriesLimits
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.otlp_series import OtlpSeriesLimits
from sardonyx.receivers.rates import KeyRates
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.receivers.series_limits import SeriesLimits
from sardonyx.state import Database
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines.metrics.ids import PointIds
from sardonyx.storage.pipelines.remote_write.ids import SeriesIds


def sender_doors(
    engine: Engine, masker: Masker, intake: Intake, known: KnownSeries, ids: SeriesIds, series: SeriesLimits,
    delivered: Iterable[bytes] = (),
) -> tuple[OtlpDoor, RemoteWriteDoor, LinesDoor]:  # fmt: skip
    """What requests pass; a key's rate is one, whichever door it uses. `delivered` are keys of deliveries of lines that were
    taken before (`receivers.deliveries`)."""
    rates = KeyRates()
    otlp = OtlpDoor(intake, rates, OtlpSeriesLimits(series, PointIds(engine, masker)))
    lines = LinesDoor(intake, rates, Deliveries(delivered))
    return otlp, RemoteWriteDoor(intake, known, rates, LabelledSeriesLimits(series, ids)), lines


def scrape_file(settings: Settings) -> Path | None:
    """The prometheus.yml, checked: a wrong one is told before anything slow is opened. Raises ScrapeConfigError."""
    if (file := settings.scrape.prometheus_config) is not None:
        scrape_config.load(file)
    return file


def scrape_manager(
    settings: Settings,
    file: Path | None,
    writer: SampleWriter,
    registry: CollectorRegistry,
    budget: Governor,
    more: Sequence[BuiltIn] = (),
    finding: ServerFinder | None = None,
) -> ScrapeManager:
    """What scrapes the file's jobs, the built-in collectors, `more` of them and what is found, these as often as the budget
    allows."""
    wanted = settings.collectors
    seconds = wanted.interval.total_seconds()
    peers = network_targets(wanted, source=SERVER_NODE, instance=socket.gethostname())
    targets = [*built_in(wanted), *more, *peers]
    if settings.telemetry.enabled:
        targets.append(own_target(settings, registry))
    return ScrapeManager(
        file,
        writer,
        registry,
        built_in=targets,
        finder=finding,
        built_in_interval_seconds=seconds,
        intervals=budget.intervals,
    )


def rule_manager(
    settings: Settings,
    engine: Engine,
    writer: SampleWriter,
    journal: Journal,
    doors: Doors,
) -> RuleManager:
    """What evaluates rule files."""
    named = RuleSettings.of(settings, f"http://{reachable(str(ListenAddress(*doors.main.getsockname()[:2])))}")
    queries = RuleQueries(engine, query_limits(settings))
    return RuleManager(
        named, queries, writer, JournalFreshness(journal, SAMPLE_STREAMS), no_data=no_data_delays(settings)
    )


@asynccontextmanager
async def evaluating(
    settings: Settings,
    engine: Engine,
    state: Database,
    writer: SampleWriter,
    journal: Journal,
    doors: Doors,
    registry: CollectorRegistry,
) -> AsyncIterator[tuple[RuleManager, SearchRuleRunner]]:
    """Evaluate rules while inside: those of files, and those that are searches."""
    rules = rule_manager(settings, engine, writer, journal, doors)
    searches = search_rules(rules, engine, state, journal)
    registry.register(RuleCollector(rules, searches))
    async with rules.running(), searches.running():
        yield rules, searches


def search_rules(rules: RuleManager, engine: Engine, state: Database, journal: Journal) -> SearchRuleRunner:
    """What evaluates rules that are searches; what comes of them goes the way of `rules`."""
    streams: dict[SignalName, Sequence[str]] = {"logs": LOG_STREAMS, "traces": SPAN_STREAMS}
    freshness = {signal: JournalFreshness(journal, carried) for signal, carried in streams.items()}
    return SearchRuleRunner(engine, state, freshness, rules.write, rules.changed)


def no_data_delays(settings: Settings) -> NoDataDelays:
    """How long what rules need may be missing."""
    wanted = settings.alerting
    of = {name: round(after.total_seconds() * 1000) for name, after in wanted.no_data_after_of.items()}
    return NoDataDelays(round(wanted.no_data_after.total_seconds() * 1000), of)


def named_by(rules: RuleManager) -> Iterator[Named]:
    """The queries of all rules, as uses of metrics."""
    for rule in (rule for group in rules.groups for rule in group.rules):
        yield rule.expr, "alert" if rule.kind == "alerting" else "rule", rule.name
