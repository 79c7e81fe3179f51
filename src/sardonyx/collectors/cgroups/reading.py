"""One control group's files, in the shape Docker tells the same figures. Source: the kernel's cgroup-v2 and cgroup-v1 documents."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MICRO_IN_NANO = 1000
_TICK_NANO = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_MOST_BYTES = 1 << 14
# v1 gives the largest number of pages where there is no limit.
_NO_LIMIT = 1 << 62
_MEMORY_V2 = ("anon", "file", "inactive_file", "file_mapped")
_MEMORY_V1 = ("total_rss", "total_cache", "total_mapped_file", "total_inactive_file")

Stats = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a group uses and what it may use: `stats` and `inspected` as of a container."""

    stats: Stats
    inspected: Stats


def read_v2(folder: str) -> Told | None:
    """A group of the second version; None where nothing runs in it, or it has gone."""
    if _pairs(f"{folder}/cgroup.events").get("populated") == 0:
        return None
    cpu, memory = _pairs(f"{folder}/cpu.stat"), _pairs(f"{folder}/memory.stat")
    if not cpu:
        return None
    usage = {
        "total_usage": cpu.get("usage_usec", 0) * _MICRO_IN_NANO,
        "usage_in_usermode": cpu.get("user_usec", 0) * _MICRO_IN_NANO,
        "usage_in_kernelmode": cpu.get("system_usec", 0) * _MICRO_IN_NANO,
    }
    quota, _, period = _text(f"{folder}/cpu.max").partition(" ")
    throttling = {
        "periods": cpu.get("nr_periods", 0),
        "throttled_periods": cpu.get("nr_throttled", 0),
        "throttled_time": cpu.get("throttled_usec", 0) * _MICRO_IN_NANO,
    }
    memory_stats = {"usage": _number(f"{folder}/memory.current"), "max_usage": _number(f"{folder}/memory.peak")}
    stats = {
        "cpu_stats": {"cpu_usage": usage, **({"throttling_data": throttling} if quota.isdigit() else {})},
        "memory_stats": _known(memory_stats) | {"stats": {key: memory[key] for key in _MEMORY_V2 if key in memory}},
        "pids_stats": _pids(folder),
        "blkio_stats": {"io_service_bytes_recursive": list(_io_v2(f"{folder}/io.stat"))},
    }
    return Told(stats, _limits(_number(f"{folder}/memory.max"), quota, period))


def read_v1(controllers: Mapping[str, str], path: str) -> Told | None:
    """A group of the first version, by the folders of its controllers; None where nothing runs in it, or it has gone."""
    cpuacct, cpu, memory, pids, blkio = (
        controllers.get(name, "/nowhere") + path for name in ("cpuacct", "cpu", "memory", "pids", "blkio")
    )
    used, total = _number(f"{memory}/memory.usage_in_bytes"), _number(f"{cpuacct}/cpuacct.usage")
    if not used and not total:
        return None
    ticks, throttled, said = (
        _pairs(f"{cpuacct}/cpuacct.stat"),
        _pairs(f"{cpu}/cpu.stat"),
        _pairs(f"{memory}/memory.stat"),
    )
    usage = {
        "total_usage": total,
        "usage_in_usermode": ticks["user"] * _TICK_NANO if "user" in ticks else None,
        "usage_in_kernelmode": ticks["system"] * _TICK_NANO if "system" in ticks else None,
    }
    quota = _text(f"{cpu}/cpu.cfs_quota_us")
    throttling = {
        "periods": throttled.get("nr_periods", 0),
        "throttled_periods": throttled.get("nr_throttled", 0),
        "throttled_time": throttled.get("throttled_time", 0),
    }
    memory_stats = {
        "usage": used,
        "max_usage": _number(f"{memory}/memory.max_usage_in_bytes"),
        "failcnt": _number(f"{memory}/memory.failcnt"),
    }
    stats = {
        "cpu_stats": {"cpu_usage": _known(usage), **({"throttling_data": throttling} if quota.isdigit() else {})},
        "memory_stats": _known(memory_stats) | {"stats": {key: said[key] for key in _MEMORY_V1 if key in said}},
        "pids_stats": _pids(pids),
        "blkio_stats": {"io_service_bytes_recursive": list(_io_v1(blkio))},
    }
    limit = _number(f"{memory}/memory.limit_in_bytes")
    return Told(stats, _limits(limit, quota, _text(f"{cpu}/cpu.cfs_period_us")))


def _limits(memory: int | None, quota: str, period: str) -> Stats:
    told = {
        "Memory": memory if memory is not None and memory < _NO_LIMIT else 0,
        "CpuQuota": int(quota) if quota.isdigit() else 0,
        "CpuPeriod": int(period) if period.isdigit() else 0,
    }
    return {"HostConfig": told}


def _pids(folder: str) -> Stats:
    return _known({"current": _number(f"{folder}/pids.current"), "limit": _number(f"{folder}/pids.max")})


def _io_v2(file: str) -> Iterator[Stats]:
    """`8:0 rbytes=1 wbytes=2 …`"""
    for line in _text(file).splitlines():
        device, _, said = line.partition(" ")
        told = dict(pair.split("=", 1) for pair in said.split() if "=" in pair)
        for key, operation in (("rbytes", "read"), ("wbytes", "write")):
            if told.get(key, "").isdigit():
                yield _io(device, operation, told[key])


def _io_v1(folder: str) -> Iterator[Stats]:
    """`8:0 Read 1`"""
    for line in _text(f"{folder}/blkio.throttle.io_service_bytes_recursive").splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in ("Read", "Write") and parts[2].isdigit():
            yield _io(parts[0], parts[1], parts[2])


def _io(device: str, operation: str, value: str) -> Stats:
    major, _, minor = device.partition(":")
    return {"major": major, "minor": minor, "op": operation, "value": int(value)}


def _known(figures: Mapping[str, int | None]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if value is not None}


def _pairs(file: str) -> dict[str, int]:
    """`name number` lines; nothing where there are none."""
    pairs = (line.partition(" ") for line in _text(file).splitlines())
    return {name: int(value) for name, _, value in pairs if value.isdigit()}


def _number(file: str) -> int | None:
    """None where there is no file, or no limit (`max`)."""
    text = _text(file)
    return int(text) if text.isdigit() else None


def _text(file: str) -> str:
    """A whole small file at once: there are a dozen for each of hundreds of groups."""
    try:
        opened = os.open(file, os.O_RDONLY)
    except OSError:  # the group has gone, or the controller isn't switched on
        return ""
    try:
        return os.read(opened, _MOST_BYTES).decode("ascii", "replace").strip()
    except OSError:
        return ""
    finally:
        os.close(opened)
