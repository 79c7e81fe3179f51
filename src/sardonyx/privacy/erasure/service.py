"""Erasures as people ask for them: a dry run first, then the real one; one after the other, going on after a restart."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import Actor, Principal
from sardonyx.beside import beside
from sardonyx.privacy.erasure.person import MIN_TELLING_CHARACTERS, Identity, Terms
from sardonyx.privacy.erasure.runner import ErasureRunner
from sardonyx.privacy.erasure.states import UNFINISHED, ErasureState, ErasureStates
from sardonyx.privacy.erasure.targets import LogsAction
from sardonyx.privacy.state_models import ErasureRow
from sardonyx.processors.masking import Masker
from sardonyx.state import StateError

log = logging.getLogger(__name__)

DRY_RUN_HOLDS = timedelta(hours=24)
LISTED = 200
_AGAIN_AFTER_SECONDS = 30.0


class Erasures:
    """All of them. `key` makes the hash that stands for a person."""

    def __init__(
        self,
        states: ErasureStates,
        runner: ErasureRunner,
        masker: Masker,
        key: bytes,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._states = states
        self._runner = runner
        self._masker = masker
        self._key = key
        self._now = now
        self._asked = asyncio.Event()

    async def create(
        self, principal: Principal, actor: Actor, identity: Identity, *, logs: LogsAction, dry_run: bool
    ) -> ErasureRow:
        """Ask for one; it runs in the background. Raises AccessDenied, Conflict, ValidationFailed."""
        if principal.services is not None or principal.environments is not None:
            raise AccessDenied("a person is erased everywhere: this needs an account that sees all services")
        _check(identity)
        now = self._now()
        row = ErasureRow(
            id=secrets.token_hex(8),
            state=ErasureState.QUEUED.value,
            dry_run=dry_run,
            logs_action=logs,
            person=identity.person(self._key),
            kinds=identity.kinds,
            terms=Terms.of(identity, self._masker).sealed(self._key),
            owner=self._states.owner,
            requested_by=actor.name,
            actor=asdict(actor),
            requested_at=now,
            started_at=None,
            finished_at=None,
            steps={},
            notes=[],
            error=None,
            report=None,
        )
        async with self._states.db.session() as session:
            await chain.lock(session)
            same = select(ErasureRow).where(ErasureRow.person == row.person)
            earlier = (await session.scalars(same)).all()
            if any(one.state in UNFINISHED for one in earlier):
                raise Conflict("an erasure of this identity is under way: wait until it has ended")
            if not dry_run and not any(_counted(one, row, now) for one in earlier):
                raise Conflict(
                    "nothing is erased unseen: make a dry run of the same identity first (it holds for a day)"
                )
            session.add(row)
            details = {"dry_run": dry_run, "person": row.person, "identified_by": row.kinds, "logs": logs}
            await chain.record(session, actor, "erasure.request", f"erasure:{row.id}", details=details)
        self._asked.set()
        return row

    async def recent(self) -> list[ErasureRow]:
        """The newest ones first."""
        query = select(ErasureRow).order_by(ErasureRow.requested_at.desc(), ErasureRow.id).limit(LISTED)
        async with self._states.db.reading() as session:
            return list(await session.scalars(query))

    async def get(self, erasure_id: str) -> ErasureRow:
        """One of them. Raises NotFound."""
        async with self._states.db.reading() as session:
            row = await session.get(ErasureRow, erasure_id)
        if row is None:
            raise NotFound(f"there is no erasure {erasure_id}")
        return row

    async def report(self, erasure_id: str, actor: Actor) -> str:
        """Its signed report, as a file's text; that it was taken is recorded. Raises NotFound."""
        row = await self.get(erasure_id)
        if row.report is None:
            raise NotFound(f"the erasure {erasure_id} has no report: it is {row.state}")
        async with self._states.db.session() as session:
            await chain.record(session, actor, "erasure.report", f"erasure:{row.id}")
        return row.report

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run what is asked for, and what an earlier start has left, while the context is open."""
        async with beside(self._run(), name="erasures"):
            yield

    async def run_next(self) -> bool:
        """Run the next one to its end; False when there is none."""
        row = await self._states.next()
        if row is None:
            return False
        await self._runner.run(row)
        return True

    async def _run(self) -> None:
        while True:
            self._asked.clear()
            try:
                while await self.run_next():
                    pass
            except StateError:
                log.exception("the state database does not answer: erasures wait")
                await asyncio.sleep(_AGAIN_AFTER_SECONDS)
                continue
            await self._asked.wait()


def _counted(earlier: ErasureRow, wanted: ErasureRow, now: datetime) -> bool:
    """Whether `earlier` is a finished dry run of what is wanted, from lately."""
    recent = earlier.finished_at is not None and now - earlier.finished_at <= DRY_RUN_HOLDS
    return (
        earlier.dry_run and earlier.state == ErasureState.DONE and recent and earlier.logs_action == wanted.logs_action
    )


def _check(identity: Identity) -> None:
    mistakes = []
    if not identity.given():
        mistakes.append(FieldError("identity", "needs user_id, email, phone or values"))
    if identity.email and "@" not in identity.email:
        mistakes.append(FieldError("identity.email", "is no e-mail address"))
    for name, values in (("phone", (identity.phone,)), ("values", identity.values)):
        if any(value is not None and len(value) < MIN_TELLING_CHARACTERS for value in values):
            said = f"has less than {MIN_TELLING_CHARACTERS} characters: that stands in records of others by chance"
            mistakes.append(FieldError(f"identity.{name}", said))
    if mistakes:
        raise ValidationFailed(*mistakes)
