"""The stream of a container's logs, as lines with their times.

Without a terminal it comes in frames: the stream (1 stdout, 2 stderr), three zero bytes, the length in four (big-endian), then the
text. With one it is the text alone. Each line begins with a time of RFC 3339 and a space. Docker splits lines longer than 16 KiB:
a piece without LF goes on in the next piece of its stream, which has a time of its own.
Source: Docker Engine API 1.43, ContainerAttach (stream format) and ContainerLogs; moby, daemon/logger/copier.go.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SPLIT_BYTES = 16 << 10
_HEADER_BYTES = 8
_STREAMS = {0: "stdin", 1: "stdout", 2: "stderr"}
_TIME = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_TIMED = re.compile(rb"(" + _TIME + rb") ")
_MOST_WAITING_BYTES = 4 << 20


class StreamError(Exception):
    """What came is not a stream of logs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of one that goes on in the next piece of its stream."""

    time: str
    text: bytes
    stream: str
    goes_on: bool


class Pieces:
    """Makes pieces of what comes. `terminal`: the container has one, so there are no frames."""

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces complete by now. Raises StreamError."""
        self._rest += data
        yield from self._raw() if self._terminal else self._framed()
        if len(self._rest) > _MOST_WAITING_BYTES:
            raise StreamError(f"a line or frame is longer than {_MOST_WAITING_BYTES >> 20} MiB")

    def end(self) -> Iterator[Piece]:
        """What is left when nothing more comes."""
        if self._terminal and self._rest:
            yield from _split(self._rest, "stdout")
        self._rest = b""

    def _raw(self) -> Iterator[Piece]:
        whole = self._rest.rfind(b"\n") + 1
        text, self._rest = self._rest[:whole], self._rest[whole:]
        for line in text.split(b"\n")[:-1]:
            yield from _split(line + b"\n", "stdout")

    def _framed(self) -> Iterator[Piece]:
        data, at = self._rest, 0
        while len(data) - at >= _HEADER_BYTES:
            if data[at] not in _STREAMS or data[at + 1 : at + 4] != b"\0\0\0":
                raise StreamError("the frame of a log has an unknown header")
            behind = at + _HEADER_BYTES + int.from_bytes(data[at + 4 : at + 8], "big")
            if behind > len(data):
                break
            stream = _STREAMS[data[at]]
            for line in data[at + _HEADER_BYTES : behind].splitlines(keepends=True):
                yield _piece(line, stream)
            at = behind
        self._rest = data[at:]


def _split(line: bytes, stream: str) -> Iterator[Piece]:
    """A line of a terminal; where Docker split it, the time of the next piece stands in its midst."""
    while True:
        timed = _TIMED.match(line)
        at = (timed.end() if timed else 0) + SPLIT_BYTES
        if not _TIMED.match(line, at):
            yield _piece(line, stream)
            return
        yield _piece(line[:at], stream)
        line = line[at:]


def _piece(line: bytes, stream: str) -> Piece:
    goes_on = not line.endswith(b"\n")
    text = line.rstrip(b"\r\n")
    timed = _TIMED.match(text)
    if timed is None:
        return Piece("", text, stream, goes_on)
    return Piece(timed[1].decode(), text[timed.end() :], stream, goes_on)
