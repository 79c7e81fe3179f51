"""The kinds of OTLP metrics: how each one's data points lie on the wire, and which samples they become.

A data point becomes rows of `(code, text, payload)`: the code says how the series is named, the text is the value of its `le`
or `quantile` label, the payload is what the target table stores. Field numbers: opentelemetry-proto, metrics.proto.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

# Codes of a row, what each appends to the family's name, and the label it has besides.
PLAIN, COUNT, SUM, BUCKET, QUANTILE, TARGET_INFO = range(6)
SUFFIXES = ("", "_count", "_sum", "_bucket", "", "")
EXTRA_LABELS = ("", "", "", "le", "quantile", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of metric, as one target table reads it.

    `name` and `number` are its field in the message Metric; `attributes` and `flags` are field numbers in its data point;
    `proto` declares what else is read of a point, `columns` the same as column types; `rows` is SQL for the rows of a point
    over those columns and `flags`. A kind without rows is read for nothing but when its points were.
    """

    name: str
    number: int
    attributes: int
    flags: int
    proto: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: str = ""

    @property
    def has_temporality(self) -> bool:
        """Whether its points add up to a total, or to one since the last."""
        return self.name not in ("gauge", "summary")

    def times_only(self) -> "Kind":
        """The same kind without rows."""
        return replace(self, proto="", columns={}, rows="")

    def reading(self, proto: str, columns: Mapping[str, str], rows: str) -> "Kind":
        """The same kind, read for something else."""
        return replace(self, proto=proto, columns=columns, rows=rows)


_NUMBER_PROTO = "oneof value { double as_double=4; sfixed64 as_int=6; }"
_NUMBER_COLUMNS = {"value": "Enum8('unset'=0,'as_double'=4,'as_int'=6)", "as_double": "Float64", "as_int": "Int64"}
# A point without a value is invalid, unless it says that there is none.
_NUMBER_ROWS = (
    f"if(value != 'unset' OR flags % 2 = 1, [({PLAIN}, '', if(value = 'as_int', toFloat64(as_int), as_double))], [])"
)
# The last bucket is the count; a bound of infinity, which some senders spell out, is the same one.
_HISTOGRAM_ROWS = (
    f"arrayConcat([({COUNT}, '', toFloat64(count)), ({BUCKET}, '+Inf', toFloat64(count))], "
    f"if(sum_set = 'sum', [({SUM}, '', sum)], []), "
    f"arrayFilter(row -> row.2 != 'inf', arrayMap((bound, below) -> ({BUCKET}, toString(bound), toFloat64(below)), "
    "explicit_bounds, arrayResize(arrayCumSum(bucket_counts), length(explicit_bounds), count))))"
)
_SUMMARY_ROWS = (
    f"arrayConcat([({COUNT}, '', toFloat64(count)), ({SUM}, '', sum)], "
    f"arrayMap((q, v) -> ({QUANTILE}, toString(q), v), quantile_values.quantile, quantile_values.value))"
)

GAUGE = Kind("gauge", 5, 7, 8, _NUMBER_PROTO, _NUMBER_COLUMNS, _NUMBER_ROWS)
SUMS = Kind("sum", 7, 7, 8, _NUMBER_PROTO, _NUMBER_COLUMNS, _NUMBER_ROWS)
HISTOGRAM = Kind(
    "histogram",
    9,
    9,
    10,
    "fixed64 count=4; oneof sum_set { double sum=5; } repeated fixed64 bucket_counts=6; repeated double explicit_bounds=7;",
    {
        "count": "UInt64",
        "sum_set": "Enum8('unset'=0,'sum'=5)",
        "sum": "Float64",
        "bucket_counts": "Array(UInt64)",
        "explicit_bounds": "Array(Float64)",
    },
    _HISTOGRAM_ROWS,
)
SUMMARY = Kind(
    "summary",
    11,
    7,
    8,
    "fixed64 count=4; double sum=5; repeated ValueAtQuantile quantile_values=6;",
    {"count": "UInt64", "sum": "Float64", "quantile_values": "Array(Tuple(quantile Float64, value Float64))"},
    _SUMMARY_ROWS,
)
EXPONENTIAL = Kind("exponential_histogram", 10, 1, 10)

MESSAGES = "message ValueAtQuantile { double quantile=1; double value=2; }\n"
