"""The vantage point, put together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
from prometheus_client import CollectorRegistry

from sardonyx.collectors.agent.buffer import Buffer, Dropped
from sardonyx.collectors.agent.errors import AgentError
from sardonyx.collectors.agent.log_state import LogState
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.monitors.forwarder import ResultForwarder
from sardonyx.collectors.agent.monitors.results import ResultBuffer
from sardonyx.collectors.agent.monitors.source import MonitorSource, path_of
from sardonyx.collectors.probes.metrics import RunnerMetrics
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.retrying import Retrying
from sardonyx.collectors.probes.runner import Runner, contexts
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.outgoing.guard import Guard


class ResultsWaiting:
    """Results in files until the server has them, in `folder`."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        try:
            self.state = LogState.open(folder)
            self.buffer = Buffer.open(folder, max_bytes, after=self.state.sent)
        except (OSError, ValueError, KeyError) as error:
            raise AgentError(f"the buffer of results {folder} can't be read: {error} (see --data)") from error
        self.state.replay(self.buffer)
        self.folder = folder


class VantagePoint:
    """Checks the server's monitors that name it, while inside `checking`. `forwarder` is to be run beside it."""

    def __init__(
        self, session: aiohttp.ClientSession, server: str, name: str, waiting: ResultsWaiting, metrics: AgentMetrics,
        registry: CollectorRegistry, guard: Guard, *, at_once: int,
    ) -> None:  # fmt: skip
        self.forwarder = ResultForwarder(
            waiting.buffer, waiting.state, session, server, metrics, path=f"{path_of(name)}/results"
        )
        self._metrics = metrics
        self._source = MonitorSource(session, server, name, waiting.folder)
        self._results = ResultBuffer(waiting.buffer, self._appended)
        self._retrying = Retrying()
        self._runner = Runner(contexts(guard, name), self._take, RunnerMetrics(registry), at_once=at_once, vantage=name)

    @asynccontextmanager
    async def checking(self) -> AsyncIterator[MonitorSource]:
        """Check; what to ask the server with is handed out, to be run beside. On leaving, all results are on disk."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._results.writing())
            await stack.enter_async_context(self._runner.running())
            self.apply(self._source.restored())
            yield self._source

    def apply(self, monitors: Sequence[Scheduled]) -> None:
        """Check these from now on."""
        self._retrying.keep_only(frozenset(one.id for one in monitors))
        self._runner.apply(monitors)

    async def _take(self, scheduled: Scheduled, result: ProbeResult) -> float | None:
        self._results.add(result)
        return self._retrying.after(scheduled, result)

    def _appended(self, dropped: Dropped) -> None:
        self._metrics.dropped_results.labels("buffer_full").inc(dropped.samples)
        self.forwarder.wake()
