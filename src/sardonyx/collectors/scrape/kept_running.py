"""Work in the background that goes on after a fault of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 5.0


async def kept_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """A fault of ours in one round must not end the work for ever."""
    while True:
        try:
            return await run()
        except Exception:
            log.exception("%s failed in a way it should not", name)
            await asyncio.sleep(_PAUSE_SECONDS)
