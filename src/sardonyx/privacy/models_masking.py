"""Requests and answers of the search for leaks and of previews of rules."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sardonyx.answers import TimeInput

FindingStateName = Literal["open", "acknowledged", "resolved"]
MAX_LINES = 200
MAX_LINE_CHARACTERS = 4096


class MaskingFinding(BaseModel):
    """Something that should have been masked, and is stored. What it is is told by nobody: look at the field yourself."""

    id: str
    rule: str
    table: str
    field: str
    service: str
    count: int = Field(description="In how many values of the sample the last search found it.")
    first_seen: datetime
    last_seen: datetime
    state: FindingStateName
    changed_by: str | None
    changed_at: datetime | None


class MaskingScan(BaseModel):
    """One search for leaks."""

    started_at: datetime
    finished_at: datetime | None
    rows: int = Field(description="How many rows it looked at.")
    findings: int = Field(description="In how many places it found something.")
    notices: list[str] = Field(description="What could not be looked at.")
    error: str | None


class MaskingFindings(BaseModel):
    """All findings, open ones first, and the last search."""

    findings: list[MaskingFinding]
    last_scan: MaskingScan | None


class MaskingFindingChange(BaseModel):
    """What became of a finding."""

    model_config = ConfigDict(extra="forbid")

    state: FindingStateName


class PreviewRule(BaseModel):
    """A rule to try, as the configuration spells it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    pattern: Annotated[str, Field(min_length=1, max_length=2000)]


class PreviewField(BaseModel):
    """A policy to try: `field` may hold `*`."""

    model_config = ConfigDict(extra="forbid")

    field: Annotated[str, Field(min_length=1, max_length=300)]
    services: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=100)] = []


class MaskingPreview(BaseModel):
    """What candidate rules would find in stored log records (as the search finds them) or in pasted lines."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[str, Field(max_length=10_000)] = ""
    start: TimeInput = "now-1h"
    end: TimeInput = "now"
    lines: (
        Annotated[list[Annotated[str, Field(max_length=MAX_LINE_CHARACTERS)]], Field(max_length=MAX_LINES)] | None
    ) = Field(None, description="Lines to try instead of stored records; they are masked by the rules in use first.")
    rules: Annotated[list[PreviewRule], Field(max_length=20)] = []
    fields: Annotated[list[PreviewField], Field(max_length=50)] = []


class PreviewPlace(BaseModel):
    """Characters `start` up to `end` of a text."""

    rule: str
    attribute: str | None = Field(description="The attribute it is in the value of; null: in the text.")
    start: int
    end: int


class PreviewLine(BaseModel):
    """A line that something was found in: as it is stored today, and as it would be."""

    service: str
    before: str
    after: str
    found: list[PreviewPlace]


class PreviewCount(BaseModel):
    """How often a rule found something in lines of a service."""

    rule: str
    service: str
    lines: int
    matches: int


class MaskingPreviewed(BaseModel):
    """What would be masked. The rule `field_policy` is a policy for a field."""

    looked_at: int
    lines: list[PreviewLine] = Field(description="The first hundred of them.")
    counts: list[PreviewCount]
    notices: list[str]
