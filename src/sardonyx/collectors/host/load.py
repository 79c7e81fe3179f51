"""Load averages, and how long work stood still for want of CPU, memory or input and output (pressure stall information)."""

from sardonyx.collectors.host.roots import Roots, lines
from sardonyx.collectors.page import Page

_MICROSECONDS = 1e6
_WAITING = "Seconds in which some work waited for {0}."
_STALLED = "Seconds in which all work waited for {0}."
_PRESSURES = (
    ("cpu", "some", "node_pressure_cpu_waiting_seconds_total", _WAITING),
    ("io", "some", "node_pressure_io_waiting_seconds_total", _WAITING),
    ("io", "full", "node_pressure_io_stalled_seconds_total", _STALLED),
    ("memory", "some", "node_pressure_memory_waiting_seconds_total", _WAITING),
    ("memory", "full", "node_pressure_memory_stalled_seconds_total", _STALLED),
)


def read_load(page: Page, roots: Roots) -> None:
    """Add `node_load1`, `node_load5` and `node_load15`."""
    averages = lines(roots.proc / "loadavg")[0].split()[:3]
    for minutes, average in zip((1, 5, 15), averages, strict=True):
        page.gauge(f"node_load{minutes}", f"Load average of {minutes} min.").add(float(average))


def read_pressure(page: Page, roots: Roots) -> None:
    """Add `node_pressure_*`; a kernel without pressure stall information has none (OSError)."""
    for resource, kind, name, about in _PRESSURES:
        for line in lines(roots.proc / "pressure" / resource):
            if line.startswith(f"{kind} "):
                page.counter(name, about.format(resource)).add(int(line.rpartition("total=")[2]) / _MICROSECONDS)
