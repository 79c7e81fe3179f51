"""The OpenTelemetry tracing API on our recorder, and `@traced`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from collector import Collector, pairs
from sardonyx_sdk import bind, current_trace_id, traced
from sardonyx_sdk.span import MAX_ATTRIBUTES, MAX_EVENTS, MAX_TEXT

tracer = trace.get_tracer("shop.tests", "1.0")


def test_everything_of_a_span_arrives(sdk: Any, collector: Collector) -> None:
    linked = SpanContext(7, 8, True, TraceFlags(1))
    with tracer.start_as_current_span(
        "order",
        kind=SpanKind.PRODUCER,
        attributes={"text": "ü", "n": -3, "big": 1 << 70},
        links=[Link(linked, {"a": 1})],
    ) as span:
        span.set_attributes(
            {"yes": True, "ratio": 0.5, "list": ["a", "b"], "map": {"k": [1, None]}, "raw": b"\x00\xff"}
        )
        span.add_event("packed", {"boxes": 2}, timestamp=1_700_000_000_000_000_000)
        span.update_name("order placed")
        span.set_status(Status(StatusCode.ERROR, "late"))
        assert trace.get_current_span() is span
        assert span.is_recording()
    assert not span.is_recording()
    assert sdk.flush()
    (request,) = [message for path, message in collector.accepted if path == "/v1/traces"]
    (resource,) = request.resource_spans
    about = pairs(resource.resource.attributes)
    assert about["service.name"] == "shop"
    assert about["telemetry.sdk.language"] == "python"
    (scope,) = resource.scope_spans
    assert (scope.scope.name, scope.scope.version) == ("shop.tests", "1.0")
    (sent,) = scope.spans
    assert sent.name == "order placed"
    assert sent.kind == 4
    assert pairs(sent.attributes) == {
        "text": "ü", "n": -3, "big": str(1 << 70), "yes": True, "ratio": 0.5, "list": ["a", "b"],
        "map": {"k": [1, None]}, "raw": b"\x00\xff",
    }  # fmt: skip
    (event,) = sent.events
    assert (event.name, event.time_unix_nano, pairs(event.attributes)) == (
        "packed",
        1_700_000_000 * 10**9,
        {"boxes": 2},
    )
    (link,) = sent.links
    assert int.from_bytes(link.trace_id, "big") == 7
    assert int.from_bytes(link.span_id, "big") == 8
    assert pairs(link.attributes) == {"a": 1}
    assert (sent.status.code, sent.status.message) == (2, "late")


def test_children_follow_the_context_across_tasks_and_explicit_contexts(sdk: Any, collector: Collector) -> None:
    async def child(name: str) -> None:
        with tracer.start_as_current_span(name):
            await asyncio.sleep(0)

    async def parent() -> None:
        with tracer.start_as_current_span("parent"):
            await asyncio.gather(child("a"), child("b"))

    asyncio.run(parent())
    remote = trace.set_span_in_context(NonRecordingSpan(SpanContext(1 << 100, 77, True, TraceFlags(1))))
    tracer.start_span("remote child", context=remote).end()
    tracer.start_span("root", context=otel_context.Context()).end()
    assert sdk.flush()
    top = collector.span("parent")
    assert {collector.span(n).parent_span_id for n in "ab"} == {top.span_id}
    assert collector.span("remote child").parent_span_id == (77).to_bytes(8, "big")
    assert collector.span("root").parent_span_id == b""


def test_exception_in_a_span_is_recorded_and_cancellation_is_not(sdk: Any, collector: Collector) -> None:
    with pytest.raises(ValueError, match="bad"), tracer.start_as_current_span("failing"):
        raise ValueError("bad")
    with (
        pytest.raises(ValueError, match="bad"),
        tracer.start_as_current_span("quiet", record_exception=False, set_status_on_exception=False),
    ):
        raise ValueError("bad")
    with pytest.raises(asyncio.CancelledError), tracer.start_as_current_span("cancelled"):
        raise asyncio.CancelledError
    assert sdk.flush()
    failing = collector.span("failing")
    assert (failing.status.code, failing.status.message) == (2, "ValueError: bad")
    assert pairs(failing.events[0].attributes)["exception.type"] == "ValueError"
    assert collector.span("quiet").status.code == 0
    assert not collector.span("quiet").events
    assert collector.span("cancelled").status.code == 0
    assert not collector.span("cancelled").events


def test_ok_is_final(sdk: Any, collector: Collector) -> None:
    span = tracer.start_span("fine")
    span.set_status(StatusCode.OK)
    span.set_status(StatusCode.ERROR, "too late")
    span.end()
    assert sdk.flush()
    assert collector.span("fine").status.code == 1


def test_limits_keep_a_span_small(sdk: Any, collector: Collector) -> None:
    span = tracer.start_span("large")
    for number in range(MAX_ATTRIBUTES + 10):
        span.set_attribute(f"k{number}", "x" * (MAX_TEXT + 1))
    for _ in range(MAX_EVENTS + 10):
        span.add_event("e")
    span.end()
    span.set_attribute("after", 1)
    assert sdk.flush()
    sent = collector.span("large")
    assert len(sent.attributes) == MAX_ATTRIBUTES
    assert sent.dropped_attributes_count == 10
    assert len(sent.events) == MAX_EVENTS
    assert {len(value) for value in pairs(sent.attributes).values()} == {MAX_TEXT}


def test_explicit_times_and_second_end(sdk: Any, collector: Collector) -> None:
    span = tracer.start_span("timed", start_time=1_700_000_000 * 10**9)
    span.end(end_time=1_700_000_001 * 10**9)
    span.end()
    assert sdk.flush()
    sent = collector.span("timed")
    assert (sent.start_time_unix_nano, sent.end_time_unix_nano) == (1_700_000_000 * 10**9, 1_700_000_001 * 10**9)


def test_values_that_are_hard_to_print(sdk: Any, collector: Collector) -> None:
    class Hostile:
        def __str__(self) -> str:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        str(Hostile())
    span = tracer.start_span("hostile \ud800")
    span.set_attribute("lone surrogate", "\ud800")
    span.end()
    deep: Any = "bottom"
    for _ in range(50):
        deep = [deep]
    other = tracer.start_span("deep")
    other.set_attribute("deep", deep)
    other.end()
    assert sdk.flush()
    assert collector.span("hostile ?").attributes[0].value.string_value == "?"
    assert collector.span("deep")
    assert sdk.stats()["dropped"] == {}


def test_unsampled_trace_is_whole(configure: Any, collector: Collector) -> None:
    import sardonyx_sdk

    configure(sample=0.0)
    with tracer.start_as_current_span("root") as root:
        assert not root.is_recording()
        assert not root.get_span_context().trace_flags.sampled
        tracer.start_span("child").end()
    assert sardonyx_sdk.flush()
    assert collector.spans == []


def test_context_manager_is_a_decorator_too(sdk: Any, collector: Collector) -> None:
    @tracer.start_as_current_span("decorated")
    def work() -> int:
        return 7

    @tracer.start_as_current_span("decorated async")
    async def async_work() -> int:
        return 8

    assert work() + work() == 14
    assert asyncio.run(async_work()) == 8
    assert sdk.flush()
    assert sorted(s.name for s in collector.spans) == ["decorated", "decorated", "decorated async"]


def test_traced_functions_of_every_kind(sdk: Any, collector: Collector) -> None:
    inner: list[str | None] = []

    @traced
    def plain(x: int) -> int:
        inner.append(current_trace_id())
        return x + 1

    @traced("named", attributes={"tier": "gold"})
    async def coroutine() -> int:
        return 3

    @traced
    def generator() -> Iterator[int]:
        got = yield 1
        tracer.start_span("inside generator").end()
        yield got

    @traced
    async def stream() -> AsyncIterator[int]:
        for n in range(3):
            yield n

    @traced
    def failing() -> None:
        raise KeyError("k")

    assert plain(1) == 2
    assert asyncio.run(coroutine()) == 3
    running = generator()
    assert next(running) == 1
    assert trace.get_current_span() is trace.INVALID_SPAN  # not current between two items
    assert running.send(5) == 5  # type: ignore[attr-defined]
    assert list(running) == []

    async def consume() -> list[int]:
        return [n async for n in stream()]

    assert asyncio.run(consume()) == [0, 1, 2]
    with pytest.raises(KeyError):
        failing()
    assert sdk.flush()
    prefix = "test_traced_functions_of_every_kind.<locals>."
    assert collector.span(f"{prefix}plain").trace_id.hex() == inner[0]
    assert pairs(collector.span("named").attributes)["tier"] == "gold"
    above = collector.span(f"{prefix}generator")
    assert collector.span("inside generator").parent_span_id == above.span_id
    assert collector.span(f"{prefix}stream").status.code == 0
    assert collector.span(f"{prefix}failing").status.code == 2


def test_abandoned_generators_end_without_error(sdk: Any, collector: Collector) -> None:
    @traced("early close")
    def numbers() -> Iterator[int]:
        yield 1
        yield 2

    @traced("early close async")
    async def stream() -> AsyncIterator[int]:
        yield 1
        yield 2

    running = numbers()
    next(running)
    running.close()  # type: ignore[attr-defined]

    async def consume() -> None:
        running = stream()
        await anext(running)
        await running.aclose()  # type: ignore[attr-defined]

    asyncio.run(consume())
    assert sdk.flush()
    assert collector.span("early close").status.code == 0
    assert collector.span("early close async").status.code == 0


def test_thrown_exceptions_reach_a_traced_generator(sdk: Any, collector: Collector) -> None:
    caught: list[str] = []

    @traced("resilient")
    def numbers() -> Iterator[int]:
        try:
            yield 1
        except ValueError as error:
            caught.append(str(error))
            yield 2

    running = numbers()
    next(running)
    assert running.throw(ValueError("hello")) == 2  # type: ignore[attr-defined]
    running.close()  # type: ignore[attr-defined]
    assert caught == ["hello"]


def test_bind_outside_a_request_follows_the_context(sdk: Any, collector: Collector) -> None:
    def work() -> None:
        bind(job="nightly")
        tracer.start_span("bound").end()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    tracer.start_span("unbound").end()
    assert sdk.flush()
    assert pairs(collector.span("bound").attributes) == {"job": "nightly"}
    assert pairs(collector.span("unbound").attributes) == {}


def _workers() -> int:
    return sum(thread.name == "sardonyx-sdk" for thread in threading.enumerate())


def test_reconfigure_keeps_tracers_and_sends_to_the_new_place(configure: Any, collector: Collector) -> None:
    import sardonyx_sdk

    second = Collector()
    before = _workers()
    try:
        configure("old")
        tracer.start_span("first").end()
        configure("new", endpoint=second.url)
        tracer.start_span("second").end()
        assert sardonyx_sdk.flush()
        assert [s.name for s in collector.spans] == ["first"]
        assert [s.name for s in second.spans] == ["second"]
        assert second.resources[0]["service.name"] == "new"
        assert _workers() - before == 1
    finally:
        sardonyx_sdk.shutdown()
        second.close()


def test_ids_are_unique_across_threads(sdk: Any, collector: Collector) -> None:
    def work() -> None:
        for _ in range(500):
            tracer.start_span("x").end()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sdk.flush()
    assert len({span.span_id for span in collector.spans}) == 4000
    assert sdk.stats()["sent"]["traces"] == 4000
