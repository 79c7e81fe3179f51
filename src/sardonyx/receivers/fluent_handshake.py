"""Fluent Forward's handshake with a shared key: HELO, PING, PONG. The server speaks first.

The client proves that it knows the key (and, where users are set, a user's password) by a hash over a nonce of ours, and we
prove it by one over a salt of his; neither is ever sent. Source: Forward Protocol Specification v1, "Handshake Messages".
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgpack

from sardonyx.receivers.errors import ReceiveError

HOST_NAME = "sardonyx"
_MOST_BYTES = 64 << 10


class HandshakeError(ReceiveError):
    """The sender could not prove what it has to, or does not speak the protocol."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What senders must know: the key, and the password of one of `users` where there are any."""

    shared_key: str
    users: Mapping[str, str] = field(default_factory=dict)


class Handshake:
    """One connection's. Send `helo`, `feed` what comes until it returns a PONG, send that."""

    def __init__(self, known: Secrets) -> None:
        self._known = known
        self._nonce = secrets.token_bytes(16)
        self._auth = secrets.token_bytes(16) if known.users else b""
        self._ping = msgpack.Unpacker(raw=True, max_buffer_size=_MOST_BYTES, max_array_len=16, max_map_len=16)
        self._sent = b""
        self.fault = ""

    @property
    def helo(self) -> bytes:
        """The first message."""
        auth = self._auth or ""
        return bytes(msgpack.packb(["HELO", {"nonce": self._nonce, "auth": auth, "keepalive": True}]))

    def feed(self, data: bytes) -> tuple[bytes, bytes] | None:
        """PONG and what came behind the PING, once that is complete; then `fault` says why he is refused, '' if he isn't.
        Raises HandshakeError when it is no PING."""
        self._sent += data
        try:
            self._ping.feed(data)
            ping = self._ping.unpack()
        except msgpack.OutOfData:
            return None
        except (ValueError, TypeError, msgpack.BufferFull) as error:
            raise HandshakeError("a handshake is expected: a shared key is set here") from error
        if not isinstance(ping, list) or len(ping) != 6 or ping[0] not in (b"PING", "PING"):
            raise HandshakeError("PING is expected: a shared key is set here")
        if not all(isinstance(part, bytes) for part in ping[1:]):
            raise HandshakeError("the parts of PING are texts")
        self.fault = self._fault(*ping[1:])
        proof = "" if self.fault else _digest(ping[2], HOST_NAME.encode(), self._nonce, self._known.shared_key.encode())
        pong = msgpack.packb(["PONG", not self.fault, self.fault, HOST_NAME, proof])
        return bytes(pong), self._sent[self._ping.tell() :]

    def _fault(self, host: bytes, salt: bytes, key_digest: bytes, user: bytes, password_digest: bytes) -> str:
        wanted = _digest(salt, host, self._nonce, self._known.shared_key.encode())
        if not hmac.compare_digest(wanted.encode(), key_digest):
            return "shared_key mismatch"
        if host.decode("utf-8", "replace") == HOST_NAME:
            return "same hostname between input and output"
        if self._known.users:
            password = self._known.users.get(user.decode("utf-8", "replace"))
            wanted = _digest(self._auth, user, (password or secrets.token_hex()).encode())
            if not hmac.compare_digest(wanted.encode(), password_digest):
                return "username/password mismatch"
        return ""


def _digest(*parts: Any) -> str:
    return hashlib.sha512(b"".join(parts)).hexdigest()
