"""Log lines as the journal keeps them: the message of `storage.pipelines.lines`, written by hand.

Most receivers pass many lines as one text, or texts they don't look into; so a line costs what joining costs.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sardonyx.journal.frame import varint

_DELIVERIES_TAG = b"\x9a\x3f"  # (1011 << 3) | 2
_KEY_BYTES = 12
_NANOSECONDS = struct.Struct("<Q").pack


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text (str or UTF-8), and what the protocol says of it; 0 where it says nothing."""

    text: str | bytes
    time_unix_nano: int = 0
    severity_number: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one origin. `text` holds more of them, ended by LF, of which the protocol says nothing else; `loki` is the
    encoded StreamAdapter of a Loki push, whose entries are read as they are; `encoded` are fields 3 and 4 as they shall stand.
    `others` is how many lines these hold.
    """

    resource: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    text: bytes = b""
    loki: bytes = b""
    encoded: bytes = b""
    others: int = 0

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self.lines) + self.others


def encoded(groups: Iterable[Group], deliveries: Sequence[bytes] = ()) -> bytes:
    """The message of these groups. The keys of `deliveries` come first, as a field the engine skips."""
    head = [_field(_DELIVERIES_TAG, b"".join(deliveries))] if deliveries else []
    return b"".join(head + [_field(b"\x0a", _group(group)) for group in groups])


def deliveries_in(message: bytes) -> list[bytes]:
    """The keys of deliveries in an encoded message."""
    if not message.startswith(_DELIVERIES_TAG):
        return []
    size = shift = 0
    for at in range(len(_DELIVERIES_TAG), len(message)):
        size |= (message[at] & 0x7F) << shift
        shift += 7
        if message[at] < 0x80:
            keys = message[at + 1 : at + 1 + size]
            return [keys[start : start + _KEY_BYTES] for start in range(0, len(keys), _KEY_BYTES)]
    return []


def _group(group: Group) -> bytes:
    parts = [_pairs(b"\x0a", group.resource), _pairs(b"\x12", group.attributes)]
    if group.text:
        parts.append(_field(b"\x1a", group.text))
    parts.append(encoded_lines(group.lines))
    if group.loki:
        parts.append(_field(b"\x2a", group.loki))
    if group.encoded:
        parts.append(group.encoded)
    return b"".join(parts)


def encoded_lines(lines: Iterable[Line]) -> bytes:
    """Lines as `Group.encoded` has them: many of them are better encoded in a thread, before they are handed over."""
    return b"".join([_field(b"\x22", _line(line)) for line in lines])


def encoded_texts(values: Iterable[tuple[str, str]]) -> bytes:
    """Lines of a time (the digits of nanoseconds since 1970) and a text each, as `Group.encoded` has them. Raises ValueError."""
    found: list[bytes] = []
    for at, text in values:
        if not (at.isascii() and at.isdigit() and len(at) <= 19):
            raise ValueError(at)
        body = text.encode("utf-8", "replace")
        size = varint(len(body))
        head = b"\x22" + varint(len(body) + len(size) + 10) + b"\x09"
        found += (head, _NANOSECONDS(int(at)), b"\x12", size, body)
    return b"".join(found)


def _line(line: Line) -> bytes:
    text = line.text if isinstance(line.text, bytes) else line.text.encode("utf-8", "replace")
    time = b"\x09" + struct.pack("<Q", line.time_unix_nano) if line.time_unix_nano else b""
    level = b"\x18" + varint(line.severity_number) if line.severity_number else b""
    return b"".join((time, _field(b"\x12", text), level, _pairs(b"\x22", line.attributes)))


def _pairs(tag: bytes, pairs: Mapping[str, str]) -> bytes:
    return b"".join(
        [
            _field(
                tag, _field(b"\x0a", key.encode("utf-8", "replace")) + _field(b"\x12", value.encode("utf-8", "replace"))
            )
            for key, value in pairs.items()
        ]
    )


def _field(tag: bytes, body: bytes) -> bytes:
    return tag + varint(len(body)) + body
