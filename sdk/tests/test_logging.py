"""Structured logging: the JSON line, the record sent, and their trace context."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry import _logs, trace
from opentelemetry._logs import SeverityNumber

import sardonyx_sdk
from collector import Collector, pairs
from sardonyx_sdk import bind
from sardonyx_sdk.json_logging import JsonHandler

log = logging.getLogger("shop.checkout")
tracer = trace.get_tracer("t")


@pytest.fixture
def json_logs(configure: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    configure(logs="json", instrument=[])

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return lines


@contextmanager
def detached() -> Iterator[logging.Logger]:
    """A logger with nothing but our handler: others, pytest's among them, may raise at what we tolerate."""
    own = logging.getLogger("detached")
    own.propagate = False
    own.handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, JsonHandler)]
    yield own
    own.handlers = []


def test_line_has_every_field(json_logs: Any) -> None:
    with tracer.start_as_current_span("buy") as span:
        bind(user_id=42, request_id="r-1", tenant="acme")
        log.info("sold %d books", 3, extra={"shelf": "A\n1", "sizes": [1, 2]})
    context = span.get_span_context()
    (line,) = json_logs()
    stamp = line.pop("timestamp")
    assert len(stamp) == len("2026-01-01T00:00:00.000000Z")
    assert line == {
        "level": "INFO",
        "service": "shop",
        "message": "sold 3 books",
        "trace_id": f"{context.trace_id:032x}",
        "span_id": f"{context.span_id:016x}",
        "request_id": "r-1",
        "user_id": "42",
        "metadata": {"logger": "shop.checkout", "tenant": "acme", "shelf": "A\n1", "sizes": [1, 2]},
    }


def test_line_outside_a_span_says_null(json_logs: Any) -> None:
    log.warning('quote " backslash \\ newline \n ünï')
    (line,) = json_logs()
    assert line["message"] == 'quote " backslash \\ newline \n ünï'
    assert line["level"] == "WARN"
    assert [line[key] for key in ("trace_id", "span_id", "request_id", "user_id")] == [None] * 4
    assert line["metadata"] == {"logger": "shop.checkout"}


def test_lone_surrogate_is_printed_and_sent(json_logs: Any, collector: Collector) -> None:
    with detached() as own:
        own.warning("half \ud800 a character")
    assert json_logs()[0]["message"] == "half \ud800 a character"
    assert sardonyx_sdk.flush()
    assert collector.logs[0].body.string_value == "half ? a character"


def test_record_is_sent_with_its_context(json_logs: Any, collector: Collector) -> None:
    with tracer.start_as_current_span("buy") as span:
        bind(user_id="u1")
        log.error("no stock", extra={"item": 7})
    log.debug("below the level")
    assert sardonyx_sdk.flush()
    (record,) = collector.logs
    assert record.body.string_value == "no stock"
    assert (record.severity_number, record.severity_text) == (17, "ERROR")
    assert int.from_bytes(record.trace_id, "big") == span.get_span_context().trace_id
    assert int.from_bytes(record.span_id, "big") == span.get_span_context().span_id
    assert record.flags == 1
    assert record.time_unix_nano > 10**18
    found = pairs(record.attributes)
    assert found.pop("code.line.number") > 0
    assert found.pop("code.file.path").endswith("test_logging.py")
    assert found == {
        "user.id": "u1", "item": 7, "code.function.name": "test_record_is_sent_with_its_context",
    }  # fmt: skip
    (message,) = [m for path, m in collector.accepted if path == "/v1/logs"]
    assert message.resource_logs[0].scope_logs[0].scope.name == "shop.checkout"


def test_exception_goes_with_its_stack(json_logs: Any, collector: Collector) -> None:
    try:
        raise LookupError("gone")
    except LookupError:
        log.exception("failed")
    (line,) = json_logs()
    assert line["metadata"]["exception.type"] == "LookupError"
    assert line["metadata"]["exception.message"] == "gone"
    assert "raise LookupError" in line["metadata"]["exception.stacktrace"]
    assert sardonyx_sdk.flush()
    assert pairs(collector.logs[0].attributes)["exception.type"] == "LookupError"


def test_both_ways_are_masked(json_logs: Any, collector: Collector) -> None:
    log.info("mail to %s", "ada@example.org", extra={"password": "x", "note": "card 4111 1111 1111 1111"})
    (line,) = json_logs()
    assert line["message"] == "mail to [redacted:email]"
    assert line["metadata"]["note"] == "card [redacted:card]"
    assert sardonyx_sdk.flush()
    (record,) = collector.logs
    assert record.body.string_value == "mail to [redacted:email]"
    assert pairs(record.attributes)["note"] == "card [redacted:card]"
    assert "ada@example.org" not in str(collector.accepted)


