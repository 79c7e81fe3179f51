"""A monotonic clock that stands until it is told to go on, and checks that take as long as they are told to."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.probes import runner as runner_module
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.metrics import RunnerMetrics
from sardonyx.collectors.probes.result import Outcome, ProbeResult
from sardonyx.collectors.probes.runner import Runner, contexts
from sardonyx.collectors.probes.scheduled import Scheduled, Sink
from sardonyx.config.checks import TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.config.sections import OutgoingSettings
from sardonyx.outgoing.guard import Guard


async def settled() -> None:
    """Everything that can go on without time passing has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass(slots=True)
class Set:
    """An alarm that was set."""

    ring: Callable[[], None] | None

    def cancel(self) -> None:
        self.ring = None


class FakeTime:
    """Seconds since some moment."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._alarms: list[tuple[float, int, Set]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    def set_alarm(self, seconds: float, ring: Callable[[], None]) -> Set:
        made = Set(ring)
        heapq.heappush(self._alarms, (self.now + seconds, next(self._numbers), made))
        return made

    async def pass_by(self, seconds: float) -> None:
        """Let time pass; every alarm rings in time."""
        until = self.now + seconds
        await settled()
        while self._alarms and self._alarms[0][0] <= until:
            at, _, alarm = heapq.heappop(self._alarms)
            self.now = max(self.now, at)
            if alarm.ring is not None:
                alarm.ring()
            await settled()
        self.now = until

    async def sleep(self, seconds: float) -> None:
        """For checks: go on when so much time has passed."""
        done = asyncio.Event()
        self.set_alarm(seconds, done.set)
        await done.wait()

    async def stand_still(self, seconds: float) -> None:
        """The process is stopped meanwhile: what was due rings afterwards, all of it late."""
        self.now += seconds
        await self.pass_by(0)


@dataclass
class Bench:
    """A runner over a fake target: `takes[id]` says how long a check takes, `comes_out[id]` what it comes to."""

    time: FakeTime = field(default_factory=FakeTime)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    takes: dict[str, float] = field(default_factory=dict)
    comes_out: dict[str, Outcome] = field(default_factory=dict)
    begun: list[tuple[str, float]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    results: list[ProbeResult] = field(default_factory=list)

    async def probe(self, _: object, context: ProbeContext) -> ProbeResult:
        self.begun.append((context.monitor_id, self.time.now))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if takes := self.takes.get(context.monitor_id, 0.0):
                await self.time.sleep(takes)
            return context.result(self.comes_out.get(context.monitor_id, "up"))
        finally:
            self.at_once -= 1

    async def sink(self, _: Scheduled, result: ProbeResult) -> float | None:
        self.results.append(result)
        return None

    def runner(self, sink: Sink | None = None, at_once: int = 200) -> Runner:
        return Runner(
            contexts(Guard.of(OutgoingSettings())),
            sink or self.sink,
            RunnerMetrics(self.registry),
            at_once=at_once,
            clock=self.time,
            set_alarm=self.time.set_alarm,
        )

    def begun_at(self, monitor_id: str) -> list[float]:
        return [at for each, at in self.begun if each == monitor_id]

    def skipped(self, reason: str) -> float:
        return self.registry.get_sample_value("sardonyx_probe_skipped_turns_total", {"reason": reason}) or 0.0


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench()
    monkeypatch.setattr(runner_module, "probe_of", lambda _: made.probe)
    return made


def monitor(name: str, interval: str = "10s", **options: object) -> Scheduled:
    check = TcpCheck(host="127.0.0.1", port=1)
    return Scheduled(name, Monitor.model_validate({"name": name, "check": check, "interval": interval, **options}))
