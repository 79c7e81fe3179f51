"""Routes: erasing one person's data."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.privacy.erasure.service import Erasures
from sardonyx.privacy.models_erasure import ErasureInput, ErasureList, ErasureView, view

_ERASE = requires("pii:erase")
Eraser = Annotated[Principal, Depends(_ERASE)]
ErasureId = Annotated[str, Path(pattern=r"^[a-f0-9]{1,40}$")]


def build_router(erasures: Erasures) -> APIRouter:
    """Ask for an erasure, look at them, take the report."""
    router = APIRouter(prefix="/rest/erasures", tags=["privacy"])

    @router.post("", status_code=202)
    async def erase(body: ErasureInput, principal: Eraser, request: Request) -> ErasureView:
        """Count what of a person is stored, or erase it; look at the erasure to see how far it is."""
        made = await erasures.create(
            principal,
            actor_of(principal, request),
            body.identity.known(),
            logs=body.logs,
            dry_run=body.dry_run,
        )
        return view(made)

    @router.get("", dependencies=[Depends(_ERASE)])
    async def list_erasures() -> ErasureList:
        """The newest 200."""
        return ErasureList(erasures=[view(row) for row in await erasures.recent()])

    @router.get("/{erasure_id}", dependencies=[Depends(_ERASE)])
    async def get_erasure(erasure_id: ErasureId) -> ErasureView:
        """How far it is, what was found and erased."""
        return view(await erasures.get(erasure_id))

    @router.get("/{erasure_id}/report", response_class=Response)
    async def erasure_report(erasure_id: ErasureId, principal: Eraser, request: Request) -> Response:
        """The signed report, a JSON file; `sardonyx erasure verify` checks it."""
        text = await erasures.report(erasure_id, actor_of(principal, request))
        name = f"sardonyx-erasure-{erasure_id}.json"
        return Response(
            text, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    return router
