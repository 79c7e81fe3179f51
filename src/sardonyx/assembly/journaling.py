"""The journal between receivers and engine."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from sardonyx.assembly.options import journal_options
from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.receivers import deliveries
from sardonyx.storage.data_folder import DataFolder
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import lines
from sardonyx.storage.pipelines.base import Pipeline


async def open_journal(
    settings: Settings, folder: DataFolder, engine: Engine, pipelines: Sequence[Pipeline], stack: AsyncExitStack
) -> tuple[Journal, list[bytes]]:
    """The journal, open, and the keys of the deliveries of lines a former process left in it (`receivers.deliveries`)."""
    journal = Journal(folder.journal, folder.quarantine, engine, pipelines, journal_options(settings))
    delivered = await asyncio.to_thread(deliveries.left_over, folder.journal / lines.STREAM)
    await journal.open()
    stack.push_async_callback(journal.close)
    return journal, delivered
