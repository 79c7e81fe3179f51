"""How to reach a ClickHouse server, and the settings every statement on it carries."""

import ipaddress
from dataclasses import dataclass, field

from clickhouse_connect.driver.models import SettingDef

# Text indexes, which the log table needs, are generally available from here on; so are tagged exceptions in streams.
MINIMUM_VERSION = (26, 2)

_SESSION_SETTINGS: dict[str, int | str] = {
    "session_timezone": "UTC",
    "output_format_json_quote_64bit_integers": 0,
    "output_format_json_validate_utf8": 1,
    "max_bytes_before_external_group_by": 512 << 20,
    "max_bytes_before_external_sort": 512 << 20,
    # An exception in the middle of a JSON stream comes behind the data, never as a part of it.
    "http_write_exception_in_output_format": 0,
    # The client changes these two by default; the embedded engine has them as here.
    "date_time_input_format": "basic",
    "cast_string_to_dynamic_use_inference": 0,
}
_TIME_SERIES_SWITCHES = (
    "enable_time_series_aggregate_functions",
    "allow_experimental_time_series_aggregate_functions",
)
_ONCE_SETTINGS: dict[str, int | str] = {
    "insert_deduplicate": 1,
    "deduplicate_insert": "enable",
    # Some 26.x releases ignore the token of an INSERT … SELECT without ORDER BY ALL unless told so.
    "deduplicate_insert_select": "enable_even_for_bad_queries",
    "use_strict_insert_block_limits": 0,
}


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Where the server is and how much to ask of it.

    `cluster` names a cluster of the server's configuration: tables are then replicated and sharded. `connections` is
    how many queries run side by side (inserts and statements come on top). `insert_quorum` is how many replicas must
    have an insert before it counts, as ClickHouse spells it ("auto": the majority); it matters with `cluster` only.
    `compress_inserts` None: unless the server is on this machine.
    """

    host: str = "127.0.0.1"
    port: int = 8123
    username: str = "default"
    password: str = field(default="", repr=False)
    database: str = "sardonyx"
    secure: bool = False
    cluster: str | None = None
    connections: int = 16
    query_memory_bytes: int | None = None
    insert_quorum: str = "auto"
    compress_inserts: bool | None = None
    connect_timeout_seconds: float = 10.0
    silence_timeout_seconds: float = 300.0

    @property
    def compresses(self) -> bool:
        """Whether segments are compressed on their way."""
        return not self._local if self.compress_inserts is None else self.compress_inserts

    @property
    def _local(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def session_settings(self, known: dict[str, SettingDef]) -> dict[str, int | str]:
        """Settings of every request; `known` are those the server has."""
        settings = dict(_SESSION_SETTINGS)
        settings |= {name: 1 for name in _TIME_SERIES_SWITCHES if name in known}
        if self.query_memory_bytes is not None:
            settings["max_memory_usage"] = self.query_memory_bytes
        if self.cluster:
            # IN and JOIN with a subquery on another distributed table: ask all shards, as one engine would.
            settings["distributed_product_mode"] = "global"
        return {name: value for name, value in settings.items() if name in known}

    def write_settings(self, known: dict[str, SettingDef]) -> dict[str, int | str]:
        """Settings that make an insert wait until its rows are safe."""
        settings: dict[str, int | str] = {"async_insert": 0}
        if self.cluster:
            settings |= {"distributed_foreground_insert": 1, "insert_quorum": self.insert_quorum}
        return {name: value for name, value in settings.items() if name in known}

    def once_settings(self, known: dict[str, SettingDef]) -> dict[str, int | str]:
        """Settings that make the repetition of an insert with the same token change nothing."""
        return {name: value for name, value in _ONCE_SETTINGS.items() if name in known}
