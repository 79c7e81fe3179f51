"""Limits of series for OTLP: which points are refused, on the real engine."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from prometheus_client import CollectorRegistry

from sardonyx.processors.masking import Masker
from sardonyx.query.metrics.census import SeriesCensus
from sardonyx.receivers.otlp_decode import METRICS, Parsed, parse_protobuf
from sardonyx.receivers.otlp_series import OtlpSeriesLimits
from sardonyx.receivers.series_limits import Caps, SeriesLimits
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import EngineUnavailable
from sardonyx.storage.pipelines.metrics.ids import PointIds, PointLabels
from tests.support.otlp import key_values
from tests.unit.storage import stored_metrics
from tests.unit.storage.stored_metrics import keep, request

NOW = time.time_ns()
MASKER = Masker.build(hash_key=b"k" * 32)
SHOP = {"service.name": "shop", "service.namespace": "web", "deployment.environment.name": "prod", "host.name": "h"}


gauge = partial(stored_metrics.gauge, time_ns=NOW)
counter = partial(stored_metrics.counter, time_ns=NOW)


def histogram(name: str, labels: dict[str, Any]) -> Metric:
    metric = Metric(name=name, unit="s")
    metric.histogram.aggregation_temporality = 2
    point = metric.histogram.data_points.add(time_unix_nano=NOW, count=3, bucket_counts=[1, 2], explicit_bounds=[0.5])
    point.attributes.extend(key_values(labels))
    return metric


def parsed(message: ExportMetricsServiceRequest) -> Parsed:
    return parse_protobuf(METRICS, message.SerializeToString())


class Asked(PointIds):
    """Remembers what was asked; with `away` it fails as an engine that can't be reached."""

    def __init__(self, engine: EmbeddedEngine, *, away: bool = False) -> None:
        super().__init__(engine, MASKER)
        self.points: list[PointLabels] = []
        self.away = away

    async def of(self, points: Any) -> list[tuple[str, int]]:
        if self.away:
            raise EngineUnavailable("gone")
        self.points += points
        return await super().of(points)


async def limited(engine: EmbeddedEngine, **caps: int) -> tuple[OtlpSeriesLimits, SeriesLimits, Asked]:
    limits = SeriesLimits(SeriesCensus(engine), Caps(**caps), CollectorRegistry())
    await limits.count()
    ids = Asked(engine)
    return OtlpSeriesLimits(limits, ids), limits, ids


async def store(engine: EmbeddedEngine, folder: Path, *messages: ExportMetricsServiceRequest) -> None:
    await keep(engine, folder, *messages, masker=MASKER, received_at_ns=NOW)


@pytest.mark.parametrize(
    "metric",
    [
        gauge("room.temperature", 1.5, unit="Cel", labels={"room": "a b", "floor": 3}),
        gauge("share", 0.5, unit="1", labels={"on": True, "factor": 2.0, "half": 0.5}),
        counter("requests", 1, unit="{request}/s", labels={"a.b": "one", "a_b": "two", "": "x", "_c": "y", "1": "z"}),
        counter("bytes.sent_total", 1, unit="By", labels={"user.email": "mia@example.com", "password": "hunter22"}),
        counter("9lives", 1, labels={"service.name": "own", "job": "mine", "empty": ""}),
        histogram("latency", {"le": "kept?", "path": "/x"}),
    ],
    ids=["unit and spaces", "ratio and kinds", "clashing names", "masked", "own names", "histogram"],
)
async def test_a_points_id_is_the_one_the_insert_gives_it(
    engine: EmbeddedEngine, tmp_path: Path, metric: Metric
) -> None:
    message = request(metric, resource=SHOP | {"service.instance.id": "i-1"})
    scope = message.resource_metrics[0].scope_metrics[0]
    scope.scope.name, scope.scope.version, scope.schema_url = "lib", "1.2", "https://example.com/s"
    scope.scope.attributes.extend(key_values({"team": "blue", "mail": "mia@example.com"}))
    await store(engine, tmp_path, message)
    otlp, _, ids = await limited(engine, total=1)
    await otlp.apply(parsed(message))
    assert len(ids.points) == 1
    ((name, series_id),) = await ids.of(list(ids.points))
    rows = await engine.rows("SELECT SeriesId, toString(MetricName) AS name FROM metric_series")
    assert (series_id, name) in {(row["SeriesId"], row["name"]) for row in rows}


