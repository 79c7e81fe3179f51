"""The agent, built in the order of the data's way and taken down in reverse: collect, buffer, forward."""

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

import aiohttp
import uvloop
from prometheus_client import CollectorRegistry, disable_created_metrics

from sardonyx import __version__, log_format
from sardonyx.beside import beside
from sardonyx.collectors.agent.bandwidth import BandwidthTester, Figures
from sardonyx.collectors.agent.buffer import Buffer, Dropped
from sardonyx.collectors.agent.errors import AgentError
from sardonyx.collectors.agent.forwarder import Forwarder
from sardonyx.collectors.agent.log_forwarder import LogForwarder
from sardonyx.collectors.agent.log_sink import BufferSink
from sardonyx.collectors.agent.log_state import LogState
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.monitors.vantage import ResultsWaiting, VantagePoint
from sardonyx.collectors.agent.sending import Sending
from sardonyx.collectors.agent.targets import agent_finder, agent_targets
from sardonyx.collectors.agent.writer import BufferWriter
from sardonyx.collectors.logs.collection import LogCollection
from sardonyx.collectors.network.built_in import JOB as NETWORK_JOB
from sardonyx.collectors.network.peers import SERVER_NODE
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.kept_running import kept_running
from sardonyx.collectors.scrape.manager import ScrapeManager
from sardonyx.config import Settings
from sardonyx.outgoing.guard import Guard
from sardonyx.receivers.errors import Overloaded

log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 30.0

START_ERRORS = (AgentError, ConfigError)
"""What keeps the agent from starting; each message says what to do."""


WatchesServer = Callable[[Settings, str, str, Sending], AbstractAsyncContextManager[None]]
"""Watches the server from outside while it is open: given settings, the server's address, our name, and what sends to it."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server, and who we are there."""

    server: str
    token: str | None
    name: str

    @classmethod
    def of(cls, settings: Settings, env: Mapping[str, str] = os.environ) -> "Upstream":
        """From settings; SARDONYX_URL and SARDONYX_TOKEN, which the other commands use, fill in. Raises AgentError."""
        wanted = settings.agent
        server = wanted.server or env.get("SARDONYX_URL", "").strip()
        if not server:
            raise AgentError("which server? say --server URL, agent.server or SARDONYX_URL")
        parts = urlsplit(server)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise AgentError(
                "--server must be an address such as http://sardonyx.example:8600, without user or password"
            )
        token = wanted.token.get_secret_value() if wanted.token else env.get("SARDONYX_TOKEN", "").strip() or None
        return cls(server.rstrip("/"), token, wanted.name or socket.gethostname())

    def session(self) -> aiohttp.ClientSession:
        """Speaks to the server."""
        return aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"} if self.token else {})


@asynccontextmanager
async def running(
    settings: Settings, upstream: Upstream, watching: WatchesServer | None = None
) -> AsyncIterator[Buffer]:
    """Collect and forward while inside; on leaving, stop collecting and send what waits. `watching` watches the server beside
    it. Raises START_ERRORS."""
    wanted = settings.agent
    async with AsyncExitStack() as stack:
        buffer = Buffer.open(settings.data_dir / "agent", wanted.buffer_max)
        stack.callback(buffer.close)
        state, lines = _log_buffer(settings)
        stack.callback(lines.close)
        registry = CollectorRegistry()
        waiting = ResultsWaiting(settings.data_dir / "agent" / "results", wanted.buffer_max)
        stack.callback(waiting.buffer.close)
        metrics = AgentMetrics(registry, buffer, lines, upstream.name, waiting.buffer)
        session = await stack.enter_async_context(upstream.session())
        forwarder = Forwarder(buffer, session, upstream.server, metrics)
        shipper = LogForwarder(lines, state, session, upstream.server, metrics)
        guard = _guard(settings)
        stack.callback(guard.close)
        vantage = VantagePoint(
            session, upstream.server, upstream.name, waiting, metrics, registry, guard, at_once=settings.health.at_once
        )
        for sending in (forwarder, shipper, vantage.forwarder):
            await stack.enter_async_context(_forwarding(sending, wanted.flush_timeout.total_seconds()))
        sink = BufferSink(lines, state, wanted.buffer_max, shipper.wake)
        logs = LogCollection(settings.collectors, sink, host=upstream.name)
        await stack.enter_async_context(logs.reading())

        def appended(dropped: Dropped) -> None:
            metrics.dropped.labels("buffer_full").inc(dropped.samples)
            forwarder.wake()

        writer = BufferWriter(buffer, appended)
        if wanted.monitors:
            source = await stack.enter_async_context(vantage.checking())
            await stack.enter_async_context(
                beside(kept_running("monitors", lambda: source.run(vantage.apply)), name="monitors")
            )
        if wanted.bandwidth:
            tester = BandwidthTester(session, upstream.server, upstream.name)
            await stack.enter_async_context(
                beside(tester.run(lambda found: _record(writer, upstream.name, found)), name="bandwidth")
            )
        manager = ScrapeManager(
            settings.scrape.prometheus_config,
            writer,
            registry,
            built_in=[*agent_targets(settings.collectors, upstream.name, upstream.server, registry), *logs.targets],
            finder=agent_finder(settings.collectors, upstream.name),
            built_in_interval_seconds=settings.collectors.interval.total_seconds(),
        )
        await stack.enter_async_context(manager.scraping())
        await stack.enter_async_context(beside(_tell_problems(manager), name="problems"))
        if watching is not None:
            await stack.enter_async_context(watching(settings, upstream.server, upstream.name, forwarder))
        yield buffer


