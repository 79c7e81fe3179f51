"""What reads logs where they lie."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sardonyx.collectors.logs.collection import LogCollection
from sardonyx.collectors.logs.journal_sink import JournalSink
from sardonyx.config import Settings
from sardonyx.receivers.lines_door import LinesDoor


@asynccontextmanager
async def reading_logs(settings: Settings, door: LinesDoor) -> AsyncIterator[LogCollection]:
    """Read what settings name, into the journal, while inside."""
    collection = LogCollection(settings.collectors, JournalSink(door))
    async with collection.reading():
        yield collection
