"""What the OpenTelemetry SDK for Python really sends, for every kind of instrument."""

from collections.abc import Iterable
from pathlib import Path

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.storage.stored_metrics import keep, series_of, values_of

SCOPE = 'otel_scope_name="shop.lib",otel_scope_version="1.0"'
TARGET = f'job="cart",{SCOPE}'


def observe(value: float) -> object:
    def callback(options: CallbackOptions) -> Iterable[Observation]:
        return [Observation(value, {"k": "v"})]

    return callback


async def test_every_instrument_of_the_sdk_becomes_its_series(engine: EmbeddedEngine, tmp_path: Path) -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider(
        [reader],
        resource=Resource({"service.name": "cart", "host.name": "h1"}),
        views=[View(instrument_name="size", aggregation=ExponentialBucketHistogramAggregation())],
    )
    meter = provider.get_meter("shop.lib", "1.0")
    meter.create_counter("orders", unit="{order}", description="Orders placed").add(3, {"kind": "web"})
    meter.create_up_down_counter("carts.open").add(-2)
    meter.create_gauge("temperature", unit="Cel").set(20.5)
    meter.create_histogram("latency", unit="ms", explicit_bucket_boundaries_advisory=[10, 100]).record(42)
    meter.create_histogram("size", unit="By").record(3.5)
    meter.create_observable_counter("cpu.time", [observe(1.5)], unit="s")  # type: ignore[list-item]
    meter.create_observable_up_down_counter("queue", [observe(4)])  # type: ignore[list-item]
    meter.create_observable_gauge("load", [observe(0.25)], unit="1")  # type: ignore[list-item]
    data = reader.get_metrics_data()
    provider.shutdown()
    assert data is not None
    first = data.resource_metrics[0].scope_metrics[0].metrics[0].data.data_points[0]
    await keep(engine, tmp_path, encode_metrics(data), received_at_ns=first.time_unix_nano)
    service = 'service_name="cart"'
    assert await values_of(engine) == {
        f'orders_total{{job="cart",kind="web",{SCOPE},{service}}}': [3.0],
        f"carts_open{{{TARGET},{service}}}": [-2.0],
        f"temperature_celsius{{{TARGET},{service}}}": [20.5],
        f'latency_milliseconds_bucket{{job="cart",le="10",{SCOPE},{service}}}': [0.0],
        f'latency_milliseconds_bucket{{job="cart",le="100",{SCOPE},{service}}}': [1.0],
        f'latency_milliseconds_bucket{{job="cart",le="+Inf",{SCOPE},{service}}}': [1.0],
        f"latency_milliseconds_count{{{TARGET},{service}}}": [1.0],
        f"latency_milliseconds_sum{{{TARGET},{service}}}": [42.0],
        f'cpu_time_seconds_total{{job="cart",k="v",{SCOPE},{service}}}': [1.5],
        f'queue{{job="cart",k="v",{SCOPE},{service}}}': [4.0],
        f'load_ratio{{job="cart",k="v",{SCOPE},{service}}}': [0.25],
        'target_info{host_name="h1",job="cart"}': [1.0],
    }
    assert f"size_bytes{{{TARGET},{service}}}" in await series_of(engine)
    assert await engine.rows(
        "SELECT Count, Sum, Min, Max, length(PositiveCounts) AS buckets FROM metric_histograms"
    ) == [{"Count": 1, "Sum": 3.5, "Min": 3.5, "Max": 3.5, "buckets": 1}]
    assert await engine.rows("SELECT Help FROM metric_metadata WHERE Family = 'orders_total'") == [
        {"Help": "Orders placed"}
    ]
