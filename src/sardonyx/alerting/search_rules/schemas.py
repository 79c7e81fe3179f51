"""Requests and answers of search rules, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sardonyx.alerting.search_rules.condition import Op, SignalName
from sardonyx.answers import QueryStats, TimeInput

Severity = Literal["critical", "warning", "info"]

_MINUTE, _DAY = 60, 86_400


class SearchCondition(BaseModel):
    """So many records in a window."""

    model_config = ConfigDict(extra="forbid")

    signal: SignalName
    query: Annotated[str, Field(description="The search language.", max_length=10_000, pattern=r"^[^\x00]*$")] = ""
    op: Annotated[Op, Field(description="More records than `threshold`, fewer, or none.")] = "above"
    threshold: Annotated[int, Field(ge=0, le=10**12)] = 0
    window_seconds: Annotated[int, Field(ge=_MINUTE, le=_DAY, multiple_of=_MINUTE)] = 300
    group_by: Annotated[
        str, Field(description="Count each value of this field for itself; empty: all together.", max_length=300)
    ] = ""
    for_seconds: Annotated[int, Field(description="How long it must be so before it fires.", ge=0, le=_DAY)] = 0

    @model_validator(mode="after")
    def _can_be_breached(self) -> Self:
        if self.op == "below" and self.threshold < 1:
            raise ValueError("there are never fewer than 0 records: set a threshold of 1 or more")
        return self


class SearchRuleInput(SearchCondition):
    """A rule to keep. Its name, which becomes the label `alertname`, is unique."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    severity: Severity = "warning"
    description: Annotated[str, Field(description="What it means and what to do.", max_length=4000)] = ""
    enabled: bool = True


class SearchRuleView(SearchCondition):
    """A rule as it is kept."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    severity: Severity
    description: str
    enabled: bool
    changed_by: Annotated[str, Field(description="Who changed it last: it counts what he could see.")]
    created_at: datetime
    changed_at: datetime
    group_label: Annotated[str, Field(description="The label of its alerts with the group's value; empty: no groups.")]
    interval_seconds: int
    state: Annotated[
        Literal["inactive", "pending", "firing"] | None, Field(description="None for one that is not evaluated.")
    ] = None
    health: Literal["unknown", "ok", "err"] = "unknown"
    error: str = ""
    evaluated_at: datetime | None = None


class SearchRuleList(BaseModel):
    """Rules by name."""

    items: list[SearchRuleView]


class PreviewRequest(SearchCondition):
    """A condition to try on what is stored."""

    start: TimeInput = "now-24h"
    end: TimeInput = "now"


class PreviewSeriesView(BaseModel):
    """A group, and what was counted for it."""

    model_config = ConfigDict(from_attributes=True)

    group: str
    times: Annotated[int, Field(description="How often it would have fired.")]
    firing_steps: int
    records: int
    values: Annotated[
        list[int], Field(description="Records in the window that ends at `start` + i × `step_seconds`, from i = 0.")
    ]


class PreviewResponse(BaseModel):
    """How often alerts would have fired. Times in seconds since 1970."""

    start: int
    end: int
    step_seconds: int
    times: int
    groups: Annotated[int, Field(description="Groups with records; of more than 1000, those with most.")]
    series: Annotated[list[PreviewSeriesView], Field(description="The five groups that would have fired most.")]
    stats: QueryStats
