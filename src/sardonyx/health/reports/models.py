"""Answers of the report routes, as the OpenAPI document describes them."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class DaySecondsView(BaseModel):
    """A day in seconds by what it was."""

    up: float
    degraded: float
    down: float
    maintenance: float
    unknown: float


class BarsResponse(BaseModel):
    """Days, oldest first and today last, and each monitor's by its id."""

    days: list[date]
    monitors: dict[str, list[DaySecondsView]]


class OutageView(BaseModel):
    """An outage: since when, how long it counts, and why."""

    at: datetime
    seconds: float
    reason: str


class SlaMonitor(BaseModel):
    """A monitor's month. `availability`: 0 to 1, without maintenance and what nobody watched; null where nothing is known."""

    id: str
    name: str
    group: str
    availability: float | None
    target: float
    met: bool | None
    outages: int
    down_seconds: float
    maintenance_seconds: float
    unknown_seconds: float
    mttr_seconds: float | None
    p95_seconds: float | None = Field(description="95th percentile of how long checks took that did not fail.")
    worst: list[OutageView]


class SlaTotals(BaseModel):
    """All of them together."""

    availability: float | None
    monitors: int
    met: int
    missed: int
    outages: int
    down_seconds: float


class SlaResponse(BaseModel):
    """A month's report. `start` to `end` is what it covers: up to now while the month isn't over."""

    month: str
    time_zone: str
    start: datetime
    end: datetime
    is_over: bool
    target: float
    monitors: list[SlaMonitor]
    totals: SlaTotals
