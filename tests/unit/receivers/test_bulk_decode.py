"""Elasticsearch's bulk format: what is told apart, what is refused one by one, what at once."""

import pytest

from sardonyx.receivers.bulk_decode import Item, parse
from sardonyx.receivers.errors import Malformed


def test_documents_are_grouped_by_their_index_and_answered_in_order() -> None:
    body = (
        b'{"create":{"_index":"a","_id":7}}\n{"m":1}\n{"index":{"_index":"b","pipeline":null}}\n{"m":2}\n'
        b'{"create":{"_index":"a"}}\n{"m":3}\n\n'
    )
    bulk = parse(body)
    assert bulk.items == [Item("create", "a", "7", 0), Item("index", "b", None, 1), Item("create", "a", None, 0)]
    assert [(group.attributes, group.text, group.size) for group in bulk.groups] == [
        ({"elasticsearch.index": "a"}, b'{"m":1}\n{"m":3}', 2),
        ({"elasticsearch.index": "b"}, b'{"m":2}', 1),
    ]


def test_an_action_without_an_index_goes_to_that_of_the_path() -> None:
    assert parse(b'{"index":{}}\n{"m":1}', "logs-app").items == [Item("index", "logs-app", None, 0)]


def test_what_cannot_be_stored_is_refused_alone() -> None:
    body = (
        b'{"create":{}}\n{"half":\n{"delete":{"_id":"1"}}\n{"update":{"_id":"1"}}\n{"doc":{}}\n{"create":{}}\n[1]\n'
        b'{"create":{}}\n{"m":1}\n{"create":{}}'
    )
    bulk = parse(body)
    assert [(item.action, item.group) for item in bulk.items] == [
        ("create", None), ("delete", None), ("update", None), ("create", None), ("create", 0), ("create", None),
    ]  # fmt: skip
    reasons = [item.reason for item in bulk.items]
    assert "not JSON" in reasons[0]
    assert reasons[1] == "logs are written once: delete is not possible"
    assert reasons[3] == "the document is not a JSON object"
    assert "not JSON" in reasons[5]
    assert [group.text for group in bulk.groups] == [b'{"m":1}']


@pytest.mark.parametrize(
    "body", [b"", b"\n", b"{}\n{}", b'{"move":{}}\n{}', b"text\n{}", b'{"a":{},"b":{}}\n{}'],
    ids=["empty", "blank", "no-action", "unknown", "text", "two"],
)  # fmt: skip
def test_what_is_no_bulk_request_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


def test_a_document_whose_id_was_taken_is_not_taken_again() -> None:
    body = b'{"create":{"_id":"a"}}\n{"n":1}\n{"create":{"_id":"a"}}\n{"n":2}\n{"index":{"_id":"b"}}\n{"n":3}\n'
    first = parse(body, sender="key")
    assert [item.repeated for item in first.items] == [False, True, False]
    assert [group.text for group in first.groups] == [b'{"n":1}\n{"n":3}']
    again = parse(body, sender="key", taken=set(first.keys))
    assert ([item.repeated for item in again.items], again.groups, again.keys) == ([True] * 3, [], ())
    assert parse(body, sender="another", taken=set(first.keys)).keys != ()
