"""Routes: what candidate rules would mask, and what should have been masked."""

import asyncio
from typing import Annotated, cast

import msgspec
from fastapi import APIRouter, Depends, Path, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, check, requires
from sardonyx.answers import scope_of
from sardonyx.logs.service import LogsService
from sardonyx.privacy.leaks.findings import FindingState
from sardonyx.privacy.leaks.nightly import LeakSearch
from sardonyx.privacy.models_masking import (
    FindingStateName,
    MaskingFinding,
    MaskingFindingChange,
    MaskingFindings,
    MaskingPreview,
    MaskingPreviewed,
    MaskingScan,
)
from sardonyx.privacy.preview import Candidates, Record, pasted, previewed
from sardonyx.privacy.state_models import MaskingFindingRow, MaskingScanRow
from sardonyx.processors.masking import Masker
from sardonyx.query.time_range import TimeRange

PREVIEWED_RECORDS = 1000
_COLUMNS = ("service", "body", "attributes")
_READ = requires("settings:read")
Reader = Annotated[Principal, Depends(_READ)]
Worker = Annotated[Principal, Depends(requires("security:write"))]
FindingId = Annotated[str, Path(pattern=r"^[a-f0-9]{1,40}$")]


class _Row(msgspec.Struct):
    service: str
    body: str
    attributes: dict[str, str]


def build_router(leaks: LeakSearch, logs: LogsService, masker: Masker) -> APIRouter:
    """Previews, findings and searches for leaks."""
    router = APIRouter(prefix="/rest/masking", tags=["privacy"])

    @router.post("/preview")
    async def preview_masking(body: MaskingPreview, principal: Reader) -> MaskingPreviewed:
        """Try rules on the newest thousand records a search finds, or on pasted lines. Nothing is kept."""
        candidates = Candidates(body)
        notices: tuple[str, ...] = ()
        if body.lines is not None:
            records = await asyncio.to_thread(pasted, masker, body.lines)
        else:
            check(principal, "logs:read")
            page = await logs.search(
                body.query,
                TimeRange.parse(body.start, body.end),
                scope_of(principal),
                limit=PREVIEWED_RECORDS,
                columns=_COLUMNS,
            )
            rows = [msgspec.json.decode(row, type=_Row) for row in page.rows]
            records, notices = [Record(row.service, row.body, row.attributes) for row in rows], page.notices
        return await asyncio.to_thread(previewed, candidates, records, notices)

    @router.get("/findings", dependencies=[Depends(_READ)])
    async def masking_findings() -> MaskingFindings:
        """What searches for leaks have found."""
        found, last = await leaks.findings.listed()
        return MaskingFindings(findings=[_finding(row) for row in found], last_scan=_scan(last))

    @router.patch("/findings/{finding_id}")
    async def change_masking_finding(
        finding_id: FindingId, body: MaskingFindingChange, principal: Worker, request: Request
    ) -> MaskingFinding:
        """Acknowledge or resolve a finding, or open it again."""
        actor = actor_of(principal, request)
        return _finding(await leaks.change(finding_id, FindingState(body.state), actor))

    @router.post("/scan")
    async def scan_for_leaks(principal: Worker) -> MaskingFindings:
        """Search now, and answer with all findings when it has ended (at most some minutes)."""
        await leaks.search()
        return await masking_findings()

    return router


def _finding(row: MaskingFindingRow) -> MaskingFinding:
    return MaskingFinding(
        id=row.id,
        rule=row.rule,
        table=row.table_name,
        field=row.field,
        service=row.service,
        count=row.count,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        state=cast("FindingStateName", row.state),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _scan(row: MaskingScanRow | None) -> MaskingScan | None:
    if row is None:
        return None
    return MaskingScan(
        started_at=row.started_at,
        finished_at=row.finished_at,
        rows=row.rows_read,
        findings=row.findings,
        notices=row.notices,
        error=row.error,
    )
