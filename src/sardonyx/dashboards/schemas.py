"""Requests and answers of dashboards, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sardonyx.dashboards.model import Dashboard, Text, Title, Uid
from sardonyx.dashboards.service import Origin

Folder = Annotated[
    str,
    Field(
        max_length=200, pattern=r"^[^\x00]*$", description="Where it is listed; `/` divides levels, empty is the top."
    ),
]
Message = Annotated[
    str, Field(max_length=1000, pattern=r"^[^\x00]*$", description="What was changed and why; kept with the version.")
]
PointInTime = Annotated[
    str | int | float,
    Field(description="ISO-8601, an epoch number (s, ms, µs or ns), or relative: now-1h.", examples=["now-1h"]),
]


class DashboardNote(BaseModel):
    """What an import or export could not carry over. `panel` is its title, empty for the dashboard itself."""

    model_config = ConfigDict(from_attributes=True)

    panel: str
    what: str
    why: str


class DashboardSummary(BaseModel):
    """A dashboard in the list."""

    uid: str
    title: str
    description: str
    tags: list[str]
    folder: str
    origin: Annotated[Origin, Field(description="`file` and `shipped` ones are read-only.")]
    panels: int
    version: Annotated[int, Field(description="0 for what is not stored.")]
    updated_at: datetime | None
    updated_by: str
    starred: bool
    available: Annotated[bool, Field(description="Whether a metric it asks for was seen within the last hour.")]
    requires: list[str]


class DashboardFault(BaseModel):
    """A file of the folder `dashboards.path` that can't be used."""

    file: str
    why: str


class DashboardList(BaseModel):
    """All dashboards by title, and the files that are none."""

    items: list[DashboardSummary]
    faults: list[DashboardFault]


class DashboardView(BaseModel):
    """A dashboard with its content."""

    dashboard: Dashboard
    origin: Origin
    folder: str
    version: int
    updated_at: datetime | None
    updated_by: str
    notes: Annotated[list[DashboardNote], Field(description="Of a Grafana file: what it lacks of the original.")]


class NewDashboard(BaseModel):
    """A dashboard to store."""

    model_config = ConfigDict(extra="forbid")

    dashboard: Dashboard
    folder: Folder = ""
    message: Message = ""


class ChangedDashboard(BaseModel):
    """A change of one. Refused with 409 when somebody saved after `base_version`."""

    model_config = ConfigDict(extra="forbid")

    dashboard: Dashboard
    base_version: Annotated[int, Field(ge=1, description="The version the change began from.")]
    folder: Folder | None = None
    message: Message = ""


class DashboardImport(BaseModel):
    """A document to take: ours, or Grafana's of any age."""

    model_config = ConfigDict(extra="forbid")

    document: Annotated[dict[str, Any], Field(description="The JSON as it was exported.")]
    folder: Folder = ""
    uid: Annotated[Uid | None, Field(description="Another uid than the document's.")] = None
    overwrite: Annotated[bool, Field(description="Save over a stored one with the same uid.")] = False
    dry_run: Annotated[bool, Field(description="Only show what would come of it.")] = False


class DashboardImported(BaseModel):
    """What came of an import. `version` is null for a dry run."""

    dashboard: Dashboard
    notes: list[DashboardNote]
    version: int | None


class DashboardExport(BaseModel):
    """The document, and what the other side can't show of it."""

    document: dict[str, Any]
    notes: list[DashboardNote]


class DashboardVersion(BaseModel):
    """One save."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    saved_at: datetime
    saved_by: str
    message: str


class DashboardVersions(BaseModel):
    """Newest first."""

    items: list[DashboardVersion]


class RestoreVersion(BaseModel):
    """Which version to save again as the newest."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1)]
    base_version: Annotated[int, Field(ge=1, description="The newest version the caller knows.")]


class StarWish(BaseModel):
    """Whether the caller marks the dashboard with a star."""

    model_config = ConfigDict(extra="forbid")

    starred: bool


class VariableRequest(BaseModel):
    """A query variable whose own variables are put in already."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[Text, Field(description="`label_values(metric, label)` and its like.")]
    regex: Annotated[Title, Field(description="What of each value counts; groups `text` and `value` may differ.")] = ""
    sort: Literal["", "alphabetical", "alphabetical-descending", "numerical", "numerical-descending"] = ""
    start: PointInTime = "now-1h"
    end: PointInTime = "now"


class VariableChoice(BaseModel):
    """A choice: what is shown, and what stands in queries."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    value: str


class VariableValuesResponse(BaseModel):
    """The choices."""

    values: list[VariableChoice]
