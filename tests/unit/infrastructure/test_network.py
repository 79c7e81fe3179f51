"""The network matrix: bandwidth tests one at a time, traffic from the two spans of a call, probes from series."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any, cast

import pytest

from sardonyx.access.errors import Conflict, NotFound
from sardonyx.infrastructure.network import streams
from sardonyx.infrastructure.network.bandwidth import BandwidthDesk
from sardonyx.infrastructure.network.measured import measured
from sardonyx.infrastructure.network.models import BandwidthResult, PairAnswer
from sardonyx.infrastructure.network.service import bandwidth_of, hosts_of, nodes_of, probes_of
from sardonyx.query.promql import DEFAULT_LIMITS, Promql
from sardonyx.query.promql.store.fresh import FreshSamples, MemoryReader
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.network import service_pairs
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_spans, span

MS = 10**6
HOUR = TimeRange(T0, T0 + 3600 * NS)


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _desk() -> tuple[BandwidthDesk, _Clock]:
    clock = _Clock()
    return BandwidthDesk(clock), clock


def test_a_bandwidth_test_waits_for_its_agent_runs_and_is_done() -> None:
    desk, _ = _desk()
    assert desk.claim("web-1") is None
    test = desk.start("web-1", 2, 1000, "alice")
    assert desk.claim("other") is None
    with pytest.raises(NotFound):
        desk.running(test.id)
    claimed = desk.claim("web-1")
    assert claimed is not None
    assert (claimed.id, claimed.state) == (test.id, "running")
    assert desk.claim("web-1") is None, "once"
    desk.finish(test.id, BandwidthResult(upload_bytes_per_second=5.0))
    assert [(one.state, one.started_by) for one in desk.tests()] == [("done", "alice")]
    with pytest.raises(NotFound):
        desk.finish(test.id, BandwidthResult())


def test_only_one_bandwidth_test_is_at_work() -> None:
    desk, clock = _desk()
    desk.claim("a")
    desk.start("a", 2, 1000, "alice")
    with pytest.raises(Conflict, match="less than 5 s ago"):
        desk.start_here("b", 2, 1000, "b")
    clock.now += 6
    with pytest.raises(Conflict, match="only one"):
        desk.start_here("b", 2, 1000, "b")
    first = desk.claim("a")
    assert first is not None
    with pytest.raises(Conflict, match="with a is running"):
        desk.start("a", 2, 1000, "alice")
    desk.finish(first.id, BandwidthResult(error="broke"))
    assert desk.tests()[0].state == "failed"
    assert desk.start_here("b", 2, 1000, "b").state == "running"


def test_a_test_nobody_fetches_or_ends_has_failed() -> None:
    desk, clock = _desk()
    with pytest.raises(NotFound, match="has asked"):
        desk.start("never", 2, 1000, "alice")
    desk.claim("a")
    desk.start("a", 2, 1000, "alice")
    clock.now += 61
    (failed,) = desk.tests()
    assert "did not fetch" in failed.result.error
    assert desk.agents() == frozenset()
    desk.start_here("a", 2, 1000, "alice")
    clock.now += 60
    assert "did not tell" in desk.tests()[0].result.error


async def _chunks(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


async def test_streams_of_a_test_are_bounded() -> None:
    assert sum([len(block) async for block in streams.made_up(200_001, 60)]) == 200_001
    assert [block async for block in streams.made_up(1 << 30, 0)] == []
    assert await streams.counted(_chunks(5, 5, 5), 100, 60) == 15
    assert await streams.counted(_chunks(5, 5, 5), 10, 60) == 10
    assert await streams.counted(_chunks(5, 5, 5), 100, 0) == 5


def _call(number: int, client_ms: int, server_ms: int, *, server: str = "core", **columns: Any) -> list[dict[str, Any]]:
    """A call of web's and its answering span, whose clock is a day behind."""
    trace, ids = f"{number:032x}", [f"{number:08x}{side:08x}" for side in range(2)]
    return [
        span(number * NS, "GET", trace=trace, span_id=ids[0], service="web", SpanKind="Client",
             duration_ns=client_ms * MS, **columns),
        span(number * NS, "GET /", trace=trace, span_id=ids[1], parent=ids[0], service=server, SpanKind="Server",
             duration_ns=server_ms * MS, SpanAttributes={"http.response.body.size": "3600"}),
    ]  # fmt: skip


async def test_network_time_is_what_the_caller_waits_longer(engine: EmbeddedEngine) -> None:
    calls = [_call(number, 50 + number, 50) for number in range(1, 101)]
    calls += [_call(200, 10, 30, server="late"), _call(201, 90, 10, StatusCode="Error")]
    await insert_spans(engine, [one for call in calls for one in call])
    found = await service_pairs(engine, HOUR, AccessScope.ALL)
    assert found.every == 1
    core, late = found.pairs
    assert (core.client, core.server, core.calls) == ("web", "core", 101)
    assert core.calls_per_second == pytest.approx(101 / 3600)
    assert core.network_p50_seconds == pytest.approx(0.051, rel=0.02)
    assert core.network_p95_seconds == pytest.approx(0.096, rel=0.03)
    assert core.duration_p50_seconds == pytest.approx(0.101, rel=0.02)
    assert core.error_ratio == pytest.approx(1 / 101)
    assert core.in_bytes_per_second == pytest.approx(101)
    assert core.out_bytes_per_second is None, "no span tells"
    assert core.last_ns == T0 + 201 * NS
    assert (late.server, late.network_p50_seconds) == ("late", 0), "the answer outlived the call"


