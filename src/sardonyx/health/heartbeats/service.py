"""Heartbeats at work: check-ins come in and are stored before they are answered, silence is found by a timer.

Whatever a check-in or the timer decides is first stored with what is known of the job, then told as a result. A crash between
the two loses at most the telling, and the next start tells it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.beside import beside
from sardonyx.collectors.probes.result import Evidence, Outcome, ProbeResult, Reason
from sardonyx.collectors.probes.scheduled import Sink
from sardonyx.config.checks import HeartbeatCheck
from sardonyx.health.heartbeats.beat import Beat, Kind
from sardonyx.health.heartbeats.keys import ping_key
from sardonyx.health.heartbeats.state_models import CheckInRow, HeartbeatRow
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.watched import Watched
from sardonyx.state import Database, StateUnavailable

log = logging.getLogger(__name__)

KEPT = 200
"""Check-ins of so many are kept for each job."""
_LONGEST_WAIT_SECONDS = 5.0
_JUMP_SECONDS = 30.0
_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a job tells. `output` is fit to be kept; `duration_seconds` only where it says so itself."""

    kind: Kind
    run_id: str = ""
    exit_status: int | None = None
    output: str = ""
    sender: str = ""
    duration_seconds: float | None = None


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Heartbeats:
    """All jobs, while inside `working`. `sink` takes their results."""

    def __init__(
        self,
        db: Database,
        monitors: Monitors,
        sink: Sink,
        secret: bytes,
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._monitors = monitors
        self._sink = sink
        self._secret = secret
        self._now = now
        self._monotonic = monotonic
        self._beats: dict[str, Beat] = {}
        self._deadlines: dict[str, datetime] = {}
        self._by_key: dict[str, str] = {}
        self._since_pruned: dict[str, int] = {}
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._clock: tuple[datetime, float] | None = None
        monitors.listen(self._monitors_changed)

    # What others ask and tell.

    def of_key(self, key: str) -> Watched | None:
        """The job of a ping key."""
        return self._monitors.all.get(self._by_key.get(key, ""))

    def key_of(self, monitor_id: str) -> str:
        """The ping key of a job."""
        return ping_key(self._secret, monitor_id)

    def beat_of(self, monitor_id: str) -> Beat | None:
        """What is known of a job; None if this monitor is no heartbeat."""
        return self._beats.get(monitor_id)

    async def tell(self, watched: Watched, check_in: CheckIn) -> None:
        """Take a check-in; it is stored when this returns. Raises StateUnavailable."""
        async with self._turn:
            beat = self._beats.get(watched.id)
            if beat is None:
                return
            at, before = self._now(), beat.stored()
            took = beat.tell(check_in.kind, at, check_in.run_id)
            seconds = check_in.duration_seconds if check_in.duration_seconds is not None else took
            row = CheckInRow(
                monitor_id=watched.id, at=at, kind=check_in.kind, run_id=check_in.run_id, duration_seconds=seconds,
                exit_status=check_in.exit_status, output=check_in.output, sender=check_in.sender,
            )  # fmt: skip
            try:
                async with self._db.session() as session:
                    session.add(row)
                    await _keep(session, watched.id, beat)
                    await self._prune(session, watched.id)
            except BaseException:
                beat.restore(before)
                raise
            finally:
                self._due_again(watched.id)
        if check_in.kind in ("ok", "fail"):
            await self._sink(watched.scheduled, _reported(watched, check_in, at, seconds))

    async def check_ins(self, monitor_id: str, limit: int) -> Sequence[CheckInRow]:
        """The newest first."""
        query = select(CheckInRow).where(CheckInRow.monitor_id == monitor_id).order_by(CheckInRow.id.desc())
        async with self._db.reading() as session:
            return list(await session.scalars(query.limit(limit)))

    # At work.

    @asynccontextmanager
    async def working(self) -> AsyncIterator["Heartbeats"]:
        """Listen while inside. What was due while nobody listened gets its grace from now on."""
        await self._load()
        async with beside(self._run(), name="heartbeats"):
            yield self

    async def judge(self) -> None:
        """Find what is too late now. Raises StateUnavailable."""
        now = self._now()
        self._notice_jump(now)
        for monitor_id in [one for one, deadline in self._deadlines.items() if deadline <= now]:
            watched, beat = self._monitors.all.get(monitor_id), self._beats.get(monitor_id)
            if watched is None or beat is None or not watched.enabled:
                self._deadlines.pop(monitor_id, None)
                continue
            async with self._turn:
                before = beat.stored()
                finding = beat.judge(now)
                try:
                    if finding is not None:
                        async with self._db.session() as session:
                            await _keep(session, monitor_id, beat)
                except BaseException:
                    beat.restore(before)
                    raise
                finally:
                    self._due_again(monitor_id)
            if finding is not None:
                await self._sink(watched.scheduled, _result(watched, now, "down", finding.reason, finding.message))

    def _notice_jump(self, now: datetime) -> None:
        """The clock was set, or the machine slept: nobody listened in between."""
        clock, self._clock = self._clock, (now, self._monotonic())
        if clock is None:
            return
        ahead = (now - clock[0]).total_seconds() - (self._clock[1] - clock[1])
        if abs(ahead) > _JUMP_SECONDS:
            for monitor_id, beat in self._beats.items():
                beat.listen_from(now)
                self._due_again(monitor_id)

    async def _run(self) -> None:
        while True:
            try:
                await self.judge()
            except StateUnavailable as error:
                log.warning("overdue heartbeats are not told now: %s", error)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            except Exception:
                log.exception("looking for overdue heartbeats failed; it is tried again")
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self._wake.clear()
            next_one = min(self._deadlines.values(), default=None)
            wait = _LONGEST_WAIT_SECONDS
            if next_one is not None:
                wait = min(wait, max(0.01, (next_one - self._now()).total_seconds()))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def _load(self) -> None:
        async with self._db.reading() as session:
            stored = {row.monitor_id: row.memory for row in await session.scalars(select(HeartbeatRow))}
        for watched in self._monitors.all.values():
            self._follow(watched, stored.get(watched.id))
        for monitor_id, beat in list(self._beats.items()):
            await self._tell_again(self._monitors.all[monitor_id], beat)
        gone = sorted(set(stored) - set(self._beats))
        if gone:
            async with self._db.session() as session:
                await session.execute(delete(HeartbeatRow).where(HeartbeatRow.monitor_id.in_(gone)))
                await session.execute(delete(CheckInRow).where(CheckInRow.monitor_id.in_(gone)))

    async def _tell_again(self, watched: Watched, beat: Beat) -> None:
        """A former process may have ended between storing and telling."""
        known = watched.machine.verdict
        untold_down = beat.outcome == "down" and known != "down" and watched.monitor.attempts == 1
        if watched.enabled and ((beat.outcome == "up" and known != "up") or untold_down):
            outcome: Outcome = "up" if beat.outcome == "up" else "down"
            reason: Reason = "" if outcome == "up" else "reported"
            await self._sink(
                watched.scheduled, _result(watched, self._now(), outcome, reason, "as told before the restart")
            )

    def _monitors_changed(self, changed: Sequence[Watched], gone: Sequence[str]) -> None:
        for watched in changed:
            self._follow(watched, None)
        for monitor_id in gone:
            self._forget(monitor_id)
        self._wake.set()

    def _follow(self, watched: Watched, stored: Mapping[str, object] | None) -> None:
        check = watched.monitor.check
        if not isinstance(check, HeartbeatCheck):
            self._forget(watched.id)
            return
        beat = self._beats.get(watched.id)
        if beat is None:
            beat = self._beats[watched.id] = Beat.new(check, watched.created_at)
            if stored is not None:
                beat.restore(dict(stored))
        beat.follow(check, self._now())
        self._by_key[self.key_of(watched.id)] = watched.id
        self._due_again(watched.id)

    def _forget(self, monitor_id: str) -> None:
        if self._beats.pop(monitor_id, None) is not None:
            self._by_key.pop(self.key_of(monitor_id), None)
        self._deadlines.pop(monitor_id, None)

    def _due_again(self, monitor_id: str) -> None:
        if (beat := self._beats.get(monitor_id)) is not None:
            self._deadlines[monitor_id] = beat.deadline
            self._wake.set()

    async def _prune(self, session: AsyncSession, monitor_id: str) -> None:
        number = self._since_pruned.get(monitor_id, KEPT) + 1
        self._since_pruned[monitor_id] = number % KEPT
        if number < KEPT:
            return
        mine = CheckInRow.monitor_id == monitor_id
        newest = select(CheckInRow.id).where(mine).order_by(CheckInRow.id.desc()).limit(KEPT)
        await session.execute(delete(CheckInRow).where(mine, CheckInRow.id.not_in(newest)))


async def _keep(session: AsyncSession, monitor_id: str, beat: Beat) -> None:
    """Insert or update, in one statement: `merge` would read first."""
    kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = kind.insert(HeartbeatRow).values(monitor_id=monitor_id, memory=beat.stored())
    await session.execute(
        row.on_conflict_do_update(index_elements=["monitor_id"], set_={"memory": row.excluded.memory})
    )


def _reported(watched: Watched, check_in: CheckIn, at: datetime, seconds: float | None) -> ProbeResult:
    if check_in.kind == "ok":
        return _result(watched, at, "up", "", "", seconds or 0.0)
    status = check_in.exit_status
    message = f"the job ended with status {status}" if status is not None else "the job says that it failed"
    evidence = Evidence(message=message, body=check_in.output) if check_in.output else None
    return _result(watched, at, "down", "reported", message, seconds or 0.0, evidence)


def _result(
    watched: Watched,
    at: datetime,
    outcome: Outcome,
    reason: Reason,
    message: str,
    seconds: float = 0.0,
    evidence: Evidence | None = None,
) -> ProbeResult:
    return ProbeResult(
        monitor_id=watched.id,
        at_ms=int(at.timestamp() * 1000),
        outcome=outcome,
        reason=reason,
        message=message,
        seconds=seconds,
        vantage=watched.monitor.vantage_points[0],
        evidence=evidence,
    )


def next_due(beat: Beat, now: datetime) -> datetime:
    """When the job should tell next; what was missed is not next."""
    due = beat.due
    return due if due > now - beat.check.grace else beat.schedule.next_due(now)
