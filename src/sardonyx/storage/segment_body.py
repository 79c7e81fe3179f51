"""An INSERT with a segment's file as the body of an HTTP request, read (and compressed) piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import zstandard

_PIECE_BYTES = 1 << 20
_LEVEL = 1


async def pieces(statement: str, segment: Path, *, compress: bool) -> AsyncIterator[bytes]:
    """The statement, a line end, then the file's bytes; one zstd stream if `compress`.

    The statement stands in the body because addresses are limited (by proxies to a few KiB) and it is long. Data
    starts right behind the first line end, whatever its first byte is.
    """
    squeeze = zstandard.ZstdCompressor(level=_LEVEL).compressobj() if compress else None
    file = await asyncio.to_thread(segment.open, "rb")
    try:
        piece = f"{statement}\n".encode()
        while piece:
            out = await asyncio.to_thread(squeeze.compress, piece) if squeeze else piece
            if out:
                yield out
            piece = await asyncio.to_thread(file.read, _PIECE_BYTES)
        if squeeze:
            yield squeeze.flush()
    finally:
        file.close()
