"""What goes on by itself over what is stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sardonyx.assembly.own import change_detector
from sardonyx.collectors.derived.writer import DerivedSeries
from sardonyx.collectors.network.services import ServicePairSeries
from sardonyx.collectors.own.budget.governor import Governor
from sardonyx.collectors.patterns.keeper import PatternKeeper
from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.logs.findings import Findings
from sardonyx.logs.sources import STREAMS as LOG_STREAMS
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.storage.engine import Engine
from sardonyx.storage.rollups.roller import Roller


@asynccontextmanager
async def in_background(
    settings: Settings, engine: Engine, journal: Journal, budget: Governor, between: SampleWriter
) -> AsyncIterator[None]:
    """Notice changes, write derived series and those `between` services, make rollups, look for
    log records that are missing or came twice; as often as the budget allows."""
    derived = DerivedSeries(engine, journal.inserted_until_ns, windows=lambda: budget.level.derived)
    roller = Roller(engine, settings.retention.metrics.raw, may_roll=lambda: budget.level.rollups)
    pairs = ServicePairSeries(engine, between, may_write=lambda: budget.level.rollups)
    findings = Findings(
        engine,
        lambda: min(journal.inserted_until_ns(stream) for stream in LOG_STREAMS),
        may_look=lambda: budget.level.rollups,
    )
    patterns = PatternKeeper(
        engine,
        lambda: min(journal.inserted_until_ns(stream) for stream in LOG_STREAMS),
        between,
        may_look=lambda: budget.level.rollups,
    )
    async with (
        change_detector(settings, engine).watching(),
        derived.writing(),
        pairs.writing(),
        roller.rolling(),
        findings.looking(),
        patterns.watching(),
    ):
        yield
