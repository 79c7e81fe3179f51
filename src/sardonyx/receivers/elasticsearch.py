"""Elasticsearch's bulk API, and what shippers ask before they use it: /elasticsearch/…, and /_bulk at the root.

Every answer says `X-Elastic-Product: Elasticsearch`, or the official clients take it for another product. When nothing can be
taken now the answer is 503 and plain text: omelasticsearch drops what is answered with a JSON error, and syslog-ng what is
answered with any 4xx; both send again after this, and so do all others.
Source: Elasticsearch 8's bulk, info, cluster health, license, template, lifecycle and data stream APIs.
"""

import asyncio
import functools
import secrets
import time
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.receivers import bulk_decode
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.bulk_decode import Bulk, Item
from sardonyx.receivers.direct import direct
from sardonyx.receivers.errors import Overloaded, ReceiveError, TooLarge, UnsupportedEncoding
from sardonyx.receivers.lines_door import LinesDoor, TakenLines

RECEIVER = "elasticsearch"
BASE = "/elasticsearch"
VERSION = "8.15.0"
"""The version we say: shippers refuse servers that are older than themselves by more than a major version."""

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]

_PRODUCT = {"X-Elastic-Product": "Elasticsearch"}
_INFO = {
    "name": "sardonyx",
    "cluster_name": "sardonyx",
    "cluster_uuid": "c2FyZG9ueXgtY2x1c3Rlcg",
    "version": {
        "number": VERSION,
        "build_flavor": "default",
        "minimum_wire_compatibility_version": "7.17.0",
        "minimum_index_compatibility_version": "7.0.0",
    },
    "tagline": "You Know, for Search",
}
_LICENSE = {"license": {"status": "active", "uid": "sardonyx", "type": "basic", "mode": "basic"}}
_HEALTH = {
    "cluster_name": "sardonyx", "status": "green", "timed_out": False, "number_of_nodes": 1, "number_of_data_nodes": 1,
    "active_primary_shards": 1, "active_shards": 1, "relocating_shards": 0, "initializing_shards": 0,
    "unassigned_shards": 0,
}  # fmt: skip
_DONE = {"acknowledged": True}
_REFRESHED = {"_shards": {"total": 1, "successful": 1, "failed": 0}}
# What there is to set up at Elasticsearch and nothing to do here: accepted, and forgotten.
_SET_UP = ("_index_template", "_component_template", "_template", "_ilm/policy", "_data_stream", "_ingest/pipeline")
_THREAD_BYTES = 1 << 20


def build_router(door: LinesDoor, limits: BodyLimits) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["receivers"])
    bulk = _bulk(door, limits)
    for path in ("/_bulk", f"{BASE}/_bulk", f"{BASE}/{{index}}/_bulk"):
        for suffix in ("", "/"):
            router.add_api_route(
                path + suffix, bulk, methods=["POST", "PUT"], name="elasticsearch_bulk",
                summary="Receive log lines as Elasticsearch's bulk API does", include_in_schema=False,
            )  # fmt: skip
    one = _one_document(door, limits)
    router.add_api_route(f"{BASE}/{{index}}/_doc", one, methods=["POST"], include_in_schema=False)
    for kind in ("_doc", "_create"):
        router.add_api_route(f"{BASE}/{{index}}/{kind}/{{id}}", one, methods=["POST", "PUT"], include_in_schema=False)
    for path, answer in (
        ("", _INFO), ("/", _INFO), ("/_license", _LICENSE), ("/_cluster/health", _HEALTH),
        ("/_nodes/http", {"nodes": {}}), ("/_xpack", {"features": {}}),
    ):  # fmt: skip
        router.add_api_route(BASE + path, _says(answer), methods=["GET", "HEAD"], include_in_schema=False)
    for path in ("/_refresh", "/{index}/_refresh"):  # asked for by clients that have sent their last documents
        router.add_api_route(BASE + path, _says(_REFRESHED), methods=["GET", "POST"], include_in_schema=False)
    router.add_api_route(f"{BASE}/_cat/health", _cat_health, methods=["GET"], include_in_schema=False)
    for thing in _SET_UP:
        for path in (f"{BASE}/{thing}", f"{BASE}/{thing}/{{name}}"):
            router.add_api_route(path, _says(_DONE), methods=["GET", "HEAD", "PUT", "POST"], include_in_schema=False)
    return router


def _says(answer: Any) -> Any:
    body = msgspec.json.encode(answer)

    async def say(_principal: MayWrite) -> Response:
        return Response(body, headers=_PRODUCT, media_type="application/json")

    return say


async def _cat_health(_principal: MayWrite) -> Response:
    return PlainTextResponse(f"{int(time.time())} sardonyx green 1 1 1 1 0 0 0 0 - 100.0%\n", headers=_PRODUCT)


