"""Ids of the series that OTLP data points become, asked of the engine: the same masking, names, labels and hash as the inserts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.metrics import PROMOTE, labels, names
from sardonyx.storage.series import series_id_sql

Pairs = Sequence[tuple[str, str]]

# More in one statement costs memory, fewer costs planning.
AT_ONCE = 1000
_PAIRS = "Array(Tuple(String, String))"
_POINT = (
    f"Tuple(resource {_PAIRS}, scope {_PAIRS}, attributes {_PAIRS}, metric String, unit String, is_counter UInt8, "
    "is_ratio UInt8, suffix String, extra String, text String)"
)
# As inserts are run: `otlp_proto.read_settings` tells why.
_SETTINGS: dict[str, int | float | str] = {
    "optimize_and_compare_chain": 0,
    "short_circuit_function_evaluation": "disable",
    "compile_expressions": 0,
    "query_plan_enable_optimizations": 0,
}


@dataclass(frozen=True, slots=True)
class PointLabels:
    """What names one series of a data point. Attribute values are texts, as `otlp_proto.as_text` writes them.

    `resource` needs the attributes that become labels only; `scope` is `scope_pairs`' answer. `suffix` is put after the
    family's name; `extra` is one more label with the value `text` (`le`), '' for none.
    """

    resource: Pairs
    scope: Pairs
    attributes: Pairs
    metric: str
    unit: str
    is_counter: bool
    is_ratio: bool
    suffix: str = ""
    extra: str = ""
    text: str = ""

    def as_json(self) -> str:
        """As the statement reads it."""
        flags = (int(self.is_counter), int(self.is_ratio))
        return json.dumps(
            [
                self.resource,
                self.scope,
                self.attributes,
                self.metric,
                self.unit,
                *flags,
                self.suffix,
                self.extra,
                self.text,
            ],
            ensure_ascii=False,
        )


def scope_pairs(name: str, version: str, schema_url: str, attributes: Pairs) -> Pairs:
    """The labels an instrumentation scope gives, before they are masked."""
    own = [("otel_scope_name", name), ("otel_scope_version", version), ("otel_scope_schema_url", schema_url)]
    return [*own, *((f"otel_scope_{key}", value) for key, value in attributes)]


class PointIds:
    """Tells the name and id of series of data points."""

    def __init__(self, engine: Engine, masker: Masker, promote: Sequence[str] = PROMOTE) -> None:
        self._engine = engine
        self._sql = _statement(masker, promote)

    async def of(self, points: Sequence[PointLabels]) -> list[tuple[str, int]]:
        """Name and id for each of at most AT_ONCE points. Raises StorageError."""
        rows = await self._engine.rows(
            self._sql, {"points": [one.as_json() for one in points]}, limits=BACKGROUND, settings=_SETTINGS
        )
        return [(row["name"], row["id"]) for row in rows]


def _statement(masker: Masker, promote: Sequence[str]) -> str:
    """The steps of `points`, on points that are given as JSON."""
    named = names.with_family(
        f"SELECT *, p.metric AS metric, p.unit AS unit, p.is_counter AS is_counter, p.is_ratio AS is_ratio FROM "
        f"(SELECT JSONExtract(arrayJoin({{points:Array(String)}}), '{_POINT}') AS p)",
        name="metric",
        unit="unit",
        is_counter="is_counter",
        is_ratio="is_ratio",
    )
    maps = (
        f"SELECT p, family, CAST(p.resource, '{labels.MAP_TYPE}') AS raw_resource, CAST(p.scope, '{labels.MAP_TYPE}') "
        f"AS raw_scope, CAST(p.attributes, '{labels.MAP_TYPE}') AS raw_attributes FROM ({named})"
    )
    masked = (
        f"SELECT p, family, {masker.sql_map('raw_resource')} AS resource, {masker.sql_map('raw_scope')} AS scope_map, "
        f"{masker.sql_map('raw_attributes')} AS attributes FROM ({maps})"
    )
    under = labels.present([(labels.static_label_name(key), f"resource['{key}']") for key in promote])
    around = (
        f"SELECT p, family, attributes, arrayConcat({labels.named('scope_map')}, {labels.target('resource')}) AS over, "
        f"{under} AS under FROM ({masked})"
    )
    based = labels.with_label_set(around, "base", attributes="attributes", over="over", under="under")
    whole = (
        "SELECT concat(family, p.suffix) AS name, if(p.extra = '', base, arrayConcat(arrayFilter(l -> l.1 != p.extra, base), "
        f"[(p.extra, p.text)])) AS label_set FROM ({based})"
    )
    series_id = series_id_sql("arrayConcat(label_set, [('__name__', name)])")
    return f"SELECT name, {series_id} AS id FROM ({whole})"
