"""What `/containers/<id>/stats` and `/containers/<id>/json` say, as families.

Docker tells of control groups in their first and second version differently: both are read.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sardonyx.collectors.page import Page

Labels = dict[str, str]
Told = Iterator[tuple[float, Labels]]

_NANO = 1e9
# Docker gives this much where there is no limit (control groups, version 1).
_NO_LIMIT = 1 << 62
# Microseconds: what Docker takes where nothing else is said.
_PERIOD = 100_000


@dataclass(frozen=True, slots=True)
class Figures:
    """One container: `labels` of all its series, its stats (None when it doesn't run), and what inspecting it said."""

    labels: Labels
    stats: Mapping[str, Any] | None
    inspected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Family:
    """A family, and what a container has of it: values with labels of their own."""

    name: str
    counter: bool
    about: str
    read: Callable[[Figures], Told]


def _value(*path: str, scale: float = 1.0) -> Callable[[Figures], Told]:
    """The number at a path of the stats."""

    def read(figures: Figures) -> Told:
        found: Any = figures.stats
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, int | float):
            yield found / scale, {}

    return read


def _first_memory(*names: str) -> Callable[[Figures], Told]:
    def read(figures: Figures) -> Told:
        said = _memory(figures).get("stats") or {}
        for name in names:
            if name in said:
                yield said[name], {}
                return

    return read


def _memory(figures: Figures) -> Mapping[str, Any]:
    return (figures.stats or {}).get("memory_stats") or {}


def _working_set(figures: Figures) -> Told:
    """What can't be given back at once: use less inactive pages of files."""
    memory = _memory(figures)
    if "usage" in memory:
        said = memory.get("stats") or {}
        inactive = said.get("total_inactive_file", said.get("inactive_file", 0))
        yield max(0, memory["usage"] - inactive), {}


def _memory_limit(figures: Figures) -> Told:
    limit = figures.inspected.get("HostConfig", {}).get("Memory", 0)
    yield (limit if 0 < limit < _NO_LIMIT else 0), {}


def _network(key: str) -> Callable[[Figures], Told]:
    def read(figures: Figures) -> Told:
        for interface, said in ((figures.stats or {}).get("networks") or {}).items():
            if key in said:
                yield said[key], {"interface": interface}

    return read


def _blocks(operation: str) -> Callable[[Figures], Told]:
    def read(figures: Figures) -> Told:
        entries = ((figures.stats or {}).get("blkio_stats") or {}).get("io_service_bytes_recursive") or []
        for entry in entries:
            if str(entry.get("op", "")).lower() == operation:
                yield entry["value"], {"device": f"{entry.get('major', 0)}:{entry.get('minor', 0)}"}

    return read


def _cpu_quota(figures: Figures) -> Told:
    """Microseconds of processor time a period may have; none where there is no limit."""
    limits = figures.inspected.get("HostConfig", {})
    if cores := limits.get("NanoCpus", 0) / _NANO:
        yield cores * _PERIOD, {}
    elif limits.get("CpuQuota", 0) > 0:
        yield limits["CpuQuota"], {}


def _cpu_period(figures: Figures) -> Told:
    yield figures.inspected.get("HostConfig", {}).get("CpuPeriod") or _PERIOD, {}


def _started(figures: Figures) -> Told:
    text = figures.inspected.get("State", {}).get("StartedAt", "")
    if text and not text.startswith("0001"):
        yield datetime.fromisoformat(text[:19] + "+00:00").timestamp(), {}


def _state(figures: Figures) -> Told:
    if status := figures.inspected.get("State", {}).get("Status"):
        yield 1, {"state": status}


def _health(figures: Figures) -> Told:
    if health := figures.inspected.get("State", {}).get("Health"):
        yield 1, {"health": str(health.get("Status", ""))}


def _restarts(figures: Figures) -> Told:
    if "RestartCount" in figures.inspected:
        yield figures.inspected["RestartCount"], {}


def _exit_code(figures: Figures) -> Told:
    state = figures.inspected.get("State", {})
    if state.get("Status") == "exited":
        yield state.get("ExitCode", 0), {}


def _oom_killed(figures: Figures) -> Told:
    if "OOMKilled" in figures.inspected.get("State", {}):
        yield int(figures.inspected["State"]["OOMKilled"]), {}


def _counter(name: str, about: str, read: Callable[[Figures], Told]) -> Family:
    return Family(f"container_{name}", True, about, read)


