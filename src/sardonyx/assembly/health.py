"""Health out of the parts of a running server: checks run, results are stored, states decided, outages told."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

from prometheus_client import CollectorRegistry

from sardonyx.assembly.discovering import Around, discovering
from sardonyx.assembly.heartbeats import listening
from sardonyx.assembly.status_pages import status_pages_working
from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.collectors.probes.metrics import RunnerMetrics
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.runner import Runner, contexts
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config import Settings
from sardonyx.config.checks import PASSIVE_KINDS
from sardonyx.config.monitors import HERE
from sardonyx.health.alive import AliveMark
from sardonyx.health.dependencies import ServiceCall
from sardonyx.health.facts.detector import Facts
from sardonyx.health.feed import HealthFeed
from sardonyx.health.keeping import StateKeeping
from sardonyx.health.maintenance.service import Maintenance
from sardonyx.health.monitors.reading import HealthFile, read_health_file
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.passive.watching import PassiveHealth
from sardonyx.health.routers import HealthParts
from sardonyx.health.series import StateSeries
from sardonyx.health.service import CallsOf, Health
from sardonyx.health.traced_failover.watching import TracedFailovers
from sardonyx.health.vantage.service import Vantages
from sardonyx.health.watched import LATENCY_STEP_SECONDS, LATENCY_STEPS, Watched
from sardonyx.incidents.service import Incidents
from sardonyx.outgoing.guard import Guard
from sardonyx.processors.masking import Masker
from sardonyx.query.probes.recent import find_recent
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.network import service_pairs
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.state import Database, StateUnavailable
from sardonyx.state.sealing import Sealer
from sardonyx.storage.data_folder import DataFolder
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import StorageError

_CALLS_SECONDS = 900
_LOOK_AT_MOST = 50
_LOOKED_AT_SECONDS = 1.0


@asynccontextmanager
async def health_working(
    settings: Settings, folder: DataFolder, state: Database, engine: Engine, masker: Masker, intake: Intake,
    writer: SampleWriter, registry: CollectorRegistry, around: Around,
) -> AsyncIterator[HealthParts]:  # fmt: skip
    """Monitors are checked and judged while the context is open. Raises HealthFileError."""
    file = await asyncio.to_thread(health_file, settings)
    guard = Guard.of(settings.outgoing)
    async with AsyncExitStack() as stack:
        stack.callback(guard.close)
        results = await stack.enter_async_context(ResultWriter(intake, writer, masker, registry).writing())
        health = await _health(settings, folder, state, engine, file)
        facts = Facts(state, engine, writer)

        async def decide(scheduled: Scheduled, result: ProbeResult) -> float | None:
            again = await health.observe(scheduled, result)
            await facts.seen(scheduled, result)
            return again

        async def sink(scheduled: Scheduled, result: ProbeResult) -> float | None:
            kept = results.add(scheduled, result)
            return await decide(scheduled, replace(result, message=kept.message))

        def scheduled() -> Sequence[Scheduled]:
            return [one.scheduled for one in health.watched()]

        runner = Runner(contexts(guard), sink, RunnerMetrics(registry), at_once=settings.health.at_once)
        vantages = Vantages(state, scheduled, results, decide, intake.journal.marks)
        health.look_now = _looks_now(health, runner)

        async def check_now(monitor_id: str) -> KeptResult:
            if not settings.health.enabled:
                raise LookupError("monitors are not checked here: health.enabled is off")
            result = await runner.run_now(monitor_id)
            return results.shown(health.get(monitor_id).scheduled, result)

        async def try_once(wanted: Scheduled) -> KeptResult:
            return results.shown(wanted, await runner.check(wanted))

        def follow(_changed: Sequence[Watched] = (), _gone: Sequence[str] = ()) -> None:
            runner.apply(scheduled() if settings.health.enabled else ())
            results.apply(scheduled())

        await _told(stack, health, engine, writer)
        await stack.enter_async_context(health.working())
        health.monitors.listen(follow)
        follow()
        await stack.enter_async_context(runner.running())
        await stack.enter_async_context(_beside(health, facts, engine))
        passive = PassiveHealth(engine, writer, health.watched, may_look=around.may_look)
        await stack.enter_async_context(passive.watching())
        traced = TracedFailovers(engine, writer, may_look=around.may_look)
        await stack.enter_async_context(traced.watching())
        found, proposals = await stack.enter_async_context(discovering(settings, around, health, runner, engine, state))
        tellers = await stack.enter_async_context(listening(folder, state, health.monitors, sink, masker, registry))
        status = await stack.enter_async_context(
            status_pages_working(settings, folder, state, health, guard, around.own_url)
        )
        yield HealthParts(
            health, health.incidents, engine, guard, results, vantages, check_now, try_once, found, proposals, tellers,
            status,
        )  # fmt: skip


def health_file(settings: Settings) -> HealthFile | None:
    """What `health.file` has; None without one. Raises HealthFileError."""
    return read_health_file(settings.health.file) if settings.health.file is not None else None


async def take_file(health: Health, file: HealthFile | None) -> None:
    """Have exactly the file's monitors and windows."""
    there = file or HealthFile()
    await health.monitors.replace("file", there.monitors)
    await health.maintenance.replace_file(there.maintenance)


