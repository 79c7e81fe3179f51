"""All peers, probed side by side once per scrape; the page has what came of it.

`probe_*` are named as blackbox_exporter names them; `network_probe_*` are ours. Every series has `source` (who probed), `target`
(the peer's name) and `protocol`.
"""

import asyncio
from collections.abc import Sequence

from sardonyx.collectors.network import http, icmp, tcp
from sardonyx.collectors.network.outcome import Probe, reason_of
from sardonyx.collectors.network.page import page_of
from sardonyx.collectors.network.track import Track
from sardonyx.config.peers import Peer
from sardonyx.outgoing.names import Addresses, Names

_AT_ONCE = 256
_SPACING_SECONDS = 0.1
_NOT_PERMITTED = (
    "pings need a datagram ICMP socket, which this process may not open: let its group in by "
    "net.ipv4.ping_group_range, or set collectors.network.icmp to false"
)


class NetworkCollector:
    """Probes the peers as `source`. A whole pass takes less than `within` seconds; `timeout` is shortened to fit."""

    def __init__(
        self, peers: Sequence[Peer], source: str, *, probes: int = 5, timeout: float = 1.0, within: float = 10.0
    ) -> None:
        may_ping = icmp.permitted()
        pings = any(peer.protocol == "icmp" for peer in peers)
        self.problems: tuple[str, ...] = (_NOT_PERMITTED,) if pings and not may_ping else ()
        self._tracks = [(peer, Track()) for peer in peers if may_ping or peer.protocol != "icmp"]
        self._source = source
        self._probes = probes
        self._timeout = min(timeout, within * 0.4)
        self._spacing = min(_SPACING_SECONDS, within * 0.3 / probes)
        self._names = Names()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def page(self) -> bytes:
        """Probe everything, then tell."""
        phase = self._spacing / max(
            1, len(self._tracks)
        )  # side by side, not at one instant: they would wait for each other
        await asyncio.gather(*(self._pass(*one, index * phase) for index, one in enumerate(self._tracks)))
        return page_of(self._source, [(p, t) for p, t in self._tracks if p.wanted or t.answered]).encoded()

    async def close(self) -> None:
        """Stop looking names up."""
        self._names.close()

    async def _pass(self, peer: Peer, track: Track, phase: float) -> None:
        try:
            addresses = await self._names.of(peer.host, peer.port, self._timeout)
        except OSError:
            track.add([Probe.lost("dns")] * self._probes, None)
            return
        delays = [phase + index * self._spacing for index in range(self._probes)]
        probes = await asyncio.gather(*(self._probe(peer, addresses, delay) for delay in delays))
        track.add(probes, None if peer.is_address else addresses.seconds)

    async def _probe(self, peer: Peer, addresses: Addresses, delay: float) -> Probe:
        await asyncio.sleep(delay)
        async with self._turn:
            try:
                if peer.protocol == "http":
                    return await http.request(peer, addresses, self._timeout)
                if peer.protocol == "icmp":
                    return await icmp.ping(addresses, self._timeout)
                return await tcp.connect(addresses, self._timeout)
            except OSError as error:
                return Probe.lost(reason_of(error))
