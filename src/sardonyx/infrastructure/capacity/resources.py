"""What is looked at: each kind of resource as two PromQL expressions, its use and its limit, series by series."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["cores", "bytes", "ratio", "connections"]
Behaviour = Literal["follows", "accumulates"]
"""`follows`: the use is what the load takes right now. `accumulates`: load adds to it, as to a disk."""

DEFAULT_LOAD = 'sum(rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}[$window]))'
"""Requests a second that all services answered."""

WINDOW = "$window"
_ON_DISK = '{fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|erofs|fuse.*|nsfs|autofs"}'
_BY_MOUNT = "by (job, instance, device, mountpoint)"


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """`use` and `limit` give the same label sets; `$window` stands for how far a point looks back."""

    kind: str
    title: str
    unit: Unit
    behaviour: Behaviour
    use: str
    limit: str


KINDS = (
    ResourceKind(
        "cpu",
        "Processor of the host",
        "cores",
        "follows",
        'sum by (job, instance) (rate(node_cpu_seconds_total{mode!~"idle|iowait|steal"}[$window]))',
        'count by (job, instance) (node_cpu_seconds_total{mode="idle"})',
    ),
    ResourceKind(
        "memory",
        "Memory of the host",
        "bytes",
        "follows",
        "avg by (job, instance) (avg_over_time(node_memory_MemTotal_bytes[$window])) "
        "- avg by (job, instance) (avg_over_time(node_memory_MemAvailable_bytes[$window]))",
        "max by (job, instance) (node_memory_MemTotal_bytes)",
    ),
    ResourceKind(
        "disk",
        "Space on a disk",
        "bytes",
        "accumulates",
        f"max {_BY_MOUNT} (node_filesystem_size_bytes{_ON_DISK}) - max {_BY_MOUNT} (node_filesystem_avail_bytes{_ON_DISK})",
        f"max {_BY_MOUNT} (node_filesystem_size_bytes{_ON_DISK})",
    ),
    ResourceKind(
        "disk_time",
        "Time a disk is busy",
        "ratio",
        "follows",
        'sum by (job, instance, device) (rate(node_disk_io_time_seconds_total{device!~"(zram|loop|ram).*"}[$window]))',
        "count by (job, instance, device) (node_disk_io_time_seconds_total)",
    ),
    ResourceKind(
        "container_cpu",
        "Processor of a container",
        "cores",
        "follows",
        "sum by (job, instance, name) (rate(container_cpu_usage_seconds_total[$window]))",
        "max by (job, instance, name) (container_spec_cpu_quota / container_spec_cpu_period)",
    ),
    ResourceKind(
        "container_memory",
        "Memory of a container",
        "bytes",
        "follows",
        "max by (job, instance, name) (avg_over_time(container_memory_working_set_bytes[$window]))",
        "max by (job, instance, name) (container_spec_memory_limit_bytes > 0)",
    ),
    ResourceKind(
        "postgres_connections",
        "Connections of PostgreSQL",
        "connections",
        "follows",
        "sum by (job, instance) (avg_over_time(pg_stat_activity_count[$window]))",
        "max by (job, instance) (pg_settings_max_connections)",
    ),
    ResourceKind(
        "redis_memory",
        "Memory of Redis",
        "bytes",
        "follows",
        "max by (job, instance) (avg_over_time(redis_memory_used_bytes[$window]))",
        "max by (job, instance) (redis_memory_max_bytes > 0)",
    ),
    ResourceKind(
        "redis_clients",
        "Connections of Redis",
        "connections",
        "follows",
        "max by (job, instance) (avg_over_time(redis_connected_clients[$window]))",
        "max by (job, instance) (redis_config_maxclients)",
    ),
)
