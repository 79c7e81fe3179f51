"""Targets from an HTTP address. Source: Prometheus, http_sd_configs."""

from collections.abc import Sequence

from sardonyx.collectors.scrape.discovery.asking import AskingDiscovery
from sardonyx.collectors.scrape.discovery.written_groups import read_groups
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.models import HttpSd


class HttpDiscovery(AskingDiscovery):
    """The groups an address answers; `__meta_url` says which address."""

    def __init__(self, name: str, wanted: HttpSd) -> None:
        super().__init__(name, wanted.refresh_interval, Client(wanted))
        self._url = wanted.url
        self._headers = {"X-Prometheus-Refresh-Interval-Seconds": f"{wanted.refresh_interval:g}"}

    async def find(self) -> Sequence[TargetGroup]:
        """Ask once."""
        return read_groups(await self.ask(self._url, self._headers), self._url, {"__meta_url": self._url})
