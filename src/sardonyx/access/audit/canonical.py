"""The exact bytes an audit entry's hash covers. Changing anything here breaks every chain: add a version instead."""

import hashlib
import json
from typing import Any

from sardonyx.access.models import AuditEntryRow

VERSION = 1
ZERO_HASH = "0" * 64
_FIELDS = (
    "seq",
    "at_us",
    "actor_kind",
    "actor_id",
    "actor_name",
    "address",
    "action",
    "object",
    "outcome",
    "details",
    "prev_hash",
)


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces, ASCII only; NaN is refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def entry_hash(row: AuditEntryRow) -> str:
    """SHA-256 over the canonical JSON of all fields of the entry, the previous entry's hash included."""
    content = {"v": VERSION} | {name: getattr(row, name) for name in _FIELDS}
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def checkpoint_bytes(seq: int, head_hash: str, at_us: int) -> bytes:
    """What a checkpoint or anchor signature covers."""
    return canonical_json({"at_us": at_us, "hash": head_hash, "kind": "audit-head", "seq": seq, "v": VERSION}).encode()
