"""Scrape targets: what discovery and relabelling make of labels. Source: Prometheus, scrape/target.go."""

import hashlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit, urlunsplit

from sardonyx.collectors.scrape.errors import BadTarget
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.relabel import Labels, Rule, relabel
from sardonyx.collectors.scrape.units import duration_seconds, duration_text

_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ScrapeTarget:
    """One endpoint: `labels` are those of its series, `discovered` those before relabelling."""

    labels: Mapping[str, str]
    discovered: Mapping[str, str] = field(compare=False)
    url: str
    interval_seconds: float
    timeout_seconds: float

    @property
    def key(self) -> str:
        """The same for the same labels, address and times."""
        told = repr((sorted(self.labels.items()), self.url, self.interval_seconds, self.timeout_seconds))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def offset_seconds(self) -> float:
        """When within its interval it is scraped: spreads targets evenly, the same after every start."""
        return int(self.key[:12], 16) / float(1 << 48) * self.interval_seconds


def with_defaults(found: Mapping[str, str], job: Job) -> Labels:
    """A discovered label set with what the job says."""
    labels = {name: value for name, value in found.items() if value}
    defaults = {
        "job": job.job_name,
        "__scrape_interval__": duration_text(job.interval_seconds),
        "__scrape_timeout__": duration_text(job.timeout_seconds),
        "__metrics_path__": job.metrics_path,
        "__scheme__": job.scheme,
        **{f"__param_{name}": values[0] for name, values in job.params.items() if values},
    }
    return {**defaults, **labels}


def make_target(discovered: Labels, job: Job, rules: tuple[Rule, ...]) -> ScrapeTarget | None:
    """The target of a label set `with_defaults`, None when relabelling drops it. Raises BadTarget."""
    labels = relabel(discovered, rules)
    if labels is None:
        return None
    address = labels.get("__address__", "")
    if not address:
        raise BadTarget("no address")
    if "/" in address:
        raise BadTarget(f'"{address}" is not a valid hostname')
    interval, timeout = (_seconds(labels, f"__scrape_{name}__") for name in ("interval", "timeout"))
    if timeout > interval:
        raise BadTarget(f"scrape timeout {timeout:g} s is greater than the interval, {interval:g} s")
    params = {name: list(values) for name, values in job.params.items()}
    for name, value in labels.items():
        if name.startswith("__param_"):
            params[name[8:]] = [value, *params.get(name[8:], [])[1:]]
    query = urlencode(sorted(params.items()), doseq=True)
    path = labels.get("__metrics_path__", "/")
    url = f"{labels.get('__scheme__', 'http')}://{address}{path if path.startswith('/') else f'/{path}'}"
    public = {name: value for name, value in labels.items() if not name.startswith("__")}
    public.setdefault("instance", address)
    if query:
        url += ("&" if "?" in url else "?") + query
    return ScrapeTarget(public, discovered, url, interval, timeout)


def _seconds(labels: Labels, name: str) -> float:
    try:
        seconds = duration_seconds(labels.get(name, ""))
    except ValueError as error:
        raise BadTarget(f"{name} {error}") from None
    if not seconds:
        raise BadTarget(f"{name} must not be 0")
    return seconds


def global_url(url: str) -> str:
    """The address with this machine's name where it says localhost: how others reach the target."""
    parts = urlsplit(url)
    if parts.hostname not in _LOCAL:
        return url
    _, colon, port = parts.netloc.rpartition("]")[2].partition(":")
    return urlunsplit(parts._replace(netloc=f"{socket.gethostname()}{colon}{port}"))
