"""Routes: what could be watched and is not."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer
from sardonyx.health.discovery.candidate import FoundIn
from sardonyx.health.discovery.proposals import Proposals
from sardonyx.health.models import MonitorName
from sardonyx.health.monitors.specs import masked

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]
_Key = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class ProposalView(BaseModel):
    """A monitor that could be. Secrets in `spec` are `********`; taking it over uses the real ones."""

    key: str
    name: str
    spec: dict[str, Any]
    found_in: FoundIn
    why: str
    exists: bool = Field(description="Whether something watches the same target in the same way.")


class ProposalsResponse(BaseModel):
    """All proposals; `problems` say what could not be read."""

    proposals: list[ProposalView]
    problems: list[str]


class KeysInput(BaseModel):
    """Proposals by their keys."""

    keys: Annotated[list[_Key], Field(min_length=1, max_length=1000)]


class AcceptedResponse(BaseModel):
    """The monitors that were made."""

    monitors: list[MonitorName]


def build_router(proposals: Proposals) -> APIRouter:
    """Looking at proposals, taking them over, putting them away."""
    router = APIRouter(prefix="/rest/health/proposals", tags=["health"])

    @router.get("", response_model=ProposalsResponse)
    async def list_proposals(principal: Reader) -> Response:
        """Monitors proposed from compose files, Docker's labels, Prometheus' targets and traced services."""
        found, problems = await proposals.seen_by(principal)
        views = [
            {
                "key": one.candidate.key,
                "name": one.candidate.monitor.name,
                "spec": masked(one.candidate.monitor),
                "found_in": one.candidate.found_in,
                "why": one.candidate.why,
                "exists": one.exists,
            }
            for one in found
        ]
        return json_answer({"proposals": views, "problems": problems})

    @router.post("/accept")
    async def accept_proposals(body: KeysInput, principal: Writer, request: Request) -> AcceptedResponse:
        """Make monitors of proposals."""
        made = await proposals.accept(body.keys, principal, actor_of(principal, request))
        return AcceptedResponse(monitors=[MonitorName(id=one.id, name=one.monitor.name) for one in made])

    @router.post("/dismiss", status_code=204)
    async def dismiss_proposals(body: KeysInput, principal: Writer, request: Request) -> None:
        """Don't propose these again, to nobody."""
        await proposals.dismiss(body.keys, principal, actor_of(principal, request))

    return router
