"""The embedded engine's own configuration file, written beside the data at every start.

It lies there from day one: a table can only gain a cold volume later if the `default` policy was ours from the
beginning, and a folder whose tables use a policy does not open without the file.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape


class ColdTierMoved(Exception):
    """The cold tier lies elsewhere than it is now said to; its parts would be missing."""


@dataclass(frozen=True, slots=True)
class ColdStore:
    """An S3-compatible store for the cold tier. `endpoint` is the URL of bucket and prefix."""

    endpoint: str
    access_key_id: str
    secret_access_key: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedOptions:
    """How much the embedded engine may take.

    `memory_bytes` caps what the engine tracks; resident memory may reach about twice that for moments.
    `cold_path` is a folder on a second volume for the cold tier, `cold_store` a store to use instead. `min_free_disk_bytes`
    refuses inserts early: on a disk that is really full even schema statements would damage the folder.
    """

    memory_bytes: int = 2 << 30
    query_memory_bytes: int = 1 << 30
    min_free_disk_bytes: int = 1 << 30
    cold_path: Path | None = None
    cold_store: ColdStore | None = None
    backup_path: Path | None = None
    connections: int = 0

    @property
    def read_connections(self) -> int:
        """Connections for queries: one connection runs one statement at a time."""
        return self.connections or max(4, 2 * (os.cpu_count() or 2))


def cold_folder(options: EmbeddedOptions, data: Path) -> Path:
    """Where parts of the cold tier lie, or what is known of them when they lie in a store."""
    return _listing(data) if options.cold_store else options.cold_path or data.parent / "cold"


def _listing(data: Path) -> Path:
    return data.parent / "cold_store"


def render(options: EmbeddedOptions, data: Path) -> str:
    """The XML text for a data folder. `data` is the folder of the engine itself."""
    cold = cold_folder(options, data)
    backups = options.backup_path or data.parent / "backups"
    return f"""<clickhouse>
  <timezone>UTC</timezone>
  <max_server_memory_usage>{options.memory_bytes}</max_server_memory_usage>
  <mark_cache_size>{min(options.memory_bytes // 16, 512 << 20)}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <max_thread_pool_size>400</max_thread_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
    <materialize_ttl_recalculate_only>1</materialize_ttl_recalculate_only>
    <min_free_disk_bytes_to_perform_insert>{options.min_free_disk_bytes}</min_free_disk_bytes_to_perform_insert>
  </merge_tree>
  <storage_configuration>
    <disks><cold>{_cold_disk(options, cold)}</cold></disks>
    <policies><default><volumes>
      <default><disk>default</disk></default>
      <cold><disk>cold</disk></cold>
    </volumes></default></policies>
  </storage_configuration>
  <backups><allowed_path>{escape(str(backups))}/</allowed_path></backups>
</clickhouse>
"""


def write(options: EmbeddedOptions, data: Path) -> Path:
    """Write the file beside `data` (atomically) and make the folders it names. Returns its path. Raises ColdTierMoved."""
    target = data.parent / "engine.xml"
    _check_cold(options, data)
    for folder in (cold_folder(options, data), options.backup_path or data.parent / "backups"):
        folder.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".tmp")
    temporary.touch(mode=0o600)  # it may hold the key of a store
    temporary.chmod(0o600)
    temporary.write_text(render(options, data.absolute()), encoding="utf-8")
    temporary.replace(target)
    return target


def _cold_disk(options: EmbeddedOptions, cold: Path) -> str:
    store = options.cold_store
    if store is None:
        return f"<type>local</type><path>{escape(str(cold))}/</path>"
    region = f"<region>{escape(store.region)}</region>" if store.region else ""
    return (
        f"<type>s3</type><endpoint>{escape(store.endpoint.rstrip('/'))}/</endpoint>"
        f"<access_key_id>{escape(store.access_key_id)}</access_key_id>"
        f"<secret_access_key>{escape(store.secret_access_key)}</secret_access_key>{region}"
        f"<metadata_path>{escape(str(cold))}/</metadata_path>"
    )


def _check_cold(options: EmbeddedOptions, data: Path) -> None:
    """Parts that lie in the other place would be missing from their tables."""
    other = (options.cold_path or data.parent / "cold") if options.cold_store else _listing(data)
    if any(other.rglob("checksums.txt")):
        raise ColdTierMoved(
            f"{other} has records of the cold tier, which engine.cold_store now says lie elsewhere: set it as it was before"
        )
