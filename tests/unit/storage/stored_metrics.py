"""Build OTLP metric requests, load them as the flusher does, and read back what the engine stored."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import metrics
from sardonyx.storage.pipelines.base import Masker, Pipeline
from tests.support.otlp import key_values
from tests.unit.storage.segments import NoMasking, load, write_segment

NOW = 1_795_000_000_123_456_789
NOW_MS = NOW // 1_000_000
STALE = 0x7FF0000000000002
CUMULATIVE, DELTA = 2, 1


def bits(value: float) -> int:
    """A float's 64 bits: tells NaNs and zeros apart."""
    return int(struct.unpack("<Q", struct.pack("<d", value))[0])


def request(*metric: Metric, resource: Mapping[str, Any] | None = None) -> ExportMetricsServiceRequest:
    """One resource, one nameless scope."""
    message = ExportMetricsServiceRequest()
    group = message.resource_metrics.add()
    group.resource.attributes.extend(key_values(resource or {}))
    group.scope_metrics.add().metrics.extend(metric)
    return message


def number(
    kind: str,
    name: str,
    *points: float | None,
    unit: str = "",
    labels: Mapping[str, Any] | None = None,
    time_ns: int = NOW,
    monotonic: bool = False,
    temporality: int = CUMULATIVE,
    flags: int = 0,
) -> Metric:
    """A gauge or sum; points are a millisecond apart. None is a point without a value."""
    metric = Metric(name=name, unit=unit)
    data = getattr(metric, kind)
    if kind == "sum":
        data.is_monotonic, data.aggregation_temporality = monotonic, temporality
    for index, value in enumerate(points):
        point = data.data_points.add(time_unix_nano=time_ns + index * 1_000_000 if time_ns else 0, flags=flags)
        point.attributes.extend(key_values(labels or {}))
        if isinstance(value, int):
            point.as_int = value
        elif value is not None:
            point.as_double = value
    return metric


def gauge(name: str, *points: float | None, **options: Any) -> Metric:
    return number("gauge", name, *points, **options)


def counter(name: str, *points: float | None, **options: Any) -> Metric:
    return number("sum", name, *points, monotonic=True, **options)


async def keep(
    engine: Engine,
    folder: Path,
    *requests: ExportMetricsServiceRequest,
    masker: Masker | None = None,
    pipeline: Pipeline | None = None,
    received_at_ns: int = NOW,
) -> None:
    """Load requests as one segment."""
    chosen = pipeline or metrics.pipeline(masker or NoMasking())
    await load(engine, chosen, write_segment(folder, *requests, received_at_ns=received_at_ns))


async def series_of(engine: Engine) -> dict[str, dict[str, Any]]:
    """Every series by its text, as Prometheus writes it. Each must have the id of its labels."""
    rows = await engine.rows(
        "SELECT MetricName, Labels, Temporality, SeriesId, toUnixTimestamp64Milli(FirstSeen) AS first, "
        "toUnixTimestamp64Milli(LastSeen) AS last, SeriesId = xxh3(arraySort(arrayConcat([('__name__', toString(MetricName))], "
        "CAST(Labels, 'Array(Tuple(String, String))')))) AS same FROM metric_series FINAL"
    )
    assert all(row["same"] for row in rows)
    return {_text(row): row for row in rows}


async def samples_of(engine: Engine) -> dict[str, list[tuple[int, int]]]:
    """Series' text → (milliseconds after NOW, bits of the value). Every sample must have a series."""
    texts = {row["SeriesId"]: text for text, row in (await series_of(engine)).items()}
    found: dict[str, list[tuple[int, int]]] = {}
    for row in await engine.rows(
        "SELECT SeriesId, toUnixTimestamp64Milli(Timestamp) AS ms, reinterpretAsUInt64(Value) AS bits "
        "FROM metric_samples FINAL ORDER BY SeriesId, Timestamp"
    ):
        found.setdefault(texts[row["SeriesId"]], []).append((row["ms"] - NOW_MS, row["bits"]))
    return found


async def values_of(engine: Engine) -> dict[str, list[float]]:
    """Series' text → values."""
    return {
        text: [struct.unpack("<d", struct.pack("<Q", value))[0] for _, value in samples]
        for text, samples in (await samples_of(engine)).items()
    }


def _text(row: Mapping[str, Any]) -> str:
    labels = ",".join(f'{name}="{value}"' for name, value in sorted(row["Labels"].items()))
    return f"{row['MetricName']}{{{labels}}}"
