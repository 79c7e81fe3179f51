"""What an agent counts of itself."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from sardonyx import __version__
from sardonyx.collectors.agent.buffer import Buffer

DROPPED_FOR = ("buffer_full", "refused")


class AgentMetrics:
    """Present at zero from the start. `buffer_full`: the oldest made room. `refused`: the server will never take them."""

    def __init__(
        self, registry: CollectorRegistry, buffer: Buffer, lines: Buffer, name: str, results: Buffer | None = None
    ) -> None:
        self.sent = Counter("sardonyx_agent_sent_samples", "Samples the server has taken.", registry=registry)
        self.requests = Counter("sardonyx_agent_sent_requests", "Requests the server has taken.", registry=registry)
        self.dropped = Counter(
            "sardonyx_agent_dropped_samples", "Samples the server will never have.", ["reason"], registry=registry
        )
        for reason in DROPPED_FOR:
            self.dropped.labels(reason)
        self.failed = Counter(
            "sardonyx_agent_failed_requests", "Requests that have to be sent again.", registry=registry
        )
        self.sent_lines = Counter("sardonyx_agent_sent_log_lines", "Log lines the server has taken.", registry=registry)
        self.dropped_lines = Counter(
            "sardonyx_agent_dropped_log_lines", "Log lines the server will never have.", ["reason"], registry=registry
        )
        self.dropped_lines.labels("refused")
        self.sent_results = Counter(
            "sardonyx_agent_sent_results", "Results of checks the server has taken.", registry=registry
        )
        self.dropped_results = Counter(
            "sardonyx_agent_dropped_results",
            "Results of checks the server will never have.",
            ["reason"],
            registry=registry,
        )
        for reason in DROPPED_FOR:
            self.dropped_results.labels(reason)
        info = Gauge("sardonyx_agent_info", "Always 1.", ["name", "version"], registry=registry)
        info.labels(name, __version__).set(1)
        ProcessCollector(registry=registry)
        registry.register(_BufferCollector(buffer, lines, results))


class _BufferCollector(Collector):
    def __init__(self, buffer: Buffer, lines: Buffer, results: Buffer | None) -> None:
        self._buffer = buffer
        self._lines = lines
        self._results = results

    def collect(self) -> Iterable[Metric]:
        buffer, lines = self._buffer, self._lines
        yield _gauge("sardonyx_agent_log_buffered_bytes", "Disk taken by log lines that wait.", lines.size)
        yield _gauge("sardonyx_agent_log_buffered_lines", "Log lines that wait for the server.", lines.samples)
        yield _gauge("sardonyx_agent_log_buffered_seconds", "How long the oldest has waited.", lines.oldest_seconds)
        yield _gauge("sardonyx_agent_buffered_bytes", "Disk taken by what waits for the server.", buffer.size)
        yield _gauge("sardonyx_agent_buffered_samples", "Samples that wait for the server.", buffer.samples)
        yield _gauge("sardonyx_agent_buffered_seconds", "How long the oldest has waited.", buffer.oldest_seconds)
        if (results := self._results) is not None:
            yield _gauge("sardonyx_agent_result_buffered_results", "Results that wait for the server.", results.samples)
            yield _gauge("sardonyx_agent_result_buffered_seconds", "How long the oldest waits.", results.oldest_seconds)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
