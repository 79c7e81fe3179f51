"""Targets Prometheus' configuration has: what is scraped is worth a check of its own."""

from collections.abc import Iterable, Iterator

from sardonyx.collectors.scrape.state import Pool
from sardonyx.config.checks import HttpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.candidate import Candidate

_MOST = 500


def read_targets(pools: Iterable[Pool]) -> Iterator[Candidate]:
    """A check of the page of each target that is scraped over HTTP; built-in ones have no URL of their own."""
    left = _MOST
    for pool in pools:
        for target in pool.active:
            if not target.url.startswith(("http://", "https://")) or left <= 0:
                continue
            left -= 1
            job, instance = target.labels.get("job", pool.name), target.labels.get("instance", "")
            monitor = Monitor(
                name=f"{job} {instance}"[:120],
                check=HttpCheck(url=target.url, conditions=("status == 200",)),
                group=job[:120],
                service=target.labels.get("service_name", "")[:200],
            )
            yield Candidate(monitor, "prometheus", f"Prometheus' job {pool.name} scrapes it")
