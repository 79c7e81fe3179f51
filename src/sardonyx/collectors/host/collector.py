"""All parts of the host on one page."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sardonyx.collectors.host import clock, cpu, disks, identity, interfaces, kernel, load, memory, protocols
from sardonyx.collectors.host.filesystems import FileSystems
from sardonyx.collectors.host.processes import Processes
from sardonyx.collectors.host.roots import Roots
from sardonyx.collectors.page import Page

Read = Callable[[Page, Roots], None]


@dataclass(frozen=True, slots=True)
class _Outcome:
    part: str
    seconds: float
    succeeded: bool


class HostCollector:
    """Reads the host. A part that fails is told by `node_scrape_collector_success`; the others go on.

    `without`: names of parts to leave out.
    """

    def __init__(self, roots: Roots | None = None, without: Collection[str] = ()) -> None:
        self._roots = roots or Roots()
        self._parts: dict[str, Read] = {name: read for name, read in _parts().items() if name not in without}

    def page(self) -> bytes:
        """The host's page, in the text format 0.0.4. Reads many small files: call it in a thread."""
        page = Page()
        outcomes = [self._one(page, name, read) for name, read in self._parts.items()]
        took = page.gauge("node_scrape_collector_duration_seconds", "Seconds a part of the collector took.")
        for outcome in outcomes:
            took.add(outcome.seconds, collector=outcome.part)
        succeeded = page.gauge("node_scrape_collector_success", "1 when a part of the collector succeeded.")
        for outcome in outcomes:
            succeeded.add(int(outcome.succeeded), collector=outcome.part)
        return page.encoded()

    def _one(self, page: Page, name: str, read: Read) -> _Outcome:
        started, mine = time.perf_counter(), Page()
        try:
            read(mine, self._roots)
        except (OSError, ValueError, IndexError):  # not there, or not as we know it
            return _Outcome(name, time.perf_counter() - started, succeeded=False)
        page.extend(mine)
        return _Outcome(name, time.perf_counter() - started, succeeded=True)


def _parts() -> dict[str, Read]:
    return {
        "cpu": cpu.read,
        "stat": kernel.read,
        "meminfo": memory.read,
        "loadavg": load.read_load,
        "pressure": load.read_pressure,
        "diskstats": disks.read,
        "filesystem": FileSystems().read,
        "netdev": interfaces.read_traffic,
        "netclass": interfaces.read_state,
        "netstat": protocols.read_counters,
        "sockstat": protocols.read_sockets,
        "queues": protocols.read_queues,
        "uname": identity.read_kernel,
        "os": identity.read_distribution,
        "sensors": identity.read_sensors,
        "time": clock.read_time,
        "timex": clock.read_discipline,
        "processes": Processes().read,
    }
