"""What a scrape target is read from: an HTTP endpoint, or a collector inside this process."""

from dataclasses import dataclass
from typing import Protocol

from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.models import Job

TEXT = "text/plain; version=0.0.4; charset=utf-8"

# A job without body_size_limit is bounded nevertheless.
DEFAULT_BODY_LIMIT = 64 << 20

_FORMATS = {
    "OpenMetricsText1.0.0": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8",
    "OpenMetricsText0.0.1": "application/openmetrics-text;version=0.0.1",
    "PrometheusText1.0.0": "text/plain;version=1.0.0;escaping=allow-utf-8",
    "PrometheusText0.0.4": "text/plain;version=0.0.4",
}


@dataclass(frozen=True, slots=True)
class Exposition:
    """A page of metrics, in the text format or OpenMetrics as `content_type` says."""

    body: bytes
    content_type: str = TEXT


class Source(Protocol):
    """Where the page of one target comes from."""

    async def fetch(self, timeout: float) -> Exposition:
        """The page as it is now. Raises ScrapeFailed; is cancelled after `timeout` seconds."""
        ...


class HttpSource:
    """A page at an address, asked for as Prometheus asks."""

    def __init__(self, client: Client, url: str, job: Job) -> None:
        self._client = client
        self._url = url
        self._limit = job.body_size_limit or DEFAULT_BODY_LIMIT
        self._compression = job.enable_compression
        self._accept = accept(job.scrape_protocols)

    async def fetch(self, timeout: float) -> Exposition:
        """GET the page."""
        headers = {"Accept": self._accept, "X-Prometheus-Scrape-Timeout-Seconds": f"{timeout:g}"}
        answer = await self._client.get(self._url, headers, limit=self._limit, compression=self._compression)
        return Exposition(answer.body, answer.content_type)


def accept(protocols: tuple[str, ...] | None) -> str:
    """The Accept header for these scrape_protocols, the first preferred; the protobuf format is not offered."""
    wanted = [_FORMATS[name] for name in protocols or _FORMATS if name in _FORMATS]
    offered = [f"{media};q=0.{len(wanted) + 1 - rank}" for rank, media in enumerate(wanted)]
    return ",".join([*offered, "*/*;q=0.1"])
