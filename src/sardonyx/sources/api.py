"""Routes: sources, storage, masking."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.query.time_range import TimeRange
from sardonyx.sources.models import SourcesResponse
from sardonyx.sources.models_masking import MaskingResponse, MaskingTried, MaskingTry
from sardonyx.sources.models_storage import StorageResponse
from sardonyx.sources.service import Sources

_READ = requires("settings:read")
SettingsReader = Annotated[Principal, Depends(_READ)]


def build_router(service: Sources) -> APIRouter:
    """What the settings pages read."""
    router = APIRouter(prefix="/rest", tags=["settings"])

    @router.get("/sources")
    async def sources(
        principal: SettingsReader,
        start: Annotated[TimeInput, Query()] = "now-1h",
        end: Annotated[TimeInput, Query()] = "now",
    ) -> SourcesResponse:
        """What arrives of each service in the range, and what receivers and journal did since the start."""
        return await service.sources(TimeRange.parse(start, end), scope_of(principal))

    @router.get("/storage", dependencies=[Depends(_READ)])
    async def storage() -> StorageResponse:
        """What is stored, how long it is kept, and when the disk is full."""
        return await service.storage()

    @router.get("/masking", dependencies=[Depends(_READ)])
    async def masking() -> MaskingResponse:
        """What is masked before anything is stored."""
        return service.masking()

    @router.post("/masking/try", dependencies=[Depends(_READ)])
    async def try_masking(wanted: MaskingTry) -> MaskingTried:
        """Mask a text and attributes as on the way in. Neither is stored or logged."""
        return await service.try_masking(wanted)

    return router
