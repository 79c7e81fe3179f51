"""Time of each CPU by mode, and its frequency."""

import os

from sardonyx.collectors.host.roots import Roots, children, lines, number
from sardonyx.collectors.page import Page

_MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
_KHZ = 1000
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def read(page: Page, roots: Roots) -> None:
    """Add the CPUs' seconds from `stat`."""
    cpus = [line.split() for line in lines(roots.proc / "stat") if line.startswith("cpu") and line[3:4].isdigit()]
    spent = page.counter("node_cpu_seconds_total", "Seconds each CPU spent in each mode.")
    for name, *ticks in cpus:
        for mode, count in zip(_MODES, ticks, strict=False):
            spent.add(int(count) / _TICKS_PER_SECOND, cpu=name[3:], mode=mode)
    guests = page.counter(
        "node_cpu_guest_seconds_total", "Seconds each CPU spent in guests, part of user and nice too."
    )
    for name, *ticks in cpus:
        for mode, count in zip(("user", "nice"), ticks[len(_MODES) :], strict=False):
            guests.add(int(count) / _TICKS_PER_SECOND, cpu=name[3:], mode=mode)
    _frequencies(page, roots)


def _frequencies(page: Page, roots: Roots) -> None:
    found = [
        (folder.name[3:], hertz * _KHZ)
        for folder in children(roots.sys / "devices/system/cpu")
        if folder.name[3:].isdigit() and (hertz := number(folder / "cpufreq/scaling_cur_freq")) is not None
    ]
    if found:
        family = page.gauge("node_cpu_scaling_frequency_hertz", "Current frequency of each CPU.")
        for cpu, hertz in found:
            family.add(hertz, cpu=cpu)
