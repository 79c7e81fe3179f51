"""Syslog's datagrams: what comes faster than it is stored is dropped and counted, never a stall."""

import asyncio
from typing import Any, cast

from prometheus_client import CollectorRegistry

from sardonyx.journal.batch import Batch
from sardonyx.journal.journal import Journal
from sardonyx.receivers.intake import Intake, ReceiverMetrics
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.syslog import SyslogReceiver


class SlowJournal:
    """Takes nothing until `open`."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.records = self.rejected = 0

    async def append(self, batch: Batch, *_: Any, **__: Any) -> None:
        await self.open.wait()
        self.records += batch.records
        self.rejected += batch.rejected


async def test_datagrams_beyond_the_queue_are_counted() -> None:
    journal, registry = SlowJournal(), CollectorRegistry()
    door = LinesDoor(Intake(cast("Journal", journal), ReceiverMetrics(registry)))
    receiver = SyslogReceiver(door, registry)
    await receiver.start("127.0.0.1", 0)
    for _ in range(25_000):
        receiver.datagram(b"<14>app: hello", "10.0.0.1")
    receiver.datagram(b" \n\0", "10.0.0.1")
    assert registry.get_sample_value("sardonyx_syslog_dropped_messages_total") == 5_000
    journal.open.set()
    await receiver.stop()
    assert (journal.records, journal.rejected) == (20_000, 5_000)
