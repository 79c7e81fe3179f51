"""What Docker's documents say of containers and networks, as targets. Source: Prometheus, docker_sd_configs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sardonyx.collectors.scrape.discovery.dns_targets import joined

Labels = dict[str, str]
Document = Mapping[str, Any]

_PREFIX = "__meta_docker_"
_NO_LABEL = re.compile(r"[^a-zA-Z0-9_]")
_SHARED = "container:"
_HOST = "host"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How containers become targets: `port` where none is exposed, `host` for those in the host's network."""

    port: int = 80
    host: str = "localhost"
    first_network_only: bool = True


def targets_of(containers: Sequence[Document], networks: Sequence[Document], wanted: Wanted) -> list[Labels]:
    """The targets of all containers: one for each network and exposed TCP port, or one with the configured port."""
    by_id = {container["Id"]: container for container in containers}
    network_labels = {network["Id"]: _network_labels(network) for network in networks}
    return [
        {**found, **_container_labels(container), **network_labels.get(endpoint.get("NetworkID", ""), {})}
        for container in containers
        if container.get("Names")
        for endpoint in _endpoints(container, by_id, wanted.first_network_only)
        for found in _addresses(container, endpoint, wanted)
    ]


def _addresses(container: Document, endpoint: Document, wanted: Wanted) -> Iterator[Labels]:
    ip = endpoint.get("IPAddress") or endpoint.get("GlobalIPv6Address") or ""
    ports = [port for port in container.get("Ports") or () if port.get("Type") == "tcp"]
    for port in ports:
        public = {}
        if port.get("PublicPort"):
            public = {
                f"{_PREFIX}port_public": str(port["PublicPort"]),
                f"{_PREFIX}port_public_ip": port.get("IP") or "",
            }
        yield {
            "__address__": joined(ip, port["PrivatePort"]),
            f"{_PREFIX}network_ip": ip,
            f"{_PREFIX}port_private": str(port["PrivatePort"]),
            **public,
        }
    if not ports:
        address = wanted.host if _mode(container) == _HOST else joined(ip, wanted.port)
        yield {"__address__": address, f"{_PREFIX}network_ip": ip}


def _endpoints(container: Document, by_id: Mapping[str, Document], first_only: bool) -> list[Document]:
    """The networks a container is in, by name; one that shares another's network is in that one's."""
    seen: set[str] = set()
    while not (found := _networks(container)) and _mode(container).startswith(_SHARED):
        other = _mode(container).removeprefix(_SHARED)
        if other in seen or other not in by_id:
            return []
        seen.add(other)
        container = by_id[other]
    endpoints = [endpoint for _, endpoint in sorted(found.items()) if endpoint is not None]
    return endpoints[:1] if first_only else endpoints


def _networks(container: Document) -> Document:
    return (container.get("NetworkSettings") or {}).get("Networks") or {}


def _mode(container: Document) -> str:
    return (container.get("HostConfig") or {}).get("NetworkMode") or ""


def _container_labels(container: Document) -> Labels:
    prefix = f"{_PREFIX}container_"
    return {
        f"{prefix}id": container["Id"],
        f"{prefix}name": container["Names"][0],
        f"{prefix}network_mode": _mode(container),
        **_labelled(f"{prefix}label_", container.get("Labels")),
    }


def _network_labels(network: Document) -> Labels:
    prefix = f"{_PREFIX}network_"
    return {
        f"{prefix}id": network["Id"],
        f"{prefix}name": network.get("Name", ""),
        f"{prefix}scope": network.get("Scope", ""),
        f"{prefix}internal": _truth(network.get("Internal")),
        f"{prefix}ingress": _truth(network.get("Ingress")),
        **_labelled(f"{prefix}label_", network.get("Labels")),
    }


def _labelled(prefix: str, labels: Mapping[str, str] | None) -> Labels:
    return {f"{prefix}{_NO_LABEL.sub('_', name)}": value for name, value in (labels or {}).items()}


def _truth(value: object) -> str:
    return "true" if value else "false"
