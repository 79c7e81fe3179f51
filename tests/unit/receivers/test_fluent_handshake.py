"""Fluent Forward's handshake: who knows the key gets in, in the spellings of all senders."""

import hashlib
from typing import Any

import msgpack
import pytest

from sardonyx.receivers.fluent_handshake import Handshake, HandshakeError, Secrets

SALT = b"\xff\x00salt of bytes"


def digest(*parts: bytes) -> str:
    return hashlib.sha512(b"".join(parts)).hexdigest()


def ping(
    helo: bytes, *, key: bytes = b"open", user: bytes = b"", password: bytes = b"", host: bytes = b"client"
) -> Any:
    word, options = msgpack.unpackb(helo)
    assert word == "HELO"
    proof = digest(options["auth"], user, password) if options["auth"] else ""
    return ["PING", host.decode(), SALT, digest(SALT, host, options["nonce"], key), user.decode(), proof]


@pytest.mark.parametrize("bin_type", [True, False], ids=["bin", "raw"])
def test_who_knows_the_key_gets_in_and_sees_that_we_know_it(bin_type: bool) -> None:
    handshake = Handshake(Secrets("open"))
    sent = msgpack.packb(ping(handshake.helo), use_bin_type=bin_type)
    assert handshake.feed(sent[:10]) is None
    answer = handshake.feed(sent[10:] + b"behind")
    assert answer is not None
    nonce = msgpack.unpackb(handshake.helo)[1]["nonce"]
    assert msgpack.unpackb(answer[0]) == ["PONG", True, "", "sardonyx", digest(SALT, b"sardonyx", nonce, b"open")]
    assert (answer[1], handshake.fault) == (b"behind", "")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"key": b"wrong", "user": b"ann", "password": b"secret"}, "shared_key mismatch"),
        ({"user": b"ann", "password": b"wrong"}, "username/password mismatch"),
        ({"user": b"bob", "password": b"secret"}, "username/password mismatch"),
        ({}, "username/password mismatch"),
        ({"user": b"ann", "password": b"secret", "host": b"sardonyx"}, "same hostname between input and output"),
        ({"user": b"ann", "password": b"secret"}, ""),
    ],
    ids=["key", "password", "user", "nobody", "mirror", "right"],
)
def test_a_user_needs_his_password_too(sent: dict[str, bytes], fault: str) -> None:
    handshake = Handshake(Secrets("open", {"ann": "secret"}))
    answer = handshake.feed(msgpack.packb(ping(handshake.helo, **sent)))
    assert answer is not None
    word, ok, reason, _, proof = msgpack.unpackb(answer[0])
    assert (word, ok, reason, handshake.fault) == ("PONG", not fault, fault, fault)
    assert bool(proof) is not bool(fault)


@pytest.mark.parametrize(
    "sent",
    [
        msgpack.packb(["app", 1, {}]),
        b"GET / HTTP",
        b"\xc1",
        msgpack.packb(["PING", 1, 2, 3, 4, 5]),
        b"\xc6\xff\xff\xff\xff" + b"x" * 70_000,
    ],
    ids=["events", "http", "reserved", "numbers", "endless"],
)
def test_who_skips_it_is_refused(sent: bytes) -> None:
    with pytest.raises(HandshakeError):
        Handshake(Secrets("open")).feed(sent)
