"""Work that ends when nobody waits for it any more."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from sardonyx.storage.errors import QueryCancelled

T = TypeVar("T")

_LOOK_EVERY_SECONDS = 0.5


async def while_waited_for(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The outcome of `work`. When the caller has closed the connection it is cancelled, and with it its statement in the engine:
    QueryCancelled is raised then."""
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=_LOOK_EVERY_SECONDS))[0]:
            if await request.is_disconnected():
                raise QueryCancelled("the caller has gone", 394)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
