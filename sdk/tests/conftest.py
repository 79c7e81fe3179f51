"""Fixtures: a collector, and the SDK configured to send to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sardonyx_sdk
from collector import Collector
from sardonyx_sdk import durations
from sardonyx_sdk.buffer import buffer
from sardonyx_sdk.runtime import runtime

Configure = Callable[..., None]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


@pytest.fixture
def configure(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Configure the SDK to send to the collector, without any of the environment's settings; shut down afterwards."""
    for name in ("OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_ENDPOINT", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    level = logging.getLogger().level
    buffer.counts.reset()
    for metric in durations.ALL:
        metric.reset()
    runtime.meters._meters.clear()  # instruments of earlier tests are not exported in later ones

    def start(service: str = "shop", **settings: Any) -> None:
        settings.setdefault("endpoint", collector.url)
        settings.setdefault("metric_interval_seconds", 3600)
        settings.setdefault("logs", "off")
        sardonyx_sdk.configure(service, **settings)

    yield start
    collector.released.set()
    sardonyx_sdk.shutdown()
    assert logging.getLogger().level == level


@pytest.fixture
def sdk(configure: Configure) -> Any:
    """The SDK, configured and with every hook."""
    configure()
    return sardonyx_sdk
