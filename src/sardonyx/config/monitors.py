"""Monitors and maintenance windows as files, the API and the state database know them."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sardonyx.config.checks import PASSIVE_KINDS, Check
from sardonyx.config.section import NonEmpty, Section
from sardonyx.config.units import Duration, between

Name = Annotated[str, Field(min_length=1, max_length=120)]
HERE = "here"
"""The vantage point that is the server itself; others are names of agents."""


class Monitor(Section):
    """What is watched, how often, and from when on it counts as down. The name is unique."""

    name: Name
    check: Check
    group: str = Field("", max_length=120)
    description: str = Field("", max_length=2000)
    service: str = Field(
        "", max_length=200, description="The `service.name` it tells of; ties it to traces, logs and deploys."
    )
    environment: str = Field("", max_length=200)
    labels: dict[str, str] = Field(default_factory=dict, max_length=16)
    severity: Literal["critical", "warning", "info"] = "critical"
    interval: Annotated[Duration, between("1s", "1d")] = timedelta(seconds=30)
    timeout: Annotated[Duration, between("100ms", "60s")] = timedelta(seconds=10)
    attempts: int = Field(
        2,
        ge=1,
        le=20,
        description="So many failures one after the other mean down. 1 for heartbeats and external monitors unless set.",
    )
    recoveries: int = Field(1, ge=1, le=20, description="So many successes one after the other mean up again.")
    retry_interval: Annotated[Duration, between("200ms", "1h")] | None = Field(
        None, description="After a failure the next check comes so soon. Unset: a third of the interval, 1 s at least."
    )
    depends_on: tuple[Name, ...] = Field(
        (), max_length=32, description="Monitors; while one of them is down this one's alarm is suppressed."
    )
    vantage_points: tuple[NonEmpty, ...] = Field(
        (HERE,), min_length=1, max_length=16, description="`here` and names of agents."
    )
    quorum: int = Field(0, ge=0, le=16, description="So many vantage points must agree on down. 0: more than half.")
    enabled: bool = True

    @model_validator(mode="before")
    @classmethod
    def _one_word_is_enough(cls, data: Any) -> Any:
        """What tells by itself is not asked again: unless it is said otherwise, one failure is one."""
        check = data.get("check") if isinstance(data, dict) else None
        kind = check.get("kind") if isinstance(check, dict) else getattr(check, "kind", None)
        return {"attempts": 1, **data} if kind in PASSIVE_KINDS else data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.name in self.depends_on:
            raise ValueError("a monitor can't depend on itself")
        if self.quorum > len(self.vantage_points):
            raise ValueError("quorum must not be above the number of vantage_points")
        if len(set(self.vantage_points)) != len(self.vantage_points):
            raise ValueError("vantage_points must differ")
        return self


class MaintenanceWindow(Section):
    """A time in which failures are expected: they are recorded, alarm nobody and do not count against availability."""

    name: Name
    monitors: tuple[Name, ...] = Field((), description="Names of monitors.")
    groups: tuple[str, ...] = Field((), description="Groups of monitors. Neither monitors nor groups: all.")
    start: datetime = Field(description="With a time zone, or in `time_zone`.")
    end: datetime
    time_zone: NonEmpty = "UTC"
    recurrence: str = Field(
        "", max_length=500, description="An iCalendar RRULE such as `FREQ=WEEKLY;BYDAY=SU`; empty: once."
    )
    reason: str = Field("", max_length=2000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise ValueError("start and end must both have a time zone, or neither")
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self
