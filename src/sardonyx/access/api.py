"""All access routes under one router."""

from fastapi import APIRouter

from sardonyx.access import api_audit, api_session, api_tokens, api_users
from sardonyx.access.service import Access


def build_router(access: Access, prefix: str = "/rest") -> APIRouter:
    """Set-up, sessions, account, users, roles, tokens, ingest keys and the audit chain."""
    router = APIRouter(prefix=prefix)
    for part in (api_session, api_users, api_tokens, api_audit):
        router.include_router(part.build(access))
    return router
