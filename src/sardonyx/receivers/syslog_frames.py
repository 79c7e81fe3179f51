"""Cutting a TCP stream of syslog into messages, and many messages into one batch's groups.

A message begins with its length (`LEN SP MSG`, RFC 6587 octet counting) or with `<` and ends with LF or NUL; a sender may mix
both. What it says is found out by `processors.parsing`.
"""

from collections.abc import Sequence

from sardonyx.receivers.lines import Group, Line

_LENGTH_DIGITS = 7
_ENDS = b"\n\r\0 "


class FrameError(Exception):
    """The stream can't be cut any further; the message says why."""


class Frames:
    """Cuts what one connection sends. Messages beyond `max_bytes` are cut off there."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete now. Raises FrameError."""
        self._rest += data
        messages = []
        while self._rest and (message := self._next()) is not None:
            if message := message.strip(_ENDS):
                messages.append(message[: self._max_bytes])
        return messages

    def rest(self) -> list[bytes]:
        """What a sender that hung up has left without an end."""
        rest, self._rest = self._rest.strip(_ENDS), b""
        return [rest[: self._max_bytes]] if rest else []

    def _next(self) -> bytes | None:
        if b"1"[0] <= self._rest[0] <= b"9"[0]:
            return self._counted()
        ends = [end for end in (self._rest.find(b"\n"), self._rest.find(b"\0")) if end >= 0]
        if ends:
            message, self._rest = self._rest[: min(ends)], self._rest[min(ends) + 1 :]
            return message
        if len(self._rest) > self._max_bytes:  # an endless one: what has come is a message, and so is what follows
            message, self._rest = self._rest, b""
            return message
        return None

    def _counted(self) -> bytes | None:
        space = self._rest.find(b" ", 0, _LENGTH_DIGITS + 1)
        if space < 0:
            if len(self._rest) > _LENGTH_DIGITS:
                raise FrameError("a message begins with a digit and no length follows")
            return None
        length = self._rest[:space]
        if not length.isdigit():
            raise FrameError(f"{length[:20]!r} is not the length of a message")
        end = space + 1 + int(length)
        if int(length) > 64 * self._max_bytes:
            raise FrameError(f"a message of {int(length)} bytes is announced; {self._max_bytes} are allowed")
        if len(self._rest) < end:
            return None
        message, self._rest = self._rest[space + 1 : end], self._rest[end:]
        return message


def group_of(messages: Sequence[bytes], address: str) -> Group:
    """One group of messages that came from an address; those of several lines keep them."""
    plain = [message for message in messages if b"\n" not in message]
    more = [Line(message) for message in messages if b"\n" in message]
    attributes = {"client.address": address}
    return Group(attributes=attributes, lines=more, text=b"\n".join(plain), others=len(plain))