def _gauge(name: str, about: str, read: Callable[[Figures], Told]) -> Family:
    return Family(f"container_{name}", False, about, read)


_CPU, _THROTTLED = ("cpu_stats", "cpu_usage"), ("cpu_stats", "throttling_data")

FAMILIES = (
    _counter("cpu_usage_seconds_total", "Seconds of processor time.", _value(*_CPU, "total_usage", scale=_NANO)),
    _counter("cpu_user_seconds_total", "Seconds outside the kernel.", _value(*_CPU, "usage_in_usermode", scale=_NANO)),
    _counter("cpu_system_seconds_total", "Seconds in the kernel.", _value(*_CPU, "usage_in_kernelmode", scale=_NANO)),
    _counter("cpu_cfs_periods_total", "Periods of the processor quota.", _value(*_THROTTLED, "periods")),
    _counter(
        "cpu_cfs_throttled_periods_total", "Periods that hit the quota.", _value(*_THROTTLED, "throttled_periods")
    ),
    _counter(
        "cpu_cfs_throttled_seconds_total",
        "Seconds stood still for the quota.",
        _value(*_THROTTLED, "throttled_time", scale=_NANO),
    ),
    _gauge("spec_cpu_quota", "Microseconds a period may have; no sample without a limit.", _cpu_quota),
    _gauge("spec_cpu_period", "Microseconds of a period.", _cpu_period),
    _gauge("memory_usage_bytes", "Bytes in use, with the cache of files.", _value("memory_stats", "usage")),
    _gauge("memory_working_set_bytes", "Bytes that can't be given back at once.", _working_set),
    _gauge("memory_rss", "Bytes of anonymous memory.", _first_memory("total_rss", "rss", "anon")),
    _gauge("memory_cache", "Bytes of the cache of files.", _first_memory("total_cache", "cache", "file")),
    _gauge(
        "memory_mapped_file", "Bytes of mapped files.", _first_memory("total_mapped_file", "mapped_file", "file_mapped")
    ),
    _gauge("memory_max_usage_bytes", "The most bytes that were in use.", _value("memory_stats", "max_usage")),
    _counter("memory_failcnt", "Times the limit of memory was hit.", _value("memory_stats", "failcnt")),
    _gauge("spec_memory_limit_bytes", "The limit of memory; 0 without one.", _memory_limit),
    _gauge("processes", "Processes and threads.", _value("pids_stats", "current")),
    _gauge("threads_max", "Processes and threads there may be.", _value("pids_stats", "limit")),
    _counter("network_receive_bytes_total", "Bytes received.", _network("rx_bytes")),
    _counter("network_receive_packets_total", "Packets received.", _network("rx_packets")),
    _counter("network_receive_errors_total", "Errors while receiving.", _network("rx_errors")),
    _counter("network_receive_packets_dropped_total", "Packets dropped while receiving.", _network("rx_dropped")),
    _counter("network_transmit_bytes_total", "Bytes sent.", _network("tx_bytes")),
    _counter("network_transmit_packets_total", "Packets sent.", _network("tx_packets")),
    _counter("network_transmit_errors_total", "Errors while sending.", _network("tx_errors")),
    _counter("network_transmit_packets_dropped_total", "Packets dropped while sending.", _network("tx_dropped")),
    _counter("fs_reads_bytes_total", "Bytes read from devices.", _blocks("read")),
    _counter("fs_writes_bytes_total", "Bytes written to devices.", _blocks("write")),
    _gauge("start_time_seconds", "When the container was started.", _started),
    _gauge("state", "1 for the state the container is in.", _state),
    _gauge("health", "1 for what its health check says.", _health),
    _counter("restarts_total", "Times Docker restarted it.", _restarts),
    _gauge("exit_code", "With what it ended.", _exit_code),
    _gauge("oom_killed", "1 when it was ended for want of memory.", _oom_killed),
)


def write(page: Page, containers: Sequence[Figures]) -> None:
    """Add the families of all containers, and when each that runs was seen: now."""
    for family in FAMILIES:
        told = [(value, {**each.labels, **more}) for each in containers for value, more in family.read(each)]
        if told:
            written = (page.counter if family.counter else page.gauge)(family.name, family.about)
            for value, labels in told:
                written.add_labelled(value, labels)
    seen = page.gauge("container_last_seen", "When the container was last seen.")
    now = float(int(time.time()))
    for each in containers:
        if each.stats is not None:
            seen.add_labelled(now, each.labels)
