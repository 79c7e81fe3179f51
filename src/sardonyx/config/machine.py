"""How much memory and processor this process may use, for the settings whose default depends on the machine."""

import os
from pathlib import Path

# Memory limits of a container: control groups version 2, then version 1.
_CGROUP_LIMITS = ("memory.max", "memory/memory.limit_in_bytes")


def physical_memory_bytes(cgroup: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes of memory of this machine, or of the container when its limit is lower."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in _CGROUP_LIMITS:
        try:
            text = (cgroup / name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdigit():
            total = min(total, int(text))
    return total


def available_cores(cgroup: Path = Path("/sys/fs/cgroup")) -> float:
    """Cores this process may run on: of the machine, or of the container when its quota is lower."""
    cores = float(len(os.sched_getaffinity(0)))
    quota = _numbers(cgroup / "cpu.max") or (
        _numbers(cgroup / "cpu/cpu.cfs_quota_us") + _numbers(cgroup / "cpu/cpu.cfs_period_us")
    )
    if len(quota) == 2 and min(quota) > 0:
        return min(cores, quota[0] / quota[1])
    return cores


def _numbers(file: Path) -> list[int]:
    """Those of a file of numbers; nothing where one isn't, as `max`."""
    try:
        return [int(word) for word in file.read_text(encoding="ascii").split()]
    except (OSError, ValueError):
        return []
