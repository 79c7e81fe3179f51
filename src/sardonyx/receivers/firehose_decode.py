"""What Amazon Data Firehose delivers: `{requestId, timestamp, records: [{data: base64}]}`, and in a record, gzipped or not, either
CloudWatch Logs' subscription `{messageType, owner, logGroup, logStream, logEvents: [{id, timestamp, message}]}` or lines of any
kind. Source: Firehose's HTTP endpoint specification, CloudWatch Logs' subscription filters.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sardonyx.receivers.body import decompress
from sardonyx.receivers.errors import Malformed, TooLarge
from sardonyx.receivers.lines import Group, Line

GROUP_ATTRIBUTE = "aws.cloudwatch.log_group_name"
STREAM_ATTRIBUTE = "aws.cloudwatch.log_stream_name"
OWNER_ATTRIBUTE = "cloud.account.id"

_GZIP = b"\x1f\x8b"
_CONTROL = "CONTROL_MESSAGE"  # CloudWatch's question whether somebody is there
_MILLISECOND = 1_000_000
_LATEST_MS = 1 << 42


class _Record(msgspec.Struct):
    data: str


class Request(msgspec.Struct, rename="camel"):
    """A delivery."""

    records: list[_Record]
    request_id: str = ""
    timestamp: int = 0


class _Event(msgspec.Struct):
    message: str = ""
    timestamp: int = 0


class _Subscription(msgspec.Struct, rename="camel"):
    message_type: str
    owner: str = ""
    log_group: str = ""
    log_stream: str = ""
    log_events: list[_Event] = []


class _CommonAttributes(msgspec.Struct, rename="camel"):
    common_attributes: dict[str, str] = {}


_REQUEST = msgspec.json.Decoder(Request)
_SUBSCRIPTION = msgspec.json.Decoder(_Subscription)
_COMMON = msgspec.json.Decoder(_CommonAttributes)


@dataclass(slots=True)
class _Budget:
    left: int

    def unfolded(self, data: bytes) -> bytes:
        content = decompress(data, "gzip", self.left) if data.startswith(_GZIP) else data
        self.left -= len(content)
        if self.left < 0:
            raise TooLarge("the records together unfold to more than is allowed")
        return content


def request_of(body: bytes) -> Request:
    """The delivery. Raises Malformed."""
    try:
        return _REQUEST.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the body is not a delivery of Firehose: {error}") from error


def common_attributes(header: str) -> Mapping[str, str]:
    """Those of `X-Amz-Firehose-Common-Attributes`. Raises Malformed."""
    if not header:
        return {}
    try:
        return _COMMON.decode(header).common_attributes
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Malformed(f"X-Amz-Firehose-Common-Attributes can't be read: {error}") from error


def groups_of(request: Request, resource: Mapping[str, str], limit: int) -> list[Group]:
    """Its lines, those of a record in a group; the records unfold to at most `limit` bytes. Raises Malformed, TooLarge."""
    budget = _Budget(limit)
    groups = [_group(budget.unfolded(_decoded(record.data)), resource) for record in request.records]
    return [group for group in groups if group.size]


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"a record's data is not base64: {error}") from error


def _group(content: bytes, resource: Mapping[str, str]) -> Group:
    try:
        said = _SUBSCRIPTION.decode(content.decode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return Group(resource, text=content, others=sum(1 for line in content.split(b"\n") if line not in (b"", b"\r")))
    if said.message_type == _CONTROL:
        return Group()
    attributes = {OWNER_ATTRIBUTE: said.owner, GROUP_ATTRIBUTE: said.log_group, STREAM_ATTRIBUTE: said.log_stream}
    lines = [Line(event.message, _nanoseconds(event.timestamp)) for event in said.log_events]
    return Group({**resource, **{key: value for key, value in attributes.items() if value}}, lines=lines)


def _nanoseconds(milliseconds: int) -> int:
    return milliseconds * _MILLISECOND if 0 < milliseconds < _LATEST_MS else 0
