"""By which addresses a container's port is reached from here. Source: Docker Engine API, ContainerList."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]

_ANY = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1", "": "127.0.0.1"}  # noqa: S104 - what Docker says, nothing is bound


def tcp_ports(container: Document) -> list[int]:
    """The ports it exposes, as it knows them."""
    found = (port.get("PrivatePort") for port in container.get("Ports") or () if port.get("Type") == "tcp")
    return sorted({port for port in found if isinstance(port, int)})


def addresses_of(container: Document, port: int, own_networks: frozenset[str]) -> list[str]:
    """HOST:PORT of a container's port, the best first; none where it can't be reached.

    Published ports come first, unless this process is in a container itself (`own_networks` are its networks then): it reaches
    others by the networks they share.
    """
    published = [
        _joined(_ANY.get(told := str(each.get("IP") or ""), told), each["PublicPort"])
        for each in container.get("Ports") or ()
        if each.get("Type") == "tcp" and each.get("PrivatePort") == port and each.get("PublicPort")
    ]
    if _mode(container) == "host":
        published.append(_joined("127.0.0.1", port))
    inside = [_joined(ip, port) for ip in _ips(container, own_networks)]
    return list(dict.fromkeys([*inside, *published] if own_networks else [*published, *inside]))


def networks_of(container: Document) -> frozenset[str]:
    """The networks it is in."""
    return frozenset(str(network.get("NetworkID", "")) for network in _networks(container).values() if network)


def _ips(container: Document, own_networks: frozenset[str]) -> Iterator[str]:
    for _, network in sorted(_networks(container).items()):
        shared = not own_networks or (network or {}).get("NetworkID") in own_networks
        if shared and (ip := (network or {}).get("IPAddress") or (network or {}).get("GlobalIPv6Address")):
            yield ip


def _networks(container: Document) -> Document:
    return (container.get("NetworkSettings") or {}).get("Networks") or {}


def _mode(container: Document) -> str:
    return (container.get("HostConfig") or {}).get("NetworkMode") or ""


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
