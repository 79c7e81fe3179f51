"""A dead, slow or wrong collector never blocks, breaks or bloats the application."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
from typing import Any

import pytest
from opentelemetry import trace

import sardonyx_sdk
from collector import Answer, Collector, status
from sardonyx_sdk import outbox
from sardonyx_sdk.buffer import buffer

tracer = trace.get_tracer("faults")


def record(*names: str) -> None:
    for name in names:
        tracer.start_span(name).end()


def names(collector: Collector) -> list[str]:
    return [span.name for span in collector.spans]


@pytest.fixture(autouse=True)
def quick_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "FIRST_BACKOFF_SECONDS", 0.02)
    monkeypatch.setattr(outbox, "MAX_BACKOFF_SECONDS", 0.1)


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_retries_what_is_worth_retrying(configure: Any, collector: Collector, code: int) -> None:
    collector.answers.extend([status(code), status(code)])
    configure()
    record("once")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["once"]
    assert len(collector.requests) == 3
    assert sardonyx_sdk.stats()["errors"] == {f"http_{code}": 2}
    assert sardonyx_sdk.stats()["dropped"] == {}


@pytest.mark.parametrize("code", [400, 401, 403, 404, 500, 501])
def test_drops_and_counts_what_is_not(configure: Any, collector: Collector, code: int) -> None:
    collector.answers.append(status(code))
    configure()
    record("a", "b")
    assert sardonyx_sdk.flush(10)
    assert len(collector.requests) == 1
    assert sardonyx_sdk.stats()["dropped"] == {f"http_{code}": 2}
    record("later")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["later"]


def test_honours_retry_after(configure: Any, collector: Collector) -> None:
    collector.answers.append(status(503, {"Retry-After": "1"}))
    configure()
    record("patient")
    began = time.monotonic()
    assert sardonyx_sdk.flush(10)
    assert time.monotonic() - began >= 0.99  # the first backoff alone would be 20 ms
    assert names(collector) == ["patient"]


@pytest.mark.parametrize("value", ["soon", "-3", "nan", "Thu, 01 Jan 1970 00:00:00 GMT", "", "1e999"])
def test_nonsense_in_retry_after_is_tolerated(configure: Any, collector: Collector, value: str) -> None:
    collector.answers.append(status(429, {"Retry-After": value}))
    configure()
    record("a")
    sardonyx_sdk.flush(0.5)
    assert sardonyx_sdk.stats()["errors"] == {"http_429": 1}
    worker = sardonyx_sdk.runtime.runtime.worker
    assert worker is not None
    assert worker.outbox.not_before - time.monotonic() <= 300


def test_redirects_are_errors_and_not_followed(configure: Any, collector: Collector) -> None:
    elsewhere = Collector()
    try:
        collector.answers.append(status(307, {"Location": f"{elsewhere.url}/v1/traces"}))
        configure()
        record("a")
        assert sardonyx_sdk.flush(10)
        assert elsewhere.requests == []
        assert sardonyx_sdk.stats()["dropped"] == {"redirect": 1}
    finally:
        elsewhere.close()


def test_too_large_is_split_until_it_fits(configure: Any, collector: Collector) -> None:
    collector.answers.extend([status(413), status(413)])
    configure()
    record(*(str(number) for number in range(10)))
    assert sardonyx_sdk.flush(10)
    assert sorted(names(collector), key=int) == [str(number) for number in range(10)]
    assert sardonyx_sdk.stats()["dropped"] == {}


def test_a_record_too_large_by_itself_is_dropped(configure: Any, collector: Collector) -> None:
    collector.default = status(413)
    configure()
    record("a", "b", "c")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["dropped"] == {"too_large": 3}


@pytest.mark.parametrize(
    "body", [b"<html>hello</html>", b"\x0a", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x08\x01", b"{}"]
)
def test_nonsense_in_a_success_counts_as_success(configure: Any, collector: Collector, body: bytes) -> None:
    collector.answers.append(status(200, body=body))
    configure()
    record("a")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["sent"] == {"traces": 1}


def test_partial_success_is_counted(configure: Any, collector: Collector) -> None:
    # partial_success { rejected_spans: 2, error_message: "no" }
    collector.answers.append(status(200, body=b"\x0a\x06\x08\x02\x12\x02no"))
    configure()
    record("a", "b", "c")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["sent"] == {"traces": 1}
    assert sardonyx_sdk.stats()["rejected"] == 2


def raw(data: bytes) -> Answer:
    def act(handler: Any) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return Answer(act)


def test_garbage_instead_of_http_is_dropped(configure: Any, collector: Collector) -> None:
    collector.answers.append(raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"))
    configure()
    record("a")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["dropped"] == {"nonsense": 1}
    record("b")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["b"]


@pytest.mark.parametrize("data", [b"", b"HTT", b"HTTP/1.1 2"])
def test_connection_closed_midway_is_retried(configure: Any, collector: Collector, data: bytes) -> None:
    collector.answers.append(raw(data))
    configure()
    record("a")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["a"]
    assert sardonyx_sdk.stats()["errors"] == {"closed": 1}


def test_answer_cut_off_after_its_status_counts(configure: Any, collector: Collector) -> None:
    collector.answers.append(Answer(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc").act, accepts=True))
    configure()
    record("a")
    assert sardonyx_sdk.flush(10)
    record("b")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["a", "b"]


def test_connection_is_kept_alive(configure: Any, collector: Collector) -> None:
    ports: set[int] = set()

    def act(handler: Any) -> None:
        ports.add(handler.client_address[1])
        status(200).act(handler)

    collector.default = Answer(act, accepts=True)
    configure()
    for name in "abc":
        record(name)
        assert sardonyx_sdk.flush(10)
    assert names(collector) == ["a", "b", "c"]
    assert len(ports) == 1


def test_hanging_collector_runs_into_the_time_out(configure: Any, collector: Collector) -> None:
    collector.answers.append(Answer(lambda handler: collector.released.wait(30)))
    configure(timeout_seconds=0.3)
    record("a")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["a"]
    assert sardonyx_sdk.stats()["errors"] == {"timeout": 1}


def test_dribbling_collector_runs_into_the_same_time_out(configure: Any, collector: Collector) -> None:
    def act(handler: Any) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not collector.released.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            pass
        handler.close_connection = True

    collector.answers.append(Answer(act))
    configure(timeout_seconds=0.5)
    record("a")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["errors"] == {"timeout": 1}


def test_endless_answer_is_not_read(configure: Any, collector: Collector) -> None:
    def act(handler: Any) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not collector.released.is_set():
                handler.wfile.write(b"x" * 65536)
        except OSError:
            pass
        handler.close_connection = True

    collector.answers.append(Answer(act, accepts=True))
    configure(timeout_seconds=5)
    record("a")
    assert sardonyx_sdk.flush(10)
    record("b")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["a", "b"]


def test_application_does_not_wait_for_a_hanging_collector(configure: Any, collector: Collector) -> None:
    entered = threading.Event()

    def act(handler: Any) -> None:
        entered.set()
        collector.released.wait(30)

    collector.default = Answer(act)
    configure(timeout_seconds=30, interval_seconds=0.01)
    record("first")
    assert entered.wait(10)
    for number in range(2000):  # returns although nobody answers
        record(str(number))
    assert sardonyx_sdk.stats()["buffered"] == 2000
    collector.released.set()


def test_nobody_listens_bounded_and_counted(configure: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        configure(endpoint=f"http://127.0.0.1:{unused.getsockname()[1]}", max_records=100, max_bytes=20_000)
        for _ in range(50):
            record(*("x" * 40 for _ in range(100)))
            assert len(buffer) <= 100
            sardonyx_sdk.flush(0.01)
        worker = sardonyx_sdk.runtime.runtime.worker
        assert worker is not None
        assert worker.outbox.bytes <= 2 * 20_000
        seen = sardonyx_sdk.stats()
        assert seen["errors"]["connect"] >= 1
        held = seen["buffered"] + sum(len(batch.records) for batch in worker.outbox._queue)
        assert seen["dropped"].get("buffer_full", 0) + seen["dropped"].get("outbox_full", 0) + held == 5000


def test_heavy_records_are_bounded_in_bytes(configure: Any, collector: Collector) -> None:
    entered = threading.Event()

    def act(handler: Any) -> None:
        entered.set()
        collector.released.wait(30)

    collector.answers.append(Answer(act))
    configure(max_bytes=1 << 20, interval_seconds=0.01)
    record("holds the thread up")
    assert entered.wait(10)
    for number in range(1000):
        span = tracer.start_span(str(number))
        span.set_attribute("long", "x" * 8000)
        span.end()
    assert len(buffer) * 8000 <= 1 << 20
    assert sardonyx_sdk.stats()["dropped"]["buffer_full"] == 1000 - len(buffer)
    collector.released.set()


def test_old_batches_expire(configure: Any, collector: Collector) -> None:
    collector.default = status(503)
    configure(max_age_seconds=0.2)
    record("a", "b")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.stats()["dropped"] == {"expired": 2}


def test_a_record_that_cannot_be_encoded_takes_only_itself(configure: Any, collector: Collector) -> None:
    configure()
    broken = tracer.start_span("broken")
    broken.start_ns = -1  # type: ignore[attr-defined]  # not representable
    record("good")
    broken.end()
    record("also good")
    assert sardonyx_sdk.flush(10)
    assert names(collector) == ["good", "also good"]
    assert sardonyx_sdk.stats()["dropped"] == {"encode_error": 1}


def test_failing_delivery_is_logged_once_a_minute(
    configure: Any, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    collector.default = status(401)
    configure()
    for name in "abc":
        record(name)
        assert sardonyx_sdk.flush(10)
    (line,) = [entry.getMessage() for entry in caplog.records if entry.name == "sardonyx_sdk"]
    assert "cannot deliver traces to http://127.0.0.1" in line
    assert "http_401" in line


def test_own_requests_are_not_traced_and_own_logs_not_sent(configure: Any, collector: Collector) -> None:
    configure(logs="otlp")
    logging.getLogger("sardonyx_sdk").error("about ourselves")
    logging.getLogger("shop").error("about the shop")
    assert sardonyx_sdk.flush(10)
    assert sardonyx_sdk.flush(10)
    assert [record.body.string_value for record in collector.logs] == ["about the shop"]
    assert collector.spans == []


def test_compresses_unless_on_loopback(configure: Any, collector: Collector) -> None:
    configure(compression="gzip")
    record("a" * 100)
    assert sardonyx_sdk.flush(10)
    _, headers, body = collector.requests[0]
    assert headers["Content-Encoding"] == "gzip"
    assert b"a" * 100 in gzip.decompress(body)
    assert names(collector) == ["a" * 100]
    configure()
    record("b")
    assert sardonyx_sdk.flush(10)
    assert "Content-Encoding" not in collector.requests[-1][1]


def test_sends_headers_and_key(configure: Any, collector: Collector) -> None:
    configure(headers={"x-team": "shop"}, key="sx_1")
    record("a")
    assert sardonyx_sdk.flush(10)
    path, headers, _ = collector.requests[0]
    assert path == "/v1/traces"
    assert headers["Content-Type"] == "application/x-protobuf"
    assert headers["x-team"] == "shop"
    assert headers["authorization"] == "Bearer sx_1"


def test_shutdown_gives_up_in_time(configure: Any, collector: Collector) -> None:
    collector.default = Answer(lambda handler: collector.released.wait(60))
    configure(timeout_seconds=60)
    record("a")
    began = time.monotonic()
    sardonyx_sdk.shutdown(0.3)
    assert time.monotonic() - began < 5
    assert sardonyx_sdk.stats()["configured"] is False
    record("after")  # a no-op now
    assert len(buffer) == 0


def test_shutdown_delivers_what_is_left(configure: Any, collector: Collector) -> None:
    configure(interval_seconds=60)
    record("a", "b")
    assert sardonyx_sdk.shutdown()
    assert names(collector) == ["a", "b"]
