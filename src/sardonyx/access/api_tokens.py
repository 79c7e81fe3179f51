"""Routes: API tokens and ingest keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from sardonyx.access import tokens
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import requires
from sardonyx.access.principal import Principal
from sardonyx.access.schemas import CreatedTokenView, Id, IngestKeyInput, TokenInput, TokenList, TokenView
from sardonyx.access.scope import clean_scope, refuse_beyond
from sardonyx.access.service import Access

Manager = Annotated[Principal, Depends(requires("tokens:manage"))]


def build(access: Access) -> APIRouter:
    """API tokens and ingest keys."""
    router = APIRouter(tags=["tokens"])

    @router.get("/tokens")
    async def list_api_tokens(principal: Manager) -> TokenList:
        """All API tokens, newest first."""
        return TokenList(
            items=[TokenView.model_validate(found) for found in await tokens.list_tokens(access.db, "api")]
        )

    @router.post("/tokens", status_code=201)
    async def create_api_token(
        body: TokenInput, principal: Manager, request: Request, response: Response
    ) -> CreatedTokenView:
        """Create an API token; its text is in this answer and nowhere else. It can do no more than its maker."""
        services, environments = clean_scope(body.services, "services"), clean_scope(body.environments, "environments")
        refuse_beyond(principal, roles=[body.role], services=services, environments=environments)
        created = await tokens.create_token(
            access.db,
            role=body.role,
            name=body.name,
            services=services,
            environments=environments,
            expires_at=body.expires_at,
            actor=actor_of(principal, request),
        )
        response.headers["Cache-Control"] = "no-store"
        return CreatedTokenView(id=created.id, token=created.token_text)

    @router.delete("/tokens/{token_id}", status_code=204)
    async def revoke_api_token(token_id: Id, principal: Manager, request: Request) -> None:
        """Revoke an API token for good."""
        await access.revoke_token(token_id, kind="api", actor=actor_of(principal, request))

    @router.get("/ingest-keys")
    async def list_ingest_keys(principal: Manager) -> TokenList:
        """All ingest keys, newest first."""
        return TokenList(
            items=[TokenView.model_validate(found) for found in await tokens.list_tokens(access.db, "ingest")]
        )

    @router.post("/ingest-keys", status_code=201)
    async def create_ingest_key(
        body: IngestKeyInput, principal: Manager, request: Request, response: Response
    ) -> CreatedTokenView:
        """Create a key that can send and nothing else; its text is in this answer and nowhere else."""
        services, environments = clean_scope(body.services, "services"), clean_scope(body.environments, "environments")
        refuse_beyond(principal, roles=[], services=services, environments=environments)
        created = await tokens.create_ingest_key(
            access.db,
            name=body.name,
            services=services,
            environments=environments,
            expires_at=body.expires_at,
            rate_per_second=body.rate_per_second,
            actor=actor_of(principal, request),
        )
        response.headers["Cache-Control"] = "no-store"
        return CreatedTokenView(id=created.id, token=created.token_text)

    @router.delete("/ingest-keys/{key_id}", status_code=204)
    async def revoke_ingest_key(key_id: Id, principal: Manager, request: Request) -> None:
        """Revoke an ingest key for good."""
        await access.revoke_token(key_id, kind="ingest", actor=actor_of(principal, request))

    return router
