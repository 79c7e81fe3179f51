"""OTLP data points as series and samples, on the real engine."""

import math
import struct
import time
from pathlib import Path

import pytest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.pipelines import metrics
from sardonyx.storage.pipelines.base import Pipeline
from tests.support.otlp import key_values
from tests.unit.storage.segments import NoMasking, write_segment
from tests.unit.storage.stored_metrics import (
    CUMULATIVE,
    DELTA,
    NOW,
    NOW_MS,
    STALE,
    bits,
    counter,
    gauge,
    keep,
    number,
    request,
    samples_of,
    series_of,
    values_of,
)

DAY_NS = 86_400_000_000_000


def histogram(
    name: str,
    counts: list[int],
    bounds: list[float],
    total: float | None,
    *,
    temporality: int = CUMULATIVE,
    flags: int = 0,
) -> Metric:
    metric = Metric(name=name, unit="s")
    metric.histogram.aggregation_temporality = temporality
    point = metric.histogram.data_points.add(time_unix_nano=NOW, count=sum(counts), flags=flags)
    point.bucket_counts.extend(counts)
    point.explicit_bounds.extend(bounds)
    if total is not None:
        point.sum = total
    return metric


async def test_numbers_keep_their_value_and_time(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await keep(
        engine,
        tmp_path,
        request(
            gauge("temperature", 21.5, -3, unit="Cel", labels={"room": "a"}),
            counter("requests", 7, 2**63 - 1, labels={"code": 200}),
            number("sum", "queue.size", -5, unit="{item}"),
        ),
    )
    assert await samples_of(engine) == {
        'temperature_celsius{room="a"}': [(0, bits(21.5)), (1, bits(-3.0))],
        'requests_total{code="200"}': [(0, bits(7.0)), (1, bits(float(2**63 - 1)))],
        "queue_size{}": [(0, bits(-5.0))],
    }
    series = await series_of(engine)
    assert (series['requests_total{code="200"}']["first"], series['requests_total{code="200"}']["last"]) == (
        NOW_MS,
        NOW_MS + 1,
    )
    assert {row["Temporality"] for row in series.values()} == {0}


async def test_special_floats_keep_their_bits(engine: EmbeddedEngine, tmp_path: Path) -> None:
    quiet_nan = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000123))[0]
    await keep(
        engine,
        tmp_path,
        request(gauge("special", math.inf, -math.inf, -0.0, quiet_nan, 5e-324, 1.7976931348623157e308)),
    )
    assert await samples_of(engine) == {
        "special{}": [
            (0, bits(math.inf)), (1, bits(-math.inf)), (2, bits(-0.0)), (3, 0x7FF8000000000123), (4, 1),
            (5, bits(1.7976931348623157e308)),
        ]
    }  # fmt: skip


async def test_a_point_without_recorded_value_is_a_staleness_marker(engine: EmbeddedEngine, tmp_path: Path) -> None:
    summary = Metric(name="s")
    summary.summary.data_points.add(time_unix_nano=NOW, flags=1).quantile_values.add(quantile=0.5)
    await keep(
        engine, tmp_path, request(gauge("g", None, flags=1), histogram("h", [0, 0], [1.0], None, flags=1), summary)
    )
    assert await samples_of(engine) == {
        text: [(0, STALE)]
        for text in (
            "g{}", "h_seconds_count{}", 'h_seconds_bucket{le="1"}', 'h_seconds_bucket{le="+Inf"}',
            "s_sum{}", "s_count{}", 's{quantile="0.5"}',
        )
    }  # fmt: skip


