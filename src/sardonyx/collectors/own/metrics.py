"""Our metrics registry as an OTLP request. A few hundred series, a few times a minute."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.metrics.v1 import metrics_pb2 as pb
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.samples import Sample

# What our requests hold, see `Pipeline.narrowed`.
CONTENTS = frozenset({"gauge", "sum", "histogram"})

_CUMULATIVE = pb.AGGREGATION_TEMPORALITY_CUMULATIVE


def request(
    registry: CollectorRegistry, resource: Sequence[KeyValue], *, started_ns: int, now_ns: int
) -> ExportMetricsServiceRequest:
    """Everything the registry holds, at `now_ns`. Counters and histograms count since `started_ns`."""
    out = ExportMetricsServiceRequest()
    group = out.resource_metrics.add()
    group.resource.attributes.extend(resource)
    scope = group.scope_metrics.add()
    scope.scope.name = "sardonyx"
    for family in registry.collect():
        metric = scope.metrics.add(name=family.name, description=family.documentation, unit=family.unit)
        if family.type == "counter":
            _sum(metric, family, started_ns, now_ns)
        elif family.type == "histogram":
            _histogram(metric, family, started_ns, now_ns)
        else:
            for sample in family.samples:
                _point(metric.gauge.data_points.add(), sample, now_ns)
    return out


def points(message: ExportMetricsServiceRequest) -> int:
    """How many data points a request of ours holds."""
    total = 0
    for group in message.resource_metrics:
        for scope in group.scope_metrics:
            for metric in scope.metrics:
                if kind := metric.WhichOneof("data"):
                    total += len(getattr(metric, kind).data_points)
    return total


def _sum(metric: pb.Metric, family: Metric, started_ns: int, now_ns: int) -> None:
    metric.sum.is_monotonic = True
    metric.sum.aggregation_temporality = _CUMULATIVE
    for sample in family.samples:
        if not sample.name.endswith("_created"):
            _point(metric.sum.data_points.add(start_time_unix_nano=started_ns), sample, now_ns)


def _point(point: pb.NumberDataPoint, sample: Sample, now_ns: int) -> None:
    point.time_unix_nano = now_ns
    point.as_double = sample.value
    point.attributes.extend(_attributes(sample.labels.items()))


def _histogram(metric: pb.Metric, family: Metric, started_ns: int, now_ns: int) -> None:
    metric.histogram.aggregation_temporality = _CUMULATIVE
    buckets: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = defaultdict(list)
    sums: dict[tuple[tuple[str, str], ...], float] = {}
    for sample in family.samples:
        labels = tuple((name, value) for name, value in sample.labels.items() if name != "le")
        if sample.name.endswith("_bucket"):
            buckets[labels].append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_sum"):
            sums[labels] = sample.value
    for labels, cumulative in buckets.items():
        cumulative.sort()
        counts = [int(count) for _, count in cumulative]
        metric.histogram.data_points.add(
            start_time_unix_nano=started_ns,
            time_unix_nano=now_ns,
            count=counts[-1],
            sum=sums.get(labels, 0.0),
            explicit_bounds=[bound for bound, _ in cumulative[:-1]],
            bucket_counts=[after - before for before, after in zip([0, *counts], counts, strict=False)],
            attributes=_attributes(labels),
        )


def _attributes(labels: Iterable[tuple[str, str]]) -> list[KeyValue]:
    return [KeyValue(key=name, value=AnyValue(string_value=value)) for name, value in labels]
