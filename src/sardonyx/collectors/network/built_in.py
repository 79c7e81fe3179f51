"""The network's scrape target."""

from collections.abc import Iterable

from sardonyx.collectors.network.collector import NetworkCollector
from sardonyx.collectors.network.peers import wanted
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.config.peers import Peer
from sardonyx.config.sections import CollectorSettings

JOB = "network"


def network_targets(
    settings: CollectorSettings, *, source: str, instance: str, more: Iterable[Peer] = ()
) -> list[BuiltIn]:
    """The target that probes all peers as `source`; none where there is nobody to probe."""
    peers = wanted(settings, more)
    if not peers:
        return []
    network = settings.network
    within = min(settings.interval.total_seconds(), 10.0)
    collector = NetworkCollector(
        peers, source, probes=network.probes, timeout=network.timeout.total_seconds(), within=within
    )
    return [BuiltIn(JOB, instance, collector)]