def _bulk(door: LinesDoor, limits: BodyLimits) -> Any:
    @direct
    async def receive(request: Request, principal: MayWrite) -> Response:
        begun = time.perf_counter()
        try:
            door.rates.check(principal)
            body = await read_body(request, limits)
            bulk, taken = await _take(door, body, request.path_params.get("index", "logs"), principal, request)
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            return refusal(error)
        brief = "filter_path" in request.query_params
        content = _answer(bulk, taken, int((time.perf_counter() - begun) * 1000), brief=brief)
        return Response(content, headers=_PRODUCT, media_type="application/json")

    return receive


def _one_document(door: LinesDoor, limits: BodyLimits) -> Any:
    async def receive(request: Request, principal: MayWrite) -> Response:
        try:
            door.rates.check(principal)
            index, id_ = request.path_params["index"], request.path_params.get("id")
            target = {"_index": index} | ({"_id": id_} if id_ else {})
            document = (await read_body(request, limits)).replace(b"\n", b" ")
            action = msgspec.json.encode({"create": target})
            bulk, taken = await _take(door, action + b"\n" + document, index, principal, request)
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            return refusal(error)
        said = _said(bulk.items[0], taken, "1")
        return Response(msgspec.json.encode(said), said["status"], headers=_PRODUCT, media_type="application/json")

    return receive


async def _take(
    door: LinesDoor, body: bytes, index: str, principal: Principal, request: Request
) -> tuple[Bulk, TakenLines]:
    parse = functools.partial(bulk_decode.parse, sender=principal.id, taken=door.deliveries)
    address = request.client.host if request.client else ""
    while True:
        bulk = parse(body, index) if len(body) < _THREAD_BYTES else await asyncio.to_thread(parse, body, index)
        if not await door.deliveries.waited(bulk.keys):
            break
    bad = sum(1 for item in bulk.items if item.reason)
    with door.deliveries.under_way(bulk.keys):
        taken = await door.take(RECEIVER, bulk.groups, principal, address, deliveries=bulk.keys, rejected=bad)
        if not taken.refused:
            door.deliveries.remember(bulk.keys)
    return bulk, taken


def _answer(bulk: Bulk, taken: TakenLines, took_ms: int, *, brief: bool) -> bytes:
    """Elasticsearch's answer; the brief one, for those who ask with `filter_path`, has of an item only what went wrong."""
    batch = secrets.token_urlsafe(9)
    # Items without an id of their own are few, however often each occurs: their answers differ by the id they get.
    told = {
        id(item): _told(item, taken, batch, brief=brief) for item in {id(item): item for item in bulk.items}.values()
    }
    items = [told[id(item)].of(number) for number, item in enumerate(bulk.items)]
    head: dict[str, Any] = {"errors": any(one.failed for one in told.values())}
    if not brief:
        head = {"took": took_ms, **head}
    return b'%s,"items":[%s]}' % (msgspec.json.encode(head)[:-1], b",".join(items))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is answered for an item, encoded, around the number that ends the id it gets."""

    before: bytes
    after: bytes
    failed: bool

    def of(self, number: int) -> bytes:
        return b"%s%d%s" % (self.before, number, self.after) if self.after else self.before


def _told(item: Item, taken: TakenLines, batch: str, *, brief: bool) -> _Told:
    said = _said(item, taken, f"{batch}#")
    text = msgspec.json.encode({item.action: _short(said) if brief else said})
    numbered = item.id is None and not brief
    before, _, after = text.partition(f"{batch}#".encode()) if numbered else (text, b"", b"")
    return _Told(before + batch.encode() if numbered else before, after, "error" in said)


def _short(said: dict[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in ("status", "error") if key in said}


def _said(item: Item, taken: TakenLines, id_: str) -> dict[str, Any]:
    reason = item.reason or (taken.refused.get(item.group, "") if item.group is not None else "")
    named = {"_index": item.index, "_id": item.id or id_}
    if reason:
        kind = "document_parsing_exception" if item.reason else "security_exception"
        return {**named, "status": 400 if item.reason else 403, "error": {"type": kind, "reason": reason}}
    if item.repeated and item.action == "create":
        there = {"type": "version_conflict_engine_exception", "reason": f"[{item.id}]: the document is there already"}
        return {**named, "status": 409, "error": there}
    if item.repeated:
        return {**named, "_version": 1, "result": "noop", "_seq_no": 0, "_primary_term": 1, "status": 200}
    return {**named, "_version": 1, "result": "created", "_seq_no": 0, "_primary_term": 1, "status": 201}


def refusal(error: ReceiveError) -> Response:
    """The answer to a request of which nothing is taken."""
    if isinstance(error, Overloaded):
        return PlainTextResponse(f"{error}\n", 503, {**_PRODUCT, "Retry-After": str(error.retry_after_seconds)})
    status = {TooLarge: 413, UnsupportedEncoding: 415}.get(type(error), 400)
    cause = {"type": "illegal_argument_exception", "reason": str(error)}
    body = {"error": {**cause, "root_cause": [cause]}, "status": status}
    return Response(msgspec.json.encode(body), status, _PRODUCT, "application/json")
