"""The clock: its time, its source, and how well the kernel holds that it is synchronised (adjtimex)."""

import ctypes
import time

from sardonyx.collectors.host.roots import Roots, children, text
from sardonyx.collectors.page import Page

_UNSYNCHRONISED = 5  # TIME_ERROR
_STA_NANO = 0x2000
_MICRO, _NANO = 1e6, 1e9
_PPM = 65536e6  # frequency is in parts per million, with 16 fractional bits


class _Timex(ctypes.Structure):
    """struct timex of <sys/timex.h>, 64-bit Linux."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("seconds", ctypes.c_long),
        ("fraction", ctypes.c_long),
        ("tick", ctypes.c_long),
        ("ppsfreq", ctypes.c_long),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        ("stabil", ctypes.c_long),
        ("jitcnt", ctypes.c_long),
        ("calcnt", ctypes.c_long),
        ("errcnt", ctypes.c_long),
        ("stbcnt", ctypes.c_long),
        ("tai", ctypes.c_int),
        ("reserved", ctypes.c_int * 11),
    )


def read_time(page: Page, roots: Roots) -> None:
    """Add `node_time_*`."""
    now = time.time()
    page.gauge("node_time_seconds", "The time, in epoch seconds.").add(now)
    here = time.localtime(now)
    zone = page.gauge("node_time_zone_offset_seconds", "How far local time is ahead of UTC.")
    zone.add(here.tm_gmtoff, time_zone=here.tm_zone)
    sources = [folder for folder in children(roots.sys / "devices/system/clocksource") if folder.name[11:].isdigit()]
    available = page.gauge("node_time_clocksource_available_info", "Sources the clock can have.")
    for folder in sources:
        for name in text(folder / "available_clocksource").split():
            available.add(1, device=folder.name[11:], clocksource=name)
    current = page.gauge("node_time_clocksource_current_info", "The clock's source.")
    for folder in sources:
        current.add(1, device=folder.name[11:], clocksource=text(folder / "current_clocksource"))


def read_discipline(page: Page, roots: Roots) -> None:
    """Add `node_timex_*`: asked of the kernel, nothing is set. Raises OSError where it doesn't answer."""
    said = _Timex()
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(said))
    if state < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    unit = _NANO if said.status & _STA_NANO else _MICRO
    gauges = (
        ("offset_seconds", said.offset / unit, "How far the clock is off its reference."),
        ("frequency_adjustment_ratio", 1 + said.freq / _PPM, "By how much the clock's frequency is adjusted."),
        ("maxerror_seconds", said.maxerror / _MICRO, "The greatest error there can be."),
        ("estimated_error_seconds", said.esterror / _MICRO, "The error there probably is."),
        ("status", said.status, "Status bits."),
        ("loop_time_constant", said.constant, "Time constant of the phase-locked loop."),
        ("tick_seconds", said.tick / _MICRO, "Time between ticks."),
        ("pps_frequency_hertz", said.ppsfreq / _PPM, "Frequency of the pulse per second."),
        ("pps_jitter_seconds", said.jitter / unit, "Jitter of the pulse per second."),
        ("pps_shift_seconds", said.shift, "Interval between pulses."),
        ("pps_stability_hertz", said.stabil / _PPM, "Stability of the pulse per second."),
        ("tai_offset_seconds", said.tai, "How far atomic time is ahead of UTC."),
        ("sync_status", int(state != _UNSYNCHRONISED), "1 when the clock is synchronised to a reliable server."),
    )
    for name, value, about in gauges:
        page.gauge(f"node_timex_{name}", about).add(value)
    counters = (
        ("pps_jitter_total", said.jitcnt, "Times the jitter limit was exceeded."),
        ("pps_calibration_total", said.calcnt, "Calibration intervals."),
        ("pps_error_total", said.errcnt, "Calibration errors."),
        ("pps_stability_exceeded_total", said.stbcnt, "Times the stability limit was exceeded."),
    )
    for name, count, about in counters:
        page.counter(f"node_timex_{name}", about).add(count)
