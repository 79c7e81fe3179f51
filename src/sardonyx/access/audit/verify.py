"""Proving the audit chain, or naming the first record that breaks it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import anchor as anchors
from sardonyx.access.audit import signer
from sardonyx.access.audit.anchor import Anchor
from sardonyx.access.audit.canonical import ZERO_HASH, entry_hash
from sardonyx.access.models import AuditCheckpointRow, AuditEntryRow, AuditHeadRow
from sardonyx.state import Database

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`ok`, or the number of the first broken record with a sentence why.

    `entries` were checked; `vouched` is the newest entry a signature of this host covers (0: none); `notes` are what a
    reader should know although nothing is broken.
    """

    ok: bool
    entries: int
    vouched: int
    first_broken: int | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()


class _Broken(Exception):
    def __init__(self, seq: int, problem: str) -> None:
        super().__init__(problem)
        self.seq = seq
        self.problem = problem


async def verify(db: Database) -> VerifyReport:
    """Check every entry, every checkpoint and this host's anchor. Works beside running writers."""
    notes: list[str] = []
    walk = _Walk()
    try:
        # The anchor first: whatever it names was committed before, so everything read later must contain it.
        anchor, own_key = await asyncio.to_thread(_beside, db.folder, notes)
        async with db.reading() as session:
            await walk.run(session, anchor, own_key)
    except _Broken as broken:
        return VerifyReport(False, walk.checked, walk.vouched, broken.seq, broken.problem, tuple(notes))
    if walk.foreign:
        notes.append(f"{walk.foreign} checkpoints are signed by other hosts' keys: verify on those hosts as well")
    return VerifyReport(True, walk.checked, walk.vouched, notes=tuple(notes))


def _beside(folder: Path | None, notes: list[str]) -> tuple[Anchor | None, str | None]:
    """The anchor and our public key from the data folder. Raises _Broken when they contradict each other."""
    if folder is None:
        notes.append("no data folder was given: without the anchor in it, removed newest records cannot be seen")
        return None, None
    own = signer.load(folder)
    try:
        anchor = anchors.read(folder)
    except ValueError as error:
        raise _Broken(0, str(error)) from error
    if anchor is None:
        if own is not None:
            raise _Broken(0, f"{folder / anchors.ANCHOR_FILE} is missing although this host has written entries")
        notes.append("this host has no anchor yet: removed newest records cannot be seen here")
        return None, None
    if own is None:
        raise _Broken(0, f"{folder / signer.KEY_FILE} is missing although there is an anchor signed with it")
    if anchor.public_key != own.public_key or not anchor.genuine():
        raise _Broken(anchor.seq, "the anchor file is not signed by this host's key")
    return anchor, own.public_key


class _Walk:
    """One pass over the chain, oldest first."""

    def __init__(self) -> None:
        self.checked = 0
        self.vouched = 0
        self.foreign = 0
        self._hash = ZERO_HASH

    async def run(self, session: AsyncSession, anchor: Anchor | None, own_key: str | None) -> None:
        """Raise _Broken at the first contradiction."""
        newest = select(func.max(AuditEntryRow.seq)).scalar_subquery()
        head, last = (await session.execute(select(AuditHeadRow, newest).where(AuditHeadRow.id == 1))).one()
        end: int = max(head.seq, last or 0)
        await self._entries(session, end, anchor, own_key)
        if self.checked < head.seq:
            raise _Broken(self.checked + 1, f"records {self.checked + 1} to {head.seq} are missing")
        if self.checked > head.seq or self._hash != head.hash:
            raise _Broken(self.checked, f"the head names record {head.seq}, the newest record is {self.checked}")
        if anchor is not None and anchor.seq > self.checked:
            raise _Broken(
                self.checked + 1,
                f"records {self.checked + 1} to {anchor.seq} are missing: the anchor beside the database knows them",
            )

    async def _entries(self, session: AsyncSession, end: int, anchor: Anchor | None, own_key: str | None) -> None:
        while True:
            query = select(AuditEntryRow).where(AuditEntryRow.seq > self.checked, AuditEntryRow.seq <= end)
            rows = (await session.scalars(query.order_by(AuditEntryRow.seq).limit(_PAGE))).all()
            if not rows:
                return
            checkpoints = await self._checkpoints(session, self.checked, rows[-1].seq)
            for row in rows:
                self._follow(row)
                if (checkpoint := checkpoints.get(row.seq)) is not None:
                    self._signed(checkpoint, own_key)
                if anchor is not None and anchor.seq == row.seq:
                    self._anchored(anchor)
            session.expunge_all()

    def _follow(self, row: AuditEntryRow) -> None:
        expected = self.checked + 1
        if row.seq != expected:
            raise _Broken(expected, f"record {expected} is missing; the next one is {row.seq}")
        if entry_hash(row) != row.hash:
            raise _Broken(row.seq, f"record {row.seq} was changed: its content does not fit its hash")
        if row.prev_hash != self._hash:
            # Its own hash covers the link, so it is the record before that was replaced, hash and all.
            raise _Broken(
                max(row.seq - 1, 1), f"record {row.seq} does not follow the one before it, which was replaced"
            )
        self.checked, self._hash = row.seq, row.hash

    def _signed(self, checkpoint: AuditCheckpointRow, own_key: str | None) -> None:
        if not signer.signature_holds(
            checkpoint.public_key, checkpoint.signature, checkpoint.seq, checkpoint.hash, checkpoint.at_us
        ):
            raise _Broken(checkpoint.seq, f"the signature of the checkpoint at record {checkpoint.seq} is false")
        if checkpoint.hash != self._hash:
            raise _Broken(self.vouched + 1, self._rewritten(f"the checkpoint at record {checkpoint.seq}"))
        if checkpoint.public_key == own_key:
            self.vouched = checkpoint.seq
        else:
            self.foreign += 1

    def _anchored(self, anchor: Anchor) -> None:
        if anchor.hash != self._hash:
            raise _Broken(self.vouched + 1, self._rewritten("the anchor beside the database"))
        self.vouched = anchor.seq

    def _rewritten(self, witness: str) -> str:
        return (
            f"records were rewritten together with their hashes somewhere between {self.vouched + 1} and "
            f"{self.checked}: {witness} was signed over others"
        )

    async def _checkpoints(self, session: AsyncSession, after: int, until: int) -> dict[int, AuditCheckpointRow]:
        query = select(AuditCheckpointRow).where(AuditCheckpointRow.seq > after, AuditCheckpointRow.seq <= until)
        return {row.seq: row for row in await session.scalars(query)}


async def verify_command(db: Database) -> tuple[int, str]:
    """What `sardonyx audit verify` prints, and its exit code (0 intact, 1 broken)."""
    report = await verify(db)
    lines = [
        f"intact: {report.entries} records, signed up to {report.vouched}"
        if report.ok
        else f"BROKEN at record {report.first_broken}: {report.problem}"
    ]
    lines += [f"note: {note}" for note in report.notes]
    return (0 if report.ok else 1), "\n".join(lines)
