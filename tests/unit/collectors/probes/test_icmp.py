"""Pings: answered, lost, and not permitted."""

import pytest

from sardonyx.collectors.network.outcome import Probe
from sardonyx.collectors.probes import icmp
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import IcmpCheck
from sardonyx.outgoing.guard import Guard


async def _probed(guard: Guard, monkeypatch: pytest.MonkeyPatch, answer: Probe, *conditions: str) -> ProbeResult:
    async def ping(*_: object) -> Probe:
        return answer

    monkeypatch.setattr(icmp, "permitted", lambda: True)
    monkeypatch.setattr(icmp, "ping", ping)
    check = IcmpCheck(host="127.0.0.1", conditions=conditions)
    return await icmp.probe(check, ProbeContext("m1", 1.0, guard))


async def test_the_round_trip_is_the_latency(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    result = await _probed(guard, monkeypatch, Probe(0.02), "latency < 10ms")
    assert (result.outcome, result.message, result.phases["rtt"]) == ("down", "latency < 10ms: is 20 ms", 0.02)


@pytest.mark.parametrize("reason", ["timeout", "unreachable"])
async def test_a_lost_ping_says_why(guard: Guard, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    result = await _probed(guard, monkeypatch, Probe.lost(reason))  # type: ignore[arg-type]
    assert (result.outcome, result.reason) == ("down", reason)


async def test_without_the_right_to_ping_it_says_what_to_do(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icmp, "permitted", lambda: False)
    result = await icmp.probe(IcmpCheck(host="127.0.0.1"), ProbeContext("m1", 1.0, guard))
    assert result.reason == "unsupported"
    assert "ping_group_range" in result.message
