"""PING, and what INFO tells of the server's role. Needs `+ping +info +cluster|info`. Source: Redis' protocol (RESP2).

Conditions: latency, role (primary, replica, sentinel), link (up, down: of a replica), lag (seconds since a replica heard of its
primary), offset, replicas, loading, version, cluster (ok, fail: where it is one). Without conditions a replica whose link is
down is degraded, and a cluster that has failed is down.
"""

import asyncio
import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import unquote, urlsplit

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.tls_handshake import Stream
from sardonyx.config.checks import RedisCheck

FIELDS = frozenset(
    {"latency", "role", "link", "lag", "offset", "replicas", "loading", "version", "cluster", "certificate"}
)
_PORT = 6379
_MOST_BYTES = 1 << 20
_ROLES = {"master": "primary", "slave": "replica", "sentinel": "sentinel"}
_MASTER = re.compile(r"name=([^,]*),.*?address=([^,]+)")
_REASONS = {"LOADING": "status", "MASTERDOWN": "status", "BUSY": "status"}


async def probe(check: RedisCheck, context: ProbeContext) -> ProbeResult:
    """Connect, PING and read the role."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: RedisCheck, made: Attempt) -> ProbeResult:
    try:
        parts = urlsplit(check.url.get_secret_value())
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError as error:
        raise Failed("protocol", "the address can't be read") from error
    if parts.scheme not in ("redis", "rediss") or not host:
        raise Failed("protocol", "the address must be redis://[USER:PASSWORD@]HOST[:PORT] or rediss://")
    async with made.opened(host, port, tls=parts.scheme == "rediss") as wire:
        with made.phase("processing"):
            if parts.password is not None:
                user = [unquote(parts.username)] if parts.username else []
                await _call(wire, "AUTH", *user, unquote(parts.password))
            await _call(wire, "PING")
            info = _lines(await _call(wire, "INFO"))
            cluster = await _cluster(wire, made) if info.get("cluster_enabled") == "1" else ""
    seen = _noted(made, info) | ({"cluster": cluster} if cluster else {})
    if cluster == "fail":
        return made.judged(
            seen, fallback="down", message="its cluster does not answer for all slots (cluster_state:fail)"
        )
    if seen.get("link") == "down":
        leader = made.facts.get("leader", "its primary")
        return made.judged(seen, fallback="degraded", message=f"the replica has lost {leader}")
    return made.judged(seen)


async def _cluster(wire: Stream, made: Attempt) -> str:
    """`ok` or `fail`; empty where the user may not ask."""
    try:
        told = _lines(await _call(wire, "CLUSTER", "INFO"))
    except Failed:
        return ""
    for figure in ("cluster_slots_fail", "cluster_known_nodes", "cluster_size"):
        if told.get(figure, "").isdigit():
            made.figures[f"redis_{figure}"] = float(told[figure])
    return told.get("cluster_state", "")


def _noted(made: Attempt, info: Mapping[str, str]) -> dict[str, object]:
    """What conditions see; facts and figures are noted."""
    mode, role = info.get("redis_mode", ""), _ROLES.get(info.get("role", ""), info.get("role", ""))
    made.facts["role"] = "sentinel" if mode == "sentinel" else role
    made.facts["run_id"] = info.get("run_id", "")
    made.facts["version"] = info.get("redis_version", "")
    made.facts["leader"] = _leader(info)
    figures = {
        "redis_replication_offset": info.get("slave_repl_offset" if role == "replica" else "master_repl_offset"),
        "redis_connected_replicas": info.get("connected_slaves"),
        "redis_uptime_seconds": info.get("uptime_in_seconds"),
        "redis_loading": info.get("loading"),
    }
    made.figures.update({name: float(value) for name, value in figures.items() if value and value.isdigit()})
    seen: dict[str, object] = {
        "role": made.facts["role"],
        "version": made.facts["version"],
        "loading": info.get("loading", "0"),
        "offset": int(made.figures.get("redis_replication_offset", 0)),
        "replicas": int(made.figures.get("redis_connected_replicas", 0)),
    }
    if role == "replica":
        seen["link"] = info.get("master_link_status", "down")
        made.figures["redis_link_up"] = float(seen["link"] == "up")
        silent = info.get("master_link_down_since_seconds", "")
        heard = info.get("master_last_io_seconds_ago", "") if seen["link"] == "up" else silent
        if heard.isdigit():
            seen["lag"] = made.figures["redis_replication_lag_seconds"] = float(heard)
    return seen


def _leader(info: Mapping[str, str]) -> str:
    """Whom a replica follows; of a sentinel, the primaries it knows."""
    if "master_host" in info:
        return f"{info['master_host']}:{info.get('master_port', '')}"
    known = (_MASTER.search(value) for key, value in info.items() if key[:6] == "master" and key[6:].isdigit())
    return ",".join(sorted(f"{found[1]}={found[2]}" for found in known if found))


async def _call(wire: Stream, *words: str) -> str:
    """The answer to one command. Raises Failed for what the server refuses."""
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        encoded = word.encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(encoded), encoded))
    wire.writer.write(b"".join(parts))
    await wire.writer.drain()
    try:
        line = (await wire.reader.readuntil(b"\r\n"))[:-2].decode(errors="replace")
    except asyncio.LimitOverrunError as error:
        raise Failed("protocol", "the answer is not that of a Redis") from error
    kind, said = line[:1], line[1:]
    if kind == "-":
        reason = "status" if said.partition(" ")[0] in _REASONS else "other"
        raise Failed("status" if reason == "status" else "reported", f"{words[0]}: {said}")
    if kind in ("+", ":"):
        return said
    if kind != "$" or not said.lstrip("-").isdigit():
        raise Failed("protocol", "the answer is not that of a Redis")
    size = int(said)
    if size > _MOST_BYTES:
        raise Failed("too_large", f"{words[0]} is answered with {size} bytes")
    return (await wire.reader.readexactly(max(size, 0) + 2))[:-2].decode(errors="replace")


def _lines(info: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in info.splitlines() if line and line[0] != "#")
    return {key: value for key, _, value in pairs}
