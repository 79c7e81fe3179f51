"""Routes: the network matrix, and bandwidth tests between an agent and this server."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.infrastructure.network import streams
from sardonyx.infrastructure.network.models import (
    BandwidthClaim,
    BandwidthClaimed,
    BandwidthReceived,
    BandwidthResult,
    BandwidthTest,
    BandwidthTests,
    BandwidthWish,
    NetworkAnswer,
)
from sardonyx.infrastructure.network.service import Network, shown
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("infrastructure:read"))]
Tester = Annotated[Principal, Depends(requires("monitors:write"))]
Agent = Annotated[Principal, Depends(requires("ingest:write"))]
TestPath = Annotated[str, Path(pattern=r"^[0-9a-f]{1,32}$")]

# A sender is cut off a little after its time, so that what is on the way still counts.
_SPARE_SECONDS = 5.0


def build_router(network: Network) -> APIRouter:
    """What the network page reads, and what agents ask."""
    router = APIRouter(prefix="/rest/infrastructure/network", tags=["infrastructure"])
    desk = network.desk

    @router.get("")
    async def network_matrix(
        principal: Reader,
        start: Annotated[TimeInput, Query()] = "now-1h",
        end: Annotated[TimeInput, Query()] = "now",
    ) -> NetworkAnswer:
        """Latency, loss, traffic and bandwidth between every two nodes that are known."""
        return await network.matrix(TimeRange.parse(start, end), scope_of(principal))

    @router.get("/bandwidth")
    async def list_bandwidth_tests(principal: Reader) -> BandwidthTests:
        """Tests since the server started; a caller with a scope sees none."""
        return BandwidthTests(items=[shown(test) for test in desk.tests() if scope_of(principal).is_everything])

    @router.post("/bandwidth", status_code=202)
    async def start_bandwidth_test(body: BandwidthWish, principal: Tester, request: Request) -> BandwidthTest:
        """Have an agent test the bandwidth to this server and back; it begins within seconds. Audited."""
        actor = actor_of(principal, request)
        return shown(await network.start_bandwidth(body.agent, body.seconds, body.max_bytes, actor))

    @router.post("/bandwidth/claim")
    async def claim_bandwidth_test(body: BandwidthClaim, principal: Agent, request: Request) -> BandwidthClaimed:
        """For agents: the test to run now, if there is one."""
        if not body.start:
            test = desk.claim(body.agent)
            return BandwidthClaimed(test=shown(test) if test else None)
        actor = actor_of(principal, request)
        made = await network.start_bandwidth(body.agent, body.seconds, body.max_bytes, actor, here=True)
        return BandwidthClaimed(test=shown(made))

    @router.get("/bandwidth/{test_id}/download", response_class=StreamingResponse)
    async def download_for_bandwidth_test(test_id: TestPath, _: Agent) -> StreamingResponse:
        """For agents: bytes of no meaning, within the bounds of a running test."""
        test = desk.running(test_id)
        headers = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
        made_up = streams.made_up(test.max_bytes, test.seconds)
        return StreamingResponse(made_up, media_type="application/octet-stream", headers=headers)

    @router.post("/bandwidth/{test_id}/upload")
    async def upload_for_bandwidth_test(test_id: TestPath, _: Agent, request: Request) -> BandwidthReceived:
        """For agents: takes bytes within the bounds of a running test, counts them and keeps none."""
        test = desk.running(test_id)
        received = await streams.counted(request.stream(), test.max_bytes, test.seconds + _SPARE_SECONDS)
        return BandwidthReceived(bytes=received)

    @router.post("/bandwidth/{test_id}/result")
    async def finish_bandwidth_test(test_id: TestPath, body: BandwidthResult, _: Agent) -> BandwidthTest:
        """For agents: what was measured."""
        return shown(desk.finish(test_id, body))

    return router