def test_secret_by_its_name_is_never_kept(json_logs: Any, collector: Collector) -> None:
    log.info("login", extra={"password": "hunter2", "api-key": "abc", "user": "ada"})
    with tracer.start_as_current_span("login", attributes={"Authorization": "letmein", "user": "ada"}):
        pass
    (line,) = json_logs()
    assert line["metadata"]["password"] == "[redacted:denied_key]"
    assert sardonyx_sdk.flush()
    assert pairs(collector.logs[0].attributes)["api-key"] == "[redacted:denied_key]"
    assert pairs(collector.span("login").attributes) == {"Authorization": "[redacted:denied_key]", "user": "ada"}


def test_masking_can_be_switched_off(configure: Any, collector: Collector, capsys: pytest.CaptureFixture[str]) -> None:
    configure(logs="json", mask=False)
    log.info("ada@example.org")
    assert json.loads(capsys.readouterr().out)["message"] == "ada@example.org"
    assert sardonyx_sdk.flush()
    assert collector.logs[0].body.string_value == "ada@example.org"


@pytest.mark.parametrize(
    ("settings", "environment", "level"),
    [
        ({}, {}, logging.INFO),
        ({"environment": "development"}, {}, logging.DEBUG),
        ({"environment": "production"}, {}, logging.INFO),
        ({"environment": "development"}, {"LOG_LEVEL": "ERROR"}, logging.ERROR),
        ({"log_level": "WARN"}, {"LOG_LEVEL": "ERROR"}, logging.WARNING),
    ],
)
def test_level_comes_from_setting_environment_variable_or_environment(
    configure: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, environment: Any, level: int
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    configure(logs="otlp", **settings)
    assert logging.getLogger().level == level


def test_console_handlers_are_replaced_and_restored(configure: Any, capsys: pytest.CaptureFixture[str]) -> None:
    root, own = logging.getLogger(), logging.getLogger("uvicorn.test")
    ours, theirs = logging.StreamHandler(sys.stdout), logging.StreamHandler(sys.stderr)
    root.addHandler(ours)
    own.addHandler(theirs)
    own.propagate = False
    try:
        configure(logs="json")
        log.warning("once")
        own.warning("also once")
        captured = capsys.readouterr()
        assert [json.loads(line)["message"] for line in captured.out.splitlines()] == ["once", "also once"]
        assert captured.err == ""
        sardonyx_sdk.shutdown()
        assert ours in root.handlers
        assert own.handlers == [theirs]
    finally:
        root.removeHandler(ours)
        own.removeHandler(theirs)
        own.propagate = True


def test_a_record_that_cannot_be_formatted_is_counted(json_logs: Any) -> None:
    class Hostile:
        def __str__(self) -> str:
            raise RuntimeError("no")

    with detached() as own:
        own.info("%d", "not a number")
        own.info(Hostile())
        own.info("fine")
    assert [line["message"] for line in json_logs()] == ["fine"]
    assert sardonyx_sdk.stats()["hook_errors"] == {"logging": 2}


def test_stdout_that_logs_does_not_recurse(configure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class LoggingStream:
        def write(self, text: str) -> None:
            log.info("printed %s", text)

        def flush(self) -> None:
            pass

    configure(logs="json")
    monkeypatch.setattr(sys, "stdout", LoggingStream())
    log.info("once")
    assert sardonyx_sdk.stats()["buffered"] == 1


def test_broken_stdout_does_not_reach_the_application(
    configure: Any, monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    class Broken:
        def write(self, text: str) -> None:
            raise BrokenPipeError

    configure(logs="json")
    monkeypatch.setattr(sys, "stdout", Broken())
    log.info("still sent")
    assert sardonyx_sdk.flush()
    assert collector.logs[0].body.string_value == "still sent"


def test_logs_through_the_api(sdk: Any, collector: Collector) -> None:
    logger = _logs.get_logger("lib", "3")
    with tracer.start_as_current_span("s") as span:
        logger.emit(
            timestamp=10**18,
            severity_number=SeverityNumber.WARN,
            body={"k": [1, "a"]},
            attributes={"x": 1},
            event_name="e",
        )
    logger.emit(_logs.LogRecord(severity_number=SeverityNumber.INFO, body="from a record"))
    assert sdk.flush()
    first, second = collector.logs
    assert first.time_unix_nano == 10**18
    assert first.severity_text == "WARN"
    assert first.event_name == "e"
    assert pairs(first.body.kvlist_value.values) == {"k": [1, "a"]}
    assert int.from_bytes(first.span_id, "big") == span.get_span_context().span_id
    assert second.body.string_value == "from a record"
    assert second.trace_id == b""
