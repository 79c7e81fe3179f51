"""Block devices: what was read, written, discarded and flushed, and how long it took."""

import re
from collections.abc import Callable

from sardonyx.collectors.host.roots import Roots, lines
from sardonyx.collectors.page import Page

# Partitions and memory disks repeat what their device tells, or tell nothing.
_IGNORED = re.compile(r"(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+")
_SECTOR_BYTES = 512


def _whole(value: int) -> float:
    return value


def _seconds(milliseconds: int) -> float:
    return milliseconds / 1000


def _bytes(sectors: int) -> float:
    return sectors * _SECTOR_BYTES


_Column = tuple[str, str, Callable[[int], float], str]
# In the order of the kernel's iostats.rst; older kernels end earlier.
_COLUMNS: tuple[_Column, ...] = (
    ("counter", "node_disk_reads_completed_total", _whole, "Reads completed."),
    ("counter", "node_disk_reads_merged_total", _whole, "Reads merged."),
    ("counter", "node_disk_read_bytes_total", _bytes, "Bytes read."),
    ("counter", "node_disk_read_time_seconds_total", _seconds, "Seconds spent by all reads."),
    ("counter", "node_disk_writes_completed_total", _whole, "Writes completed."),
    ("counter", "node_disk_writes_merged_total", _whole, "Writes merged."),
    ("counter", "node_disk_written_bytes_total", _bytes, "Bytes written."),
    ("counter", "node_disk_write_time_seconds_total", _seconds, "Seconds spent by all writes."),
    ("gauge", "node_disk_io_now", _whole, "Reads and writes in progress."),
    ("counter", "node_disk_io_time_seconds_total", _seconds, "Seconds in which the device was busy."),
    ("counter", "node_disk_io_time_weighted_seconds_total", _seconds, "Busy seconds, times what was in progress."),
    ("counter", "node_disk_discards_completed_total", _whole, "Discards completed."),
    ("counter", "node_disk_discards_merged_total", _whole, "Discards merged."),
    ("counter", "node_disk_discarded_sectors_total", _whole, "Sectors discarded."),
    ("counter", "node_disk_discard_time_seconds_total", _seconds, "Seconds spent by all discards."),
    ("counter", "node_disk_flush_requests_total", _whole, "Flushes completed."),
    ("counter", "node_disk_flush_requests_time_seconds_total", _seconds, "Seconds spent by all flushes."),
)


def read(page: Page, roots: Roots) -> None:
    """Add `node_disk_*` of every device that isn't a partition or a memory disk."""
    devices = {}
    for line in lines(roots.proc / "diskstats"):
        major, minor, name, *figures = line.split()
        if not _IGNORED.fullmatch(name):
            devices[name] = (major, minor, [int(figure) for figure in figures])
    for index, (kind, name, unit, about) in enumerate(_COLUMNS):
        told = [(device, figures[index]) for device, (*_, figures) in devices.items() if index < len(figures)]
        if told:
            family = page.counter(name, about) if kind == "counter" else page.gauge(name, about)
            for device, figure in told:
                family.add(unit(figure), device=device)
    numbers = page.gauge("node_disk_info", "Device numbers.")
    for device, (major, minor, _) in devices.items():
        numbers.add(1, device=device, major=major, minor=minor)
