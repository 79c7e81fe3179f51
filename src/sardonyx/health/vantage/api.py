"""Routes: what vantage points are there, and what they ask for and tell."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Request, Response
from pydantic import BaseModel, Field

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.collectors.probes.wire import WireError
from sardonyx.health.vantage.service import Vantages
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.errors import Overloaded, ReceiveError, TooLarge, UnsupportedEncoding

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]
Agent = Annotated[Principal, Depends(requires("ingest:write"))]
Name = Annotated[str, Path(min_length=1, max_length=200)]
Named = Annotated[
    str, Header(alias="X-Sardonyx-Batch", pattern=r"^[A-Za-z0-9._-]{1,100}/[0-9]{1,18}$", description="SENDER/NUMBER")
]
LIMITS = BodyLimits(compressed_bytes=8 << 20, decompressed_bytes=64 << 20)
_STATUS: dict[type[ReceiveError], int] = {TooLarge: 413, UnsupportedEncoding: 415, Overloaded: 503}


class VantagePointView(BaseModel):
    """Where monitors are checked from."""

    name: str
    is_here: bool = Field(description="The server itself.")
    last_seen: datetime | None
    monitors: int


class VantagesResponse(BaseModel):
    """All of them, by name."""

    vantages: list[VantagePointView]


class ResultsTaken(BaseModel):
    """What was stored; `before` when it was already."""

    accepted: int
    before: bool = False


def build_router(vantages: Vantages) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/rest/health", tags=["health"])

    @router.get("/vantages")
    async def list_vantage_points(principal: Reader) -> VantagesResponse:
        """Vantage points, when they were heard of last, and how many monitors they check."""
        found = await vantages.vantages(principal)
        return VantagesResponse(
            vantages=[
                VantagePointView(name=one.name, is_here=one.is_here, last_seen=one.last_seen, monitors=one.monitors)
                for one in found
            ]
        )

    @router.delete("/vantages/{name}", status_code=204)
    async def release_vantage_point(name: Name, principal: Writer, request: Request) -> None:
        """Let another ingest key speak for this name. Audited."""
        await vantages.release(name, actor_of(principal, request))

    @router.get("/vantage/{name}", responses={304: {"description": "Nothing has changed."}})
    async def monitors_of_vantage_point(
        name: Name, principal: Agent, known: Annotated[str, Header(alias="If-None-Match")] = ""
    ) -> Response:
        """For agents: the monitors that name this vantage point, with what they need to sign in."""
        found = await vantages.specs(name, principal)
        headers = {"ETag": found.etag, "Cache-Control": "no-store"}
        if known == found.etag:
            return Response(status_code=304, headers=headers)
        return Response(found.body, media_type="application/json", headers=headers)

    @router.post("/vantage/{name}/results")
    async def take_results_of_vantage_point(
        name: Name, principal: Agent, request: Request, batch: Named
    ) -> ResultsTaken:
        """For agents: what their checks came to, in order, each batch once."""
        try:
            accepted = await vantages.take(name, batch, await read_body(request, LIMITS), principal)
        except WireError as error:
            raise HTTPException(400, str(error)) from error
        except ReceiveError as error:
            headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
            raise HTTPException(_STATUS.get(type(error), 400), str(error), headers) from error
        return ResultsTaken(accepted=accepted or 0, before=accepted is None)

    return router
