"""One group, evaluated at its times until it is stopped."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from sardonyx.alerting.evaluation import schedule
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.freshness import Freshness
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.evaluation.restoring import LastStates, restore
from sardonyx.query.promql import PromqlError

log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS = 10.0
_LONGEST_SLEEP_SECONDS = 1.0
_STOP_SECONDS = 5.0


class GroupLoop:
    """Evaluates `group`. It waits for the store before each evaluation, at most an interval or ten seconds. `at_once`: it begins
    with the instant that was due last, not with the next one."""

    def __init__(
        self,
        group: Group,
        freshness: Freshness,
        last_states: LastStates,
        clock: Callable[[], float] = time.time,
        *,
        at_once: bool = False,
    ) -> None:
        self.group = group
        self._freshness = freshness
        self._last_states = last_states
        self._clock = clock
        self._at_once = at_once
        self._busy = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._written_ms = 0

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name=f"rules-{self.group.definition.name}")

    async def stop(self) -> None:
        """End between two evaluations; one that takes too long is given up."""
        if self._task is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS), self._busy:
                self._task.cancel()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def evaluate_due(self, due_ms: int) -> None:
        """Wait for the store, then evaluate for `due_ms`."""
        told = self.group.definition
        patience = min(told.interval_ms / 1000, _LONGEST_WAIT_SECONDS)
        if not await self._freshness.settled(max(due_ms, self._written_ms), patience):
            log.warning("rule group %s is evaluated although the store is behind", told.name)
        async with self._busy:
            await self.group.evaluate(due_ms)
            self._written_ms = self._now_ms()
            # The first evaluation may have had too little to go on: what rules record is there for the second one.
            if self.group.status.iterations > 1:
                await self._restore(due_ms)

    async def _run(self) -> None:
        told = self.group.definition
        offset = schedule.offset_ms(told.file, told.name, told.interval_ms)
        due = schedule.last_due_ms(self._now_ms(), told.interval_ms, offset)
        due += 0 if self._at_once else told.interval_ms
        while True:
            if not await self._reached(due):
                due = schedule.last_due_ms(self._now_ms(), told.interval_ms, offset) + told.interval_ms
                continue
            try:
                await self.evaluate_due(due)
            except Exception:
                log.exception("evaluating the rule group %s failed", told.name)
            missed = schedule.missed(due, self._now_ms(), told.interval_ms)
            self.group.status.missed += missed
            due += (missed + 1) * told.interval_ms

    async def _reached(self, due_ms: int) -> bool:
        """Wait until it is `due_ms`; False as soon as the clock has been set back."""
        while (left := due_ms / 1000 - self._clock()) > 0:
            if left * 1000 > 2 * self.group.definition.interval_ms:
                return False
            await asyncio.sleep(min(left, _LONGEST_SLEEP_SECONDS))
        return True

    async def _restore(self, at_ms: int) -> None:
        for rule in self.group.rules:
            if isinstance(rule, AlertingRule) and not rule.restored:
                try:
                    await restore(rule, at_ms, self._last_states)
                except PromqlError as error:
                    log.warning("the alerts of %s are not restored yet: %s", rule.name, error)

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)
