"""The collectors of this process, made from settings."""

import asyncio
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sardonyx.collectors.cgroups.collector import CgroupCollector
from sardonyx.collectors.containers.collector import ContainerCollector
from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.found.containers import ContainerFinder
from sardonyx.collectors.found.finder import ServerFinder
from sardonyx.collectors.found.local import LocalFinder
from sardonyx.collectors.found.making import target_of
from sardonyx.collectors.found.server import FoundServer, Kind
from sardonyx.collectors.host.collector import HostCollector
from sardonyx.collectors.nginx.collector import NginxCollector
from sardonyx.collectors.postgres.collector import PostgresCollector
from sardonyx.collectors.qdrant.collector import QdrantCollector
from sardonyx.collectors.redis.collector import RedisCollector
from sardonyx.collectors.scrape.built_in import BuiltIn, CollectorInThread
from sardonyx.config.sections import CollectorSettings

_DOCKER_SOCKET = Path("/var/run/docker.sock")
_PORTS = {"postgresql": 5432, "postgres": 5432, "redis": 6379, "rediss": 6379, "http": 80, "https": 443}


def built_in(settings: CollectorSettings) -> list[BuiltIn]:
    """A target for every collector that is wanted. Job and instance are what the community's dashboards expect."""
    found = []
    if settings.host:
        found.append(BuiltIn("node", socket.gethostname(), CollectorInThread(HostCollector().page)))
    found += _containers(settings)
    for url in (secret.get_secret_value() for secret in settings.postgres):
        found.append(BuiltIn("postgres", address_of(url), PostgresCollector(url)))
    for url in (secret.get_secret_value() for secret in settings.redis):
        found.append(BuiltIn("redis", address_of(url), RedisCollector(url)))
    for url in (secret.get_secret_value() for secret in settings.qdrant):
        found.append(BuiltIn("qdrant", address_of(url), QdrantCollector(url)))
    for address in settings.nginx:
        found.append(BuiltIn("nginx", address_of(address), NginxCollector(address)))
    return found


def configured_servers(settings: CollectorSettings) -> list[FoundServer]:
    """The servers that settings name."""
    named: tuple[tuple[Kind, Iterable[str]], ...] = (
        ("postgres", (secret.get_secret_value() for secret in settings.postgres)),
        ("redis", (secret.get_secret_value() for secret in settings.redis)),
        ("qdrant", (secret.get_secret_value() for secret in settings.qdrant)),
        ("nginx", settings.nginx),
    )
    return [
        FoundServer(kind, place, url, frozenset({place}))
        for kind, urls in named
        for url in urls
        for place in [address_of(url)]
    ]


def _containers(settings: CollectorSettings) -> Iterator[BuiltIn]:
    """Docker's containers, and control groups beside them or in their place."""
    host, docker = socket.gethostname(), docker_address(settings.docker)
    groups = CgroupCollector(without_docker=docker is not None and settings.cgroups == "on")
    in_thread = CollectorInThread(groups.page, lambda: groups.problems)
    wanted = settings.cgroups == "on" or (settings.cgroups == "auto" and groups.anything())
    if docker:
        instead = in_thread.page if wanted and settings.cgroups == "auto" else None
        yield BuiltIn("cadvisor", host, ContainerCollector(DockerApi(docker), instead=instead))
    if wanted and (docker is None or settings.cgroups == "on"):
        yield BuiltIn("cgroups" if docker else "cadvisor", host, in_thread)


def finder(settings: CollectorSettings) -> ServerFinder | None:
    """What finds servers that are not configured; None where that is switched off."""
    if settings.discover == "off":
        return None
    docker = docker_address(settings.docker)
    containers = ContainerFinder(DockerApi(docker)) if docker else None
    urls = list(_configured(settings))

    async def configured() -> frozenset[str]:
        return frozenset().union(*[await _places(url) for url in urls])

    return ServerFinder(containers, LocalFinder(), target_of, configured)


def docker_address(wanted: str) -> str | None:
    """Where Docker is to be asked; None where it isn't."""
    if wanted == "auto":
        return f"unix://{_DOCKER_SOCKET}" if _DOCKER_SOCKET.is_socket() else None
    return None if wanted == "off" else wanted


def address_of(url: str) -> str:
    """Host and port of a URL; nothing of its user or password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or _default_port(url)}"


def _default_port(url: str) -> int:
    return _PORTS.get(urlsplit(url).scheme, 0)


def _configured(settings: CollectorSettings) -> Iterator[str]:
    yield from settings.nginx
    for secret in (*settings.postgres, *settings.redis, *settings.qdrant):
        yield secret.get_secret_value()


async def _places(url: str) -> frozenset[str]:
    """All addresses a URL may mean."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or _default_port(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return frozenset({f"{host}:{port}"})
    hosts = {str(where[0]) for *_, where in found}
    hosts = {"127.0.0.1" if each == "::1" else each for each in hosts}
    return frozenset(f"[{each}]:{port}" if ":" in each else f"{each}:{port}" for each in {*hosts, host})
