"""Request bodies, bounded twice: as they arrive and as they unfold."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import zstandard
from starlette.requests import ClientDisconnect, Request

from sardonyx.receivers.errors import Malformed, TooLarge, UnsupportedEncoding

_ZSTD_PIECE = 1024


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How many bytes a body may have on the wire, and decompressed."""

    compressed_bytes: int = 32 << 20
    decompressed_bytes: int = 64 << 20


async def read_body(request: Request, limits: BodyLimits) -> bytes:
    """The request's decompressed body. Raises TooLarge, Malformed or UnsupportedEncoding."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    limit = limits.decompressed_bytes if encoding in ("", "identity") else limits.compressed_bytes
    return decompress(await read_raw_body(request, limit), encoding, limits.decompressed_bytes)


async def read_raw_body(request: Request, limit: int) -> bytes:
    """The body as it came, of at most `limit` bytes. Raises TooLarge or Malformed."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"the body has {declared} bytes, the limit is {limit}")
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > limit:
                raise TooLarge(f"the body has more than {limit} bytes")
    except ClientDisconnect as error:
        raise Malformed("the sender hung up before the body was complete") from error
    return bytes(received)


def decompress(data: bytes, encoding: str, limit: int) -> bytes:
    """Undo a Content-Encoding, producing at most `limit` bytes. An empty body stays empty."""
    try:
        unfold = _DECODERS[encoding]
    except KeyError:
        known = ", ".join(name for name in sorted(_DECODERS) if name)
        raise UnsupportedEncoding(f"Content-Encoding {encoding[:40]!r} is not known; allowed are {known}") from None
    if not data:
        return data
    out = unfold(data, limit)
    if len(out) > limit:
        raise TooLarge(f"the body unfolds to more than {limit} bytes")
    return out


def _identity(data: bytes, _limit: int) -> bytes:
    return data


def _inflate(window_bits: int) -> Callable[[bytes, int], bytes]:
    def unfold(data: bytes, limit: int) -> bytes:
        # Members may follow one another (gzip allows it); all of them count against the limit.
        out = bytearray()
        while data:
            stream = zlib.decompressobj(window_bits)
            try:
                out += stream.decompress(data, limit + 1 - len(out))
                while stream.unconsumed_tail and len(out) <= limit:
                    out += stream.decompress(stream.unconsumed_tail, limit + 1 - len(out))
            except zlib.error as error:
                raise Malformed(f"the compressed body is damaged: {error}") from error
            if len(out) > limit:
                break
            if not stream.eof:
                raise Malformed("the compressed body is cut off")
            data = stream.unused_data
        return bytes(out)

    return unfold


def _deflate(data: bytes, limit: int) -> bytes:
    # "deflate" means zlib by RFC 9110, but raw deflate is sent too.
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _inflate(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)(data, limit)


def _zstd(data: bytes, limit: int) -> bytes:
    # Fed in small pieces: one piece can unfold to 32 MiB at most (4 bytes of an RLE block make 128 KiB).
    out = bytearray()
    window = memoryview(data)
    try:
        while window:
            frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            while window and not frame.eof and len(out) <= limit:
                out += frame.decompress(window[:_ZSTD_PIECE])
                window = window[_ZSTD_PIECE:]
            if len(out) > limit:
                break
            if not frame.eof:
                raise Malformed("the compressed body is cut off")
            if rest := len(frame.unused_data):
                window = memoryview(data)[len(data) - len(window) - rest :]
    except zstandard.ZstdError as error:
        raise Malformed(f"the compressed body is damaged: {error}") from error
    return bytes(out)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "": _identity,
    "identity": _identity,
    "gzip": _inflate(zlib.MAX_WBITS | 16),
    "x-gzip": _inflate(zlib.MAX_WBITS | 16),
    "deflate": _deflate,
    "zstd": _zstd,
}
