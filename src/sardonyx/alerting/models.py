"""Rules and alerts as our own pages see them. Durations in seconds, times as dates."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from sardonyx.alerting.search_rules.condition import SignalName

RuleKind = Literal["alerting", "recording"]


class NoDataView(BaseModel):
    """A source that no longer gives what a rule needs."""

    job: str
    instance: str
    metric: str = Field(description="What has been missing for the longest.")
    since: datetime = Field(description="When it was last seen.")


class SilentSourceView(BaseModel):
    """A source, and all rules that have no data from it."""

    job: str
    instance: str
    since: datetime
    rules: list[str]


class AlertView(BaseModel):
    """An alert that is pending or firing; `no_data`: it was firing when its data stopped, and has not been resolved."""

    labels: dict[str, str]
    annotations: dict[str, str]
    state: Literal["pending", "firing", "no_data"]
    value: float | None = Field(description="None where it is no number: JSON has neither NaN nor infinities.")
    active_at: datetime
    fired_at: datetime | None
    keep_firing_since: datetime | None = Field(description="Since when the expression doesn't give it any more.")


class SearchOfRule(BaseModel):
    """What a rule that is a search looks for."""

    id: str
    signal: SignalName
    query: str
    field: str = Field(description="Each value of it has an alert of its own; empty: there is one.")
    label: str = Field(description="The label of alerts with that value.")


class RuleView(BaseModel):
    """A rule, how its last evaluation went, and its alerts."""

    kind: RuleKind
    name: str
    search: SearchOfRule | None = Field(default=None, description="None for rules from files, whose `expr` is PromQL.")
    expr: str
    labels: dict[str, str]
    annotations: dict[str, str]
    for_seconds: float
    keep_firing_for_seconds: float
    state: Literal["inactive", "no_data", "pending", "firing"] | None = Field(
        description="The highest of its alerts; `no_data` if none is active and sources are silent; None if recording."
    )
    no_data: list[NoDataView] = Field(
        description="Sources that no longer give what it needs, for longer than its delay."
    )
    health: Literal["unknown", "ok", "err"]
    error: str
    evaluated_at: datetime | None
    evaluation_seconds: float
    alerts: list[AlertView]


class RuleGroupView(BaseModel):
    """A group, and what it counted since it is there."""

    file: str
    name: str
    interval_seconds: float
    query_offset_seconds: float
    limit: int
    evaluated_at: datetime | None
    evaluation_seconds: float
    iterations: int
    missed_iterations: int
    evaluations: int
    failures: int
    rules: list[RuleView]


class RulesResponse(BaseModel):
    """All groups, by file and name."""

    groups: list[RuleGroupView]
    no_data: list[SilentSourceView] = Field(description="The same by source: one that is lost stands here once.")
    loaded_at: datetime | None = Field(description="When the rule files were read.")
    load_error: str = Field(
        description="Why they can't be used as they are now; the rules before stay. Empty if they can."
    )
