"""Routes: tiers, the archive, legal holds."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.retention.schemas import (
    ArchivedDay,
    ArchiveResponse,
    LegalHold,
    LegalHoldInput,
    LegalHoldList,
    RestoreRequest,
    TiersResponse,
    VerifyResponse,
)
from sardonyx.retention.service import Retention
from sardonyx.retention.views import hold_view

_READ = requires("settings:read")
Restorer = Annotated[Principal, Depends(requires("archive:restore"))]
HoldsManager = Annotated[Principal, Depends(requires("holds:manage"))]
HoldId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]


def build_router(retention: Retention) -> APIRouter:
    """What the storage pages read, and what may be done there."""
    router = APIRouter(prefix="/rest", tags=["settings"])

    @router.get("/storage/tiers", dependencies=[Depends(_READ)])
    async def storage_tiers() -> TiersResponse:
        """What lies in which tier, what it costs, what retention did, and what is held."""
        return await retention.tiers()

    @router.get("/storage/archive", dependencies=[Depends(_READ)])
    async def archived_days() -> ArchiveResponse:
        """The days in the archive, newest first."""
        return ArchiveResponse(days=await retention.archived())

    @router.post("/storage/archive/{day}/restore", status_code=202)
    async def restore_day(day: dt.date, body: RestoreRequest, principal: Restorer, request: Request) -> ArchivedDay:
        """Bring a day back into the table. It takes a while: its state in the archive tells."""
        return await retention.restore(day, body.days, actor_of(principal, request))

    @router.post("/storage/archive/{day}/verify", dependencies=[Depends(_READ)])
    async def verify_day(day: dt.date) -> VerifyResponse:
        """Read a day's files and compare them with their SHA-256 sums."""
        return VerifyResponse(wrong=await retention.verify(day))

    @router.get("/legal-holds", dependencies=[Depends(_READ)])
    async def legal_holds(released: Annotated[bool, Query()] = False) -> LegalHoldList:
        """Legal holds, those that were released only if asked for."""
        return LegalHoldList(items=[hold_view(row) for row in await retention.holds.all(released=released)])

    @router.post("/legal-holds", status_code=201)
    async def hold(body: LegalHoldInput, principal: HoldsManager, request: Request) -> LegalHold:
        """Hold records: from now on nothing deletes them."""
        row = await retention.holds.create(
            actor_of(principal, request),
            name=body.name,
            reason=body.reason,
            start=_aware(body.start),
            end=_aware(body.end),
            services=body.services,
        )
        return hold_view(row)

    @router.delete("/legal-holds/{hold_id}")
    async def release(hold_id: HoldId, principal: HoldsManager, request: Request) -> LegalHold:
        """Release a hold; it stays in the list of released ones."""
        return hold_view(await retention.holds.release(hold_id, actor_of(principal, request)))

    return router


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
