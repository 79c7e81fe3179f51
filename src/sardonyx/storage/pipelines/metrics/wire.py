"""ExportMetricsServiceRequests as the engine reads them: of each message only what one target table needs."""

from collections.abc import Sequence

from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.metrics.kinds import MESSAGES, Kind


class Wire:
    """The .proto text and column types for some kinds of metrics at one depth of attribute values.

    Attributes of points and scopes are scalars, nearly always, and planning costs time: at depth SHALLOW they are read as
    such, while those of resources may hold lists. `{pair}` and `{pairs_type}` in what kinds declare stand for an attribute.
    """

    def __init__(self, kinds: Sequence[Kind], depth: int, *, more_proto: str = "") -> None:
        self.kinds = tuple(kinds)
        self.with_rows = tuple(kind for kind in kinds if kind.rows)
        self.depth = depth
        self._point_depth = 0 if depth == otlp.SHALLOW else depth
        self._pair = f"KeyValue{depth - self._point_depth or ''}"
        self._more_proto = more_proto

    def settings(self) -> dict[str, int | float | str]:
        """Settings of a statement that reads the requests."""
        return otlp.read_settings(self._proto(), "Metrics")

    def _proto(self) -> str:
        points = "".join(self._point_proto(kind) for kind in self.kinds)
        fields = " ".join(f"{kind.name}_data {kind.name}={kind.number};" for kind in self.kinds)
        return f"""{otlp.any_proto(self.depth)}{MESSAGES}{self._more_proto.replace("{pair}", self._pair)}{points}
message MetricScope {{ string name=1; string version=2; repeated {self._pair} attributes=3; }}
message Metric {{ string name=1; string description=2; string unit=3; {fields} }}
message ScopeMetrics {{ MetricScope scope=1; repeated Metric metrics=2; string schema_url=3; }}
message ResourceMetrics {{ Resource resource=1; repeated ScopeMetrics scope_metrics=2; }}
message Metrics {{ repeated ResourceMetrics resource_metrics=1; {otlp.JOURNAL_FIELDS_PROTO} }}"""

    def _point_proto(self, kind: Kind) -> str:
        return f"""message {kind.name}_point {{ fixed64 time_unix_nano=3; repeated {self._pair} attributes={kind.attributes};
 uint32 flags={kind.flags}; {kind.proto.replace("{pair}", self._pair)} }}
message {kind.name}_data {{ repeated {kind.name}_point data_points=1; int32 aggregation_temporality=2; bool is_monotonic=3; }}
"""

    @property
    def pairs_type(self) -> str:
        """The column type of a point's or scope's attributes. Keys repeat: label names are made once per distinct key."""
        return f"Array(Tuple(key LowCardinality(String), value {otlp.any_type(self._point_depth)}))"

    def structure(self) -> str:
        """The column list of the source."""
        fields = ", ".join(self._kind_type(kind) for kind in self.kinds)
        scope = f"Tuple(name String, version String, attributes {self.pairs_type})"
        metrics = f"Array(Tuple(name String, description String, unit String, {fields}))"
        scopes = f"Array(Tuple(scope {scope}, metrics {metrics}, schema_url String))"
        resource = f"Tuple(resource Tuple(attributes {otlp.kvs_type(self.depth)}), scope_metrics {scopes})"
        return f"resource_metrics Array({resource}), {otlp.JOURNAL_FIELDS_TYPE}"

    def _kind_type(self, kind: Kind) -> str:
        columns = {"time_unix_nano": "UInt64"}
        if kind.rows:
            columns |= {"attributes": self.pairs_type, "flags": "UInt32", **kind.columns}
        point = ", ".join(f"{name} {type_}" for name, type_ in columns.items()).replace("{pairs_type}", self.pairs_type)
        data = f"data_points Array(Tuple({point}))"
        if kind.has_temporality:
            data += ", aggregation_temporality Int32"
        if kind.name == "sum":
            data += ", is_monotonic Bool"
        return f"{kind.name} Tuple({data})"

    def guard(self, pairs: str) -> str:
        """SQL that is 0, or throws when an attribute of a point or scope is nested deeper than it is read."""
        return otlp.deep_guard([], [pairs], self._point_depth)

    def as_map(self, pairs: str) -> str:
        """SQL for the map of the attributes of a point or scope."""
        return otlp.as_map(pairs, self._point_depth)
