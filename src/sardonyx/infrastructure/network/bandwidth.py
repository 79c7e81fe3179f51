"""Bandwidth tests: who asked for which, and what came of it. One at a time, because two would measure each other.

waiting → (the agent claims it) → running → (the agent tells its figures) → done. What takes too long has failed.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sardonyx.access.errors import Conflict, NotFound
from sardonyx.infrastructure.network.models import BandwidthResult, BandwidthState

FETCHED_WITHIN_SECONDS = 60.0
AGENT_GONE_SECONDS = 60.0
_SPARE_SECONDS = 30.0
_PAUSE_SECONDS = 5.0
_KEPT = 50
_MOST_AGENTS = 10_000


@dataclass(frozen=True, slots=True)
class Measurement:
    """One test. `changed_at` is when its state changed; times are epoch seconds."""

    id: str
    agent: str
    seconds: float
    max_bytes: int
    started_by: str
    created_at: float
    changed_at: float
    state: BandwidthState = "waiting"
    result: BandwidthResult = field(default_factory=BandwidthResult)


class BandwidthDesk:
    """All tests since the start, and which agents ask for some."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._tests: dict[str, Measurement] = {}
        self._agents: dict[str, float] = {}

    def tests(self) -> list[Measurement]:
        """The newest first."""
        self._expire()
        return list(reversed(self._tests.values()))

    def agents(self) -> frozenset[str]:
        """Those that asked lately."""
        now = self._clock()
        return frozenset(name for name, at in self._agents.items() if now - at <= AGENT_GONE_SECONDS)

    def start(self, agent: str, seconds: float, max_bytes: int, by: str) -> Measurement:
        """A new test for the agent to fetch. Raises Conflict when one is at work, NotFound when the agent isn't there."""
        if agent not in self.agents():
            raise NotFound(f"no agent named {agent!r} has asked for tests within {AGENT_GONE_SECONDS:g} s")
        return self._new(agent, seconds, max_bytes, by)

    def start_here(self, agent: str, seconds: float, max_bytes: int, by: str) -> Measurement:
        """A new test that runs at once, wanted by the agent itself. Raises Conflict when one is at work or only just was:
        a key that may only write must not fill the audit chain."""
        if any(self._clock() - test.created_at < _PAUSE_SECONDS for test in self._tests.values()):
            raise Conflict(f"a bandwidth test began less than {_PAUSE_SECONDS:g} s ago")
        return self._set(self._new(agent, seconds, max_bytes, by), "running")

    def claim(self, agent: str) -> Measurement | None:
        """The test that waits for the agent; it runs from now on."""
        if len(self._agents) < _MOST_AGENTS or agent in self._agents:
            self._agents[agent] = self._clock()
        self._expire()
        for test in self._tests.values():
            if test.agent == agent and test.state == "waiting":
                return self._set(test, "running")
        return None

    def running(self, test_id: str) -> Measurement:
        """The test, if it runs. Raises NotFound."""
        self._expire()
        test = self._tests.get(test_id)
        if test is None or test.state != "running":
            raise NotFound(f"no bandwidth test {test_id[:40]!r} is running")
        return test

    def finish(self, test_id: str, result: BandwidthResult) -> Measurement:
        """What came of it. Raises NotFound."""
        return self._set(self.running(test_id), "failed" if result.error else "done", result)

    def _new(self, agent: str, seconds: float, max_bytes: int, by: str) -> Measurement:
        self._expire()
        if busy := next((test for test in self._tests.values() if test.state in ("waiting", "running")), None):
            raise Conflict(f"a bandwidth test with {busy.agent} is {busy.state}: only one runs at a time")
        now = self._clock()
        test = Measurement(secrets.token_hex(8), agent, seconds, max_bytes, by, now, now)
        self._tests[test.id] = test
        for old in list(self._tests)[:-_KEPT]:
            del self._tests[old]
        return test

    def _expire(self) -> None:
        now = self._clock()
        for test in list(self._tests.values()):
            age = now - test.changed_at
            if test.state == "waiting" and age > FETCHED_WITHIN_SECONDS:
                self._fail(test, f"the agent did not fetch the test within {FETCHED_WITHIN_SECONDS:g} s")
            elif test.state == "running" and age > 2 * test.seconds + _SPARE_SECONDS:
                self._fail(test, "the agent did not tell what it measured")

    def _fail(self, test: Measurement, why: str) -> None:
        self._set(test, "failed", BandwidthResult(error=why))

    def _set(self, test: Measurement, state: BandwidthState, result: BandwidthResult | None = None) -> Measurement:
        changed = replace(test, state=state, changed_at=self._clock(), result=result or test.result)
        self._tests[test.id] = changed
        return changed
