"""Loki pushes → groups of lines. Pure: bytes in, groups or a ReceiveError out.

The entries of a protobuf push are not looked at here: they travel as they are. Source: Loki's push API, protobuf
(logproto.PushRequest) and JSON, with the shape before 1.0 that some clients still send.
"""

from datetime import datetime
from typing import Any

import cramjam
import msgspec
from google.protobuf.message import DecodeError

from sardonyx.receivers import loki_labels
from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.lines import Group, Line, encoded_texts
from sardonyx.receivers.messages import BYTES, STRING, built

_MESSAGES = built(
    "sardonyx.loki",
    {
        "PushRequest": {"streams": (1, BYTES, True)},
        "Stream": {"labels": (1, STRING, False), "entries": (2, BYTES, True)},
        "Time": {"seconds": (1, 3, False), "nanos": (2, 5, False)},
        "Pair": {"name": (1, STRING, False), "value": (2, STRING, False)},
        "Entry": {"timestamp": (1, "Time", False), "line": (2, STRING, False), "metadata": (3, "Pair", True)},
    },
)
PushRequest, Stream, Entry = _MESSAGES["PushRequest"], _MESSAGES["Stream"], _MESSAGES["Entry"]


class _OldEntry(msgspec.Struct):
    ts: datetime  # RFC 3339
    line: str


class _Stream(msgspec.Struct):
    stream: dict[str, str] = {}
    values: list[list[Any]] = []
    labels: str = ""
    entries: list[_OldEntry] = []


class _Push(msgspec.Struct):
    streams: list[_Stream]


class _PlainStream(msgspec.Struct, forbid_unknown_fields=True):
    stream: dict[str, str]
    values: list[tuple[str, str]]


class _PlainPush(msgspec.Struct):
    """What nearly all pushes are: values are a time and a line."""

    streams: list[_PlainStream]


_JSON = msgspec.json.Decoder(_Push)
_PLAIN_JSON = msgspec.json.Decoder(_PlainPush)


def of_protobuf(body: bytes, limit: int) -> list[Group]:
    """The groups of a snappy-compressed PushRequest that unfolds to at most `limit` bytes. Raises Malformed, TooLarge."""
    groups = []
    try:
        size = cramjam.snappy.decompress_raw_len(body)
        if size > limit:
            raise TooLarge(f"the body unfolds to {size} bytes, the limit is {limit}")
        for raw in PushRequest.FromString(bytes(cramjam.snappy.decompress_raw(body))).streams:
            stream = Stream.FromString(raw)
            if stream.entries:
                groups.append(Group(loki_labels.parse(stream.labels), loki=raw, others=len(stream.entries)))
    except cramjam.DecompressionError as error:
        raise Malformed(f"the body is not a snappy block: {error}") from error
    except DecodeError as error:
        raise Malformed(f"the body is not a valid PushRequest: {error}") from error
    return groups


def of_json(body: bytes) -> list[Group]:
    """The groups of a JSON push. Raises Malformed."""
    try:
        return [_plain(stream) for stream in _PLAIN_JSON.decode(body).streams if stream.values]
    except (msgspec.DecodeError, RecursionError, ValueError):
        pass  # another of its shapes, or none
    try:
        push = _JSON.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed(f"the body is not a Loki push: {error}") from error
    groups = [_group(stream) for stream in push.streams]
    return [group for group in groups if group.lines]


def _plain(stream: _PlainStream) -> Group:
    """Raises ValueError where a time is none."""
    return Group(_labels(stream.stream), encoded=encoded_texts(stream.values), others=len(stream.values))


def _labels(labels: dict[str, str]) -> dict[str, str]:
    return {loki_labels.sanitised(name): value for name, value in labels.items()}


def _group(stream: _Stream) -> Group:
    labels = _labels(stream.stream)
    if stream.labels:
        labels |= loki_labels.parse(stream.labels)
    lines = [_line(value) for value in stream.values]
    lines += [Line(entry.line, int(entry.ts.timestamp() * 1e6) * 1000) for entry in stream.entries]
    return Group(labels, lines=lines)


def _line(value: list[Any]) -> Line:
    if len(value) not in (2, 3) or not all(isinstance(part, str) for part in value[:2]):
        raise Malformed(f'the value {str(value)[:100]} is not ["<nanoseconds>", "<line>", {{…}}]: both are strings')
    at, text, *more = value
    if not (at.isascii() and at.isdigit() and len(at) <= 19):
        raise Malformed(f"the time {at[:40]!r} is not nanoseconds since 1970")
    metadata = more[0] if more and isinstance(more[0], dict) else {}
    return Line(text, int(at), attributes={name: str(each) for name, each in metadata.items()})
