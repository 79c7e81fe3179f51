"""Which peers are probed: those settings name, the servers collectors ask, and pings beside."""

from collections.abc import Iterable

from sardonyx.collectors.built_in import address_of
from sardonyx.config.peers import Peer, Protocol, parse
from sardonyx.config.sections import CollectorSettings

SERVER_NODE = "sardonyx"
"""The name of the Sardonyx server among sources and targets."""


def wanted(settings: CollectorSettings, more: Iterable[Peer] = ()) -> list[Peer]:
    """All peers, each once; `more` are those the process adds itself."""
    network = settings.network
    found = [*(parse(text) for text in network.peers), *more]
    if network.databases:
        secrets = (*settings.postgres, *settings.redis, *settings.qdrant)
        urls = [secret.get_secret_value() for secret in secrets] + list(settings.nginx)
        found += [Peer(address, "tcp", host, port) for host, port, address in map(_server, urls)]
    return list(with_pings(found) if network.icmp else _unique(found))


def with_pings(peers: Iterable[Peer]) -> Iterable[Peer]:
    """The peers, and for each that is reached otherwise a ping nobody named."""
    named = _unique(peers)
    return _unique([*named, *(Peer(peer.name, "icmp", peer.host, wanted=False) for peer in named)])


def _unique(peers: Iterable[Peer]) -> list[Peer]:
    found: dict[tuple[str, Protocol], Peer] = {}
    for peer in peers:
        found.setdefault((peer.name, peer.protocol), peer)
    return list(found.values())


def _server(url: str) -> tuple[str, int, str]:
    address = address_of(url)
    host, _, port = address.rpartition(":")
    return host, int(port), address
