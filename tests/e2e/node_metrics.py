"""Two hosts as node exporters send them, of figures that are known: `web` fills its disk, `db` went silent twenty minutes ago."""

import time

from tests.e2e.running_server import RunningServer
from tests.e2e.written import GB, STEP_S, ramp, steady, write
from tests.support.remote_write import Series

SILENT_S = 1200
SPIKE = (900, 600)
"""From so many seconds ago to so many: then `batch` had three gigabytes."""


def send(server: RunningServer) -> int:
    """Two hours until now, which is returned in epoch seconds."""
    now_s = int(time.time()) // STEP_S * STEP_S
    series = [*_host("web", "web-1", now_s), *_filling_disk("web", now_s), *_processes("web", now_s)]
    series += [*_host("db", "db-1", now_s, until=now_s - SILENT_S)]
    series.append(
        steady("ALERTS", 1, now_s, alertname="DiskFull", alertstate="firing", severity="warning", instance="web")
    )
    write(server, series, "node_time_seconds")
    return now_s


def send_probes(server: RunningServer, now_s: int) -> None:
    """What a server's probes of `db` found: two milliseconds, and every tenth is lost."""
    way = {"source": "sardonyx", "target": "db", "protocol": "tcp"}
    series = [
        steady("probe_success", 1, now_s, **way),
        ramp("network_probes_total", 1, now_s, **way),
        ramp("network_probes_failed_total", 0.1, now_s, reason="timeout", **way),
    ]
    for quantile, seconds in (("0", 0.001), ("0.5", 0.002), ("0.95", 0.005)):
        series.append(steady("network_probe_rtt_seconds", seconds, now_s, quantile=quantile, **way))
    write(server, series, "network_probes_total")


def _host(instance: str, nodename: str, now_s: int, until: int | None = None) -> list[Series]:
    labels = {"job": "node", "instance": instance}
    found = [
        ramp("node_time_seconds", 1, now_s, at_end=now_s, until=until, **labels),
        steady("node_boot_time_seconds", now_s - 86_400 * 3, now_s, until=until, **labels),
        steady("node_uname_info", 1, now_s, until=until, nodename=nodename, release="6.1", **labels),
        steady("node_memory_MemTotal_bytes", 8 * GB, now_s, until=until, **labels),
        steady("node_memory_MemAvailable_bytes", 2 * GB, now_s, until=until, **labels),
        steady("node_memory_MemFree_bytes", 1 * GB, now_s, until=until, **labels),
        steady("node_memory_Buffers_bytes", 0.5 * GB, now_s, until=until, **labels),
        steady("node_memory_Cached_bytes", 1 * GB, now_s, until=until, **labels),
        steady("node_memory_SReclaimable_bytes", 0.1 * GB, now_s, until=until, **labels),
        steady("node_timex_sync_status", 1, now_s, until=until, **labels),
        ramp("node_vmstat_oom_kill", 0, now_s, until=until, **labels),
        ramp("node_pressure_cpu_waiting_seconds_total", 0.02, now_s, until=until, **labels),
        ramp("node_network_receive_bytes_total", 2048, now_s, until=until, device="eth0", **labels),
        ramp("node_network_transmit_bytes_total", 1024, now_s, until=until, device="eth0", **labels),
        ramp("node_network_receive_drop_total", 0, now_s, until=until, device="eth0", **labels),
        ramp("node_network_transmit_drop_total", 0, now_s, until=until, device="eth0", **labels),
        ramp("node_disk_io_time_seconds_total", 0.1, now_s, until=until, device="sda", **labels),
    ]
    for minutes in (1, 5, 15):
        found.append(steady(f"node_load{minutes}", 1, now_s, until=until, **labels))
    for cpu, busy in (("0", 0.4), ("1", 0.1)):
        for mode, share in (("idle", 1 - busy), ("user", busy * 0.8), ("system", busy * 0.2)):
            found.append(ramp("node_cpu_seconds_total", share, now_s, until=until, cpu=cpu, mode=mode, **labels))
    return found


def _filling_disk(instance: str, now_s: int) -> list[Series]:
    """`/` has ten gigabytes left and loses two an hour; `/data` stays half full."""
    root = {"job": "node", "instance": instance, "mountpoint": "/", "device": "/dev/sda1", "fstype": "ext4"}
    data = root | {"mountpoint": "/data", "device": "/dev/sdb1"}
    return [
        steady("node_filesystem_size_bytes", 100 * GB, now_s, **root),
        ramp("node_filesystem_avail_bytes", -2 * GB / 3600, now_s, at_end=10 * GB, **root),
        steady("node_filesystem_size_bytes", 100 * GB, now_s, **data),
        steady("node_filesystem_avail_bytes", 50 * GB, now_s, **data),
    ]


def _processes(instance: str, now_s: int) -> list[Series]:
    memory, cpu = "namedprocess_namegroup_memory_bytes", "namedprocess_namegroup_cpu_seconds_total"
    found = []
    for name, size, cores in (("api", 1 * GB, 0.4), ("batch", 0.05 * GB, 0.01)):
        labels = {"job": "node", "instance": instance, "groupname": name}
        found += [
            ramp(cpu, cores, now_s, mode="user", **labels),
            steady("namedprocess_namegroup_num_procs", 1, now_s, **labels),
        ]
        resident = steady(memory, size, now_s, memtype="resident", **labels)
        found.append(_spiking(resident, now_s) if name == "batch" else resident)
    return found


def _spiking(series: Series, now_s: int) -> Series:
    began_ms, ended_ms = ((now_s - ago) * 1000 for ago in SPIKE)
    return Series(
        series.labels, [(3 * GB if began_ms <= at <= ended_ms else value, at) for value, at in series.samples]
    )
