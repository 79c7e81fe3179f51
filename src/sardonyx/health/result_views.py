"""Results of checks as the API answers them."""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode

import msgspec
from pydantic import BaseModel, Field

from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.query.probes.results import ResultRow

OutcomeName = Literal["up", "degraded", "down"]


class ConditionView(BaseModel):
    """A condition, whether it held, and what was seen."""

    text: str
    held: bool
    seen: str
    degrades: bool


class EvidenceView(BaseModel):
    """What is known of a check that did not come out as up, or not as the one before it."""

    message: str = ""
    headers: list[tuple[str, str]] = Field([], description="Name and value, in the order of the answer.")
    body: str = ""
    addresses: list[str] = []
    address: str = Field("", description="The address that was connected to.")
    conditions: list[ConditionView] = []
    steps: list[str] = []
    screenshot_url: str | None = None


class ResultView(BaseModel):
    """One check from one vantage point. `phases` and `figures` by name, phases in seconds."""

    at: datetime
    vantage: str
    outcome: OutcomeName
    reason: str
    message: str
    seconds: float
    phases: dict[str, float]
    figures: dict[str, float | None]
    trace_id: str
    evidence: EvidenceView | None


class ResultsResponse(BaseModel):
    """Results, newest first; `cursor` asks for older ones where there are `more`."""

    results: list[ResultView]
    more: bool
    cursor: str | None


class PhaseLine(BaseModel):
    """The mean of a phase: epoch second and seconds."""

    name: str
    points: list[tuple[int, float]]


class LatencyResponse(BaseModel):
    """`points`: epoch second, median, 95th percentile and longest, in seconds, of checks that did not fail; `failures`: epoch
    second and how many."""

    step_seconds: int
    points: list[tuple[int, float, float, float]]
    phases: list[PhaseLine]
    failures: list[tuple[int, int]]


def view_of(kept: KeptResult) -> ResultView:
    """A result that has just been taken."""
    return view_of_row(kept.monitor_id, row_of(kept))


def row_of(kept: KeptResult) -> ResultRow:
    """A result that has just been taken, as it will be stored."""
    return ResultRow(
        kept.at_ms, kept.vantage, kept.outcome, kept.reason, kept.message, kept.seconds, dict(kept.phases),
        dict(kept.figures), kept.trace_id, kept.evidence, bool(kept.screenshot),
    )  # fmt: skip


def view_of_row(monitor_id: str, row: ResultRow) -> ResultView:
    """A stored result."""
    evidence = None
    if row.evidence:
        evidence = EvidenceView.model_validate(msgspec.json.decode(row.evidence))
        if row.has_screenshot:
            where = urlencode({"at": row.at_ms, "vantage": row.vantage})
            evidence.screenshot_url = f"/rest/health/monitors/{monitor_id}/screenshot?{where}"
    return ResultView(
        at=datetime.fromtimestamp(row.at_ms / 1000, UTC),
        vantage=row.vantage,
        outcome=row.outcome,
        reason=row.reason,
        message=row.message,
        seconds=row.seconds,
        phases=row.phases,
        figures=row.figures,
        trace_id=row.trace_id,
        evidence=evidence,
    )
