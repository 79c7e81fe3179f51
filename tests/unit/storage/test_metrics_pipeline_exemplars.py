"""OTLP exemplars and exponential histograms as rows, on the real engine."""

from pathlib import Path
from typing import Any

from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.pipelines import metrics
from sardonyx.storage.pipelines.base import Pipeline
from tests.support.otlp import key_values
from tests.unit.storage.segments import NoMasking
from tests.unit.storage.stored_metrics import DELTA, NOW, NOW_MS, counter, gauge, keep, request, series_of

TRACE, SPAN = bytes(range(16)), bytes(range(240, 248))


async def exemplars_of(engine: EmbeddedEngine) -> list[tuple[str, dict[str, Any]]]:
    texts = {row["SeriesId"]: text for text, row in (await series_of(engine)).items()}
    rows = await engine.rows(
        "SELECT SeriesId, toUnixTimestamp64Milli(Timestamp) AS ms, Value, TraceId, SpanId, Labels FROM exemplars FINAL "
        "ORDER BY Value, Timestamp"
    )
    return [(texts[row.pop("SeriesId")], row) for row in rows]


async def test_exemplars_of_histograms_lie_on_their_bucket(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = Metric(name="h")
    point = metric.histogram.data_points.add(
        time_unix_nano=NOW, count=6, explicit_bounds=[1.0, 2.5], bucket_counts=[2, 2, 2]
    )
    for value in (0.5, 1.0, 2.0, 99.0):
        point.exemplars.add(time_unix_nano=NOW, as_double=value, trace_id=TRACE, span_id=SPAN)
    await keep(engine, tmp_path, request(metric))
    found = await exemplars_of(engine)
    # Of one series and one millisecond the later stays.
    assert [(text, row["Value"]) for text, row in found] == [
        ('h_bucket{le="1"}', 1.0), ('h_bucket{le="2.5"}', 2.0), ('h_bucket{le="+Inf"}', 99.0),
    ]  # fmt: skip
    assert found[0][1] == {
        "ms": NOW_MS, "Value": 1.0, "TraceId": "000102030405060708090a0b0c0d0e0f", "SpanId": "f0f1f2f3f4f5f6f7", "Labels": {},
    }  # fmt: skip


async def test_exemplars_of_sums_keep_what_the_series_left_out(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = counter("c", 3, labels={"route": "/"})
    point = metric.sum.data_points[0]
    point.exemplars.add(
        time_unix_nano=NOW - 5_000_000, as_int=2, filtered_attributes=key_values({"user.id": "u42", "n": 1})
    )
    point.exemplars.add(as_double=3.5, trace_id=bytes(16), span_id=bytes(8))
    point.exemplars.add(time_unix_nano=NOW)  # no value: invalid
    other = gauge("g", 1.0)
    other.gauge.data_points[0].exemplars.add(time_unix_nano=NOW, as_int=1)  # gauges have none in Prometheus
    await keep(engine, tmp_path, request(metric, other))
    series = 'c_total{route="/"}'
    assert await exemplars_of(engine) == [
        (series, {"ms": NOW_MS - 5, "Value": 2.0, "TraceId": "", "SpanId": "", "Labels": {"user_id": "u42", "n": "1"}}),
        (series, {"ms": NOW_MS, "Value": 3.5, "TraceId": "", "SpanId": "", "Labels": {}}),
    ]


async def test_labels_too_long_for_an_exemplar_are_left_out(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = counter("c", 3)
    exemplars = metric.sum.data_points[0].exemplars
    room = 128 - len("trace_id") - 32 - len("span_id") - 16 - len("k")
    for value, size in ((1, room), (2, room + 1)):
        attributes = key_values({"k": "ü" * size})
        exemplars.add(
            time_unix_nano=NOW + value * 10**6,
            as_int=value,
            trace_id=TRACE,
            span_id=SPAN,
            filtered_attributes=attributes,
        )
    await keep(engine, tmp_path, request(metric))
    assert [row["Labels"] for _, row in await exemplars_of(engine)] == [{"k": "ü" * room}, {}]


async def test_exponential_histograms_are_kept_whole(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = Metric(name="e", unit="s")
    metric.exponential_histogram.aggregation_temporality = DELTA
    point = metric.exponential_histogram.data_points.add(
        time_unix_nano=NOW, count=9, sum=12.5, scale=-3, zero_count=2, zero_threshold=0.25, min=-4.0, max=7.0,
        attributes=key_values({"a": "b"}),
    )  # fmt: skip
    point.positive.offset, point.negative.offset = -5, 3
    point.positive.bucket_counts.extend([1, 0, 2**40])
    point.negative.bucket_counts.extend([4])
    point.exemplars.add(time_unix_nano=NOW, as_double=1.5, trace_id=TRACE, span_id=SPAN)
    metric.exponential_histogram.data_points.add(time_unix_nano=NOW, flags=1)
    await keep(engine, tmp_path, request(metric))
    series = await series_of(engine)
    assert {text: row["Temporality"] for text, row in series.items()} == {'e_seconds{a="b"}': 1, "e_seconds{}": 1}
    rows = await engine.rows(
        "SELECT * EXCEPT (ResetHint, CustomBounds, FloatCounts), isNaN(Sum) AS no_sum FROM metric_histograms FINAL "
        "ORDER BY Count DESC"
    )
    ids = [row.pop("SeriesId") for row in rows]
    assert ids == [series['e_seconds{a="b"}']["SeriesId"], series["e_seconds{}"]["SeriesId"]]
    assert [rows[0]["Timestamp"][-4:], rows[1].pop("Timestamp")[-4:]] == [".123", ".123"]
    del rows[0]["Timestamp"]
    assert rows == [
        {
            "Count": 9, "Sum": 12.5, "Min": -4.0, "Max": 7.0, "Scale": -3, "ZeroThreshold": 0.25, "ZeroCount": 2,
            "PositiveOffset": -5, "PositiveCounts": [1, 0, 2**40], "NegativeOffset": 3, "NegativeCounts": [4], "Stale": 0,
            "no_sum": 0,
        },
        {
            "Count": 0, "Sum": None, "Min": None, "Max": None, "Scale": 0, "ZeroThreshold": 0.0, "ZeroCount": 0,
            "PositiveOffset": 0, "PositiveCounts": [], "NegativeOffset": 0, "NegativeCounts": [], "Stale": 1, "no_sum": 1,
        },
    ]  # fmt: skip
    assert [(text, row["Value"]) for text, row in await exemplars_of(engine)] == [('e_seconds{a="b"}', 1.5)]
    assert await engine.rows("SELECT count() AS n FROM metric_samples") == [{"n": 0}]


async def test_a_segment_of_exponential_histograms_alone_is_stored(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = Metric(name="e")
    metric.exponential_histogram.data_points.add(time_unix_nano=NOW, count=1)
    inserts = metrics.metrics_inserts(NoMasking(), frozenset({"exponential_histogram"}))
    message = request(metric, resource={"service.name": "shop", "host.name": "h"})
    await keep(engine, tmp_path, message, pipeline=Pipeline(metrics.STREAM, (inserts,)))
    assert await engine.rows("SELECT Count FROM metric_histograms") == [{"Count": 1}]
    names = {row["MetricName"] for row in await engine.rows("SELECT MetricName FROM metric_series")}
    assert names == {"e", "target_info"}


async def test_a_segment_without_any_point_is_no_error(engine: EmbeddedEngine, tmp_path: Path) -> None:
    inserts = metrics.metrics_inserts(NoMasking(), frozenset())
    await keep(engine, tmp_path, request(Metric(name="e")), pipeline=Pipeline(metrics.STREAM, (inserts,)))
    assert await engine.rows("SELECT count() AS n FROM metric_series") == [{"n": 0}]
