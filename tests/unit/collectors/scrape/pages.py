"""Ledgers fed with pages, and what they say is to be stored."""

from collections.abc import Mapping
from typing import Any

from sardonyx.collectors.scrape.ledger import Ledger, Scrape
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.report import Report
from sardonyx.receivers.sample_writer import Columns
from sardonyx.storage.series import STALE_MARKER_BITS

NOW = 1_790_000_000_000


def job(**settings: Any) -> Job:
    """A job with these settings."""
    return Job(job_name="j", scrape_interval="30s", scrape_timeout="10s", **settings)


class Book:
    """A ledger of the target `instance="a:1"`, and its samples as `{'name{label="value"}': value}`."""

    def __init__(self, **settings: Any) -> None:
        self.job = job(**settings)
        rules = tuple(rule.rule() for rule in self.job.metric_relabel_configs)
        self.ledger = Ledger({"instance": "a:1"}, self.job, rules)
        self.known: dict[bytes, int] = {}

    def take(self, text: str, at: int = NOW, *, openmetrics: bool = False) -> Scrape:
        """Enter a page."""
        return self.ledger.take(text, at, openmetrics=openmetrics)

    def stored(self, scrape: Scrape, at: int = NOW) -> dict[str, object]:
        """The scrape's samples without its report."""
        columns = self.ledger.columns(scrape, Report(up=True, seconds=0.5), at, 10.0, self.known)
        return {name: value for name, value in shown(columns).items() if not name.startswith(("up{", "scrape_"))}


def shown(columns: Columns) -> dict[str, object]:
    """Samples by the text of their series; a staleness marker is "ended"."""
    bits = columns.values.view("uint64").tolist()
    return {
        text(dict(columns.pairs_of(index))): "ended" if found == STALE_MARKER_BITS else columns.values[index].item()
        for index, found in enumerate(bits)
    }


def text(labels: Mapping[str, str]) -> str:
    """As Prometheus writes a series; the label `instance` is left out."""
    inner = ",".join(f'{name}="{value}"' for name, value in labels.items() if name not in ("__name__", "instance"))
    return f"{labels['__name__']}{{{inner}}}"
