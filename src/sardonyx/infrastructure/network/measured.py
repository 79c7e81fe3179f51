"""What the store's series tell of the network: probes, bandwidth tests, agents, interfaces. All of it is PromQL."""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sardonyx.query.promql import Promql, PromqlError, QueryLimits, VectorAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange

Key = tuple[str, ...]
Values = Mapping[Key, float]

_AT_ONCE = 4
_PROBE = ("source", "target", "protocol")
_HOST = ("instance", "job")
_WIRES = 'device!~"lo|veth.*|docker.*|br-.*"'


@dataclass(frozen=True, slots=True)
class Question:
    """A query (`$r` is the range), the labels by which its values are told apart, and how several of one key become one."""

    query: str
    by: tuple[str, ...]
    merged: str = "max"


def _rtt(function: str, quantile: str) -> Question:
    return Question(f'{function}network_probe_rtt_seconds{{quantile="{quantile}"}}[$r])', _PROBE)


def _both_ways(what: str) -> str:
    received, sent = (f"node_network_{way}_{what}_total{{{_WIRES}}}" for way in ("receive", "transmit"))
    return f"rate({received}[$r]) + rate({sent}[$r])"


QUESTIONS: Mapping[str, Question] = {
    "rtt_median": _rtt("quantile_over_time(0.5, ", "0.5"),
    "rtt_p95": _rtt("avg_over_time(", "0.95"),
    "rtt_min": Question('min_over_time(network_probe_rtt_seconds{quantile="0"}[$r])', _PROBE, "min"),
    "jitter": Question("avg_over_time(network_probe_jitter_seconds[$r])", _PROBE),
    "dns": Question('avg_over_time(probe_dns_lookup_time_seconds{source!=""}[$r])', _PROBE),
    "sent": Question("increase(network_probes_total[$r])", _PROBE, "sum"),
    "lost": Question("increase(network_probes_failed_total[$r])", (*_PROBE, "reason"), "sum"),
    "up": Question('probe_success{source!=""}', _PROBE),
    "retransmits": Question("increase(network_probe_retransmits_total[$r])", _PROBE, "sum"),
    "kernel_rtt": Question("last_over_time(network_probe_tcp_rtt_seconds[$r])", _PROBE),
    "seen": Question("max_over_time(timestamp(network_probes_total)[$r:$s])", _PROBE),
    "bandwidth": Question(
        "last_over_time(network_bandwidth_bytes_per_second[$r])", ("source", "target", "direction")
    ),
    "bandwidth_at": Question("last_over_time(network_bandwidth_test_timestamp_seconds[$r])", ("source", "target")),
    "agents": Question("last_over_time(sardonyx_agent_info[$r])", ("instance", "version")),
    "received": Question(f"rate(node_network_receive_bytes_total{{{_WIRES}}}[$r])", _HOST, "sum"),
    "sent_bytes": Question(f"rate(node_network_transmit_bytes_total{{{_WIRES}}}[$r])", _HOST, "sum"),
    "errors": Question(_both_ways("errs"), _HOST, "sum"),
    "drops": Question(_both_ways("drop"), _HOST, "sum"),
    "retransmitted": Question(
        "rate(node_netstat_Tcp_RetransSegs[$r]) / (rate(node_netstat_Tcp_OutSegs[$r]) > 0)", _HOST
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers by the name of their question; `problems` are those that could not be asked."""

    values: Mapping[str, Values]
    problems: list[str]

    def of(self, question: str, key: Key) -> float | None:
        """One value; None where there is none."""
        return self.values.get(question, {}).get(key)


async def measured(promql: Promql, limits: QueryLimits, span: TimeRange, scope: AccessScope) -> Measured:
    """Ask all questions for a range, at its end."""
    seconds = max(60, round(span.seconds))
    step = max(15, seconds // 240)
    turn = asyncio.Semaphore(_AT_ONCE)
    problems: dict[str, None] = {}

    async def ask(question: Question) -> Values:
        query = question.query.replace("$r", f"{seconds}s").replace("$s", f"{step}s")
        whole = f"{question.merged} by ({', '.join(question.by)}) ({query})"
        try:
            async with turn:
                answer = await promql.instant(whole, span.end_ns / NS, scope, limits)
        except PromqlError as error:
            problems[f"series could not be asked: {error}"] = None
            return {}
        return _by_labels(answer, question.by) if isinstance(answer, VectorAnswer) else {}

    found = await asyncio.gather(*(ask(question) for question in QUESTIONS.values()))
    return Measured(dict(zip(QUESTIONS, found, strict=True)), list(problems))


def _by_labels(answer: VectorAnswer, by: tuple[str, ...]) -> Values:
    floats = answer.vector.floats
    return {
        tuple(labels.get(name, "") for name in by): float(value)
        for labels, value, present in zip(floats.labels, floats.values[:, 0], floats.present[:, 0], strict=True)
        if present and math.isfinite(value)
    }
