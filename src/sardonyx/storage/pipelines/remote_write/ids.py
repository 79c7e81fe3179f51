"""Ids of series, asked of the engine: the same masking and the same hash as the inserts."""

import json
import struct
from collections.abc import Sequence

from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.remote_write.labels import identified

Pairs = Sequence[tuple[str, str]]

# More in one statement costs memory, fewer costs planning.
AT_ONCE = 4000
# As inserts are run: `otlp_proto.read_settings` tells why.
_SETTINGS: dict[str, int | float | str] = {
    "optimize_and_compare_chain": 0,
    "short_circuit_function_evaluation": "disable",
    "compile_expressions": 0,
    "query_plan_enable_optimizations": 0,
}


class SeriesIds:
    """Tells the ids that label sets have once they are masked."""

    def __init__(self, engine: Engine, masker: Masker) -> None:
        self._engine = engine
        texts = "SELECT JSONExtract(arrayJoin({series:Array(String)}), 'Array(Tuple(String, String))') AS raw"
        self._sql = f"SELECT id FROM ({identified(texts, masker)})"

    async def of(self, label_sets: Sequence[Pairs]) -> list[int]:
        """One id for each of at most AT_ONCE label sets (pairs, `__name__` included). Raises StorageError."""
        texts = [json.dumps([list(pair) for pair in pairs], ensure_ascii=False) for pairs in label_sets]
        data = await self._engine.raw(
            self._sql, {"series": texts}, fmt="RowBinary", limits=BACKGROUND, settings=_SETTINGS
        )
        return list(struct.unpack(f"<{len(texts)}Q", data))
