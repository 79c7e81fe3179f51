"""The answer of /rest/infrastructure/capacity. Uses and limits are in the resource's unit, loads in the load's."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

CapacityState = Literal["ok", "uncorrelated", "steady_load", "too_little_history", "no_load"]
"""`ok`: the line explains the use. `uncorrelated`: it doesn't. `steady_load`: the load hardly varied, so nothing can be
learnt. `too_little_history`: too few points, or too short a time. `no_load`: there are no samples of the load."""


class LoadAnswer(BaseModel):
    """The load everything is compared with."""

    expression: str
    state: Literal["ok", "steady_load", "too_little_history", "no_load"]
    points: int
    now: float | None = Field(description="The median of the last three points.")
    busy: float | None = Field(description="The load in busy times: 95 % of all points are lower.")
    busy_grown: float | None = Field(description="`busy` with the growth asked for.")
    trend_per_day: float | None = Field(description="By how much it grows a day; 0: no trend beyond its variation.")


class UseAnswer(BaseModel):
    """A use, and its share of the limit (1 is all of it)."""

    value: float
    share: float


class ResourceAnswer(BaseModel):
    """One resource. What can't be told is null, and `reason` says why."""

    kind: str
    title: str
    labels: dict[str, str] = Field(description="Which one: instance, mount point, container …")
    unit: Literal["cores", "bytes", "ratio", "connections"]
    behaviour: Literal["follows", "accumulates"] = Field(
        description="`follows`: the use is what the load takes right now. `accumulates`: load adds to it, as to a disk."
    )
    state: CapacityState
    reason: str = Field(description="A sentence on what can't be told; empty when all can.")
    points: int = Field(description="Instants that have both load and use.")
    limit: float
    now: UseAnswer = Field(description="The median of the last three points.")
    busy: UseAnswer = Field(description="In busy times: 95 % of all points are lower. As `now` where it accumulates.")
    slope: float | None = Field(
        description="Use per unit of load; where it accumulates, use added per second and unit of load. Null unless the "
        "line explains it."
    )
    r_squared: float | None = Field(description="The share of the use's variation that the load explains, 0 to 1.")
    outliers: int = Field(description="Points left out as outliers.")
    grown: UseAnswer | None = Field(
        description="The use in busy times if load grew. Null where it accumulates or can't be told."
    )
    load_at_threshold: float | None = Field(
        description="The load at which the threshold is reached. Null where it accumulates or can't be told."
    )
    per_day: float = Field(description="By how much the use grows a day as it is; 0: no trend beyond its variation.")
    per_day_grown: float | None = Field(
        description="The same if load grew: differs from `per_day` where the use accumulates."
    )
    crosses_at: datetime | None = Field(
        description="When busy times reach the threshold if it goes on like this. The end of the range if they do already; "
        "null if not before the horizon."
    )
    crosses_at_grown: datetime | None = Field(description="The same if load grew today by what was asked.")


class CapacityAnswer(BaseModel):
    """What would be used if load grew; the resource that is full first comes first."""

    start: datetime = Field(description="Where learning begins: later than asked where nothing older is stored.")
    end: datetime
    step_seconds: int
    growth: float
    threshold: float
    horizon: datetime = Field(description="Crossings later than this are not told: it was not watched for long enough.")
    load: LoadAnswer
    resources: list[ResourceAnswer]
    problems: list[str] = Field(description="Kinds of resources that couldn't be asked for, and why.")
    more: int = Field(description="Resources left out because there are too many.")
