"""What probes of real sockets come to: answers, losses at a known rate, and what a failure is called."""

import asyncio
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from sardonyx.collectors.network import icmp
from sardonyx.collectors.network.collector import NetworkCollector
from sardonyx.collectors.network.outcome import Probe
from sardonyx.collectors.network.track import Track, jitter, quantile
from sardonyx.config.peers import Peer, parse
from sardonyx.outgoing.names import Addresses
from tests.support.certificates import self_signed
from tests.support.peers import full_peer, http_peer, silent_peer, status
from tests.support.ports import free_port

_SAMPLE = re.compile(r"^(\w+)\{(.*)\} (\S+)$")


def _samples(page: bytes) -> dict[str, float]:
    """`name{labels without source}` → value."""
    found = {}
    for line in page.decode().splitlines():
        if match := _SAMPLE.match(line):
            labels = [part for part in match[2].split(",") if not part.startswith("source=")]
            found[f"{match[1]}{{{','.join(labels)}}}"] = float(match[3])
    return found


async def _probed(*peers: Peer, passes: int = 1, probes: int = 4, timeout: float = 5.0) -> dict[str, float]:
    collector = NetworkCollector(peers, "here", probes=probes, timeout=timeout, within=15)
    try:
        for _ in range(passes):
            page = await collector.page()
    finally:
        await collector.close()
    return _samples(page)


def _of(found: dict[str, float], name: str, peer: Peer, more: str = "") -> float | None:
    return found.get(f'{name}{{target="{peer.name}",protocol="{peer.protocol}"{more}}}')


def _failed(found: dict[str, float], peer: Peer) -> dict[str, float]:
    head = f'network_probes_failed_total{{target="{peer.name}",protocol="{peer.protocol}",reason='
    return {key.removeprefix(head).strip('"}'): value for key, value in found.items() if key.startswith(head) and value}


async def test_a_connection_has_a_round_trip_and_the_kernels_figures() -> None:
    async with silent_peer() as port:
        peer = parse(f"near=127.0.0.1:{port}")
        found = await _probed(peer, passes=2)
    assert _of(found, "probe_success", peer) == 1
    assert _of(found, "network_probes_total", peer) == 8
    assert _of(found, "network_probe_loss_ratio", peer) == 0
    assert _of(found, "network_probe_retransmits_total", peer) == 0
    levels = [
        _of(found, "network_probe_rtt_seconds", peer, f',quantile="{level}"') for level in ("0", "0.5", "0.95", "1")
    ]
    assert all(levels)
    assert levels == sorted(levels)  # type: ignore[type-var]
    assert 0 < (_of(found, "network_probe_tcp_rtt_seconds", peer) or 0) < 5
    assert _of(found, "probe_dns_lookup_time_seconds", peer) is None, "an address is not looked up"


async def test_a_name_is_looked_up_and_its_time_stands_apart() -> None:
    async with silent_peer() as port:
        peer = parse(f"near=localhost:{port}")
        found = await _probed(peer)
    assert _of(found, "probe_success", peer) == 1, "localhost may be ::1 first, where nobody listens"
    assert (_of(found, "probe_dns_lookup_time_seconds", peer) or 0) > 0


async def test_losses_at_a_known_rate_are_the_rate() -> None:
    async with http_peer(lambda number: None if number % 4 == 0 else status(200)) as port:
        peer = parse(f"lossy=http://127.0.0.1:{port}/")
        found = await _probed(peer, passes=3, probes=4)
    assert _of(found, "network_probes_total", peer) == 12
    assert _failed(found, peer) == {"reset": 3}
    assert _of(found, "network_probe_loss_ratio", peer) == 0.25
    assert _of(found, "probe_success", peer) == 1


