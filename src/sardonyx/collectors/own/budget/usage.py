"""What this process takes of its host."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """`at` is a clock that only goes on, in seconds; `cpu_seconds` since the start, all threads."""

    at: float
    cpu_seconds: float
    memory_bytes: int


ReadUsage = Callable[[], Usage]


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """What is stored, and in how many days the limit is reached as it grows now; None: not, or not known."""

    used_bytes: int
    days_until_full: float | None


def own_usage(statm: Path = Path("/proc/self/statm")) -> Usage:
    """Of this process; its resident memory is the second field of statm, in pages (proc(5)), 0 where there is none."""
    try:
        memory = int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        memory = 0
    return Usage(time.monotonic(), time.process_time(), memory)
