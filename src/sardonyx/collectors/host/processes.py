"""Processes: how many there are in which state, and what each group of one name uses ("who ate the memory?").

A group is all processes of one name (`comm`); the kernel's own threads are one group. Only the groups that use the most memory
or processor time have series of their own, the rest is summed up as `other`. Names: `node_processes_*` of the node exporter,
`namedprocess_namegroup_*` of ncabatoff/process-exporter.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from sardonyx.collectors.host.roots import Roots, number
from sardonyx.collectors.page import Page

MAX_GROUPS = 50
OTHER, KERNEL = "other", "kernel threads"

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class _Group:
    """What the processes of one name use together."""

    processes: int = 0
    threads: int = 0
    user: float = 0.0
    system: float = 0.0
    resident: int = 0
    virtual: int = 0
    major_faults: int = 0
    minor_faults: int = 0

    def add(self, other: "_Group") -> None:
        """Count another one's use in."""
        self.processes += other.processes
        self.threads += other.threads
        self.user += other.user
        self.system += other.system
        self.resident += other.resident
        self.virtual += other.virtual
        self.major_faults += other.major_faults
        self.minor_faults += other.minor_faults


@dataclass(slots=True)
class Processes:
    """Reads all processes. What a process that ended had used stays in its group: the counters never fall."""

    max_groups: int = MAX_GROUPS
    _last: dict[tuple[str, str], tuple[str, _Group]] = field(default_factory=dict)
    _ended: dict[str, _Group] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def read(self, page: Page, roots: Roots) -> None:
        """Add `node_processes_*` and `namedprocess_namegroup_*`."""
        states: dict[str, int] = {}
        alive: dict[tuple[str, str], tuple[str, _Group]] = {}
        for pid, stat in _stats(roots):
            name, _, rest = stat.partition("(")[2].rpartition(")")
            fields = rest.split()
            states[fields[0]] = states.get(fields[0], 0) + 1
            group = KERNEL if pid == "2" or fields[1] == "2" else name
            alive[pid, fields[19]] = (group, _use(fields))
        self._remember_ended(alive)
        self._last = alive
        _add_states(page, roots, states, sum(use.threads for _, use in alive.values()))
        self._add_groups(page, _summed(alive.values()))

    def _remember_ended(self, alive: dict[tuple[str, str], tuple[str, _Group]]) -> None:
        for key, (group, use) in self._last.items():
            if key not in alive or alive[key][0] != group:
                gone = _Group(user=use.user, system=use.system)
                gone.major_faults, gone.minor_faults = use.major_faults, use.minor_faults
                self._ended.setdefault(group, _Group()).add(gone)

    def _add_groups(self, page: Page, groups: dict[str, _Group]) -> None:
        for name, ended in self._ended.items():
            groups.setdefault(name, _Group()).add(ended)
        # Once shown, always shown: a counter that moved to `other` and back would look reset.
        by_memory = sorted(groups, key=lambda name: groups[name].resident, reverse=True)
        by_cpu = sorted(groups, key=lambda name: groups[name].user + groups[name].system, reverse=True)
        for name in [name for pair in zip(by_memory, by_cpu, strict=True) for name in pair]:
            if len(self._shown) < self.max_groups:
                self._shown.add(name)
        shown = {name: use for name, use in groups.items() if name in self._shown}
        rest = _Group()
        for name, use in groups.items():
            if name not in self._shown:
                rest.add(use)
        if len(groups) > len(shown):
            shown[OTHER] = rest
        _add_use(page, shown)


def _stats(roots: Roots) -> Iterable[tuple[str, str]]:
    for pid in os.listdir(roots.proc):
        if pid.isdigit():
            try:
                with open(f"{roots.proc}/{pid}/stat", encoding="utf-8", errors="replace") as file:
                    yield pid, file.read()
            except OSError:  # it ended meanwhile
                continue


def _use(fields: list[str]) -> _Group:
    """Of the fields of `stat` after the name, the state being the first."""
    return _Group(
        processes=1,
        threads=int(fields[17]),
        user=int(fields[11]) / _TICKS_PER_SECOND,
        system=int(fields[12]) / _TICKS_PER_SECOND,
        resident=int(fields[21]) * _PAGE_BYTES,
        virtual=int(fields[20]),
        major_faults=int(fields[9]),
        minor_faults=int(fields[7]),
    )


def _summed(uses: Iterable[tuple[str, _Group]]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for name, use in uses:
        groups.setdefault(name, _Group()).add(use)
    return groups


def _add_states(page: Page, roots: Roots, states: dict[str, int], threads: int) -> None:
    family = page.gauge("node_processes_state", "Processes by state.")
    for state in sorted(states):
        family.add(states[state], state=state)
    page.gauge("node_processes_pids", "Processes there are.").add(sum(states.values()))
    page.gauge("node_processes_threads", "Threads there are.").add(threads)
    for file, name, about in (
        ("pid_max", "node_processes_max_processes", "Processes there can be."),
        ("threads-max", "node_processes_max_threads", "Threads there can be."),
    ):
        if (limit := number(roots.proc / "sys/kernel" / file)) is not None:
            page.gauge(name, about).add(limit)


def _add_use(page: Page, groups: dict[str, _Group]) -> None:
    prefix = "namedprocess_namegroup"
    count = page.gauge(f"{prefix}_num_procs", "Processes of the group.")
    for name, use in groups.items():
        count.add(use.processes, groupname=name)
    threads = page.gauge(f"{prefix}_num_threads", "Threads of the group.")
    for name, use in groups.items():
        threads.add(use.threads, groupname=name)
    spent = page.counter(f"{prefix}_cpu_seconds_total", "Seconds of processor time the group used.")
    for name, use in groups.items():
        spent.add(use.user, groupname=name, mode="user")
        spent.add(use.system, groupname=name, mode="system")
    memory = page.gauge(f"{prefix}_memory_bytes", "Bytes of memory the group has.")
    for name, use in groups.items():
        memory.add(use.resident, groupname=name, memtype="resident")
        memory.add(use.virtual, groupname=name, memtype="virtual")
    major = page.counter(f"{prefix}_major_page_faults_total", "Page faults that needed the disk.")
    for name, use in groups.items():
        major.add(use.major_faults, groupname=name)
    minor = page.counter(f"{prefix}_minor_page_faults_total", "Page faults that didn't.")
    for name, use in groups.items():
        minor.add(use.minor_faults, groupname=name)
