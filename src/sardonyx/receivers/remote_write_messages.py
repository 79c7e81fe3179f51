"""The protobuf messages of remote write, made at import from field numbers.

`Shallow…` ones leave what they hold as bytes: splitting a request into its series costs next to nothing, parsing each of them
does not. Source: Prometheus' prompb/remote.proto and types.proto (1.0), prompb/io/prometheus/write/v2/types.proto (2.0).
"""

from collections.abc import Mapping

from sardonyx.receivers.messages import BYTES as _BYTES
from sardonyx.receivers.messages import STRING as _STRING
from sardonyx.receivers.messages import Field, built

_DOUBLE, _INT64, _UINT64, _INT32 = 1, 3, 4, 5
_UINT32, _SINT32, _SINT64 = 13, 17, 18

_LABELS: Mapping[str, Field] = {"labels": (1, "Label", True)}
_SCHEMA: Mapping[str, Mapping[str, Field]] = {
    "Label": {"name": (1, _STRING, False), "value": (2, _STRING, False)},
    "Sample": {"value": (1, _DOUBLE, False), "timestamp": (2, _INT64, False)},
    "Exemplar": {**_LABELS, "value": (2, _DOUBLE, False), "timestamp": (3, _INT64, False)},
    "Span": {"offset": (1, _SINT32, False), "length": (2, _UINT32, False)},
    "Histogram": {
        "count_int": (1, _UINT64, False), "count_float": (2, _DOUBLE, False), "sum": (3, _DOUBLE, False),
        "schema": (4, _SINT32, False), "zero_threshold": (5, _DOUBLE, False), "zero_count_int": (6, _UINT64, False),
        "zero_count_float": (7, _DOUBLE, False), "negative_spans": (8, "Span", True),
        "negative_deltas": (9, _SINT64, True), "negative_counts": (10, _DOUBLE, True),
        "positive_spans": (11, "Span", True), "positive_deltas": (12, _SINT64, True),
        "positive_counts": (13, _DOUBLE, True), "reset_hint": (14, _INT32, False), "timestamp": (15, _INT64, False),
        "custom_values": (16, _DOUBLE, True),
    },
    "TimeSeries": {
        **_LABELS, "samples": (2, "Sample", True), "exemplars": (3, "Exemplar", True),
        "histograms": (4, "Histogram", True),
    },
    "Metadata": {
        "type": (1, _INT32, False), "family": (2, _STRING, False), "help": (4, _STRING, False),
        "unit": (5, _STRING, False),
    },
    "ShallowWriteRequest": {"timeseries": (1, _BYTES, True), "metadata": (3, _BYTES, True)},
    "Exemplar2": {"refs": (1, _UINT32, True), "value": (2, _DOUBLE, False), "timestamp": (3, _INT64, False)},
    "Metadata2": {"type": (1, _INT32, False), "help_ref": (3, _UINT32, False), "unit_ref": (4, _UINT32, False)},
    "ShallowSeries2": {
        "refs": (1, _UINT32, True), "samples": (2, _BYTES, True), "histograms": (3, _BYTES, True),
        "exemplars": (4, "Exemplar2", True), "metadata": (5, "Metadata2", False),
    },
    "ShallowRequest2": {"symbols": (4, _STRING, True), "timeseries": (5, "ShallowSeries2", True)},
}  # fmt: skip


_CLASSES = built("sardonyx.remote_write", _SCHEMA)
Label, Sample, TimeSeries, Metadata = (_CLASSES[name] for name in ("Label", "Sample", "TimeSeries", "Metadata"))
Exemplar = _CLASSES["Exemplar"]
ShallowWriteRequest, ShallowRequest2 = _CLASSES["ShallowWriteRequest"], _CLASSES["ShallowRequest2"]
