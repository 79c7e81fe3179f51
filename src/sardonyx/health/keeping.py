"""States, transitions and gaps in the state database: what a restart goes on with, and what availability is made of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete, func, insert, select, update

from sardonyx.health.availability import Span, Transition
from sardonyx.health.state_models import StoredGap, StoredState, StoredTransition
from sardonyx.health.states import Shown
from sardonyx.health.states.model import CountsAs, State
from sardonyx.health.watched import Watched
from sardonyx.state import Database

KEPT = timedelta(days=400)
"""Transitions and gaps of so long are kept: a year's report, and a month to write it in."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """A monitor went from one state to another, or what suppresses it changed; it is stored before anybody is told."""

    watched: Watched
    before: Shown
    after: Shown
    at: datetime
    suppressed_by: str | None

    @property
    def is_transition(self) -> bool:
        """Whether the state changed, not only what is said of it."""
        return (self.before.state, self.before.counts_as) != (self.after.state, self.after.counts_as)


class StateKeeping:
    """Over the state database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def states(self) -> dict[str, StoredState]:
        """All states, by monitor."""
        async with self._db.reading() as session:
            return {row.monitor_id: row for row in await session.scalars(select(StoredState))}

    async def store(self, moved: Sequence[Moved]) -> None:
        """Keep where these monitors are now, and how they came there; all or none. Raises StateUnavailable."""
        transitions = [
            {
                "monitor_id": one.watched.id, "at": one.at, "state": one.after.state,
                "counts_as": one.after.counts_as, "reason": one.after.reason, "message": one.after.message,
                "suppressed_by": one.suppressed_by,
            }
            for one in moved if one.is_transition
        ]  # fmt: skip
        newest = {one.watched.id: one for one in moved}
        states = [
            {
                "monitor_id": one.watched.id, "state": one.after.state, "since": one.watched.since,
                "reason": one.after.reason, "message": one.after.message, "suppressed_by": one.suppressed_by,
                "memory": one.watched.machine.stored(),
            }
            for one in newest.values()
        ]  # fmt: skip
        if not states:
            return
        async with self._db.session() as session:
            if transitions:
                await session.execute(insert(StoredTransition), transitions)
            await session.execute(update(StoredState), states)

    async def transitions(self, ids: Sequence[str], span: Span) -> dict[str, list[Transition]]:
        """Those within `span` and the last one before it, of each monitor, oldest first."""
        found: dict[str, list[Transition]] = defaultdict(list)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            of_these = StoredTransition.monitor_id.in_(some)
            before = (
                select(func.max(StoredTransition.id))
                .where(of_these, StoredTransition.at < span.start)
                .group_by(StoredTransition.monitor_id)
            )
            wanted = of_these & (
                StoredTransition.id.in_(before)
                | ((StoredTransition.at >= span.start) & (StoredTransition.at < span.end))
            )
            query = select(StoredTransition).where(wanted).order_by(StoredTransition.at, StoredTransition.id)
            async with self._db.reading() as session:
                for row in await session.scalars(query):
                    found[row.monitor_id].append(_transition(row))
        return dict(found)

    async def gaps(self, span: Span) -> list[Span]:
        """When nobody watched, as far as it touches `span`."""
        query = select(StoredGap).where(StoredGap.end_at > span.start, StoredGap.start_at < span.end)
        async with self._db.reading() as session:
            return [Span(row.start_at, row.end_at) for row in await session.scalars(query.order_by(StoredGap.start_at))]

    async def add_gap(self, gap: Span) -> None:
        """Keep that nobody watched."""
        async with self._db.session() as session:
            session.add(StoredGap(start_at=gap.start, end_at=gap.end))

    async def forget(self, before: datetime) -> None:
        """Drop transitions and gaps that ended before; the last transition of each monitor stays."""
        newest = select(func.max(StoredTransition.id)).group_by(StoredTransition.monitor_id)
        async with self._db.session() as session:
            await session.execute(
                delete(StoredTransition).where(StoredTransition.at < before, StoredTransition.id.not_in(newest))
            )
            await session.execute(delete(StoredGap).where(StoredGap.end_at < before))


def restore(watched: Watched, row: StoredState, now: float) -> None:
    """Let a monitor go on where a former process left it. `now` is monotonic."""
    memory: dict[str, Any] = row.memory
    watched.machine.restore(memory, row.reason, row.message, now)
    watched.since, watched.suppressed_by = row.since, row.suppressed_by
    verdict = watched.machine.verdict
    watched.shown = Shown(cast("State", row.state), verdict, row.reason, row.message)


def _transition(row: StoredTransition) -> Transition:
    return Transition(
        row.at, cast("State", row.state), cast("CountsAs", row.counts_as), row.reason, row.message, row.suppressed_by
    )
