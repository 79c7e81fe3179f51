"""Finding targets: one module per kind of discovery, all alike outside.

A `Discovery` runs until it is cancelled and tells the groups that are new or have changed; a source that vanished is told
as a group without targets. What fails keeps the last known groups and says the reason in `problem`. Meta labels are
Prometheus' own.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sardonyx.collectors.scrape.discovery.dns_targets import DnsDiscovery
from sardonyx.collectors.scrape.discovery.docker_targets import DockerDiscovery
from sardonyx.collectors.scrape.discovery.file_targets import FileDiscovery
from sardonyx.collectors.scrape.discovery.http_targets import HttpDiscovery
from sardonyx.collectors.scrape.discovery.static_targets import StaticDiscovery
from sardonyx.collectors.scrape.groups import Update
from sardonyx.collectors.scrape.models import Job

__all__ = ["Discovery", "discoveries"]


class Discovery(Protocol):
    """One way to find the targets of a job. `name` tells it from the job's others; `problem` is None while it does well."""

    name: str
    problem: str | None

    async def run(self, update: Update) -> None:
        """Tell groups until cancelled."""
        ...


_KINDS: tuple[tuple[str, Callable[[str, Any], Discovery]], ...] = (
    ("file_sd_configs", FileDiscovery),
    ("dns_sd_configs", DnsDiscovery),
    ("http_sd_configs", HttpDiscovery),
    ("docker_sd_configs", DockerDiscovery),
)


def discoveries(job: Job) -> Sequence[Discovery]:
    """Every discovery of a job; names are `file_sd_configs[0]` and so on, as in the configuration."""
    found: list[Discovery] = []
    if job.static_configs:
        found.append(StaticDiscovery("static_configs", job.static_configs))
    for key, kind in _KINDS:
        found += [kind(f"{key}[{number}]", wanted) for number, wanted in enumerate(getattr(job, key))]
    return found
