"""Jobs and external watchers out of the parts of health at work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from sardonyx.collectors.probes.scheduled import Sink
from sardonyx.health.external_watchers.service import ExternalWatchers
from sardonyx.health.heartbeats.routers import Tellers
from sardonyx.health.heartbeats.sentry_api import NotStored
from sardonyx.health.heartbeats.sentry_service import SentryCheckIns
from sardonyx.health.heartbeats.service import Heartbeats
from sardonyx.health.monitors.service import Monitors
from sardonyx.processors.masking import Masker
from sardonyx.state import Database
from sardonyx.storage.data_folder import DataFolder


@asynccontextmanager
async def listening(
    folder: DataFolder, state: Database, monitors: Monitors, sink: Sink, masker: Masker, registry: CollectorRegistry
) -> AsyncIterator[Tellers]:
    """Jobs are listened to while inside. Raises StateUnavailable."""
    async with Heartbeats(state, monitors, sink, folder.secret("heartbeats")).working() as heartbeats:
        yield Tellers(
            heartbeats,
            SentryCheckIns(heartbeats, monitors),
            NotStored(registry),
            ExternalWatchers(state, monitors, sink),
            monitors,
            masker,
        )
