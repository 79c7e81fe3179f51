"""Routes: reading and verifying the audit chain."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime

from sardonyx.access import audit
from sardonyx.access.audit import AuditFilter
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import requires
from sardonyx.access.principal import Principal
from sardonyx.access.schemas import AuditEntryView, AuditList, VerifyView
from sardonyx.access.service import Access

Auditor = Annotated[Principal, Depends(requires("audit:read"))]
Text = Annotated[str | None, Query(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]


def build(access: Access) -> APIRouter:
    """The audit chain."""
    router = APIRouter(tags=["audit"])

    @router.get("/audit")
    async def read_audit(
        *,
        principal: Auditor,
        request: Request,
        action: Text = None,
        actor: Text = None,
        object: Text = None,  # noqa: A002  (the name on the wire)
        start: AwareDatetime | None = None,
        end: AwareDatetime | None = None,
        cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> AuditList:
        """Entries, newest first, by action, actor id, object and time. This reading becomes an entry itself."""
        page = await audit.page(
            access.db,
            AuditFilter(action, actor, object, start, end),
            before=int(cursor) if cursor is not None else None,
            limit=limit,
            reader=actor_of(principal, request),
        )
        return AuditList(
            items=[AuditEntryView.model_validate(entry) for entry in page.items],
            cursor=None if page.next_before is None else str(page.next_before),
        )

    @router.get("/audit/verification")
    async def verify_audit(principal: Auditor) -> VerifyView:
        """Check the whole chain now; the first broken entry is named."""
        return VerifyView.model_validate(await audit.verify(access.db))

    return router
