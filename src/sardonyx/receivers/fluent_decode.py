"""Fluent Forward's messages: cut from the stream, and what they say as groups of lines.

A message is `[tag, time, record, option]` (Message), `[tag, [[time, record], …], option]` (Forward) or `[tag, packed, option]`,
where `packed` is a sequence of msgpack `[time, record]`, compressed or not (PackedForward). nil is a heartbeat. A time is a number
of seconds, or EventTime: ext type 0 of 4 + 4 bytes; Fluent Bit 2.1 and later write `[time, metadata]` in its place. A record
becomes the text of a line, as JSON. Source: Forward Protocol Specification v1 and v1.5.
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgpack

from sardonyx.receivers.body import BodyLimits, decompress
from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.lines import Group, Line, encoded_lines

TAG_ATTRIBUTE = "fluent.tag"

_MOST_ITEMS = 1 << 20  # of one array or map: what a header announces is allocated before it comes
_MOST_PAIRS = 1 << 16
_EVENT_TIME = struct.Struct(">II")
_SECOND = 1_000_000_000
# Fluent Bit's marks of where a group of records begins and ends: seconds of -1 and -2, as unsigned numbers.
_GROUP_MARKS = (0xFFFFFFFF, 0xFFFFFFFE)
_LATEST = 1 << 62
_UNREADABLE = (ValueError, TypeError, RecursionError, msgpack.StackError, msgpack.OutOfData)


class EventTime(int):
    """Nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its lines, encoded in a group with the tag, how many of its records can't be one, and `chunk`, which the
    sender wants back ('' if not)."""

    tag: str
    lines: list[Line]
    left_out: int = 0
    chunk: str = ""
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        group = Group(attributes={TAG_ATTRIBUTE: self.tag}, encoded=encoded_lines(self.lines), others=len(self.lines))
        object.__setattr__(self, "group", group)


class Messages:
    """Cuts what one connection sends, however it arrives. A message is bounded as it comes and as it unfolds."""

    def __init__(self, limits: BodyLimits) -> None:
        self._limits = limits
        self._unpacker = unpacker(limits.compressed_bytes)
        self._since_last = 0

    @property
    def pending_bytes(self) -> int:
        """How much has come of the message that is not complete yet, at most."""
        return self._since_last

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete now, heartbeats left out. Raises Malformed, TooLarge: then nothing more can be read."""
        self._since_last += len(data)
        try:
            self._unpacker.feed(data)
            found = list(self._unpacker)
        except msgpack.BufferFull:
            raise self._too_large() from None
        except _UNREADABLE as error:
            raise Malformed(f"what came is no msgpack: {error!r}") from error
        if found:
            self._since_last = 0
        elif self._since_last > self._limits.compressed_bytes:
            raise self._too_large()
        return [message_of(item, self._limits.decompressed_bytes) for item in found if item is not None]

    def _too_large(self) -> TooLarge:
        return TooLarge(f"a message has more than {self._limits.compressed_bytes} bytes")


def unpacker(max_bytes: int) -> msgpack.Unpacker:
    """A bounded one; bytes that are no UTF-8 stay in texts as surrogates, and so get out again as they were."""
    return msgpack.Unpacker(
        raw=False,
        unicode_errors="surrogateescape",
        strict_map_key=False,
        ext_hook=_extension,
        max_buffer_size=max_bytes,
        max_array_len=_MOST_ITEMS,
        max_map_len=_MOST_PAIRS,
        max_ext_len=1 << 10,
    )


def message_of(item: Any, limit: int) -> Message:
    """What one unpacked message says; packed entries unfold to at most `limit` bytes. Raises Malformed, TooLarge."""
    if not isinstance(item, list) or len(item) < 2 or not isinstance(item[0], str | bytes):
        raise Malformed("a message is [tag, …]; this is something else")
    tag, second = _text(item[0]), item[1]
    if isinstance(second, list):
        option = _option(item, 2)
        lines, left_out = _lines(second)
    elif isinstance(second, str | bytes):
        option = _option(item, 2)
        lines, left_out = _lines(_unpacked(_raw(second), option.get("compressed"), limit))
    else:
        option = _option(item, 3)
        lines, left_out = _lines([item[1:3]])
    if option.get("fluent_signal", 0) not in (0, None):  # Fluent Bit's metrics and traces, in a format of its own
        return Message(tag, [], left_out + len(lines), _text(option.get("chunk", "")))
    return Message(tag, lines, left_out, _text(option.get("chunk", "")))


def _option(item: list[Any], index: int) -> Mapping[str, Any]:
    option = item[index] if len(item) > index else None
    return {_text(key): value for key, value in option.items()} if isinstance(option, dict) else {}


def _unpacked(packed: bytes, compression: Any, limit: int) -> Iterator[Any]:
    encoding = _text(compression or "")
    if encoding in ("gzip", "zstd"):
        packed = decompress(packed, encoding, limit)
    elif encoding not in ("", "text"):
        raise Malformed(f"compressed is {encoding[:40]!r}; allowed are gzip, zstd and text")
    entries = unpacker(max(len(packed), 1))
    entries.feed(packed)
    try:
        yield from entries
        if entries.tell() != len(packed):
            raise Malformed("the packed entries are cut off")
    except _UNREADABLE as error:
        raise Malformed(f"the packed entries are no msgpack: {error!r}") from error


def _lines(entries: Iterable[Any]) -> tuple[list[Line], int]:
    lines: list[Line] = []
    left_out = 0
    for entry in entries:
        if not isinstance(entry, list) or len(entry) < 2 or not isinstance(entry[1], dict):
            raise Malformed("an entry is [time, record]; this is something else")
        time: Any = entry[0]
        metadata: Any = None
        if isinstance(time, list):
            time, metadata = time[0] if time else 0, time[1] if len(time) > 1 else None
        nanoseconds = _nanoseconds(time)
        if nanoseconds // _SECOND in _GROUP_MARKS:
            continue
        try:
            text = _json(entry[1])
            attributes = {_text(key): _plain(value) for key, value in metadata.items()} if metadata else {}
        except (TypeError, ValueError, AttributeError, RecursionError):
            left_out += 1
        else:
            lines.append(Line(text, nanoseconds if 0 < nanoseconds < _LATEST else 0, attributes=attributes))
    return lines, left_out


def _nanoseconds(time: Any) -> int:
    match time:
        case EventTime():
            return int(time)
        case int():
            return time * _SECOND
        case float() if abs(time) < _LATEST / _SECOND:
            return int(time * _SECOND)
        case msgpack.Timestamp():
            return int(time.to_unix_nano())
    return 0


def _extension(code: int, data: bytes) -> Any:
    if code == 0 and len(data) == _EVENT_TIME.size:
        seconds, nanoseconds = _EVENT_TIME.unpack(data)
        return EventTime(seconds * _SECOND + nanoseconds)
    return msgpack.ExtType(code, data)


def _json(record: dict[Any, Any]) -> bytes:
    try:
        text = _encode(record)
    except (TypeError, ValueError):  # a key that is no text, or a number JSON doesn't have
        text = _encode(_speakable(record))
    return text.encode("utf-8", "surrogateescape")


def _speakable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(key): _speakable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, msgpack.ExtType):
        return [_speakable(inner) for inner in value]
    return str(value) if isinstance(value, float) and value - value != 0 else value


def _default(value: Any) -> Any:
    match value:
        case bytes():
            return _text(value)
        case msgpack.Timestamp():
            return value.to_unix_nano()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_default).encode


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _encode(value)


def _text(value: Any) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def _raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