async def test_each_failure_has_its_name() -> None:
    closed, unknown = parse(f"closed=127.0.0.1:{free_port()}"), parse("unknown=no-such-host.invalid:80")
    async with http_peer(lambda _: status(503)) as port, full_peer() as full, silent_peer() as silent:
        failing = parse(f"failing=http://127.0.0.1:{port}/")
        lost, mute = parse(f"lost=127.0.0.1:{full}"), parse(f"mute=http://127.0.0.1:{silent}/")
        found = await _probed(closed, unknown, failing, lost, mute, probes=2, timeout=0.3)
        assert _failed(found, closed) == {"refused": 2}
        assert _failed(found, unknown) == {"dns": 2}
        assert _failed(found, failing) == {"status": 2}
        assert _of(found, "probe_http_status_code", failing) == 503
        assert _failed(found, lost) == {"timeout": 2}
        assert _failed(found, mute) == {"timeout": 2}
        for peer in (closed, unknown, failing, lost, mute):
            assert _of(found, "probe_success", peer) == 0
            assert _of(found, "network_probe_rtt_seconds", peer, ',quantile="0.5"') is None


async def test_a_certificate_nobody_vouches_for_is_a_failure_of_tls(tmp_path: Path) -> None:
    context = self_signed(tmp_path).server_context()
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's side of the refused handshake
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        peer = parse(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        found = await _probed(peer, probes=1)
    assert _failed(found, peer) == {"tls": 1}


async def test_any_answer_below_500_is_one() -> None:
    async with http_peer(lambda _: status(404)) as port:
        peer = parse(f"http://127.0.0.1:{port}/")
        found = await _probed(peer)
    assert _of(found, "probe_success", peer) == 1
    assert _of(found, "probe_http_status_code", peer) == 404


async def test_a_host_that_may_not_ping_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icmp, "permitted", lambda: False)
    collector = NetworkCollector([Peer("a", "icmp", "127.0.0.1")], "here")
    assert "ping_group_range" in collector.problems[0]
    assert b"icmp" not in await collector.page()
    await collector.close()


@pytest.mark.skipif(not icmp.permitted(), reason="this process may not open ping sockets")
async def test_a_ping_has_a_round_trip() -> None:
    peer = Peer("me", "icmp", "127.0.0.1", wanted=False)
    assert _of(await _probed(peer), "probe_success", peer) == 1


class _PingSocket(socket.socket):
    """A UDP socket in place of the kernel's ping socket; `far` is the port that answers."""

    far = 0

    def __init__(self, *_: object) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_DGRAM)

    def connect(self, address: Any) -> None:
        super().connect((address[0], self.far))


async def test_a_ping_is_an_echo_request_and_only_its_own_reply_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1", 0))
        far.setblocking(False)
        monkeypatch.setattr(_PingSocket, "far", far.getsockname()[1])
        monkeypatch.setattr(icmp.socket, "socket", _PingSocket)
        asked = asyncio.create_task(icmp.ping(Addresses(((socket.AF_INET, ("127.0.0.1", 0)),), 0.0), 5))
        message, sender = await loop.sock_recvfrom(far, 100)
        assert message[:2] == b"\x08\x00", "type 8, code 0"
        await loop.sock_sendto(far, b"\x00\x00\x00\x00\x00\x00\xff\xff", sender)
        await loop.sock_sendto(far, b"\x00\x00" + message[2:], sender)
        assert ((await asked).seconds or 0) > 0


def test_figures_are_of_the_last_hundred_probes() -> None:
    track = Track()
    track.add([Probe.lost("timeout")] * 60, None)
    track.add([Probe(0.001)] * 60, None)
    assert track.sent == 120
    assert track.loss_ratio == 0.4
    assert len(track.rtts()) == 60


def test_quantiles_and_jitter() -> None:
    assert [quantile([1.0, 2.0, 3.0, 5.0], level) for level in (0, 0.5, 0.95, 1)] == [1, 2.5, pytest.approx(4.7), 5]
    assert quantile([7.0], 0.95) == 7
    assert jitter([1.0, 3.0, 2.0]) == 1.5
    assert jitter([1.0]) == 0
