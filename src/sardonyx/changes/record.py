"""Writing changes: a change has an id that follows from itself, and is stored once however often it is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from sardonyx.storage.engine import Engine

KINDS = (
    "service", "version", "restart", "start", "upgrade", "deployment", "flag", "config", "incident",
    "health", "failover", "dns", "certificate",
)  # fmt: skip
_STRUCTURE = (
    "id String, time_ms Int64, kind String, service String, environment String, title String, version String, "
    "previous_version String, attributes Map(String, String)"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `time_ms` is when it happened, in milliseconds since 1970; `kind` is one of KINDS."""

    id: str
    time_ms: int
    kind: str
    service: str
    environment: str
    title: str
    version: str = ""
    previous_version: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def change_id(kind: str, *what: str) -> str:
    """32 hex digits made of the kind and of what makes the change one: service, environment, version …"""
    return hashlib.sha256("\0".join((kind, *what)).encode(errors="replace")).hexdigest()[:32]


async def write_changes(engine: Engine, changes: Sequence[Change]) -> list[Change]:
    """Store those that are not stored yet and return them. Raises StorageError; then none is stored."""
    if not changes:
        return []
    known = await engine.rows(
        "SELECT DISTINCT Id AS id FROM changes WHERE Id IN {ids:Array(String)}", {"ids": [one.id for one in changes]}
    )
    stored = {str(row["id"]) for row in known}
    new = list({one.id: one for one in changes if one.id not in stored}.values())
    if new:
        data = b"\n".join(msgspec.json.encode(one) for one in new).decode()
        await engine.execute(
            "INSERT INTO changes (Id, Time, Kind, ServiceName, Environment, Title, Version, PreviousVersion, Attributes) "
            "SELECT id, fromUnixTimestamp64Milli(time_ms), kind, service, environment, title, version, previous_version, "
            f"attributes FROM format('JSONEachRow', '{_STRUCTURE}', {{data:String}})",
            {"data": data},
        )
    return new
