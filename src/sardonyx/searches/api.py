"""Routes: saved searches. Whoever may read a signal may keep searches of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, check, requires
from sardonyx.searches.schemas import SavedSearchChanges, SavedSearchInput, SavedSearchList, SavedSearchView
from sardonyx.searches.service import SavedSearches

Reader = Annotated[Principal, Depends(requires("dashboards:read"))]
SearchId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]


def build_router(searches: SavedSearches) -> APIRouter:
    """List, save, change and delete."""
    router = APIRouter(prefix="/rest/saved-searches", tags=["search"])

    @router.get("")
    async def list_saved_searches(principal: Reader) -> SavedSearchList:
        """One's own saved searches and the shared ones."""
        found = await searches.seen_by(principal)
        return SavedSearchList(items=[SavedSearchView.model_validate(one) for one in found])

    @router.post("", status_code=201)
    async def save_search(body: SavedSearchInput, principal: Reader, request: Request) -> SavedSearchView:
        """Keep a search."""
        check(principal, f"{body.signal}:read")
        made = await searches.create(
            principal,
            actor_of(principal, request),
            name=body.name,
            signal=body.signal,
            query=body.query,
            columns=body.columns,
            shared=body.shared,
        )
        return SavedSearchView.model_validate(made)

    @router.patch("/{search_id}")
    async def change_saved_search(
        search_id: SearchId, body: SavedSearchChanges, principal: Reader, request: Request
    ) -> SavedSearchView:
        """Change a search; its owner and administrators may."""
        changes = body.model_dump(exclude_unset=True, exclude_none=True)
        changed = await searches.change(search_id, changes, principal, actor_of(principal, request))
        return SavedSearchView.model_validate(changed)

    @router.delete("/{search_id}", status_code=204)
    async def delete_saved_search(search_id: SearchId, principal: Reader, request: Request) -> None:
        """Delete a search; its owner and administrators may."""
        await searches.delete(search_id, principal, actor_of(principal, request))

    return router
