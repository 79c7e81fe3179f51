"""What a line of a file is wrapped in: nothing, Docker's json-file format, or that of Kubernetes' container runtimes (CRI).

`{"log":"text\\n","stream":"stdout","time":"2026-11-23T10:00:00.123456789Z"}`, whose text has no LF where Docker split a long line;
`2026-11-23T10:00:00.123456789Z stdout F text`, with P for F where it was split.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import msgspec

from sardonyx.collectors.logs.joining import Origin, Record, events, groups_of_block, held
from sardonyx.collectors.logs.multiline import Splitter
from sardonyx.receivers.lines import Group

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$")
_CRI = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.:Z+-]*) (stdout|stderr) ([FP])(?::\S*)? ?(.*)$", re.DOTALL)
_MOST_JOINED_BYTES = 1 << 20
_TAIL_BYTES = 64 << 10


class _Docker(msgspec.Struct):
    log: str
    stream: str = ""
    time: str = ""


Piece = tuple[bytes, str, str, bool]
"""Text, stream, time, whether it goes on in the next piece of its stream."""
_DOCKER = msgspec.json.Decoder(_Docker)


class Wrapping(Protocol):
    """How a file's lines are written."""

    def last(self, block: bytes, splitter: Splitter) -> int:
        """Where the last event begins, which may go on; `len(block)` when every line is complete."""
        ...

    def groups(self, block: bytes, splitter: Splitter, origin: Origin) -> list[Group]:
        """The events of a block."""
        ...


class Bare:
    """Text, a record a line."""

    def last(self, block: bytes, splitter: Splitter) -> int:
        """As the splitter says."""
        return splitter.last(block)

    def groups(self, block: bytes, splitter: Splitter, origin: Origin) -> list[Group]:
        """The events of a block."""
        return groups_of_block(block, splitter, origin)


class Wrapped:
    """Lines with a header; `unwrap` takes it off, and answers None for a line that has none."""

    def __init__(self, unwrap: Callable[[bytes], Piece | None]) -> None:
        self._unwrap = unwrap

    def last(self, block: bytes, splitter: Splitter) -> int:
        """Where the first piece of the last event begins."""
        if len(block) > _TAIL_BYTES:  # mostly the end of the block tells
            begin = block.rfind(b"\n", 0, len(block) - _TAIL_BYTES) + 1
            if start := self._start_of_last(block[begin:], splitter):
                return begin + start
        return self._start_of_last(block, splitter)

    def groups(self, block: bytes, splitter: Splitter, origin: Origin) -> list[Group]:
        """The events of a block; what still goes on at its end is taken as it is."""
        records, going_on = self._records(block)
        lines = list(events([*records, *going_on], splitter))
        return [Group(origin.resource, origin.attributes, lines)] if lines else []

    def _start_of_last(self, block: bytes, splitter: Splitter) -> int:
        records, going_on = self._records(block)
        first = held(records, splitter)
        start = records[first].start if first < len(records) else len(block)
        return min([start, *(record.start for record in going_on)])

    def _records(self, block: bytes) -> tuple[list[Record], list[Record]]:
        whole: list[Record] = []
        going_on: dict[str, Record] = {}
        for start, line in _lines(block):
            piece = self._unwrap(line)
            if piece is None:
                whole.append(Record(line, start=start))
                continue
            text, stream, time, more = piece
            record = going_on.pop(stream, None)
            if record is None:
                record = Record(
                    text, nanoseconds(time), attributes={"log.iostream": stream} if stream else {}, start=start
                )
            elif len(record.text) < _MOST_JOINED_BYTES:
                record.text += text
            if more:
                going_on[stream] = record
            else:
                whole.append(record)
        return whole, list(going_on.values())


def wrapping_of(block: bytes) -> Wrapping:
    """By the first line."""
    line = block[: block.find(b"\n") if b"\n" in block else len(block)]
    for unwrap in (_docker, _cri):
        if unwrap(line) is not None:
            return Wrapped(unwrap)
    return Bare()


def nanoseconds(time: str) -> int:
    """Since 1970, of a time of RFC 3339 with up to nine digits of a second; 0 where it is none."""
    if (found := _TIME.match(time)) is None:
        return 0
    whole, fraction, zone = found.groups()
    try:
        seconds = _seconds(whole + ("+00:00" if zone in (None, "Z") else zone))
    except ValueError:  # the 31st of February
        return 0
    return seconds * 1_000_000_000 + int((fraction or "").ljust(9, "0"))


@lru_cache(1024)
def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())


def _docker(line: bytes) -> Piece | None:
    if not line.startswith(b'{"'):
        return None
    try:
        said = _DOCKER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not said.time or not said.stream:
        return None
    return said.log.removesuffix("\n").encode("utf-8", "replace"), said.stream, said.time, not said.log.endswith("\n")


def _cri(line: bytes) -> Piece | None:
    if (found := _CRI.match(line)) is None:
        return None
    time, stream, tag, text = found.groups()
    return text, stream.decode(), time.decode(), tag == b"P"


def _lines(block: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    for line in block.split(b"\n"):
        if line:
            yield start, line
        start += len(line) + 1
