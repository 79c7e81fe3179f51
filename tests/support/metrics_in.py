"""A journal over the real engine with the streams of remote write, and what was stored through it."""

import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from sardonyx.journal.journal import Journal, JournalOptions
from sardonyx.journal.writer import WriterOptions
from sardonyx.processors.masking import Masker
from sardonyx.receivers.intake import Intake, ReceiverMetrics
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import remote_write
from sardonyx.storage.pipelines.remote_write.ids import SeriesIds

STALE_BITS = 0x7FF0000000000002


def bits(value: float) -> int:
    """A float's 64 bits: tells NaNs and zeros apart."""
    return int(struct.unpack("<Q", struct.pack("<d", value))[0])


@dataclass(frozen=True, slots=True)
class MetricsIn:
    """Where metrics go in: the intake, the series known, and the engine behind."""

    engine: Engine
    journal: Journal
    intake: Intake
    known: KnownSeries
    ids: SeriesIds
    registry: CollectorRegistry

    async def settle(self) -> None:
        """Return when all accepted is stored, and what was to be learned is known."""
        for stream in self.journal.streams:
            while self.journal.status(stream).bytes:
                await self.journal.wait_for_change(stream, timeout=10)
        await self.known.settled()

    async def samples(self) -> dict[str, list[tuple[int, int]]]:
        """Series' text, as Prometheus writes it → (milliseconds, bits of the value), in order of time."""
        texts = await self.series()
        found: dict[str, list[tuple[int, int]]] = {}
        for row in await self.engine.rows(
            "SELECT SeriesId, toUnixTimestamp64Milli(Timestamp) AS ms, reinterpretAsUInt64(Value) AS bits "
            "FROM metric_samples FINAL ORDER BY SeriesId, Timestamp"
        ):
            found.setdefault(texts[row["SeriesId"]], []).append((row["ms"], row["bits"]))
        return found

    async def series(self) -> dict[int, str]:
        """Id → text. Each must have the id of its labels."""
        rows = await self.engine.rows(
            "SELECT MetricName, Labels, SeriesId, SeriesId = xxh3(arraySort(arrayConcat([('__name__', "
            "toString(MetricName))], CAST(Labels, 'Array(Tuple(String, String))')))) AS same FROM metric_series FINAL"
        )
        assert all(row["same"] for row in rows)
        return {row["SeriesId"]: _text(row) for row in rows}


@asynccontextmanager
async def metrics_in(engine: Engine, folder: Path, masker: Masker | None = None) -> AsyncIterator[MetricsIn]:
    """A door over `engine`, with a journal in `folder`."""
    chosen, registry = masker or Masker.off(), CollectorRegistry()
    pipelines = (remote_write.pipeline(chosen), remote_write.known_pipeline())
    options = JournalOptions(writer=WriterOptions(segment_max_age_seconds=0.02, fsync=False))
    journal = Journal(folder / "journal", folder / "quarantine", engine, pipelines, options)
    await journal.open()
    ids = SeriesIds(engine, chosen)
    try:
        async with KnownSeries(ids).learning() as known:
            intake = Intake(journal, ReceiverMetrics(registry))
            yield MetricsIn(engine, journal, intake, known, ids, registry)
    finally:
        await journal.close()


def _text(row: dict[str, Any]) -> str:
    labels = ",".join(f'{name}="{value}"' for name, value in sorted(row["Labels"].items()))
    return f"{row['MetricName']}{{{labels}}}" if labels else row["MetricName"]
