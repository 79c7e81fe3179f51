"""/readyz of a Qdrant, its version, its collections and its cluster. A read-only key is enough. Source: Qdrant's API reference.

Conditions: latency, status (the worst of the named collections: green, yellow, grey, red), collections (their names), points
(of the named ones), version, role. Without conditions a named collection must be there; a red one is down, a yellow or grey one is
fine (Qdrant is optimising).
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import QdrantCheck

FIELDS = frozenset({"latency", "status", "collections", "points", "version", "role"})
_MOST_BYTES = 1 << 20
_WORST = ("green", "yellow", "grey", "red")
_UNKNOWN_KEY = 401
_REFUSED = (_UNKNOWN_KEY, 403)
_NOT_FOUND, _FAILED = 404, 400


class _Answered(Failed):
    """An answer that is none of use, and its status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__("status", message)
        self.status = status


async def probe(check: QdrantCheck, context: ProbeContext) -> ProbeResult:
    """Ask whether it is ready, and for what was named."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: QdrantCheck, made: Attempt) -> ProbeResult:
    key = check.api_key.get_secret_value()
    headers = {"traceparent": made.context.traceparent} | ({"api-key": key} if key else {})
    parts = urlsplit(check.url)
    known = await made.looked_up(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    made.facts["address"] = f"{known.found[0][1][0]}:{known.found[0][1][1]}"
    base, made.traced = check.url.rstrip("/"), True
    async with made.context.guard.session(made.context.left(), headers=headers) as session:
        with made.phase("processing"):
            await _get(session, base, "/readyz", made, parsed=False)
            about = await _get(session, base, "/", made)
            made.facts["version"] = str(about.get("version", ""))
            states = {name: await _collection(session, base, name, made) for name in check.collections}
            _note_cluster(made, await _optional(session, base, "/cluster", made))
    worst = max((str(state.get("status")) for state in states.values()), key=_rank, default="green")
    points = sum(int(state.get("points_count") or 0) for state in states.values())
    if states:
        made.figures["qdrant_collection_points"] = float(points)
    seen: dict[str, object] = {
        "status": worst,
        "collections": tuple(states),
        "points": points,
        "version": made.facts["version"],
        "role": made.facts.get("role", ""),
    }
    bad = [name for name, state in states.items() if str(state.get("status")) == "red"]
    return made.judged(seen, fallback="down" if bad else "up", message=f"{', '.join(bad)}: status red")


def _note_cluster(made: Attempt, told: Mapping[str, Any]) -> None:
    """Who leads; a single server has nobody to lead."""
    raft = told.get("raft_info") or {}
    peers = told.get("peers") or {}
    if told.get("status") != "enabled" or not raft.get("leader"):
        return
    leader = str(raft["leader"])
    made.facts["leader"] = str((peers.get(leader) or {}).get("uri") or leader)
    made.figures["qdrant_cluster_peers"] = float(len(peers))


async def _collection(session: aiohttp.ClientSession, base: str, name: str, made: Attempt) -> Mapping[str, Any]:
    found = await _get(session, base, f"/collections/{quote(name, safe='')}", made)
    result = found.get("result")
    return result if isinstance(result, dict) else {}


async def _optional(session: aiohttp.ClientSession, base: str, path: str, made: Attempt) -> Mapping[str, Any]:
    """What a key of single collections may not ask is left out; a key that is wrong is not."""
    try:
        found = (await _get(session, base, path, made)).get("result")
    except _Answered as error:
        if error.status == _UNKNOWN_KEY:
            raise
        return {}
    return found if isinstance(found, dict) else {}


async def _get(
    session: aiohttp.ClientSession, base: str, path: str, made: Attempt, *, parsed: bool = True
) -> Mapping[str, Any]:
    """A document. Raises Failed, and what a connection raises."""
    async with session.get(base + path, allow_redirects=False) as answer:
        received = bytearray()
        async for chunk in answer.content.iter_chunked(1 << 16):
            received += chunk
            if len(received) > _MOST_BYTES:
                raise Failed("too_large", f"{path}: the answer has more than {_MOST_BYTES >> 20} MiB")
    text = received.decode(errors="replace")
    if answer.status >= _FAILED:
        made.body = text
        hint = ": is the key right?" if answer.status in _REFUSED else ""
        missing = " (there is no such collection)" if answer.status == _NOT_FOUND and path != "/readyz" else ""
        raise _Answered(answer.status, f"{path}: answered {answer.status}{missing}{hint}")
    if not parsed:
        return {}
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Failed("protocol", f"{path}: the answer is not that of a Qdrant") from error
    if not isinstance(document, dict):
        raise Failed("protocol", f"{path}: the answer is not that of a Qdrant")
    return document


def _rank(status: str) -> int:
    return _WORST.index(status) if status in _WORST else len(_WORST)
