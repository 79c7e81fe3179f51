"""How much memory this process may use, for the settings whose default depends on the machine."""

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
