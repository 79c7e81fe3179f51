"""The OpenTelemetry metrics API on our recorder."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.metrics import CallbackOptions, Observation

from collector import Collector, pairs
from sardonyx_sdk.aggregation import MAX_SERIES


def numbers(metric: Any) -> dict[tuple[tuple[str, Any], ...], Any]:
    data = metric.sum if metric.HasField("sum") else metric.gauge
    return {
        tuple(pairs(p.attributes).items()): p.as_int if p.HasField("as_int") else p.as_double for p in data.data_points
    }


def test_every_instrument_arrives(sdk: Any, collector: Collector) -> None:
    meter = metrics.get_meter("shop.every", "2")
    orders = meter.create_counter("orders", "{order}", "Orders placed")
    queue = meter.create_up_down_counter("queue")
    price = meter.create_histogram("price", "EUR", explicit_bucket_boundaries_advisory=[1, 10])
    level = meter.create_gauge("level")

    def readings(options: CallbackOptions) -> Iterable[Observation]:
        assert options.timeout_millis > 0
        return [Observation(5, {"disk": "a"}), Observation(2.5, {"disk": "b"})]

    def generator() -> Any:
        yield  # the first `send` brings the options
        while True:
            yield [Observation(9)]

    meter.create_observable_gauge("disk", [readings])
    meter.create_observable_counter("reads", [lambda options: [Observation(100)]])
    meter.create_observable_up_down_counter("open", [generator()])
    orders.add(1, {"kind": "book"})
    orders.add(2.5, {"kind": "book"})
    orders.add(4)
    queue.add(5)
    queue.add(-7)
    level.set(3)
    level.set(1)
    for value in (0.5, 1, 5, 50):
        price.record(value)
    assert sdk.flush()
    seen = collector.metrics
    assert numbers(seen["orders"]) == {(("kind", "book"),): 3.5, (): 4}
    assert seen["orders"].sum.is_monotonic
    assert (seen["orders"].unit, seen["orders"].description) == ("{order}", "Orders placed")
    assert numbers(seen["queue"]) == {(): -2}
    assert not seen["queue"].sum.is_monotonic
    assert numbers(seen["level"]) == {(): 1}
    assert numbers(seen["disk"]) == {(("disk", "a"),): 5, (("disk", "b"),): 2.5}
    assert numbers(seen["reads"]) == {(): 100}
    assert seen["reads"].sum.is_monotonic
    assert numbers(seen["open"]) == {(): 9}
    (point,) = seen["price"].histogram.data_points
    assert list(point.bucket_counts) == [2, 1, 1]
    assert (point.count, point.sum, point.min, point.max) == (4, 56.5, 0.5, 50)
    assert seen["price"].histogram.aggregation_temporality == 2
    assert 0 < point.start_time_unix_nano < point.time_unix_nano


def test_figures_are_cumulative_and_shared_by_name(sdk: Any, collector: Collector) -> None:
    metrics.get_meter("shop.shared").create_counter("shared").add(1, {"a": 1, "b": 2})
    assert sdk.flush()
    metrics.get_meter("shop.shared").create_counter("shared").add(2, {"b": 2, "a": 1})
    assert sdk.flush()
    assert numbers(collector.metrics["shared"]) == {(("a", 1), ("b", 2)): 3}


def test_threads_lose_nothing(sdk: Any, collector: Collector) -> None:
    counter = metrics.get_meter("shop.threads").create_counter("adds")

    def work() -> None:
        for _ in range(5000):
            counter.add(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sdk.flush()
    assert numbers(collector.metrics["adds"]) == {(): 20000}


def test_series_are_bounded(sdk: Any, collector: Collector) -> None:
    counter = metrics.get_meter("shop.many").create_counter("many")
    for number in range(MAX_SERIES + 50):
        counter.add(1, {"user": number})
    assert sdk.flush()
    seen = numbers(collector.metrics["many"])
    assert len(seen) == MAX_SERIES + 1
    assert seen[(("otel.metric.overflow", True),)] == 50


def test_a_raising_callback_is_counted_and_the_others_run(sdk: Any, collector: Collector) -> None:
    def raising(options: CallbackOptions) -> Iterable[Observation]:
        raise RuntimeError("no reading")

    metrics.get_meter("shop.raise").create_observable_gauge("half", [raising, lambda options: [Observation(1)]])
    assert sdk.flush()
    assert numbers(collector.metrics["half"]) == {(): 1}
    assert sdk.stats()["hook_errors"] == {"metric_callback": 1}


def test_negative_amounts_of_counters_are_dropped_and_counted(sdk: Any, collector: Collector) -> None:
    metrics.get_meter("shop.neg").create_counter("grows").add(-1)
    metrics.get_meter("shop.neg").create_histogram("sizes").record(-1)
    assert sdk.stats()["dropped"] == {"negative_counter": 1, "negative_histogram": 1}


def test_measurement_inside_a_span_leads_to_its_trace(sdk: Any, collector: Collector) -> None:
    histogram = metrics.get_meter("shop.exemplar").create_histogram("took")
    with trace.get_tracer("t").start_as_current_span("slow") as span:
        histogram.record(12, {"step": "pay"})
    assert sdk.flush()
    (point,) = collector.metrics["took"].histogram.data_points
    (exemplar,) = point.exemplars
    assert int.from_bytes(exemplar.trace_id, "big") == span.get_span_context().trace_id
    assert exemplar.as_int == 12
