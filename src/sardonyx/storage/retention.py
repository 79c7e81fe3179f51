"""How long each table keeps its rows, as TTLs of the engine, which moves and deletes by itself.

Tables with an archive or legal holds only move by TTL; `storage.archive.keeper` deletes from them. TTLs are compared with
what the table has and changed only when they differ; a shorter one takes effect within minutes.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sardonyx.storage.cluster import Cluster, alter, local_name
from sardonyx.storage.engine import Engine

log = logging.getLogger(__name__)

COLD_VOLUME = "cold"


@dataclass(frozen=True, slots=True)
class Keep:
    """A table's retention: rows move to the cold volume after `hot` (None: never) and are deleted after `total`.

    `by_ttl`: whether the engine deletes them; otherwise the keeper of the archive does.
    """

    time_column: str
    total: timedelta
    hot: timedelta | None = None
    by_ttl: bool = True

    def expression(self, *, tiers: bool) -> str:
        """The TTL clause, spelt as the engine spells it back; empty when there is nothing for the engine to do."""
        parts = []
        if tiers and self.hot is not None and self.hot < self.total:
            parts.append(f"{self._age(self.hot)} TO VOLUME '{COLD_VOLUME}'")
        if self.by_ttl:
            parts.append(self._age(self.total))
        return ", ".join(parts)

    def _age(self, age: timedelta) -> str:
        return f"toDateTime({self.time_column}) + toIntervalSecond({int(age.total_seconds())})"


async def apply(
    engine: Engine, tables: Mapping[str, Keep], *, tiers: bool = True, cluster: Cluster | None = None
) -> list[str]:
    """Set the TTL of each table that has another one. Returns the names of those changed.

    `tiers` says that the storage policy has a cold volume. `cluster` is that of the server engine.
    """
    stored = {local_name(name) if cluster else name: name for name in tables}
    rows = await engine.rows(
        "SELECT name, create_table_query AS ddl FROM system.tables "
        "WHERE database = currentDatabase() AND has({names:Array(String)}, name)",
        {"names": list(stored)},
    )
    changed = []
    for row in rows:
        name = stored[str(row["name"])]
        wanted = tables[name].expression(tiers=tiers)
        ddl = " ".join(str(row["ddl"]).split())
        if f"TTL {wanted} SETTINGS" in ddl if wanted else " TTL toDateTime(" not in ddl:
            continue
        log.debug("retention: %s now keeps %s", name, wanted or "everything")
        await engine.execute(alter(name, f"MODIFY TTL {wanted}" if wanted else "REMOVE TTL", cluster))
        changed.append(name)
    return sorted(changed)
