"""Firehose's deliveries: CloudWatch's subscriptions, plain lines, and what is neither."""

import base64
import gzip
import json
from typing import Any

import pytest

from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.firehose_decode import common_attributes, groups_of, request_of
from sardonyx.receivers.lines import Group, Line

SUBSCRIPTION = {
    "messageType": "DATA_MESSAGE", "owner": "123456789012", "logGroup": "/aws/lambda/pay", "logStream": "2026/[1]ab",
    "subscriptionFilters": ["all"],
    "logEvents": [{"id": "1", "timestamp": 1_795_000_000_123, "message": "one"}, {"id": "2", "timestamp": -1, "message": "two\n"}],
}  # fmt: skip


def delivery(*records: bytes) -> bytes:
    data = [{"data": base64.b64encode(record).decode()} for record in records]
    return json.dumps({"requestId": "r-1", "timestamp": 1, "records": data}).encode()


def read(*records: bytes, limit: int = 1 << 20) -> list[Group]:
    return groups_of(request_of(delivery(*records)), {"service.name": "pay"}, limit)


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_a_subscription_is_lines_of_its_group_and_stream(packed: bool) -> None:
    text = json.dumps(SUBSCRIPTION).encode()
    (group,) = read(gzip.compress(text) if packed else text)
    assert group.lines == [Line("one", 1_795_000_000_123_000_000), Line("two\n")]
    assert group.resource == {
        "service.name": "pay", "cloud.account.id": "123456789012", "aws.cloudwatch.log_group_name": "/aws/lambda/pay",
        "aws.cloudwatch.log_stream_name": "2026/[1]ab",
    }  # fmt: skip


def test_a_control_message_is_nothing_to_store() -> None:
    assert read(json.dumps({**SUBSCRIPTION, "messageType": "CONTROL_MESSAGE"}).encode()) == []


def test_what_is_no_subscription_is_lines() -> None:
    (group,) = read(b'{"msg":"json"}\nplain\n\n')
    assert (group.text, group.size) == (b'{"msg":"json"}\nplain\n\n', 2)


def test_records_share_one_limit() -> None:
    bombs = [gzip.compress(b"x" * 600) for _ in range(3)]
    assert sum(group.size for group in read(*bombs, limit=1800)) == 3
    with pytest.raises(TooLarge):
        read(*bombs, limit=1799)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"records": 5}',
        b'{"records": [{"data": "no base64!"}]}',
        b'{"records": [{"data": "H4sIAAAA"}]}',
    ],
    ids=["empty", "half", "array", "number", "no-base64", "cut-gzip"],
)
def test_what_is_no_delivery_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        groups_of(request_of(body), {}, 1000)


def test_common_attributes_are_read() -> None:
    assert common_attributes('{"commonAttributes": {"service.name": "pay"}}') == {"service.name": "pay"}
    with pytest.raises(Malformed):
        common_attributes("{")


@pytest.mark.parametrize("value", [5, None, ["a"]], ids=["number", "null", "list"])
def test_a_message_that_is_no_text_leaves_the_record_as_lines(value: Any) -> None:
    text = json.dumps({**SUBSCRIPTION, "logEvents": [{"message": value}]}).encode()
    assert [group.text for group in read(text)] == [text]
