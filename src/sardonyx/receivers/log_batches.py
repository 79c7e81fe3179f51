"""What agents read from logs: POST /rest/logs/batches, a message `Lines` as the journal keeps it, each batch once.

`X-Sardonyx-Batch: SENDER/NUMBER` names the batch. An agent sends one after the other, and the same one again until it was told
that it was taken; so the name of the last one taken, which is safe with its lines (`journal.marks`), is all there is to remember.
A name that comes back with another content (an agent's folder restored from a backup) is a new batch.
"""

import asyncio
import re
from typing import Annotated, Any
from weakref import WeakValueDictionary
from zlib import crc32

from fastapi import APIRouter, Depends, Header, HTTPException
from google.protobuf.message import DecodeError
from pydantic import BaseModel
from starlette.requests import Request

from sardonyx.access.permissions import Principal, requires
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.errors import Malformed, Overloaded, RateLimited, ReceiveError, TooLarge, UnsupportedEncoding
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.messages import STRING, built

RECEIVER = "agent"
PATH = "/rest/logs/batches"

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]
Named = Annotated[
    str, Header(alias="X-Sardonyx-Batch", pattern=r"^[A-Za-z0-9._-]{1,100}/[0-9]{1,18}$", description="SENDER/NUMBER")
]

_STATUS: dict[type[ReceiveError], int] = {
    TooLarge: 413, UnsupportedEncoding: 415, Overloaded: 503, RateLimited: 429,
}  # fmt: skip
_FIXED64, _UINT32 = 6, 13
_LINES = built(
    "sardonyx.log_batches",
    {
        "Pair": {"key": (1, STRING, False), "value": (2, STRING, False)},
        "Line": {
            "time_unix_nano": (1, _FIXED64, False), "text": (2, STRING, False), "severity_number": (3, _UINT32, False),
            "attributes": (4, "Pair", True),
        },
        "Group": {
            "resource": (1, "Pair", True), "attributes": (2, "Pair", True), "text": (3, STRING, False),
            "lines": (4, "Line", True),
        },
        "Lines": {"groups": (1, "Group", True)},
    },
)["Lines"]  # fmt: skip
_NOT_BLANK = re.compile(r"^(?!\r?$)", re.MULTILINE)


class Taken(BaseModel):
    """What was stored; `before` when it was already."""

    accepted: int
    before: bool = False


def build_router(door: LinesDoor, limits: BodyLimits) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["receivers"])
    turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def receive_batch(request: Request, principal: MayWrite, batch: Named) -> Taken:
        try:
            door.rates.check(principal)
            body = await read_body(request, limits)
            sender, _, number = batch.rpartition("/")
            key, name = f"agent:{principal.id}:{sender}", f"{number}:{crc32(body):08x}"
            groups = decoded(body)
            address = request.client.host if request.client else ""
            async with turns.setdefault(key, asyncio.Lock()):  # its sender may have given up waiting and sent it again
                if door.intake.journal.marks.get(key) == name:
                    return Taken(accepted=0, before=True)
                taken = await door.take(RECEIVER, groups, principal, address, {key: name})
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            raise _refusal(error) from error
        if taken.refused and not taken.lines:
            raise HTTPException(403, next(iter(taken.refused.values())))
        return Taken(accepted=taken.lines)

    router.add_api_route(
        PATH,
        receive_batch,
        methods=["POST"],
        summary="Receive a batch of an agent, once",
        openapi_extra={"requestBody": {"content": {"application/x-protobuf": {}}}},
    )
    return router


def decoded(body: bytes) -> list[Group]:
    """The groups of a message `Lines`. Raises Malformed."""
    try:
        message = _LINES.FromString(body)
    except DecodeError as error:
        raise Malformed(f"the body is not a batch of lines: {error}") from error
    message.DiscardUnknownFields()
    return [_group(group) for group in message.groups]


def _group(group: Any) -> Group:
    resource = {pair.key: pair.value for pair in group.resource}
    attributes = {pair.key: pair.value for pair in group.attributes}
    count = len(group.lines) + (len(_NOT_BLANK.findall(group.text)) if group.text else 0)
    group.ClearField("resource")
    group.ClearField("attributes")
    return Group(resource, attributes, encoded=group.SerializeToString(), others=count)


def _refusal(error: ReceiveError) -> HTTPException:
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
    return HTTPException(_STATUS.get(type(error), 400), str(error), headers)