async def test_pairs_reach_no_further_than_the_scope(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, _call(1, 20, 10) + _call(2, 20, 10, server="secret"))
    scope = AccessScope(frozenset({"web", "core"}))
    assert [pair.server for pair in (await service_pairs(engine, HOUR, scope)).pairs] == ["core"]
    assert (await service_pairs(engine, HOUR, AccessScope(frozenset({"core"})))).pairs == []


async def test_probes_agents_bandwidth_and_interfaces_come_from_series() -> None:
    samples = FreshSamples()
    end = HOUR.end_ns // NS
    probe = {"source": "web-1", "target": "db", "protocol": "tcp"}

    def has(name: str, first: float, last: float, /, **labels: str) -> None:
        """A series every 15 s of the last ten minutes, in a straight line."""
        key = tuple(sorted({"__name__": name, **labels}.items()))
        for step in range(41):
            samples.add(key, (end - 600 + step * 15) * 1000, first + (last - first) * step / 40)

    has("probe_success", 1, 1, **probe)
    has("probe_success", 1, 1, job="blackbox", instance="x")
    has("network_probes_total", 0, 200, **probe)
    has("network_probes_failed_total", 0, 20, **probe, reason="timeout")
    has("network_probes_failed_total", 0, 0, **probe, reason="dns")
    for level, value in (("0", 0.001), ("0.5", 0.002), ("0.95", 0.004)):
        has("network_probe_rtt_seconds", value, value, **probe, quantile=level)
    has("network_probe_retransmits_total", 0, 2, **probe)
    has("network_bandwidth_bytes_per_second", 7, 7, source="web-1", target="sardonyx", direction="upload")
    has("network_bandwidth_test_timestamp_seconds", end - 60, end - 60, source="web-1", target="sardonyx")
    has("sardonyx_agent_info", 1, 1, instance="web-1", name="web-1", version="1.2")
    for device, bytes_ in (("eth0", 6000), ("eth1", 3000), ("lo", 10**9)):
        has("node_network_receive_bytes_total", 0, bytes_, instance="web-1", job="node", device=device)
        for way in ("receive", "transmit"):
            has(f"node_network_{way}_drop_total", 0, 600, instance="web-1", job="node", device=device)
    has("node_netstat_Tcp_OutSegs", 0, 1000, instance="web-1", job="node")
    has("node_netstat_Tcp_RetransSegs", 0, 10, instance="web-1", job="node")

    span_ = TimeRange((end - 600) * NS, end * NS)
    promql = Promql(cast("Any", None), push=False, reader=partial(MemoryReader, (samples,)))
    found = await measured(promql, DEFAULT_LIMITS, span_, AccessScope.ALL)
    assert found.problems == []
    ((pair, (answer,)),) = probes_of(found).items()
    assert pair == ("web-1", "db")
    assert (answer.protocol, answer.up, answer.sent, answer.lost) == ("tcp", True, 200, 20)
    assert (answer.loss_ratio, answer.failures, answer.retransmits) == (0.1, {"timeout": 20}, 2)
    assert (answer.rtt_min_seconds, answer.rtt_median_seconds) == (0.001, 0.002)
    assert answer.rtt_p95_seconds == pytest.approx(0.004)
    assert end - 15 <= answer.last_seen.timestamp() <= end
    assert (answer.dns_seconds, answer.jitter_seconds) == (None, None)
    tested = bandwidth_of(found)[("web-1", "sardonyx")]
    assert (tested.upload_bytes_per_second, tested.download_bytes_per_second) == (7, None)
    assert tested.at.timestamp() == end - 60
    (host,) = hosts_of(found)
    assert (host.host, host.job) == ("web-1", "node")
    assert host.receive_bytes_per_second == pytest.approx(15), "the loopback interface is left out"
    assert host.drops_per_second == pytest.approx(4)
    assert host.retransmit_ratio == pytest.approx(0.01)

    pairs = [PairAnswer(source="web-1", target="db", probes=[answer], traffic=None, bandwidth=None),
             PairAnswer(source="web-1", target="sardonyx", probes=[], traffic=None, bandwidth=tested)]  # fmt: skip
    nodes = {node.name: node for node in nodes_of(pairs, found, frozenset({"web-1"}))}
    assert {name: node.kinds for name, node in nodes.items()} == {
        "db": ["peer"], "sardonyx": ["server"], "web-1": ["agent"],
    }  # fmt: skip
    assert (nodes["web-1"].version, nodes["web-1"].bandwidth, nodes["db"].bandwidth) == ("1.2", True, False)
