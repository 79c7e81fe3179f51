"""What an agent collects: what the server would collect on this host, under names that tell hosts apart, and itself."""

import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry

from sardonyx.collectors.built_in import built_in, finder
from sardonyx.collectors.network.built_in import network_targets
from sardonyx.collectors.network.peers import SERVER_NODE
from sardonyx.collectors.own.page import OwnPage
from sardonyx.collectors.scrape.built_in import BuiltIn, Finder
from sardonyx.config.peers import Peer
from sardonyx.config.sections import CollectorSettings

JOB = "sardonyx-agent"
_PORTS = {"http": 80, "https": 443}


def agent_targets(
    settings: CollectorSettings, name: str, server: str, registry: CollectorRegistry
) -> Sequence[BuiltIn]:
    """The agent's scrape targets; the server is a peer of its probes."""
    collected = [_renamed(each, name) for each in built_in(settings)]
    probes = network_targets(settings, source=name, instance=name, more=[server_peer(server)])
    return [*collected, *probes, BuiltIn(JOB, name, OwnPage(registry))]


def agent_finder(settings: CollectorSettings, name: str) -> Finder | None:
    """What finds servers on this host that are not configured; None where that is switched off."""
    found = finder(settings)
    return None if found is None else NamedFinder(found, name)


class NamedFinder:
    """Another finder's targets, with instances as the server shall know them."""

    def __init__(self, inner: Finder, name: str) -> None:
        self.problems: Mapping[str, tuple[str, ...]] = {}
        self._inner = inner
        self._name = name
        self._renamed: dict[BuiltIn, BuiltIn] = {}

    async def run(self, update: Callable[[Sequence[BuiltIn]], Awaitable[None]]) -> None:
        """Tell what the other one tells; the same objects stay the same."""

        async def renamed(found: Sequence[BuiltIn]) -> None:
            self._renamed = {one: self._renamed.get(one) or _renamed(one, self._name) for one in found}
            self.problems = self._inner.problems
            await update(list(self._renamed.values()))

        await self._inner.run(renamed)


def server_peer(server: str) -> Peer:
    """The server, by its address; `/live` answers without a key."""
    parts = urlsplit(server)
    port = parts.port or _PORTS[parts.scheme]
    return Peer(SERVER_NODE, "http", parts.hostname or "", port, f"{server.rstrip('/')}/live")


def instance_of(instance: str, name: str) -> str:
    """An instance as the server shall know it: this host, and loopback addresses, by the agent's name."""
    host, separator, port = instance.rpartition(":")
    if not separator:
        host, port = instance, ""
    if host == socket.gethostname() or host == "localhost" or _is_loopback(host):
        return f"{name}{separator}{port}"
    return instance


def _renamed(target: BuiltIn, name: str) -> BuiltIn:
    return replace(target, instance=instance_of(target.instance, name))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
