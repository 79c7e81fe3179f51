"""What is known of a job, in each kind of state database."""

from datetime import UTC, datetime, timedelta

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.checks import HeartbeatCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.heartbeats.service import CheckIn, Heartbeats
from sardonyx.health.monitors.service import Monitors
from sardonyx.state import Database
from sardonyx.state.sealing import Sealer
from tests.support.people import Clock

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


async def nothing(scheduled: Scheduled, result: ProbeResult) -> float | None:
    """A sink that keeps nothing."""
    return None


async def opened(db: Database, clock: Clock) -> tuple[Monitors, Heartbeats]:
    monitors = Monitors(db, Sealer(b"k" * 32), now=clock)
    await monitors.load()
    heartbeats = Heartbeats(db, monitors, nothing, b"s" * 32, now=clock)
    await heartbeats._load()
    return monitors, heartbeats


async def test_a_job_goes_on_after_a_restart(db: Database) -> None:
    clock = Clock(START)
    monitors, heartbeats = await opened(db, clock)
    watched = await monitors.ensure(Monitor(name="sync", check=HeartbeatCheck(period=timedelta(hours=1))), "ui")
    await heartbeats.tell(watched, CheckIn("start", "r1"))
    clock.forward(seconds=90)
    await heartbeats.tell(watched, CheckIn("ok", "r1", output="3 rows\n", exit_status=0, sender="192.0.2.1"))
    clock.forward(minutes=1)
    await heartbeats.tell(watched, CheckIn("start", "r2"))
    _, restarted = await opened(db, clock)
    beat = restarted.beat_of(watched.id)
    assert beat is not None
    assert (beat.anchor, beat.runs, beat.outcome) == (clock.at, {"r2": clock.at}, "up")
    newest, done, _ = await restarted.check_ins(watched.id, 10)
    assert (newest.kind, newest.at) == ("start", clock.at)
    assert (done.duration_seconds, done.exit_status, done.output, done.sender) == (90, 0, "3 rows\n", "192.0.2.1")
