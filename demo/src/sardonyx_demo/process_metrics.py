"""Memory and CPU time of this process, after the OpenTelemetry process conventions."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

_STATM = Path("/proc/self/statm")


def _memory(_: CallbackOptions) -> Iterable[Observation]:
    if _STATM.exists():
        yield Observation(int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE"))


def _cpu(_: CallbackOptions) -> Iterable[Observation]:
    used = os.times()
    yield Observation(used.user, {"cpu.mode": "user"})
    yield Observation(used.system, {"cpu.mode": "system"})


def report() -> None:
    """Report from now on, with every export of metrics."""
    started = time.monotonic()
    meter = metrics.get_meter(__name__)
    meter.create_observable_up_down_counter("process.memory.usage", [_memory], "By", "Physical memory in use.")
    meter.create_observable_counter("process.cpu.time", [_cpu], "s", "CPU seconds by mode.")
    meter.create_observable_gauge(
        "process.uptime", [lambda _: [Observation(time.monotonic() - started)]], "s", "The time the process runs."
    )
