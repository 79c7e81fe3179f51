"""Settings: precedence, defaults, and mistakes that name themselves."""

from __future__ import annotations

from typing import Any

import pytest

import sardonyx_sdk
from sardonyx_sdk.settings import HOOKS, Settings, resolve

DEFAULTS: dict[str, Any] = {
    "service": None, "endpoint": None, "environment": None, "version": None, "headers": None, "key": None, "sample": None,
    "log_level": None, "instrument": None, "logs": None, "mask": True, "compression": None, "max_records": 10,
    "max_bytes": 1000, "interval_seconds": 1.0, "metric_interval_seconds": 10.0, "timeout_seconds": 10.0,
    "max_age_seconds": 300.0,
}  # fmt: skip


def settle(env: dict[str, str] | None = None, **arguments: Any) -> Settings:
    return resolve(**{**DEFAULTS, **arguments}, env=env or {})


def test_works_without_any_setting() -> None:
    found = settle()
    assert found.service == "unknown_service:python"
    assert found.endpoint == "http://127.0.0.1:4318"
    assert found.sample == 1.0
    assert found.instrument == HOOKS
    assert found.compression == "none"
    assert found.logs == "json"
    assert found.log_level == 20


def test_argument_before_own_variable_before_standard_variable() -> None:
    env = {
        "SARDONYX_SERVICE": "own", "OTEL_SERVICE_NAME": "standard", "OTEL_RESOURCE_ATTRIBUTES": "service.name=resource",
        "SARDONYX_ENDPOINT": "https://own.test", "OTEL_EXPORTER_OTLP_ENDPOINT": "https://standard.test",
        "SARDONYX_SAMPLE": "0.5", "SARDONYX_INSTRUMENT": "httpx, redis", "SARDONYX_LOGS": "otlp", "SARDONYX_KEY": "k",
    }  # fmt: skip
    assert settle(env, service="given").service == "given"
    found = settle(env)
    assert found.service == "own"
    assert found.endpoint == "https://own.test"
    assert found.sample == 0.5
    assert found.instrument == ("httpx", "redis")
    assert found.logs == "otlp"
    assert found.headers["authorization"] == "Bearer k"
    assert found.compression == "gzip"
    del env["SARDONYX_SERVICE"], env["SARDONYX_ENDPOINT"]
    assert settle(env).service == "standard"
    assert settle(env).endpoint == "https://standard.test"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"endpoint": "collector:4318"}, "endpoint: 'collector:4318' is not an absolute"),
        ({"endpoint": "ftp://x"}, "endpoint"),
        ({"endpoint": "http://x:notaport"}, "no valid port"),
        ({"sample": 1.5}, "sample: 1.5 is not between 0 and 1"),
        ({"sample": float("nan")}, "sample"),
        ({"log_level": "LOUD"}, "log_level: 'LOUD' is not one of DEBUG, INFO"),
        ({"instrument": ["httpx", "htpx"]}, "instrument: htpx unknown; allowed: auto, fastapi"),
        ({"logs": "xml"}, "logs: 'xml' is not one of json, otlp, off"),
        ({"compression": "zip"}, "compression"),
        ({"headers": {"x": "a\r\nb: c"}}, "headers"),
        ({"max_records": 0}, "greater than zero"),
        ({"env": {"OTEL_RESOURCE_ATTRIBUTES": "oops"}}, "OTEL_RESOURCE_ATTRIBUTES: 'oops' is not key=value"),
        ({"env": {"SARDONYX_SAMPLE": "half"}}, "sample: 'half' is not a number"),
    ],
)
def test_mistake_names_the_setting_and_what_is_allowed(arguments: dict[str, Any], message: str) -> None:
    env = arguments.pop("env", {})
    with pytest.raises(ValueError, match=message):
        settle(env, **arguments)


def test_a_mistake_leaves_everything_as_it_was() -> None:
    with pytest.raises(ValueError, match="sample"):
        sardonyx_sdk.configure("x", sample=7)
    assert not sardonyx_sdk.stats()["configured"]
