"""A monitor as it lives in memory: what it is, its state machine, and what was seen last."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import PASSIVE_KINDS
from sardonyx.config.monitors import Monitor
from sardonyx.health.availability import Transition
from sardonyx.health.models import Source, TrafficView
from sardonyx.health.states import Machine, Rules, Shown

LATENCY_STEP_SECONDS = 90
LATENCY_STEPS = 40
_CERTIFICATE = "ssl_earliest_cert_expiry"


class HasMonitor(Protocol):
    """What carries a monitor and its id: a `Scheduled`, a `Watched`."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def monitor(self) -> Monitor: ...  # noqa: D102


@dataclass(slots=True)
class Watched:
    """One monitor. Everything here is in memory; `health.keeping` stores what must outlive a restart."""

    id: str
    monitor: Monitor
    source: Source
    paused: bool
    created_by: str
    created_at: datetime
    updated_at: datetime
    machine: Machine
    shown: Shown = field(default=Shown("pending"))
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    suppressed_by: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    last: dict[str, ProbeResult] = field(default_factory=dict)
    traffic: TrafficView | None = None
    recent: deque[Transition] = field(default_factory=deque)
    """Transitions of the last day, and the one before it."""
    latency: deque[tuple[int, float, int]] = field(default_factory=lambda: deque(maxlen=LATENCY_STEPS))
    """Step of LATENCY_STEP_SECONDS, sum of seconds, count; failures don't count."""
    target: str = ""

    def __post_init__(self) -> None:
        self.target = target_of(self.monitor.check)

    @classmethod
    def new(
        cls,
        monitor_id: str,
        monitor: Monitor,
        source: Source,
        by: str,
        at: datetime,
        now: float,
        *,
        paused: bool = False,
    ) -> "Watched":
        """One that was never heard of. `now` is monotonic."""
        machine = Machine(Rules.of(monitor), now, listens=monitor.check.kind not in PASSIVE_KINDS)
        made = cls(monitor_id, monitor, source, paused, by, at, at, machine, since=at)
        made.machine.paused = not made.enabled
        made.shown = made.machine.shown
        return made

    @property
    def enabled(self) -> bool:
        """Whether anybody is to look at it."""
        return self.monitor.enabled and not self.paused

    @property
    def scheduled(self) -> Scheduled:
        """As the runner and agents know it."""
        if self.enabled == self.monitor.enabled:
            return Scheduled(self.id, self.monitor)
        return Scheduled(self.id, self.monitor.model_copy(update={"enabled": False}))

    @property
    def certificate_expires(self) -> datetime | None:
        """The first end of a certificate of its chain, as the last check saw it."""
        ends = [end for result in self.last.values() if (end := result.figures.get(_CERTIFICATE))]
        return datetime.fromtimestamp(min(ends), UTC) if ends else None

    def follow(self, monitor: Monitor, now: float) -> None:
        """It was changed. `now` is monotonic."""
        if monitor.check != self.monitor.check:
            self.last, self.facts = {}, {}
        self.monitor, self.target = monitor, target_of(monitor.check)
        self.machine.listens = monitor.check.kind not in PASSIVE_KINDS
        self.machine.follow(Rules.of(monitor), now)
        self.machine.paused = not self.enabled

    def see(self, result: ProbeResult) -> None:
        """Keep what the board shows of a result; its evidence is stored, and may be large."""
        self.last[result.vantage] = result if result.evidence is None else replace(result, evidence=None)
        if result.outcome == "down":
            return
        step = result.at_ms // (LATENCY_STEP_SECONDS * 1000)
        if self.latency and self.latency[-1][0] == step:
            _, seconds, count = self.latency[-1]
            self.latency[-1] = (step, seconds + result.seconds, count + 1)
        elif not self.latency or self.latency[-1][0] < step:
            self.latency.append((step, result.seconds, 1))

    def recall(self, steps: Sequence[tuple[int, float, int]]) -> None:
        """Latency of before this process, as stored; what was seen by now stays."""
        known = {step: (step, seconds, count) for step, seconds, count in [*steps, *self.latency]}
        self.latency.clear()
        self.latency.extend(known[step] for step in sorted(known))

    def is_seen_by(self, principal: Principal) -> bool:
        """Whether it is within the caller's scope. One without a service is only for those who see all."""
        return principal.sees(service=self.monitor.service or None, environment=self.monitor.environment or None)
