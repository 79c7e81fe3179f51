"""Targets from a Docker daemon's containers. Source: Prometheus, docker_sd_configs, and the Docker Engine API."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode, urlsplit

from sardonyx.collectors.scrape.discovery.asking import AskingDiscovery
from sardonyx.collectors.scrape.discovery.docker_containers import Wanted, targets_of
from sardonyx.collectors.scrape.errors import DiscoveryFailed
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.models import DockerFilter, DockerSd, HttpClient

_SOURCE = "Docker"


class DockerDiscovery(AskingDiscovery):
    """One group of all running containers. `host` is unix:///path, tcp://, http:// or https://.

    As in Prometheus, credentials and TLS are used with http and https only.
    """

    def __init__(self, name: str, wanted: DockerSd) -> None:
        host = urlsplit(wanted.host)
        if host.scheme in ("http", "https"):
            client, self._base = Client(wanted), wanted.host.rstrip("/")
        elif host.scheme == "unix":
            client, self._base = Client(HttpClient(), unix_socket=host.path), "http://docker"
        else:  # tcp
            client, self._base = Client(HttpClient()), f"http://{host.netloc}"
        super().__init__(name, wanted.refresh_interval, client)
        self._host = wanted.host
        self._containers = f"/containers/json{_filters(wanted.filters)}"
        self._targets = Wanted(wanted.port, wanted.host_networking_host, wanted.match_first_network)

    async def find(self) -> Sequence[TargetGroup]:
        """Ask for containers and networks."""
        asked = (self.ask(f"{self._base}{path}") for path in (self._containers, "/networks"))
        containers, networks = await asyncio.gather(*asked)
        try:
            targets = targets_of(containers, networks, self._targets)
        except (AttributeError, KeyError, TypeError) as error:
            raise DiscoveryFailed(f"{self._host}: answered what no Docker daemon does: {error!r}") from None
        return [TargetGroup(_SOURCE, tuple(targets))]


def _filters(wanted: Iterable[DockerFilter]) -> str:
    filters: dict[str, list[str]] = {}
    for one in wanted:
        filters.setdefault(one.name, []).extend(one.values)
    return f"?{urlencode({'filters': json.dumps(filters)})}" if filters else ""