async def reload_health(settings: Settings, health: Health) -> None:
    """Read the file again. Raises HealthFileError: then all stays as it was."""
    await take_file(health, await asyncio.to_thread(health_file, settings))


async def _health(
    settings: Settings, folder: DataFolder, state: Database, engine: Engine, file: HealthFile | None
) -> Health:
    monitors, maintenance = Monitors(state, Sealer(folder.secret("health"))), Maintenance(state)
    await monitors.load()
    await maintenance.load()
    alive = AliveMark(folder.path / "health.alive")
    health = Health(monitors, maintenance, Incidents(state), StateKeeping(state), alive, calls=_traced(engine))
    await take_file(health, file)
    return health


async def _told(stack: AsyncExitStack, health: Health, engine: Engine, writer: SampleWriter) -> None:
    """The series and the feed hear of what moves."""
    series = StateSeries(writer, health.watched, health.alarms)
    feed = HealthFeed(engine)
    health.listen(lambda moved: series.changed(moved.watched))
    health.listen(feed.moved)
    health.monitors.listen(lambda _, gone: series.gone(*gone))
    await stack.enter_async_context(feed.writing())
    await stack.enter_async_context(series.writing())


@asynccontextmanager
async def _beside(health: Health, facts: Facts, engine: Engine) -> AsyncIterator[None]:
    """What need not be done before checks run: the board's latency of before, and forgetting who is gone."""
    tasks: set[asyncio.Task[None]] = set()

    def begin(work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="health-beside")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def recall() -> None:
        now_ms = time.time_ns() // 1_000_000
        since_ms = now_ms - LATENCY_STEPS * LATENCY_STEP_SECONDS * 1000
        with suppress(StorageError):
            for monitor_id, steps in (await find_recent(engine, since_ms, now_ms, LATENCY_STEP_SECONDS)).items():
                if (watched := health.monitors.all.get(monitor_id)) is not None:
                    watched.recall(steps)

    async def forget(monitor_ids: Sequence[str]) -> None:
        for monitor_id in monitor_ids:
            with suppress(StateUnavailable):
                await facts.forget(monitor_id)

    health.monitors.listen(lambda _, gone: begin(forget(gone)) if gone else None)
    begin(recall())
    try:
        yield
    finally:
        for task in list(tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _traced(engine: Engine) -> CallsOf:
    async def calls() -> Sequence[ServiceCall]:
        now = time.time_ns()
        try:
            span = TimeRange(now - _CALLS_SECONDS * NS, now)
            pairs = (await service_pairs(engine, span, AccessScope.ALL, limits=BACKGROUND)).pairs
        except StorageError:
            return ()
        return [ServiceCall(pair.client, pair.server) for pair in pairs if pair.client and pair.server]

    return calls


def _looks_now(health: Health, runner: Runner) -> Callable[[Sequence[str]], None]:
    """Checks what a failing monitor depends on at once, so that a root is found before its symptoms are told."""
    looking: set[asyncio.Task[None]] = set()

    async def look(monitor_id: str) -> None:
        with suppress(LookupError):
            await runner.run_now(monitor_id)

    def look_now(ids: Sequence[str]) -> None:
        for monitor_id in ids[:_LOOK_AT_MOST]:
            watched = health.monitors.all.get(monitor_id)
            if watched is None or len(looking) >= _LOOK_AT_MOST or not _is_due(watched):
                continue
            task = asyncio.create_task(look(monitor_id), name="health-look")
            looking.add(task)
            task.add_done_callback(looking.discard)

    return look_now


def _is_due(watched: Watched) -> bool:
    """Whether we check it, and haven't just now."""
    if not watched.enabled or watched.monitor.check.kind in PASSIVE_KINDS:
        return False
    last = watched.last.get(HERE)
    if last is None:
        return HERE in watched.monitor.vantage_points
    return abs(time.time() - last.at_ms / 1000) > _LOOKED_AT_SECONDS
