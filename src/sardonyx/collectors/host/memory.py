"""Memory: every line of `meminfo`, and what `vmstat` counts of paging, swapping and the out-of-memory killer."""

import re

from sardonyx.collectors.host.roots import Roots, lines
from sardonyx.collectors.page import Page

_KIB = 1024
_PARENTHESES = re.compile(r"\((.*)\)")
_COUNTED = re.compile(r"oom_kill|pgpg.*|pswp.*|pg.*fault")


def read(page: Page, roots: Roots) -> None:
    """Add `node_memory_*` in bytes (pages are numbers) and `node_vmstat_*`."""
    for line in lines(roots.proc / "meminfo"):
        name, _, rest = line.partition(":")
        amount, *unit = rest.split()
        key = _PARENTHESES.sub(r"_\1", name)
        if unit:
            page.gauge(f"node_memory_{key}_bytes", f"{name} of meminfo.").add(int(amount) * _KIB)
        else:
            page.gauge(f"node_memory_{key}", f"{name} of meminfo.").add(int(amount))
    for line in lines(roots.proc / "vmstat"):
        name, _, count = line.partition(" ")
        if _COUNTED.fullmatch(name):
            page.untyped(f"node_vmstat_{name}", f"{name} of vmstat.").add(int(count))
