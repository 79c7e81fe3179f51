"""The collectors of this process, made from settings."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

from sardonyx.collectors.containers.collector import ContainerCollector
from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.host.collector import HostCollector
from sardonyx.collectors.nginx.collector import NginxCollector
from sardonyx.collectors.postgres.collector import PostgresCollector
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
    if docker := docker_address(settings.docker):
        found.append(BuiltIn("cadvisor", socket.gethostname(), ContainerCollector(DockerApi(docker))))
    for url in (secret.get_secret_value() for secret in settings.postgres):
        found.append(BuiltIn("postgres", address_of(url), PostgresCollector(url)))
    for url in (secret.get_secret_value() for secret in settings.redis):
        found.append(BuiltIn("redis", address_of(url), RedisCollector(url)))
    for address in settings.nginx:
        found.append(BuiltIn("nginx", address_of(address), NginxCollector(address)))
    return found


def docker_address(wanted: str) -> str | None:
    """Where Docker is to be asked; None where it isn't."""
    if wanted == "auto":
        return f"unix://{_DOCKER_SOCKET}" if _DOCKER_SOCKET.is_socket() else None
    return None if wanted == "off" else wanted


def address_of(url: str) -> str:
    """Host and port of a URL; nothing of its user or password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or _PORTS.get(parts.scheme, 0)}"
