"""Which lines of INFO become which families. `figures` maps a line to its family; what isn't listed is no figure of use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GAUGE, COUNTER = "gauge", "counter"


def _number(value: Any) -> float:
    return float(value)


def _ok(value: Any) -> float:
    return float(value == "ok")


def _from_micro(value: Any) -> float:
    return float(value) / 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of INFO as a family."""

    family: str
    kind: str
    about: str
    value: Callable[[Any], float] = _number


def _gauge(name: str, about: str, value: Callable[[Any], float] = _number) -> Figure:
    return Figure(f"redis_{name}", GAUGE, about, value)


def _counter(name: str, about: str, value: Callable[[Any], float] = _number) -> Figure:
    return Figure(f"redis_{name}", COUNTER, about, value)


FIGURES = {
    "uptime_in_seconds": _gauge("uptime_in_seconds", "Seconds since the server started."),
    "process_id": _gauge("process_id", "Number of the server's process."),
    "io_threads_active": _gauge("io_threads_active", "1 when threads do input and output."),
    "connected_clients": _gauge("connected_clients", "Clients connected."),
    "cluster_connections": _gauge("cluster_connections", "Sockets of the cluster bus."),
    "client_recent_max_input_buffer": _gauge(
        "client_recent_max_input_buffer_bytes", "Largest input buffer of a client."
    ),
    "client_recent_max_output_buffer": _gauge(
        "client_recent_max_output_buffer_bytes", "Largest output buffer of a client."
    ),
    "blocked_clients": _gauge("blocked_clients", "Clients that wait in a blocking command."),
    "tracking_clients": _gauge("tracking_clients", "Clients that are told of changed keys."),
    "clients_in_timeout_table": _gauge("clients_in_timeout_table", "Clients with a timeout running."),
    "used_memory": _gauge("memory_used_bytes", "Bytes the allocator gave to the server."),
    "used_memory_rss": _gauge("memory_used_rss_bytes", "Bytes resident, as the system sees them."),
    "used_memory_peak": _gauge("memory_used_peak_bytes", "The most bytes that were in use."),
    "used_memory_overhead": _gauge("memory_used_overhead_bytes", "Bytes used for other things than data."),
    "used_memory_startup": _gauge("memory_used_startup_bytes", "Bytes in use after the start."),
    "used_memory_dataset": _gauge("memory_used_dataset_bytes", "Bytes used for data."),
    "used_memory_lua": _gauge("memory_used_lua_bytes", "Bytes of the Lua engine."),
    "used_memory_scripts": _gauge("memory_used_scripts_bytes", "Bytes of cached scripts."),
    "number_of_cached_scripts": _gauge("number_of_cached_scripts", "Scripts cached."),
    "maxmemory": _gauge("memory_max_bytes", "The limit of memory; 0 without one."),
    "allocator_allocated": _gauge("allocator_allocated_bytes", "Bytes the allocator has given."),
    "allocator_active": _gauge("allocator_active_bytes", "Bytes in the allocator's pages in use."),
    "allocator_resident": _gauge("allocator_resident_bytes", "Bytes of the allocator resident."),
    "allocator_frag_bytes": _gauge("allocator_frag_bytes", "Bytes lost to fragmentation."),
    "allocator_frag_ratio": _gauge("allocator_frag_ratio", "Fragmentation inside the allocator."),
    "allocator_rss_bytes": _gauge("allocator_rss_bytes", "Bytes the allocator could give back."),
    "allocator_rss_ratio": _gauge("allocator_rss_ratio", "Resident to active bytes of the allocator."),
    "mem_fragmentation_bytes": _gauge("mem_fragmentation_bytes", "Resident bytes less those in use."),
    "mem_fragmentation_ratio": _gauge("mem_fragmentation_ratio", "Resident bytes to those in use."),
    "mem_not_counted_for_evict": _gauge("mem_not_counted_for_eviction_bytes", "Bytes that evict nothing."),
    "mem_clients_slaves": _gauge("mem_clients_slaves", "Bytes of replicas' buffers."),
    "mem_clients_normal": _gauge("mem_clients_normal", "Bytes of clients' buffers."),
    "active_defrag_running": _gauge("active_defrag_running", "1 while memory is defragmented."),
    "lazyfree_pending_objects": _gauge("lazyfree_pending_objects", "Objects that wait to be freed."),
    "loading": _gauge("loading_dump_file", "1 while data is loaded."),
    "rdb_changes_since_last_save": _gauge("rdb_changes_since_last_save", "Changes since the last dump."),
    "rdb_bgsave_in_progress": _gauge("rdb_bgsave_in_progress", "1 while a dump is written."),
    "rdb_last_save_time": _gauge("rdb_last_save_timestamp_seconds", "When the last dump was written."),
    "rdb_last_bgsave_status": _gauge("rdb_last_bgsave_status", "1 when the last dump succeeded.", _ok),
    "rdb_last_bgsave_time_sec": _gauge("rdb_last_bgsave_duration_sec", "Seconds the last dump took."),
    "rdb_current_bgsave_time_sec": _gauge("rdb_current_bgsave_duration_sec", "Seconds the dump under way has taken."),
    "rdb_last_cow_size": _gauge("rdb_last_cow_size_bytes", "Bytes copied on write in the last dump."),
    "aof_enabled": _gauge("aof_enabled", "1 when the append-only file is on."),
    "aof_rewrite_in_progress": _gauge("aof_rewrite_in_progress", "1 while the append-only file is rewritten."),
    "aof_rewrite_scheduled": _gauge("aof_rewrite_scheduled", "1 when a rewrite comes after the dump."),
    "aof_last_rewrite_time_sec": _gauge("aof_last_rewrite_duration_sec", "Seconds the last rewrite took."),
    "aof_current_rewrite_time_sec": _gauge("aof_current_rewrite_duration_sec", "Seconds the rewrite has taken."),
    "aof_last_bgrewrite_status": _gauge("aof_last_bgrewrite_status", "1 when the last rewrite succeeded.", _ok),
    "aof_last_write_status": _gauge("aof_last_write_status", "1 when the last write succeeded.", _ok),
    "aof_last_cow_size": _gauge("aof_last_cow_size_bytes", "Bytes copied on write in the last rewrite."),
    "module_fork_in_progress": _gauge("module_fork_in_progress", "1 while a module's fork runs."),
    "module_fork_last_cow_size": _gauge("module_fork_last_cow_size", "Bytes a module's last fork copied."),
    "total_connections_received": _counter("connections_received_total", "Connections accepted."),
    "total_commands_processed": _counter("commands_processed_total", "Commands processed."),
    "total_net_input_bytes": _counter("net_input_bytes_total", "Bytes read."),
    "total_net_output_bytes": _counter("net_output_bytes_total", "Bytes written."),
    "rejected_connections": _counter("rejected_connections_total", "Connections refused: maxclients was reached."),
    "sync_full": _gauge("replica_resyncs_full", "Full synchronisations of replicas."),
    "sync_partial_ok": _gauge("replica_partial_resync_accepted", "Partial synchronisations accepted."),
    "sync_partial_err": _gauge("replica_partial_resync_denied", "Partial synchronisations refused."),
    "expired_keys": _counter("expired_keys_total", "Keys that expired."),
    "expired_stale_perc": _gauge("expired_stale_percentage", "Keys that have probably expired, in per cent."),
    "expired_time_cap_reached_count": _counter("expired_time_cap_reached_total", "Expiry cycles cut short."),
    "evicted_keys": _counter("evicted_keys_total", "Keys evicted to stay below maxmemory."),
    "keyspace_hits": _counter("keyspace_hits_total", "Look-ups that found a key."),
    "keyspace_misses": _counter("keyspace_misses_total", "Look-ups that found none."),
    "pubsub_channels": _gauge("pubsub_channels", "Channels with subscribers."),
    "pubsub_patterns": _gauge("pubsub_patterns", "Patterns with subscribers."),
    "latest_fork_usec": _gauge("latest_fork_seconds", "Seconds the last fork took.", _from_micro),
    "migrate_cached_sockets": _counter("migrate_cached_sockets_total", "Sockets open for MIGRATE."),
    "slave_expires_tracked_keys": _gauge("slave_expires_tracked_keys", "Keys a replica watches for expiry."),
    "active_defrag_hits": _gauge("defrag_hits", "Values moved by defragmentation."),
    "active_defrag_misses": _gauge("defrag_misses", "Moves of values given up."),
    "active_defrag_key_hits": _gauge("defrag_key_hits", "Keys moved by defragmentation."),
    "active_defrag_key_misses": _gauge("defrag_key_misses", "Keys defragmentation skipped."),
    "tracking_total_keys": _gauge("tracking_total_keys", "Keys tracked for clients."),
    "tracking_total_items": _gauge("tracking_total_items", "Pairs of keys and clients tracked."),
    "tracking_total_prefixes": _gauge("tracking_total_prefixes", "Prefixes tracked for clients."),
    "unexpected_error_replies": _gauge("unexpected_error_replies", "Errors of replication and AOF loading."),
    "total_error_replies": _gauge("total_error_replies", "Errors answered."),
    "dump_payload_sanitizations": _gauge("dump_payload_sanitizations", "Payloads checked in depth."),
    "total_reads_processed": _gauge("total_reads_processed", "Reads from clients."),
    "total_writes_processed": _gauge("total_writes_processed", "Writes to clients."),
    "io_threaded_reads_processed": _gauge("io_threaded_reads_processed", "Reads done by threads."),
    "io_threaded_writes_processed": _gauge("io_threaded_writes_processed", "Writes done by threads."),
    "connected_slaves": _gauge("connected_slaves", "Replicas connected."),
    "master_repl_offset": _gauge("master_repl_offset", "The replication offset."),
    "second_repl_offset": _gauge("second_repl_offset", "The offset up to which the former id is accepted."),
    "repl_backlog_active": _gauge("repl_backlog_is_active", "1 when there is a backlog."),
    "repl_backlog_size": _gauge("replication_backlog_bytes", "Size of the backlog."),
    "repl_backlog_first_byte_offset": _gauge("repl_backlog_first_byte_offset", "Offset at which the backlog begins."),
    "repl_backlog_histlen": _gauge("repl_backlog_history_bytes", "Bytes in the backlog."),
    "master_last_io_seconds_ago": _gauge("master_last_io_seconds_ago", "Seconds since the primary was heard."),
    "master_sync_in_progress": _gauge("master_sync_in_progress", "1 while the primary's data is copied."),
    "slave_repl_offset": _gauge("slave_repl_offset", "The replica's offset."),
    "slave_priority": _gauge("slave_priority", "Rank of the replica for failover."),
    "used_cpu_sys": _counter("cpu_sys_seconds_total", "Seconds in the kernel."),
    "used_cpu_user": _counter("cpu_user_seconds_total", "Seconds outside the kernel."),
    "used_cpu_sys_children": _counter("cpu_sys_children_seconds_total", "Seconds of children in the kernel."),
    "used_cpu_user_children": _counter("cpu_user_children_seconds_total", "Seconds of children outside the kernel."),
    "used_cpu_sys_main_thread": _counter("cpu_sys_main_thread_seconds_total", "The main thread's in the kernel."),
    "used_cpu_user_main_thread": _counter(
        "cpu_user_main_thread_seconds_total", "The main thread's outside the kernel."
    ),
    "cluster_enabled": _gauge("cluster_enabled", "1 in a cluster."),
}

INFO_LABELS = (
    "role", "redis_version", "redis_build_id", "redis_mode", "os", "maxmemory_policy", "tcp_port", "run_id", "process_id",
)  # fmt: skip
"""Lines of INFO that are labels of `redis_instance_info`."""

SETTINGS = {
    "maxmemory": "redis_config_maxmemory",
    "maxclients": "redis_config_maxclients",
    "io-threads": "redis_config_io_threads",
}
