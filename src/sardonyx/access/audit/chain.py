"""Writing the audit chain: each entry holds the hash of the one before it.

An entry is written in the transaction of the change it tells of, so neither exists without the other. The head row is
locked (SQLite: the write lock of the session), so concurrent writers queue and the chain cannot fork. To keep the order
of locks the same everywhere: a transaction that changes rows others may be changing calls `lock` before anything else;
one that only adds rows just records at its end.
"""

import asyncio
import functools
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import anchor
from sardonyx.access.audit.canonical import ZERO_HASH, canonical_json, entry_hash
from sardonyx.access.audit.signer import Signer, load_or_create
from sardonyx.access.models import AuditCheckpointRow, AuditEntryRow, AuditHeadRow
from sardonyx.access.principal import Actor
from sardonyx.state import after_commit, database_of

Outcome = Literal["success", "failure", "denied"]
CHECKPOINT_EVERY = 100
_WRITTEN = "sardonyx_audit_written"

_UNSTORABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_MAX_TEXT = 300


async def record(
    session: AsyncSession,
    actor: Actor,
    action: str,
    object_: str,
    *,
    outcome: Outcome = "success",
    details: Mapping[str, Any] | None = None,
) -> int:
    """Append one entry within the session's transaction and return its number.

    `action` is `thing.verb` ("token.create"), `object_` names what it was done to ("token:abc"). `details` are JSON
    values and must hold no secret. After the commit the anchor file beside the database moves up.
    """
    head = await lock(session)
    row = AuditEntryRow(
        seq=head.seq + 1,
        at_us=time.time_ns() // 1000,
        actor_kind=actor.kind,
        actor_id=_clean(actor.id),
        actor_name=_clean(actor.name),
        address=None if actor.address is None else _clean(actor.address)[:64],
        action=action,
        object=_clean(object_),
        outcome=outcome,
        details=canonical_json(dict(details or {})),
        prev_hash=head.hash,
    )
    row.hash = entry_hash(row)
    session.add(row)
    head.seq, head.hash = row.seq, row.hash
    folder = database_of(session).folder
    if folder is not None:
        if row.seq % CHECKPOINT_EVERY == 0:
            await _checkpoint(session, folder, row)
        _anchor_after_commit(session, folder, row)
    await session.flush()
    return row.seq


async def lock(session: AsyncSession) -> AuditHeadRow:
    """The chain's head, locked until the transaction ends. Also serves to serialise changes that must not race."""
    query = select(AuditHeadRow).where(AuditHeadRow.id == 1).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def _checkpoint(session: AsyncSession, folder: Path, row: AuditEntryRow) -> None:
    signer = await asyncio.to_thread(_signer, folder)
    session.add(
        AuditCheckpointRow(
            seq=row.seq,
            at_us=row.at_us,
            hash=row.hash,
            public_key=signer.public_key,
            signature=signer.sign(row.seq, row.hash, row.at_us),
        )
    )


def _anchor_after_commit(session: AsyncSession, folder: Path, row: AuditEntryRow) -> None:
    """Move the anchor to the transaction's last entry: once, however many it writes."""
    if _WRITTEN not in session.info:

        async def move() -> None:
            written: list[AuditEntryRow] = session.info[_WRITTEN]
            first, last = written[0], written[-1]
            await asyncio.to_thread(
                anchor.raise_to, folder, last.seq, last.hash, last.at_us, first_ever=first.prev_hash == ZERO_HASH
            )

        after_commit(session, move)
    session.info.setdefault(_WRITTEN, []).append(row)


@functools.lru_cache(maxsize=8)
def _signer(folder: Path) -> Signer:
    return load_or_create(folder)


def _clean(text: str) -> str:
    """Names come from outside: without what PostgreSQL cannot store or a terminal would obey, and not endless."""
    return _UNSTORABLE.sub("\ufffd", text)[:_MAX_TEXT]