async def test_new_series_beyond_the_limit_are_refused_and_those_alive_go_on(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    old = [gauge("load", 1, labels={"cpu": number}) for number in range(3)]
    await store(engine, tmp_path, request(*old, resource=SHOP))
    otlp, limits, _ = await limited(engine, per_metric=4)
    assert limits.near_metrics == set()
    otlp, limits, _ = await limited(engine, per_metric=3)
    new = [gauge("load", 1, labels={"cpu": number}) for number in (7, 8)]
    found = parsed(request(*old, *new, gauge("other", 1), resource=SHOP))
    await otlp.apply(found)
    decoded = found.decoded()
    assert (decoded.records, decoded.rejected) == (4, 2)
    assert decoded.message == (
        "the metric 'load' has 3 series already (limits.series_per_metric): new ones are not stored"
    )
    await store(engine, tmp_path, ExportMetricsServiceRequest.FromString(decoded.payload))
    rows = await engine.rows("SELECT uniqExact(SeriesId) AS n FROM metric_series WHERE MetricName = 'load'")
    assert rows == [{"n": 3}]
    assert limits.refusals() == {("series_per_metric", "load"): 2}


async def test_what_was_decided_is_not_asked_again(engine: EmbeddedEngine, tmp_path: Path) -> None:
    message = request(gauge("load", 1, labels={"cpu": 1}), resource=SHOP)
    await store(engine, tmp_path, message)
    otlp, _, ids = await limited(engine, per_metric=1)
    for _ in range(2):
        found = parsed(request(gauge("load", 1, labels={"cpu": 2}), resource=SHOP))
        await otlp.apply(found)
        assert found.rejected == 1
    assert len(ids.points) == 1


async def test_a_histogram_counts_as_its_buckets(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await store(engine, tmp_path, request(histogram("latency", {"path": "/a"}), resource=SHOP))  # two buckets
    otlp, _, _ = await limited(engine, per_metric=4)
    assert not otlp.watching
    await store(engine, tmp_path, request(histogram("latency", {"path": "/b"}), resource=SHOP))
    otlp, _, _ = await limited(engine, per_metric=5)
    found = parsed(request(*[histogram("latency", {"path": path}) for path in ("/a", "/c", "/d")], resource=SHOP))
    await otlp.apply(found)
    assert found.rejected == 1  # /c finds room for one bucket, then it is full
    assert "'latency_seconds_bucket'" in found.faults[0]


async def test_a_resource_all_of_whose_points_are_refused_leaves_no_target_info(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    await store(engine, tmp_path, request(gauge("load", 1), resource=SHOP))
    otlp, _, _ = await limited(engine, total=1)
    other = request(gauge("load", 1), resource=SHOP | {"service.instance.id": "new"})
    found = parsed(other)
    await otlp.apply(found)
    assert found.rejected == 1
    assert len(found.resources) == 0
    assert "there are 1 series already (limits.series_total)" in found.faults[0]


async def test_the_source_is_job_of_the_resource(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await store(engine, tmp_path, request(gauge("load", 1), resource=SHOP))
    otlp, _, _ = await limited(engine, per_source=1)
    found = parsed(request(gauge("mine", 1), resource=SHOP))
    await otlp.apply(found)
    other = parsed(request(gauge("mine", 1), resource={"service.name": "db"}))
    await otlp.apply(other)
    assert (found.rejected, other.rejected) == (1, 0)
    assert "the source 'web/shop' has 1 series already" in found.faults[0]


async def test_while_the_engine_is_away_nothing_is_refused(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await store(engine, tmp_path, request(gauge("load", 1), resource=SHOP))
    otlp, _, ids = await limited(engine, total=1)
    ids.away = True
    found = parsed(request(gauge("new", 1), resource=SHOP))
    await otlp.apply(found)
    assert found.rejected == 0


async def test_values_the_engine_may_write_otherwise_are_let_through(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await store(engine, tmp_path, request(gauge("load", 1), resource=SHOP))
    otlp, _, ids = await limited(engine, total=1)
    for value in (1e-9, 1e300, [1, 2], b"raw", float("nan")):
        await otlp.apply(parsed(request(gauge("new", 1, labels={"x": value}), resource=SHOP)))
    assert ids.points == []
