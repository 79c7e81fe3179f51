"""Answers and requests of the health routes, as the OpenAPI document describes them. Times ISO-8601, durations in seconds."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from sardonyx.health.states.model import State

Source = Literal["ui", "file", "found", "external"]
OutcomeName = Literal["up", "degraded", "down"]


class MonitorName(BaseModel):
    """A monitor, named."""

    id: str
    name: str


class MonitorNamed(MonitorName):
    """A monitor, named, and its state."""

    state: State


class VantageView(BaseModel):
    """What one vantage point found last."""

    name: str
    outcome: OutcomeName
    at: datetime
    seconds: float
    message: str


class TrafficView(BaseModel):
    """What real traffic says of the service: calls, the share of failed ones and the p95 of the last two minutes.
    `state`: ok, failing, quiet (too few calls to tell), disagrees (with the monitor)."""

    calls: float
    error_ratio: float
    state: str
    p95_ms: float | None = None


class MonitorRow(BaseModel):
    """A monitor as a line of the board."""

    id: str
    name: str
    kind: str
    target: str
    group: str
    service: str
    environment: str
    source: Source
    state: State
    since: datetime
    reason: str
    message: str
    suppressed_by: MonitorName | None = Field(description="The failing monitor it depends on, which explains it.")
    severity: Literal["critical", "warning", "info"]
    interval_seconds: float
    enabled: bool
    last_at: datetime | None
    last_seconds: float | None
    certificate_expires: datetime | None
    traffic: TrafficView | None
    vantages: list[VantageView]
    uptime_24h: float | None = Field(description="0 to 1; null where nothing of the last day is known.")
    latency: list[tuple[float, float | None]] = Field(description="The last hour in at most 40 steps, if asked for.")


class MonitorDetail(MonitorRow):
    """A monitor with all that is known of it. Secrets in `spec` are `********`."""

    spec: dict[str, Any]
    depends_on: list[MonitorNamed]
    depended_on_by: list[MonitorNamed]
    facts: dict[str, str]
    created_at: datetime
    created_by: str
    updated_at: datetime


class MonitorsResponse(BaseModel):
    """The board: the monitors asked for; `counts` and `groups` of all the caller may see."""

    monitors: list[MonitorRow]
    counts: dict[State, int]
    groups: list[str]


class MonitorInput(BaseModel):
    """A monitor to be made, changed or tried: `config.monitors.Monitor`. `********` keeps a stored secret."""

    spec: dict[str, Any]


class ImportInput(BaseModel):
    """A file of monitors and maintenance windows; `dry_run`: only say what would happen."""

    yaml: Annotated[str, Field(max_length=4 << 20)]
    dry_run: bool = False


class ImportResponse(BaseModel):
    """Names of what was made, changed, and left; what is wrong, with its line. Any error: nothing was changed."""

    created: list[str]
    updated: list[str]
    unchanged: list[str]
    errors: list[str]


class TransitionView(BaseModel):
    """From `at` until `until` (null: still) the monitor was in this state."""

    at: datetime
    until: datetime | None
    state: State
    reason: str
    message: str
    suppressed_by: MonitorName | None


class AvailabilityView(BaseModel):
    """How much of a range a monitor was available: parts in seconds; `ratio` leaves out maintenance and the unknown."""

    up_seconds: float
    degraded_seconds: float
    down_seconds: float
    maintenance_seconds: float
    unknown_seconds: float
    ratio: float | None
    outages: int
    mttr_seconds: float | None = Field(description="Mean time to recover; null without an outage that ended.")
    mtbf_seconds: float | None = Field(description="Mean time between failures; null without an outage.")


class HistoryResponse(BaseModel):
    """States of a range, oldest first, and what they come to."""

    transitions: list[TransitionView]
    availability: AvailabilityView


class Occurrence(BaseModel):
    """One time a window opens and closes."""

    start: datetime
    end: datetime


class MaintenanceView(BaseModel):
    """A maintenance window, whether it is open, and the next times."""

    id: str
    name: str
    monitors: list[str]
    groups: list[str]
    start: datetime
    end: datetime
    time_zone: str
    recurrence: str
    reason: str
    source: Source
    active: bool
    next: list[Occurrence]


class MaintenanceResponse(BaseModel):
    """All windows."""

    windows: list[MaintenanceView]


class DependencyNode(MonitorNamed):
    """A monitor in the graph."""

    service: str


class DependencyEdge(BaseModel):
    """`from` stands on `to`: a failure of `to` explains one of `from`."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    source: Literal["declared", "traced"]


class DependenciesResponse(BaseModel):
    """The graph of monitors."""

    nodes: list[DependencyNode]
    edges: list[DependencyEdge]
