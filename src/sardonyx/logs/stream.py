"""A tail as server-sent events: `log` (with an id to resume from), `gap`, `rate`, and comments as heartbeats.

Specification: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import msgspec

from sardonyx.logs.tail import Gap, Heartbeat, Lines, Rate, Tail, TailEvent
from sardonyx.query.logs.arrivals import After, Arrived

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_EVENT_ID = re.compile(r"(\d{1,15})-(\d{1,19})-([0-9a-f]{16})", re.ASCII)


def resume_point(last_event_id: str | None) -> After | None:
    """Where a reader was; None for a new one, and for an id that is not ours."""
    match = _EVENT_ID.fullmatch(last_event_id or "")
    if match is None or int(match[2]) >= 2**63:
        return None
    return After(int(match[1]), int(match[2]), int(match[3], 16))


async def frames(tail: Tail, is_disconnected: Callable[[], Awaitable[bool]]) -> AsyncIterator[bytes]:
    """The bytes of the stream, until the reader has gone."""
    yield b"retry: 2000\n\n"
    async with aclosing(tail.events()) as events:
        async for event in events:
            if await is_disconnected():
                return
            if data := frame(event):
                yield data


def frame(event: TailEvent) -> bytes:
    """One event as it goes over the wire."""
    match event:
        case Lines(records):
            return b"".join(_log(record) for record in records)
        case Gap(skipped):
            return b'event: gap\ndata: {"skipped":%d}\n\n' % skipped
        case Rate(per_second):
            return b"event: rate\ndata: " + msgspec.json.encode({"per_second": per_second}) + b"\n\n"
        case Heartbeat():
            return b": alive\n\n"


def _log(record: Arrived) -> bytes:
    event_id = f"{record.received_at_ms}-{record.timestamp_ns}-{record.content_hash:016x}"
    # A row's text has line breaks between its members only; inside of values they are escaped.
    return b"id: %s\nevent: log\ndata: %s\n\n" % (event_id.encode(), _one_line(record.row))


def _one_line(row: msgspec.Raw) -> bytes:
    return msgspec.json.format(bytes(row), indent=-1)
