"""What answers of searches have in common: stats, texts of the engine passed on, the caller's scope."""

import time
from typing import Annotated

import msgspec
from fastapi import Response
from pydantic import BaseModel, Field

from sardonyx.access.permissions import Principal
from sardonyx.query.scope import AccessScope

TimeInput = Annotated[
    str | int | float,
    Field(description="ISO-8601, an epoch number (s, ms, µs or ns), or relative: now-1h.", examples=["now-1h"]),
]


class QueryStats(BaseModel):
    """What answering took."""

    rows_read: int
    bytes_read: int
    elapsed_ms: float


def stats_since(started: float, rows_read: int, bytes_read: int) -> dict[str, float]:
    """QueryStats of a request that began at `started` of time.perf_counter()."""
    elapsed_ms = round((time.perf_counter() - started) * 1000, 2)
    return {"rows_read": rows_read, "bytes_read": bytes_read, "elapsed_ms": elapsed_ms}


def scope_of(principal: Principal) -> AccessScope:
    """What the principal sees."""
    return AccessScope(principal.services, principal.environments)


def json_answer(content: object) -> Response:
    """`content` as JSON; rows of the engine (msgspec.Raw) are passed on as they are."""
    return Response(msgspec.json.encode(content), media_type="application/json")
