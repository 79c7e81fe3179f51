"""What goes on by itself over what is stored."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from sardonyx.assembly.own import change_detector
from sardonyx.collectors.derived.writer import STREAMS as DERIVED_FROM
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
from sardonyx.storage.pipelines.metrics import STREAM as OTLP_METRICS
from sardonyx.storage.pipelines.remote_write import STREAM as REMOTE_WRITE
from sardonyx.storage.rollups.roller import Roller

_TELLING = (*DERIVED_FROM, OTLP_METRICS, REMOTE_WRITE)
"""What tells of versions and instances. Samples of series known already don't."""


@asynccontextmanager
async def in_background(
    settings: Settings, engine: Engine, journal: Journal, budget: Governor, between: SampleWriter
) -> AsyncIterator[None]:
    """Notice changes, write derived series and those `between` services, make rollups, look for
    log records that are missing or came twice; as often as the budget allows."""
    derived = DerivedSeries(
        engine,
        journal.inserted_until_ns,
        windows=lambda: budget.level.derived,
        last_received_ns=_last_received_of(engine, journal, *DERIVED_FROM),
    )
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
        change_detector(settings, engine, _last_received_of(engine, journal, *_TELLING)).watching(),
        derived.writing(),
        pairs.writing(),
        roller.rolling(),
        findings.looking(),
        patterns.watching(),
    ):
        yield


def _last_received_of(engine: Engine, journal: Journal, *streams: str) -> Callable[[], int]:
    """When records came last: now, for all we know, where others may write to the engine too."""
    if engine.writes("otel_logs") is None:
        return time.time_ns
    return partial(journal.last_received_ns, *streams)