def run(settings: Settings, announce: Callable[[str], None], watching: WatchesServer | None = None) -> None:
    """Run until SIGTERM or SIGINT. Raises START_ERRORS."""
    log_format.configure(settings.log.level, settings.log.format)
    disable_created_metrics()  # type: ignore[no-untyped-call]
    upstream = Upstream.of(settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_signal(settings, upstream, announce, watching))


async def bandwidth_once(upstream: Upstream, seconds: float, max_bytes: int) -> Figures:
    """One bandwidth test from here. Raises AgentError."""
    async with upstream.session() as session:
        return await BandwidthTester(session, upstream.server, upstream.name).once(seconds, max_bytes)


async def _until_signal(
    settings: Settings, upstream: Upstream, announce: Callable[[str], None], watching: WatchesServer | None
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings, upstream, watching) as buffer:
        waiting = f", {buffer.samples} samples wait from before" if len(buffer) else ""
        announce(f"Sardonyx agent {__version__} {upstream.name} sends to {upstream.server}{waiting}")
        await stop.wait()
        announce("Stopping: what was collected is being sent …")


def _guard(settings: Settings) -> Guard:
    """What bounds where checks go. Raises AgentError."""
    try:
        return Guard.of(settings.outgoing)
    except ValueError as error:
        raise AgentError(str(error)) from error


def _log_buffer(settings: Settings) -> tuple[LogState, Buffer]:
    """The buffer of log lines, and what is remembered beside it. Raises AgentError."""
    folder = settings.data_dir / "agent" / "logs"
    try:
        state = LogState.open(folder)
        buffer = Buffer.open(folder, settings.agent.buffer_max, after=state.sent)
        state.replay(buffer)
    except (OSError, ValueError) as error:
        raise AgentError(f"the buffer of logs {folder} can't be read: {error} (see --data)") from error
    return state, buffer


@asynccontextmanager
async def _forwarding(forwarder: Sending, flush_seconds: float) -> AsyncIterator[None]:
    async with beside(kept_running("forwarding", forwarder.run), name="forwarding"):
        yield
    with suppress(TimeoutError):
        async with asyncio.timeout(flush_seconds):
            await forwarder.flush()


async def _record(writer: BufferWriter, name: str, found: Figures) -> None:
    """A test's figures as series."""
    labels = {"job": NETWORK_JOB, "instance": name, "source": name, "target": SERVER_NODE}
    values = [
        ({"__name__": "network_bandwidth_bytes_per_second", **labels, "direction": direction}, value)
        for direction, value in (
            ("upload", found.upload_bytes_per_second),
            ("download", found.download_bytes_per_second),
        )
        if value is not None
    ]
    if values:
        values.append(({"__name__": "network_bandwidth_test_timestamp_seconds", **labels}, time.time()))
    now_ms = round(time.time() * 1000)
    with suppress(Overloaded):  # the server has the figures; the next test will be a series again
        await writer.write([(tuple(sorted(said.items())), value, now_ms) for said, value in values])


async def _tell_problems(manager: ScrapeManager) -> NoReturn:
    """Nobody sees an agent's targets page: what keeps a collector from its work stands in the log, once."""
    told: set[str] = set()
    while True:
        found = {f"{pool.name}: {problem}" for pool in manager.state().pools for problem in pool.problems}
        for problem in sorted(found - told):
            log.warning("%s", problem)
        told = found
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