async def test_points_without_a_value_and_metrics_without_points_leave_nothing(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    await keep(
        engine,
        tmp_path,
        request(gauge("unset", None), gauge("empty"), Metric(name="nothing"), resource={"service.name": "s"}),
    )
    assert await series_of(engine) == {}
    assert await samples_of(engine) == {}


async def test_histograms_become_cumulative_buckets(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await keep(engine, tmp_path, request(histogram("latency", [1, 0, 3, 2], [0.005, 1, 2.5], 9.25)))
    assert await values_of(engine) == {
        'latency_seconds_bucket{le="0.005"}': [1.0],
        'latency_seconds_bucket{le="1"}': [1.0],
        'latency_seconds_bucket{le="2.5"}': [4.0],
        'latency_seconds_bucket{le="+Inf"}': [6.0],
        "latency_seconds_count{}": [6.0],
        "latency_seconds_sum{}": [9.25],
    }


async def test_a_histogram_without_bounds_or_sum_has_one_bucket(engine: EmbeddedEngine, tmp_path: Path) -> None:
    bare = histogram("bare", [], [], None)
    bare.histogram.data_points[0].count = 4
    await keep(engine, tmp_path, request(bare, histogram("one", [3], [], -1.5)))
    assert await values_of(engine) == {
        'bare_seconds_bucket{le="+Inf"}': [4.0],
        "bare_seconds_count{}": [4.0],
        'one_seconds_bucket{le="+Inf"}': [3.0],
        "one_seconds_count{}": [3.0],
        "one_seconds_sum{}": [-1.5],
    }


async def test_a_bound_of_infinity_is_the_last_bucket(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = histogram("h", [1, 2, 0], [1.0, math.inf], None)
    metric.histogram.data_points[0].exemplars.add(time_unix_nano=NOW, as_double=5.0)
    await keep(engine, tmp_path, request(metric))
    values = await values_of(engine)
    assert values == {
        'h_seconds_bucket{le="1"}': [1.0],
        'h_seconds_bucket{le="+Inf"}': [3.0],
        "h_seconds_count{}": [3.0],
    }
    found = await engine.rows("SELECT s.Labels['le'] AS le FROM exemplars JOIN metric_series AS s USING (SeriesId)")
    assert found == [{"le": "+Inf"}]


async def test_an_attribute_named_like_the_bucket_label_gives_way_to_it(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = histogram("h", [1], [], None)
    metric.histogram.data_points[0].attributes.extend(key_values({"le": "mine", "a": "b"}))
    await keep(engine, tmp_path, request(metric))
    assert set(await values_of(engine)) == {'h_seconds_bucket{a="b",le="+Inf"}', 'h_seconds_count{a="b",le="mine"}'}


async def test_summaries_become_quantiles(engine: EmbeddedEngine, tmp_path: Path) -> None:
    metric = Metric(name="gc", unit="ms")
    point = metric.summary.data_points.add(time_unix_nano=NOW, count=9, sum=31.5)
    for quantile, value in ((0.0, 1.0), (0.5, 2.0), (0.99, math.nan), (1.0, 9.0)):
        point.quantile_values.add(quantile=quantile, value=value)
    await keep(engine, tmp_path, request(metric))
    values = await values_of(engine)
    assert math.isnan(values.pop('gc_milliseconds{quantile="0.99"}')[0])
    assert values == {
        'gc_milliseconds{quantile="0"}': [1.0],
        'gc_milliseconds{quantile="0.5"}': [2.0],
        'gc_milliseconds{quantile="1"}': [9.0],
        "gc_milliseconds_count{}": [9.0],
        "gc_milliseconds_sum{}": [31.5],
    }


async def test_delta_points_are_kept_as_sent_and_their_series_say_so(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await keep(
        engine,
        tmp_path,
        request(
            counter("sent", 3, 4, temporality=DELTA),
            histogram("took", [1, 1], [1.0], 2.0, temporality=DELTA),
            gauge("level", 1),
            resource={"service.name": "s", "host.name": "h"},
        ),
    )
    assert (await values_of(engine))['sent_total{job="s",service_name="s"}'] == [3.0, 4.0]
    by_name = {row["MetricName"]: row["Temporality"] for row in (await series_of(engine)).values()}
    assert by_name == {
        "sent_total": 1, "took_seconds_bucket": 1, "took_seconds_count": 1, "took_seconds_sum": 1, "level": 0, "target_info": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("time_ns", "stored_ms"),
    [
        pytest.param(0, 0, id="unset"),
        pytest.param(1, 0, id="1970"),
        pytest.param(NOW - 401 * DAY_NS, 0, id="too old"),
        pytest.param(NOW - 399 * DAY_NS, -399 * 86_400_000, id="old"),
        pytest.param(NOW + 23 * 3_600_000_000_000, 23 * 3_600_000, id="soon"),
        pytest.param(NOW + 2 * DAY_NS, 0, id="future"),
        pytest.param(2**64 - 1, 0, id="end of time"),
        pytest.param(NOW + 999_999, 1, id="cut to milliseconds"),
    ],
)
async def test_absurd_times_become_the_time_of_receipt(
    engine: EmbeddedEngine, tmp_path: Path, time_ns: int, stored_ms: int
) -> None:
    await keep(engine, tmp_path, request(gauge("g", 1.0, time_ns=time_ns)))
    assert await samples_of(engine) == {"g{}": [(stored_ms, bits(1.0))]}


async def test_a_resource_leaves_one_target_info_per_request(engine: EmbeddedEngine, tmp_path: Path) -> None:
    resource = {
        "service.name": "cart", "service.namespace": "shop", "service.instance.id": "i-1",
        "host.name": "h1", "process.command_args": ["python", "-m"], "empty": "",
    }  # fmt: skip
    message = request(gauge("late", 1.0, time_ns=NOW + 5_000_000), gauge("early", 1.0), resource=resource)
    message.resource_metrics[0].scope_metrics.insert(0, type(message.resource_metrics[0].scope_metrics[0])())
    message.resource_metrics.add().scope_metrics.add().metrics.append(gauge("homeless", 2.0))
    await keep(engine, tmp_path, message)
    identity = 'instance="i-1",job="shop/cart"'
    assert await samples_of(engine) == {
        f'target_info{{host_name="h1",{identity},process_command_args="["python","-m"]"}}': [(5, bits(1.0))],
        f'late{{{identity},service_name="cart"}}': [(5, bits(1.0))],
        f'early{{{identity},service_name="cart"}}': [(0, bits(1.0))],
        "homeless{}": [(0, bits(2.0))],
    }


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param({"service.name": "s", "service.instance.id": "i"}, id="nothing to tell"),
        pytest.param({"host.name": "h"}, id="nobody to tell it of"),
    ],
)
async def test_no_target_info_without_identity_or_attributes(
    engine: EmbeddedEngine, tmp_path: Path, resource: dict[str, str]
) -> None:
    await keep(engine, tmp_path, request(gauge("g", 1.0), resource=resource))
    assert {row["MetricName"] for row in (await series_of(engine)).values()} == {"g"}


async def test_metadata_names_type_unit_and_help(engine: EmbeddedEngine, tmp_path: Path) -> None:
    ratio, requests, speed = (
        gauge("busy", 0.5, unit="1"),
        counter("requests", 1, unit="1"),
        gauge("speed", 1, unit="m/s"),
    )
    requests.description = 'Requests, it\'s so: "all"'
    exponential, summary = Metric(name="e", unit="By"), Metric(name="s")
    exponential.exponential_histogram.data_points.add(time_unix_nano=NOW)
    summary.summary.data_points.add(time_unix_nano=NOW)
    await keep(
        engine,
        tmp_path,
        request(
            ratio,
            requests,
            speed,
            number("sum", "size", 1),
            histogram("h", [1], [], None),
            exponential,
            summary,
            gauge("no"),
        ),
    )
    rows = await engine.rows("SELECT Family, Type, Unit, Help FROM metric_metadata FINAL ORDER BY Family")
    assert [tuple(row.values()) for row in rows] == [
        ("busy_ratio", "gauge", "ratio", ""),
        ("e_bytes", "histogram", "bytes", ""),
        ("h_seconds", "histogram", "seconds", ""),
        ("requests_total", "counter", "", 'Requests, it\'s so: "all"'),
        ("s", "summary", "", ""),
        ("size", "gauge", "", ""),
        ("speed_meters_per_second", "gauge", "meters_per_second", ""),
    ]


async def test_the_same_request_twice_leaves_the_same_rows(engine: EmbeddedEngine, tmp_path: Path) -> None:
    message = request(
        gauge("g", 1.0, 2.0), histogram("h", [1, 2], [1.0], 3.0), resource={"service.name": "s", "host.name": "h"}
    )
    await keep(engine, tmp_path, message)
    once = await samples_of(engine), await series_of(engine)
    await keep(engine, tmp_path, message, message)
    assert (await samples_of(engine), await series_of(engine)) == once


async def test_a_repeated_segment_inserts_nothing(engine: EmbeddedEngine, tmp_path: Path) -> None:
    segment = write_segment(tmp_path, request(gauge("g", 1.0)), received_at_ns=NOW)
    inserts = metrics.metrics_inserts(NoMasking())
    counts = []
    for _ in range(2):
        for insert in inserts:
            await engine.insert_segment(insert, segment, token=f"{segment}/{insert.table}")
        counts.append(await engine.rows("SELECT count() AS n FROM metric_samples"))
    assert counts[0] == counts[1] == [{"n": 1}]


@pytest.mark.parametrize("content", sorted(metrics.CONTENTS))
async def test_knowing_what_a_segment_holds_changes_no_row(
    engine: EmbeddedEngine, tmp_path: Path, content: str
) -> None:
    all_of_it = {
        "gauge": gauge("g", 1.0),
        "sum": counter("c", 1.0),
        "histogram": histogram("h", [1, 2], [1.0], 3.0),
        "summary": Metric(name="s"),
        "exponential_histogram": Metric(name="e"),
    }
    all_of_it["summary"].summary.data_points.add(time_unix_nano=NOW, count=1)
    all_of_it["exponential_histogram"].exponential_histogram.data_points.add(time_unix_nano=NOW, count=1)
    contents = frozenset({content, "sum"})
    inserts = metrics.metrics_inserts(NoMasking(), contents)
    message = request(
        *(metric for kind, metric in all_of_it.items() if kind in contents), resource={"service.name": "s", "h": "1"}
    )
    await keep(engine, tmp_path, message, pipeline=Pipeline(metrics.STREAM, (inserts,)))
    told = await samples_of(engine), await series_of(engine)
    for table in ("metric_samples", "metric_series"):
        await engine.execute(f"TRUNCATE TABLE {table}")
    await keep(engine, tmp_path, message)
    assert (await samples_of(engine), await series_of(engine)) == told
    assert len(inserts) == 3 + (content in ("exponential_histogram",)) + (content == "exemplars")


async def test_late_points_move_the_first_and_last_time_of_a_series(engine: EmbeddedEngine, tmp_path: Path) -> None:
    for hours in (3, 5, 2):
        await keep(engine, tmp_path, request(gauge("g", 1.0, time_ns=NOW - hours * 3_600_000_000_000)))
    (row,) = (await series_of(engine)).values()
    assert (row["first"], row["last"]) == (NOW_MS - 5 * 3_600_000, NOW_MS - 2 * 3_600_000)


async def test_a_series_seen_lately_is_not_written_again_unless_its_temporality_changes(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    now = time.time_ns()
    rows = []
    for temporality in (CUMULATIVE, CUMULATIVE, DELTA):
        message = request(counter("c", 1, time_ns=now, temporality=temporality))
        await keep(engine, tmp_path, message, received_at_ns=now)
        rows += await engine.rows("SELECT count() AS n FROM metric_series")
    assert [row["n"] for row in rows] == [1, 1, 2]
    assert [row["Temporality"] for row in (await series_of(engine)).values()] == [1]


async def test_many_points_of_many_requests_arrive(engine: EmbeddedEngine, tmp_path: Path) -> None:
    def one(instance: int) -> object:
        metric = Metric(name="work")
        for worker in range(200):
            metric.gauge.data_points.add(time_unix_nano=NOW, as_int=worker, attributes=key_values({"worker": worker}))
        return request(metric, resource={"service.instance.id": f"i{instance}"})

    await keep(engine, tmp_path, *(one(instance) for instance in range(50)))  # type: ignore[arg-type]
    rows = await engine.rows("SELECT count() AS n, uniqExact(SeriesId) AS ids, sum(Value) AS total FROM metric_samples")
    assert rows == [{"n": 10_000, "ids": 10_000, "total": 50 * sum(range(200))}]
