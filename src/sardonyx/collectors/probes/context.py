"""What a probe is given: who it is for, until when, and the only ways out."""

import secrets
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sardonyx import __version__
from sardonyx.collectors.probes.result import Evidence, Outcome, ProbeResult, Reason
from sardonyx.config.monitors import HERE
from sardonyx.outgoing.guard import Guard
from sardonyx.outgoing.names import Names

USER_AGENT = f"Sardonyx-Monitor/{__version__}"
_NO_FIGURES: Mapping[str, float] = MappingProxyType({})
_NO_FACTS: Mapping[str, str] = MappingProxyType({})


class ProbeContext:
    """Made anew for every check, at its start: the time runs from then on. `clock` tells epoch seconds."""

    __slots__ = ("_began", "at_ms", "guard", "monitor_id", "span_id", "timeout_seconds", "trace_id", "vantage")

    def __init__(
        self,
        monitor_id: str,
        timeout_seconds: float,
        guard: Guard,
        vantage: str = HERE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.monitor_id = monitor_id
        self.timeout_seconds = timeout_seconds
        self.guard = guard
        self.vantage = vantage
        self.at_ms = int(clock() * 1000)
        self.trace_id = secrets.token_hex(16)
        self.span_id = secrets.token_hex(8)
        self._began = time.perf_counter()

    @property
    def traceparent(self) -> str:
        """The W3C header of a sampled trace of its own, so that what the target does is found by `trace_id`."""
        return f"00-{self.trace_id}-{self.span_id}-01"

    @property
    def names(self) -> Names:
        """The name look-ups all probes share."""
        return self.guard.names

    def spent(self) -> float:
        """Seconds since the check began."""
        return time.perf_counter() - self._began

    def left(self) -> float:
        """Seconds the check still has; never below a millisecond, so that a wait on it ends by TimeoutError."""
        return max(0.001, self.timeout_seconds - self.spent())

    def result(
        self,
        outcome: Outcome,
        reason: Reason = "",
        message: str = "",
        *,
        seconds: float | None = None,
        phases: Mapping[str, float] = _NO_FIGURES,
        figures: Mapping[str, float] = _NO_FIGURES,
        facts: Mapping[str, str] = _NO_FACTS,
        evidence: Evidence | None = None,
        traced: bool = False,
    ) -> ProbeResult:
        """What this check came to. `seconds`: unset is the time since it began; `traced`: `traceparent` was sent."""
        return ProbeResult(
            monitor_id=self.monitor_id,
            at_ms=self.at_ms,
            outcome=outcome,
            reason=reason,
            message=message,
            seconds=self.spent() if seconds is None else seconds,
            vantage=self.vantage,
            phases=phases,
            figures=figures,
            facts=facts,
            trace_id=self.trace_id if traced else "",
            evidence=evidence,
        )
