"""Loki pushes, protobuf and JSON, in the shapes clients send."""

import json

import cramjam
import pytest

from sardonyx.receivers import loki_labels
from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.lines import Line
from sardonyx.receivers.loki_decode import Entry, PushRequest, Stream, of_json, of_protobuf


def packed(labels: str, *lines: str) -> bytes:
    entries = [Entry(timestamp={"seconds": 1_795_000_000, "nanos": 5}, line=line).SerializeToString() for line in lines]
    stream = Stream(labels=labels, entries=entries).SerializeToString()
    return bytes(cramjam.snappy.compress_raw(PushRequest(streams=[stream]).SerializeToString()))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("{}", {}),
        ('{app="api",level="info"}', {"app": "api", "level": "info"}),
        ('{ a = "x\\"y\\n\\u00e4" , b=`raw\\n` }', {"a": 'x"y\nä', "b": "raw\\n"}),
        ('{env.name="x", 1st="y"}', {"env_name": "x", "_1st": "y"}),
    ],
)
def test_labels_are_read_with_the_escapes_of_promql(text: str, labels: dict[str, str]) -> None:
    assert loki_labels.parse(text) == labels


@pytest.mark.parametrize("text", ['app="api"', "{app=api}", '{app="api"', '{app="a" level="b"}', "{=}"])
def test_labels_that_are_none_are_refused_with_their_text(text: str) -> None:
    with pytest.raises(Malformed, match="labels"):
        loki_labels.parse(text)


def test_entries_of_a_protobuf_push_travel_as_they_are() -> None:
    (group,) = of_protobuf(packed('{app="api"}', "one", "two"), 1 << 20)
    assert (group.resource, group.size) == ({"app": "api"}, 2)
    assert [Entry.FromString(entry).line for entry in Stream.FromString(group.loki).entries] == ["one", "two"]


def test_a_push_that_unfolds_too_far_is_refused_before_it_does() -> None:
    with pytest.raises(TooLarge, match="limit is 1000"):
        of_protobuf(packed('{app="api"}', "x" * 2000), 1000)


@pytest.mark.parametrize("body", [b"", b"\xff\x06\x00\x00sNaPpY", b"plain"], ids=["empty", "framed", "text"])
def test_what_is_no_snappy_block_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        of_protobuf(body, 1000)


def test_a_json_push_with_structured_metadata() -> None:
    body = {
        "streams": [{"stream": {"app": "api"}, "values": [["1795000000000000005", "one"], ["7", "two", {"k": "v"}]]}]
    }
    (group,) = of_json(json.dumps(body).encode())
    assert group.resource == {"app": "api"}
    assert group.lines == [Line("one", 1_795_000_000_000_000_005), Line("two", 7, attributes={"k": "v"})]


def test_the_shape_before_1_0_is_still_sent() -> None:
    body = {"streams": [{"labels": '{app="api"}', "entries": [{"ts": "2026-11-18T11:06:40.25Z", "line": "one"}]}]}
    (group,) = of_json(json.dumps(body).encode())
    assert (group.resource, group.lines) == ({"app": "api"}, [Line("one", 1_795_000_000_250_000_000)])


@pytest.mark.parametrize(
    ("values", "words"),
    [([[7, "one"]], "both are strings"), ([["yesterday", "one"]], "nanoseconds"), ([["7"]], "both are strings")],
    ids=["number", "words", "short"],
)
def test_values_of_another_shape_are_refused_by_name(values: list[object], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        of_json(json.dumps({"streams": [{"stream": {}, "values": values}]}).encode())
