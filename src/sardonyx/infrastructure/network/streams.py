"""The bytes of a bandwidth test, bounded in number and time: made up to be sent, or counted and thrown away."""

import asyncio
import os
import time
from collections.abc import AsyncIterable, AsyncIterator

_BLOCK_BYTES = 1 << 16


async def made_up(max_bytes: int, seconds: float) -> AsyncIterator[bytes]:
    """At most so many bytes for at most so long; no compression on the way can shorten them."""
    block = os.urandom(_BLOCK_BYTES)
    until, left = time.monotonic() + seconds, max_bytes
    while left > 0 and time.monotonic() < until:
        yield block[:left]
        left -= len(block)
        await asyncio.sleep(0)  # a fast reader must not keep the loop


async def counted(chunks: AsyncIterable[bytes], max_bytes: int, seconds: float) -> int:
    """How many bytes came; stops reading at the first beyond the bounds."""
    until, count = time.monotonic() + seconds, 0
    async for chunk in chunks:
        count += len(chunk)
        if count >= max_bytes or time.monotonic() >= until:
            break
    return count
