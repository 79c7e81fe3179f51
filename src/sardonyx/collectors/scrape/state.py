"""What scraping looks like from outside, at one moment. Nothing here changes after it was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Health = Literal["up", "down", "unknown"]
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActiveTarget:
    """A target that is being scraped. `last_scrape` is epoch seconds, None before the first; durations are seconds.

    `url` is where it is fetched, `global_url` the same with this machine's name in place of localhost. The figures are those
    of the last scrape.
    """

    pool: str
    labels: Labels
    discovered: Labels
    url: str
    global_url: str
    health: Health
    last_error: str
    last_scrape: float | None
    last_duration: float
    interval: float
    timeout: float
    samples: int
    samples_after_relabelling: int
    series_added: int
    body_bytes: int


@dataclass(frozen=True, slots=True)
class DroppedTarget:
    """A target that relabelling dropped; `discovered` are its labels before."""

    pool: str
    discovered: Labels


@dataclass(frozen=True, slots=True)
class Pool:
    """The targets of one job. `dropped` is at most `keep_dropped_targets` long, `dropped_count` is all."""

    name: str
    active: tuple[ActiveTarget, ...]
    dropped: tuple[DroppedTarget, ...]
    dropped_count: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScrapeState:
    """All pools and the configuration they were made from.

    `config_text` is the file as it was loaded last; `config_ok` is False when a later attempt failed, `config_error` says why.
    `config_path` is empty when no file is set; `config_unused` names keys that have no effect here.
    `external_labels` are the file's: labels of everything that leaves by federation.
    """

    pools: tuple[Pool, ...] = ()
    config_text: str = ""
    config_loaded_at: float | None = None
    config_ok: bool = True
    config_error: str = ""
    config_path: str = ""
    config_unused: tuple[str, ...] = ()
    external_labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TargetFamily:
    """What a target says of one metric family, for the API's targets/metadata."""

    target: Labels
    family: str
    type: str
    help: str
    unit: str
