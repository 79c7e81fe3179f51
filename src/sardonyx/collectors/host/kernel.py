"""What the kernel counts for the whole host: switches, interrupts, forks, open files, entropy, connections tracked."""

from sardonyx.collectors.host.roots import Roots, lines, number
from sardonyx.collectors.page import Page

_STAT = {
    "ctxt": ("counter", "node_context_switches_total", "Context switches."),
    "intr": ("counter", "node_intr_total", "Interrupts serviced."),
    "processes": ("counter", "node_forks_total", "Forks."),
    "btime": ("gauge", "node_boot_time_seconds", "When the host was started, in epoch seconds."),
    "procs_running": ("gauge", "node_procs_running", "Processes in a runnable state."),
    "procs_blocked": ("gauge", "node_procs_blocked", "Processes blocked, waiting for input or output."),
}
_SINGLE = (
    ("sys/kernel/random/entropy_avail", "node_entropy_available_bits", "Bits of entropy available."),
    ("sys/kernel/random/poolsize", "node_entropy_pool_size_bits", "Size of the entropy pool."),
    ("sys/net/netfilter/nf_conntrack_count", "node_nf_conntrack_entries", "Connections being tracked."),
    ("sys/net/netfilter/nf_conntrack_max", "node_nf_conntrack_entries_limit", "Connections that can be tracked."),
)


def read(page: Page, roots: Roots) -> None:
    """Add the figures of `stat`, `sys/fs/file-nr` and single files below `sys`."""
    said = {name: rest for name, _, rest in (line.partition(" ") for line in lines(roots.proc / "stat"))}
    for key, (kind, name, about) in _STAT.items():
        if key in said:
            family = page.counter(name, about) if kind == "counter" else page.gauge(name, about)
            family.add(int(said[key].split()[0]))
    allocated, _, maximum = lines(roots.proc / "sys/fs/file-nr")[0].split()
    page.gauge("node_filefd_allocated", "File handles in use.").add(int(allocated))
    page.gauge("node_filefd_maximum", "File handles there can be.").add(int(maximum))
    for path, name, about in _SINGLE:
        if (value := number(roots.proc / path)) is not None:
            page.gauge(name, about).add(value)
