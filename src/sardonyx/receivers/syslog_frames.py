"""Cutting a TCP stream of syslog into messages, and many messages into one batch's groups.

A message begins with its length (`LEN SP MSG`, RFC 6587 octet counting) or with `<` and ends with LF or NUL; a sender may mix
both. What it says is found out by `processors.parsing`.
"""

import re
from collections.abc import Sequence

from sardonyx.receivers.lines import Group, Line

_LENGTH_DIGITS = 7
_ENDS = b"\n\r\0 "
_END = re.compile(rb"[\n\0]")


class FrameError(Exception):
    """The stream can't be cut any further; the message says why."""


class Frames:
    """Cuts what one connection sends. Messages beyond `max_bytes` are cut off there."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete now. Raises FrameError."""
        rest, at, messages = self._rest + data, 0, []
        while (cut := self._next(rest, at)) is not None:
            begin, end, at = cut
            if message := rest[begin:end].strip(_ENDS):
                messages.append(message[: self._max_bytes])
        self._rest = rest[at:]
        return messages

    def rest(self) -> list[bytes]:
        """What a sender that hung up has left without an end."""
        rest, self._rest = self._rest.strip(_ENDS), b""
        return [rest[: self._max_bytes]] if rest else []

    def _next(self, rest: bytes, at: int) -> tuple[int, int, int] | None:
        """Where the message at `at` begins and ends, and where the next one begins; None while it is not complete."""
        if at >= len(rest):
            return None
        if b"1"[0] <= rest[at] <= b"9"[0]:
            return self._counted(rest, at)
        if found := _END.search(rest, at):
            return at, found.start(), found.end()
        if len(rest) - at > self._max_bytes:  # an endless one: what has come is a message, and so is what follows
            return at, len(rest), len(rest)
        return None

    def _counted(self, rest: bytes, at: int) -> tuple[int, int, int] | None:
        space = rest.find(b" ", at, at + _LENGTH_DIGITS + 1)
        if space < 0:
            if len(rest) - at > _LENGTH_DIGITS:
                raise FrameError("a message begins with a digit and no length follows")
            return None
        length = rest[at:space]
        if not length.isdigit():
            raise FrameError(f"{length[:20]!r} is not the length of a message")
        if int(length) > 64 * self._max_bytes:
            raise FrameError(f"a message of {int(length)} bytes is announced; {self._max_bytes} are allowed")
        begin, end = space + 1, space + 1 + int(length)
        return (begin, end, end) if end <= len(rest) else None


def group_of(messages: Sequence[bytes], address: str) -> Group:
    """One group of messages that came from an address; those of several lines keep them."""
    plain = [message for message in messages if b"\n" not in message]
    more = [Line(message) for message in messages if b"\n" in message]
    attributes = {"client.address": address}
    return Group(attributes=attributes, lines=more, text=b"\n".join(plain), others=len(plain))
