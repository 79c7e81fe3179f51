"""Answers in the shape of the Docker Engine API: three containers of a shop, their sidecar, and one in the host's network."""

from typing import Any

FRONT, BACK, HOST = "f" * 64, "b" * 64, "0" * 64


def endpoint(network: str, ip: str, ipv6: str = "") -> dict[str, Any]:
    return {
        "IPAMConfig": None, "Links": None, "Aliases": None, "NetworkID": network, "EndpointID": "e" * 64, "Gateway": "172.20.0.1",
        "IPAddress": ip, "IPPrefixLen": 16, "IPv6Gateway": "", "GlobalIPv6Address": ipv6, "GlobalIPv6PrefixLen": 64 if ipv6 else 0,
        "MacAddress": "02:42:ac:14:00:02", "DriverOpts": None,
    }  # fmt: skip


def container(
    letter: str, name: str, mode: str, networks: dict[str, Any], ports: list[dict[str, Any]], **labels: str
) -> dict[str, Any]:
    return {
        "Id": letter * 64, "Names": [f"/{name}"], "Image": f"example/{name}:1", "ImageID": "sha256:" + "d" * 64,
        "Command": f"/{name}", "Created": 1616273136, "Ports": ports, "Labels": labels, "State": "running",
        "Status": "Up 40 seconds", "HostConfig": {"NetworkMode": mode}, "NetworkSettings": {"Networks": networks}, "Mounts": [],
    }  # fmt: skip


def network(identity: str, name: str, **labels: str) -> dict[str, Any]:
    return {
        "Name": name, "Id": identity, "Created": "2021-03-20T21:45:26Z", "Scope": "local", "Driver": "bridge", "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": None, "Config": []}, "Internal": False, "Attachable": True, "Ingress": False,
        "ConfigFrom": {"Network": ""}, "ConfigOnly": False, "Containers": {}, "Options": {}, "Labels": labels,
    }  # fmt: skip


CONTAINERS = [
    container(
        "1", "web", "front",
        {"front": endpoint(FRONT, "172.20.0.2"), "back": endpoint(BACK, "172.21.0.2")},
        [
            {"IP": "0.0.0.0", "PrivatePort": 8080, "PublicPort": 80, "Type": "tcp"},
            {"PrivatePort": 9100, "Type": "tcp"},
            {"PrivatePort": 53, "Type": "udp"},
        ],
        **{"com.docker.compose.service": "web"},
    ),
    container("2", "worker", "back", {"back": endpoint(BACK, "172.21.0.3")}, []),
    container("3", "sidecar", f"container:{'2' * 64}", {}, []),
    container("4", "node", "host", {"host": endpoint(HOST, "")}, []),
    container("5", "six", "front", {"front": endpoint(FRONT, "", "fc00::2")}, [{"PrivatePort": 80, "Type": "tcp"}]),
]  # fmt: skip
NETWORKS = [network(FRONT, "front", tier="edge"), network(BACK, "back"), network(HOST, "host")]
