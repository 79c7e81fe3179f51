"""What the settings pages ask: sources, storage, masking."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sardonyx.journal.journal import Journal
from sardonyx.processors.masking import Masker
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.receivers.intake import ReceiverMetrics
from sardonyx.sources import intake, masking
from sardonyx.sources.arrivals import arrivals
from sardonyx.sources.models import SourcesResponse
from sardonyx.sources.models_masking import MaskingResponse, MaskingTried, MaskingTry
from sardonyx.sources.models_storage import StorageResponse
from sardonyx.sources.storage import storage
from sardonyx.storage.engine import Engine
from sardonyx.storage.retention import Keep


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of the server these answers come from.

    `keep` is the retention by table, `folder` the data folder, `reserve_bytes` what the embedded engine leaves free of its disk,
    `budget_bytes` the most that may be stored.
    """

    engine: Engine
    journal: Journal
    receivers: ReceiverMetrics
    masker: Masker
    keep: Mapping[str, Keep]
    folder: Path
    reserve_bytes: int
    started_at: float
    budget_bytes: int | None = None

    async def sources(self, time_range: TimeRange, scope: AccessScope) -> SourcesResponse:
        """What arrives, and how. Raises StorageError."""
        found, notices = await arrivals(self.engine, time_range, scope)
        return SourcesResponse(
            started_at=datetime.fromtimestamp(self.started_at, UTC),
            arrivals=found,
            receivers=intake.receivers(self.receivers),
            streams=intake.streams(self.journal),
            journal=await intake.waiting(self.journal, show_quarantine=scope.is_everything),
            notices=notices,
        )

    async def storage(self) -> StorageResponse:
        """What is stored. Raises StorageError."""
        return await storage(
            self.engine,
            self.journal,
            self.keep,
            self.folder,
            reserve_bytes=self.reserve_bytes,
            budget_bytes=self.budget_bytes,
        )

    def masking(self) -> MaskingResponse:
        """What is masked."""
        return masking.described(self.masker)

    async def try_masking(self, wanted: MaskingTry) -> MaskingTried:
        """Mask a text and attributes as on the way in."""
        return await asyncio.to_thread(masking.tried, self.masker, wanted)
