"""What receives, scrapes, computes and limits series."""

from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry

from sardonyx.alerting.evaluation.freshness import SAMPLE_STREAMS, JournalFreshness
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.metrics import RuleCollector
from sardonyx.alerting.sources import RuleSettings
from sardonyx.assembly.doors import Doors, reachable
from sardonyx.assembly.options import query_limits
from sardonyx.collectors.built_in import built_in
from sardonyx.collectors.scrape import config as scrape_config
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.config import ListenAddress, Settings
from sardonyx.infrastructure.metrics.uses import Named
from sardonyx.journal.journal import Journal
from sardonyx.processors.masking import Masker
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import LabelledSeriesLimits
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.otlp_series import OtlpSeriesLimits
from sardonyx.receivers.rates import KeyRates
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.receivers.series_limits import SeriesLimits
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines.metrics.ids import PointIds
from sardonyx.storage.pipelines.remote_write.ids import SeriesIds


def sender_doors(
    engine: Engine, masker: Masker, intake: Intake, known: KnownSeries, ids: SeriesIds, series: SeriesLimits
) -> tuple[OtlpDoor, RemoteWriteDoor]:
    """What requests pass; a key's rate is one, whichever door it uses."""
    rates = KeyRates()
    otlp = OtlpDoor(intake, rates, OtlpSeriesLimits(series, PointIds(engine, masker)))
    return otlp, RemoteWriteDoor(intake, known, rates, LabelledSeriesLimits(series, ids))


def scrape_file(settings: Settings) -> Path | None:
    """The prometheus.yml, checked: a wrong one is told before anything slow is opened. Raises ScrapeConfigError."""
    if (file := settings.scrape.prometheus_config) is not None:
        scrape_config.load(file)
    return file


def scrape_manager(
    settings: Settings, file: Path | None, writer: SampleWriter, registry: CollectorRegistry
) -> ScrapeManager:
    """What scrapes the file's jobs and the built-in collectors."""
    wanted = settings.collectors
    seconds = wanted.interval.total_seconds()
    return ScrapeManager(file, writer, registry, built_in=built_in(wanted), built_in_interval_seconds=seconds)


def rule_manager(
    settings: Settings,
    engine: Engine,
    writer: SampleWriter,
    journal: Journal,
    doors: Doors,
    registry: CollectorRegistry,
) -> RuleManager:
    """What evaluates rule files."""
    named = RuleSettings.of(settings, f"http://{reachable(str(ListenAddress(*doors.main.getsockname()[:2])))}")
    queries = RuleQueries(engine, query_limits(settings))
    manager = RuleManager(named, queries, writer, JournalFreshness(journal, SAMPLE_STREAMS))
    registry.register(RuleCollector(manager))
    return manager


def named_by(rules: RuleManager) -> Iterator[Named]:
    """The queries of all rules, as uses of metrics."""
    for rule in (rule for group in rules.groups for rule in group.rules):
        yield rule.expr, "alert" if rule.kind == "alerting" else "rule", rule.name
