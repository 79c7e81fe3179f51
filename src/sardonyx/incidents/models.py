"""Answers and requests of the incident routes, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

IncidentState = Literal["open", "acknowledged", "resolved"]
Severity = Literal["critical", "warning", "info"]


class IncidentMonitor(BaseModel):
    """A monitor of an incident; `state` as it is now."""

    id: str
    name: str
    state: str


class IncidentView(BaseModel):
    """An incident; `cause` is what was found of its root."""

    id: str
    number: int
    title: str
    severity: Severity
    state: IncidentState
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    service: str
    environment: str
    monitors: list[IncidentMonitor]
    cause: str


class IncidentEvent(BaseModel):
    """An entry of the timeline."""

    at: datetime
    kind: Literal["opened", "joined", "cause", "merged", "acknowledged", "note", "recovered", "resolved", "reopened"]
    by: str
    text: str
    data: dict[str, Any]


class IncidentDetail(IncidentView):
    """An incident and its timeline, oldest first."""

    events: list[IncidentEvent]


class IncidentsResponse(BaseModel):
    """Incidents, newest first; `cursor` gives the next page where there is more."""

    incidents: list[IncidentView]
    more: bool
    cursor: str | None


class IncidentText(BaseModel):
    """What somebody says to it."""

    text: Annotated[str, Field(max_length=10_000)] = ""
