"""Requests and answers of the routes, as the OpenAPI document describes them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sardonyx.sources.models_storage import StoredSignal

Tier = Literal["hot", "cold", "archive"]
ServiceName = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Moment = Annotated[dt.datetime, Field(description="With an offset; without one it is UTC.")]


class LegalHoldInput(BaseModel):
    """Records to hold: from `start` up to `end`, of these services."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(min_length=1, max_length=4000, description="Why, for those who ask later.")]
    services: Annotated[list[ServiceName], Field(max_length=200, description="Empty: all.")] = []
    start: Moment
    end: Moment


class LegalHold(BaseModel):
    """A hold. While it is not released, nothing deletes, moves or erases what it is about."""

    id: str
    name: str
    reason: str
    services: list[str]
    start: dt.datetime
    end: dt.datetime
    by: str
    created: dt.datetime
    released: dt.datetime | None
    released_by: str | None


class LegalHoldList(BaseModel):
    """Holds, newest first."""

    items: list[LegalHold]


class TierStorage(BaseModel):
    """What a signal has in a tier."""

    tier: Tier
    signal: StoredSignal
    rows: int
    bytes: Annotated[int, Field(description="What the rows hold, uncompressed.")]
    compressed: Annotated[int, Field(description="What they take on disk, indexes included.")]
    ratio: Annotated[float | None, Field(description="bytes / compressed.")]
    oldest: dt.datetime | None
    newest: dt.datetime | None
    cost_month: Annotated[float | None, Field(description="By retention.prices; null when no price is set.")]
    path: Annotated[str | None, Field(description="Where the tier lies.")]


class TierMove(BaseModel):
    """What retention did to a day: `archived`, `restored`, `deleted` at its end, or rows deleted by a `rule`."""

    model_config = ConfigDict(from_attributes=True)

    at: dt.datetime
    kind: Literal["archived", "restored", "deleted", "rule"]
    table: str
    day: dt.date
    rows: int
    seconds: float


class TierRule(BaseModel):
    """How long some log records are kept; the first rule that fits a record decides."""

    name: str
    services: list[str]
    levels: list[str]
    environments: list[str]
    keep_days: float


class TiersResponse(BaseModel):
    """Where records lie, what that costs, and what becomes of them. Ages are those of log records, in days."""

    tiers: list[TierStorage]
    hot_days: float
    cold_days: Annotated[float, Field(description="Age at which a day moves to the archive.")]
    archive_days: Annotated[float, Field(description="Age at which it is deleted.")]
    has_archive: Annotated[bool, Field(description="The embedded engine has one; a server's days stay in their table.")]
    rules: list[TierRule]
    moves: Annotated[list[TierMove], Field(description="The last ones, newest first.")]
    holds: list[LegalHold]


class ArchivedFileView(BaseModel):
    """One Parquet file of a day."""

    name: str
    rows: int
    bytes: int
    sha256: str


class ArchivedDay(BaseModel):
    """A day in the archive."""

    day: dt.date
    rows: int
    bytes: Annotated[int, Field(description="What the rows hold, uncompressed.")]
    compressed: int
    files: list[ArchivedFileView]
    archived_at: dt.datetime | None
    verified_at: Annotated[dt.datetime | None, Field(description="When its SHA-256 sums were last found right.")]
    held: bool
    state: Annotated[
        Literal["archived", "restoring", "restored"], Field(description="restored: the table has it, until then.")
    ]
    restored_until: dt.datetime | None
    restore_error: Annotated[str | None, Field(description="Why the last restore failed, since the start.")]


class ArchiveResponse(BaseModel):
    """Archived days, newest first."""

    days: list[ArchivedDay]


class RestoreRequest(BaseModel):
    """How long a restored day stays in the table."""

    model_config = ConfigDict(extra="forbid")

    days: Annotated[int, Field(ge=1, le=365)] = 7


class VerifyResponse(BaseModel):
    """What is wrong with a day's files; empty: nothing."""

    wrong: list[str]
