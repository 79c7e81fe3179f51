"""Erasures and the search for leaks, out of the parts of a running server."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry

from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.privacy.erasure.archived import ArchivedTables
from sardonyx.privacy.erasure.mutations import Mutations
from sardonyx.privacy.erasure.outside import Hold
from sardonyx.privacy.erasure.runner import ErasureRunner, Surroundings
from sardonyx.privacy.erasure.service import Erasures
from sardonyx.privacy.erasure.states import ErasureStates
from sardonyx.privacy.leaks.findings import LeakFindings
from sardonyx.privacy.leaks.nightly import LeakSearch, time_of_day
from sardonyx.privacy.markers import MaskingMarkers
from sardonyx.privacy.service import Privacy
from sardonyx.processors.masking import Masker
from sardonyx.retention.holds import LegalHolds
from sardonyx.state import Database
from sardonyx.storage.archive import Archive
from sardonyx.storage.cluster import Cluster
from sardonyx.storage.data_folder import DataFolder
from sardonyx.storage.engine import Engine

_STREAMS = ("otlp_logs", "otlp_traces", "log_lines", "probe_results")


@asynccontextmanager
async def privacy_working(
    settings: Settings,
    folder: DataFolder,
    state: Database,
    engine: Engine,
    masker: Masker,
    journal: Journal,
    archive: Archive | None,
    registry: CollectorRegistry,
) -> AsyncIterator[Privacy]:
    """Erasures are worked on, leaks searched for and replacements counted while the context is open."""
    key = folder.secret("masking")
    there = settings.engine.server
    cluster = Cluster(there.cluster, there.database) if engine.kind == "server" and there.cluster else None
    states = ErasureStates(state, hashlib.sha256(b"owner\0" + key).hexdigest()[:16])
    around = Surroundings(
        ArchivedTables([archive] if archive else []),
        _HoldsOf(LegalHolds(state)),
        _WaitingBytes(folder.quarantine, journal),
        folder.path,
    )
    runner = ErasureRunner(engine, states, Mutations(engine, cluster), around, key, tiers=cluster is None)
    leaks = LeakSearch(engine, masker, LeakFindings(state), at=time_of_day(settings.masking.scan_at), registry=registry)
    erasures = Erasures(states, runner, masker, key)
    markers = MaskingMarkers(engine, masker, registry)
    async with erasures.running(), leaks.running(), markers.counting():
        yield Privacy(erasures, leaks, masker)


class _HoldsOf:
    """Legal holds as an erasure asks for them."""

    def __init__(self, holds: LegalHolds) -> None:
        self._holds = holds

    async def active(self) -> Sequence[Hold]:
        """Those that are not released."""
        return [
            Hold(row.id, row.name, tuple(row.services), row.start_at, row.end_at) for row in await self._holds.all()
        ]


class _WaitingBytes:
    """Bytes as they were sent that are not in the engine: in quarantine for good, in the journal for a moment."""

    def __init__(self, quarantine: Path, journal: Journal) -> None:
        self._quarantine = quarantine
        self._journal = journal

    def files(self) -> Sequence[Path]:
        """What the engine has refused."""
        return sorted(self._quarantine.glob("*/*.seg"))

    def stored_until_ns(self) -> int:
        """Before this everything of logs and spans is stored."""
        return min(self._journal.inserted_until_ns(stream) for stream in _STREAMS)
