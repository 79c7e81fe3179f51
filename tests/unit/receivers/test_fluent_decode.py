"""Fluent Forward's messages in all their modes, in the shapes senders use, and in those nobody should."""

import gzip
import json
import struct
from typing import Any

import msgpack
import pytest

from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.fluent_decode import Message, Messages

LIMITS = BodyLimits(1 << 20, 1 << 20)
AT = 1_795_000_000
EVENT_TIME = msgpack.ExtType(0, struct.pack(">II", AT, 7))
ENTRIES = [[AT, {"log": "one"}], [EVENT_TIME, {"log": "two"}]]
PACKED = b"".join(msgpack.packb(entry) for entry in ENTRIES)
HALVES = gzip.compress(msgpack.packb(ENTRIES[0])) + gzip.compress(msgpack.packb(ENTRIES[1]))


def read(*messages: Any, limits: BodyLimits = LIMITS) -> list[Message]:
    return Messages(limits).feed(b"".join(msgpack.packb(message) for message in messages))


def said(message: Message) -> list[tuple[dict[str, Any], int]]:
    return [(json.loads(line.text), line.time_unix_nano) for line in message.lines]


TWO = [({"log": "one"}, AT * 10**9), ({"log": "two"}, AT * 10**9 + 7)]


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        (["app", AT, {"log": "one"}], TWO[:1]),
        (["app", EVENT_TIME, {"log": "two"}, {"chunk": "c"}], TWO[1:]),
        (["app", ENTRIES], TWO),
        (["app", PACKED], TWO),
        (["app", HALVES, {"compressed": "gzip"}], TWO),
        (["app", PACKED, {"compressed": "text", "size": 2}], TWO),
        (["app", [[[EVENT_TIME, {}], {"log": "two"}]]], TWO[1:]),
        (["app", float(AT), {"log": "one"}], TWO[:1]),
        (["app", [[[msgpack.ExtType(0, b"\xff\xff\xff\xff\0\0\0\0"), {}], {}], ENTRIES[0]]], TWO[:1]),
        (["app", None, {"log": "one"}], [({"log": "one"}, 0)]),
        (["app", -5, {"log": "one"}], [({"log": "one"}, 0)]),
        (["app", 2**63, {"log": "one"}], [({"log": "one"}, 0)]),
    ],
    ids=[
        "message", "message-nanoseconds", "forward", "packed", "compressed-in-two", "compressed-not", "metadata", "float",
        "group-marks", "no-time", "before-1970", "far-future",
    ],
)  # fmt: skip
def test_each_mode_is_read(message: list[Any], lines: list[tuple[dict[str, Any], int]]) -> None:
    (found,) = read(message)
    assert (found.tag, said(found), found.left_out) == ("app", lines, 0)
    assert found.group.attributes == {"fluent.tag": "app"}


def test_packed_entries_may_be_a_text_as_old_senders_have_it() -> None:
    (found,) = Messages(LIMITS).feed(msgpack.packb([b"app", PACKED], use_bin_type=False))
    assert said(found) == TWO


@pytest.mark.parametrize("size", [1, 3, 7])
def test_messages_are_cut_however_they_arrive(size: int) -> None:
    stream = b"".join(map(msgpack.packb, (["a", AT, {"n": 1}], None, ["b", PACKED, {"chunk": "xyz="}])))
    messages = Messages(LIMITS)
    found = [message for at in range(0, len(stream), size) for message in messages.feed(stream[at : at + size])]
    assert [(message.tag, message.chunk) for message in found] == [("a", ""), ("b", "xyz=")]


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"a": b"bytes", b"k": 1}, b'{"a":"bytes","k":1}'),
        ({"a": {"b": [1, None, True, 1.5]}}, b'{"a":{"b":[1,null,true,1.5]}}'),
        ({"a": float("nan"), 5: "x"}, b'{"a":"nan","5":"x"}'),
        ({"a": "nul \0 end"}, b'{"a":"nul \\u0000 end"}'),
        ({"at": EVENT_TIME}, b'{"at":1795000000000000007}'),
        ({"a": b"\xff\xfe"}, b'{"a":"\xff\xfe"}'),
    ],
    ids=["bytes", "nested", "no-json-numbers", "nul", "time", "no-utf-8"],
)
def test_a_record_becomes_json(record: dict[Any, Any], text: bytes) -> None:
    ((found,),) = (message.lines for message in read(["app", AT, record]))
    assert found.text == text


def test_metadata_become_attributes() -> None:
    (found,) = read(["app", [[[AT, {"host": "h1", "n": 2}], {"log": "one"}]]])
    assert found.lines[0].attributes == {"host": "h1", "n": "2"}


def test_a_record_that_cannot_be_json_is_left_out_and_counted() -> None:
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"d": [deep]}
    (found,) = read(["app", [[AT, deep], ENTRIES[0]], {"chunk": "c"}])
    assert (said(found), found.left_out, found.chunk) == (TWO[:1], 1, "c")


def test_fluent_bits_metrics_are_left_out_and_acknowledged() -> None:
    (found,) = read(["app", PACKED, {"fluent_signal": 1, "chunk": "c"}])
    assert (found.lines, found.left_out, found.chunk) == ([], 2, "c")


@pytest.mark.parametrize(
    "stream",
    [
        b"GET / HTTP/1.1\r\n", b"\xc1", msgpack.packb({"a": 1}), msgpack.packb(["tag"]), msgpack.packb([1, 2, {}]),
        msgpack.packb(["tag", AT, "no record"]), msgpack.packb(["tag", PACKED[:-2]]), msgpack.packb(["tag", b"\xc1"]),
        msgpack.packb(["tag", b"x", {"compressed": "gzip"}]), msgpack.packb(["tag", PACKED, {"compressed": "lz4"}]),
        b"\x91" * 5000, b"\xdd\xff\xff\xff\xff", b"\x93\xa1a\x01\x81\x90\x01",
    ],
    ids=[
        "http", "reserved", "map", "short", "no-tag", "no-record", "cut-off", "packed-reserved", "no-gzip", "unknown-compression",
        "deep", "huge-array", "list-as-key",
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(stream: bytes) -> None:
    with pytest.raises(Malformed):
        Messages(LIMITS).feed(stream)


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    with pytest.raises(TooLarge):
        read(["app", bomb, {"compressed": "gzip"}])


@pytest.mark.parametrize("piece", [b"\xc6\x00\xff\xff\xff", b"\x92\xa1t\xdd\x00\x0f\x00\x00" + b"\x92\x00\x80" * 1000])
def test_a_message_that_never_ends_is_refused(piece: bytes) -> None:
    messages = Messages(BodyLimits(100_000, 100_000))
    messages.feed(piece[:5])
    more = (messages.feed(piece[5:] or b"x" * 1000) for _ in range(200))
    with pytest.raises((TooLarge, Malformed)):
        list(more)
