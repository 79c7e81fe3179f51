"""The series a scrape says about itself. Source: Prometheus, scrape/scrape.go (report)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.relabel import Labels
from sardonyx.collectors.scrape.series import merged

_ALWAYS = (
    "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
    "scrape_series_added",
)  # fmt: skip
_EXTRA = ("scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes")


@dataclass(frozen=True, slots=True)
class Report:
    """One scrape in figures. `body_bytes` is -1 when the body was beyond its limit."""

    up: bool
    seconds: float
    scraped: int = 0
    kept: int = 0
    added: int = 0
    body_bytes: int = 0


def names(job: Job) -> tuple[str, ...]:
    """The series' names, in the order of `figures`."""
    return _ALWAYS + _EXTRA if job.extra_scrape_metrics else _ALWAYS


def figures(report: Report, job: Job, timeout_seconds: float) -> tuple[float, ...]:
    """The series' values."""
    always = (float(report.up), report.seconds, report.scraped, report.kept, report.added)
    extra = (timeout_seconds, job.sample_limit or 0, report.body_bytes)
    return always + extra if job.extra_scrape_metrics else always


def labels(name: str, target_labels: Mapping[str, str]) -> Labels:
    """The labels of one of them. No rule of metric_relabel_configs touches these."""
    return merged({"__name__": name}, target_labels, honor=False)
