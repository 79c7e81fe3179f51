"""The segment file format, version 1.

A segment is a sequence of varint-length-delimited protobuf messages, so the engine reads the file itself as it lies. Each
message is what the sender sent, followed by fields of ours (protobuf messages may be concatenated):

    1000  fixed64  received_at_ns   our clock when the batch was accepted
    1001  string   source           who sent it, for the record
    1003  string   receiver         the protocol it came by
    1004  fixed32  records          how many records the receiver counted in it
    1005  fixed32  rejected         how many it left out of what was sent
    1002  fixed32  crc              CRC-32 of everything in the message before this field's tag; always last

Fields 1003-1005 are missing where they would be empty; counts, if there, stand just before the crc.

After a crash the tail may be torn: the first message whose length or CRC does not fit ends the segment. Nothing behind it
was ever acknowledged, because acknowledgement waits for the fsync of the whole append.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_RECEIVED_TAG = b"\xc1\x3e"  # (1000 << 3) | 1
_SOURCE_TAG = b"\xca\x3e"  # (1001 << 3) | 2
_CRC_TAG = b"\xd5\x3e"  # (1002 << 3) | 5
_RECEIVER_TAG = b"\xda\x3e"  # (1003 << 3) | 2
_RECORDS_TAG = b"\xe5\x3e"  # (1004 << 3) | 5
_REJECTED_TAG = b"\xed\x3e"  # (1005 << 3) | 5
_CRC_SIZE = len(_CRC_TAG) + 4
_COUNT_SIZE = len(_RECORDS_TAG) + 4
_FIXED64 = struct.Struct("<Q")
_FIXED32 = struct.Struct("<I")
_MAX_VARINT = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """One message in a segment: its place, with and without the length prefix."""

    start: int
    body: int
    end: int


def encode(
    payload: bytes, *, received_at_ns: int, source: str, receiver: str = "", records: int = 0, rejected: int = 0
) -> list[bytes]:
    """The pieces of one frame, to be written one after the other. `payload` is not copied."""
    parts = [_RECEIVED_TAG, _FIXED64.pack(received_at_ns), *_text(_SOURCE_TAG, source)]
    if receiver:
        parts += _text(_RECEIVER_TAG, receiver)
    for tag, count in ((_RECORDS_TAG, records), (_REJECTED_TAG, rejected)):
        if count:
            parts += (tag, _FIXED32.pack(count))
    extra = b"".join(parts)
    crc = zlib.crc32(extra, zlib.crc32(payload))
    tail = extra + _CRC_TAG + _FIXED32.pack(crc)
    return [varint(len(payload) + len(tail)), payload, tail]


def _text(tag: bytes, text: str) -> tuple[bytes, bytes, bytes]:
    encoded = text.encode("utf-8", "replace")
    return tag, varint(len(encoded)), encoded


def varint(value: int) -> bytes:
    """A protobuf base-128 varint."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def frames(data: bytes | memoryview) -> Iterator[Frame]:
    """The intact frames from the start of `data`; stops silently at the first torn or damaged one."""
    view = memoryview(data)
    position = 0
    while position < len(view):
        size, body = _read_varint(view, position)
        end = body + size
        if size < _CRC_SIZE or end > len(view) or not _intact(view[body:end]):
            return
        yield Frame(position, body, end)
        position = end


def counted_records(data: bytes | memoryview) -> int:
    """How many records the receivers counted in intact frames; nothing else of the frames is looked at."""
    view = memoryview(data)
    records = position = 0
    while position < len(view):
        size, body = _read_varint(view, position)
        position = body + size
        if position > len(view):
            break
        end = position - _CRC_SIZE
        if view[end - _COUNT_SIZE : end - 4] == _REJECTED_TAG:
            end -= _COUNT_SIZE
        if view[end - _COUNT_SIZE : end - 4] == _RECORDS_TAG:
            records += _FIXED32.unpack(view[end - 4 : end])[0]
    return records


def intact_length(data: bytes | memoryview) -> int:
    """How many bytes from the start are intact frames."""
    end = 0
    for frame in frames(data):
        end = frame.end
    return end


def _intact(message: memoryview) -> bool:
    tag, crc = message[-_CRC_SIZE:-4], message[-4:]
    return tag == _CRC_TAG and zlib.crc32(message[:-_CRC_SIZE]) == _FIXED32.unpack(crc)[0]


def _read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    for offset in range(_MAX_VARINT):
        if position + offset >= len(view):
            break
        byte = view[position + offset]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position + offset + 1
        shift += 7
    return 0, len(view)
