"""What each tier holds: hot and cold from the engine's parts, the archive from its manifests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sardonyx.retention.schemas import Tier, TierStorage
from sardonyx.sources.models_storage import StoredSignal
from sardonyx.sources.storage import signal_of
from sardonyx.storage.archive import Archive
from sardonyx.storage.engine import Engine
from sardonyx.storage.retention import COLD_VOLUME

_PARTS = """
SELECT table, disk_name = {cold:String} AS is_cold, sum(rows) AS all_rows, sum(bytes_on_disk) AS compressed,
  sum(data_uncompressed_bytes) AS bytes, toUnixTimestamp(minIf(min_time, toUnixTimestamp(min_time) > 0)) AS oldest,
  toUnixTimestamp(max(max_time)) AS newest
FROM system.parts WHERE active AND rows > 0 AND database = currentDatabase() GROUP BY table, is_cold"""
_GB = 1_000_000_000

Prices = Mapping[Tier, float]


@dataclass(slots=True)
class _Sum:
    rows: int = 0
    bytes: int = 0
    compressed: int = 0
    oldest_s: int = 0
    newest_s: int = 0

    def add(self, rows: int, size: int, compressed: int, oldest_s: int, newest_s: int) -> None:
        self.rows, self.bytes, self.compressed = self.rows + rows, self.bytes + size, self.compressed + compressed
        self.oldest_s = min(filter(None, (self.oldest_s, oldest_s)), default=0)
        self.newest_s = max(self.newest_s, newest_s)


async def tiers(engine: Engine, archive: Archive | None, prices: Prices) -> list[TierStorage]:
    """Every tier of every signal that has rows in it; of logs always. Raises StorageError."""
    sums: dict[tuple[StoredSignal, Tier], _Sum] = {("logs", "hot"): _Sum(), ("logs", "cold"): _Sum()}
    for row in await engine.rows(_PARTS, {"cold": COLD_VOLUME}):
        tier: Tier = "cold" if row["is_cold"] else "hot"
        sums.setdefault((signal_of(str(row["table"])), tier), _Sum()).add(
            int(row["all_rows"]), int(row["bytes"]), int(row["compressed"]), int(row["oldest"]), int(row["newest"])
        )
    if archive is not None:
        archived = sums.setdefault(("logs", "archive"), _Sum())
        for found in (await archive.days()).values():
            for file in found.files:
                size = (file.rows, file.uncompressed_bytes, file.size_bytes)
                archived.add(*size, file.first_ns // _GB, file.last_ns // _GB)
    paths = await _paths(engine, archive)
    order: tuple[Tier, ...] = ("hot", "cold", "archive")
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], order.index(item[0][1])))
    return [
        TierStorage(
            tier=tier,
            signal=signal,
            rows=total.rows,
            bytes=total.bytes,
            compressed=total.compressed,
            ratio=round(total.bytes / total.compressed, 2) if total.compressed else None,
            oldest=_moment(total.oldest_s),
            newest=_moment(total.newest_s),
            cost_month=round(total.compressed / _GB * prices[tier], 4) if prices[tier] else None,
            path=paths.get(tier),
        )
        for (signal, tier), total in ordered
    ]


async def _paths(engine: Engine, archive: Archive | None) -> dict[Tier, str]:
    names: dict[str, Tier] = {"default": "hot", COLD_VOLUME: "cold"}
    rows = await engine.rows(
        "SELECT name, if(type = 'Local', path, '') AS path FROM system.disks WHERE name IN {names:Array(String)}",
        {"names": list(names)},
    )
    found = {names[str(row["name"])]: str(Path(row["path"])) for row in rows if row["path"]}
    if archive is not None:
        found["archive"] = str(archive.store.folder)
    return found


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
