"""Answers of /rest/infrastructure/targets."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Labels = dict[str, str]
Health = Literal["up", "down", "unknown"]


class ActiveTargetAnswer(BaseModel):
    """One scrape target and its last scrape; figures are null before the first one."""

    labels: Labels = Field(description="Of its series, after relabelling.")
    discovered_labels: Labels = Field(description="Before relabelling.")
    url: str = Field(description="Where it is fetched.")
    global_url: str = Field(description="The same with this machine's name in place of localhost.")
    health: Health
    last_error: str = Field(description="Why the last scrape failed; empty when it did not.")
    last_scrape: datetime | None
    last_duration_seconds: float | None
    interval_seconds: float
    timeout_seconds: float
    samples: int | None = Field(description="Samples in the last exposition.")
    samples_after_relabelling: int | None = Field(description="Of these, what metric relabelling kept.")
    series_added: int | None = Field(description="Series the last scrape was the first to show.")
    body_bytes: int | None = Field(description="Size of the last exposition, decompressed.")


class DroppedTargetAnswer(BaseModel):
    """What relabelling dropped."""

    discovered_labels: Labels


class PoolAnswer(BaseModel):
    """One job of the configuration."""

    name: str
    active: list[ActiveTargetAnswer]
    dropped: list[DroppedTargetAnswer] = Field(description="The first hundred.")
    dropped_total: int
    problems: list[str] = Field(description="What discovery and relabelling could not do; known targets stay.")


class ConfigurationAnswer(BaseModel):
    """The file the jobs come from."""

    path: str | None = Field(description="Null: none is set (scrape.prometheus_config).")
    loaded_at: datetime | None = Field(description="When what is in force was read.")
    ok: bool = Field(description="Whether the last reading succeeded.")
    problems: list[str] = Field(description="Why it did not, each with its place; what was read before stays in force.")
    unused: list[str] = Field(description="Keys of the file that have no effect here.")


class TargetsResponse(BaseModel):
    """All jobs. A caller with a scope sees the targets whose labels lie within it, and no dropped ones."""

    configuration: ConfigurationAnswer
    pools: list[PoolAnswer]
