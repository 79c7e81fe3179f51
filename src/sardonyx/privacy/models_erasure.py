"""Requests and answers of /rest/erasures."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sardonyx.privacy.erasure.person import MAX_OTHER_VALUES, Identity
from sardonyx.privacy.erasure.states import totals
from sardonyx.privacy.state_models import ErasureRow

Value = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\x00\n]*$")]
StateName = Literal["queued", "running", "done", "blocked", "failed"]
LogsActionName = Literal["delete", "mask"]


class ErasureIdentity(BaseModel):
    """What is known of the person, as senders wrote it: any of these."""

    model_config = ConfigDict(extra="forbid")

    user_id: Value | None = None
    email: Value | None = None
    phone: Value | None = None
    values: Annotated[list[Value], Field(max_length=MAX_OTHER_VALUES)] = Field(
        [], description="Others that stand for the person, such as a customer number."
    )

    def known(self) -> Identity:
        """The same, for the work."""
        return Identity(self.user_id, self.email, self.phone, tuple(self.values))


class ErasureInput(BaseModel):
    """An erasure to make. The real one needs a dry run of the same identity within the day before."""

    model_config = ConfigDict(extra="forbid")

    identity: ErasureIdentity
    dry_run: bool = Field(True, description="Only count what would be erased.")
    logs: LogsActionName = Field(
        "delete", description="Log records are deleted, or kept with what is of the person replaced."
    )


class ErasureTier(BaseModel):
    """Rows of one tier."""

    found: int
    erased: int


class ErasureStep(BaseModel):
    """One table, or its archive. `found` and `erased` are rows (of metric_series: series) by tier."""

    name: str
    action: Literal["deleted", "masked"]
    found: dict[str, int]
    erased: dict[str, int]


class ErasureView(BaseModel):
    """An erasure or a dry run of one. Nothing in it is of the person: `person` is a keyed hash of the identity."""

    id: str
    state: StateName
    dry_run: bool
    logs: LogsActionName
    person: str
    identified_by: list[str]
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    tiers: dict[str, ErasureTier] = Field(description="hot, cold and archive, all tables together.")
    tables: list[ErasureStep]
    found: int
    erased: int
    notes: list[str]
    error: str | None
    report_url: str | None = Field(description="The signed report, once it has ended well.")


class ErasureList(BaseModel):
    """Erasures, newest first."""

    erasures: list[ErasureView]


def view(row: ErasureRow) -> ErasureView:
    """The row as shown."""
    sums = totals(row.steps)
    return ErasureView(
        id=row.id,
        state=row.state,
        dry_run=row.dry_run,
        logs=row.logs_action,
        person=row.person,
        identified_by=row.kinds,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        tiers={
            tier: ErasureTier(
                found=sum(step["found"].get(tier, 0) for step in row.steps.values()),
                erased=sum(step["erased"].get(tier, 0) for step in row.steps.values()),
            )
            for tier in ("hot", "cold", "archive")
        },
        tables=[
            ErasureStep(name=name, action=step["action"], found=step["found"], erased=step["erased"])
            for name, step in row.steps.items()
        ],
        found=sums["found"],
        erased=sums["erased"],
        notes=row.notes,
        error=row.error,
        report_url=f"/rest/erasures/{row.id}/report" if row.report else None,
    )
