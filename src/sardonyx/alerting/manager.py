"""The groups at work: made from rule files, running, and following the files when they change."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sardonyx.alerting.evaluation.alert import Change, OnChange
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.definition import GroupDefinition, rules_of
from sardonyx.alerting.evaluation.freshness import Freshness
from sardonyx.alerting.evaluation.group import Group, Written
from sardonyx.alerting.evaluation.loop import GroupLoop
from sardonyx.alerting.evaluation.loops import Loops
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.no_data.watch import NoDataDelays, NoDataWatch
from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.sources import RuleSettings, Stamp, load, stamp
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import SampleWriter

log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 5.0
_WRITE_TRIES = 4


@dataclass(slots=True)
class ManagerStatus:
    """How reading the files went last; `error` is empty when what runs is what they say. `lost`: samples that couldn't be
    written."""

    loaded_at: float | None = None
    error: str = ""
    lost: int = 0


class RuleManager:
    """Evaluates while inside `running`. Listeners hear of every change of an alert's state."""

    def __init__(
        self,
        settings: RuleSettings,
        queries: RuleQueries,
        writer: SampleWriter,
        freshness: Freshness,
        *,
        look_every_seconds: float = _LOOK_EVERY_SECONDS,
        no_data: NoDataDelays | None = None,
    ) -> None:
        self.status = ManagerStatus()
        self.no_data = NoDataWatch(
            no_data or NoDataDelays(),
            lambda: self.groups,
            queries.over,
            self.write,
            lookback_ms=queries.lookback_ms,
        )
        self._settings = settings
        self._queries = queries
        self._writer = writer
        self._look_every_seconds = look_every_seconds
        self._loops = Loops(self._group, lambda group: GroupLoop(group, freshness, queries.last_states))
        self._listeners: list[OnChange] = []
        self._stamp: Stamp = ()
        self._turn = asyncio.Lock()

    @property
    def groups(self) -> Sequence[Group]:
        """The groups at work, in the order of the files."""
        return self._loops.groups

    def listen(self, listener: OnChange) -> None:
        """From now on, tell `listener` of every change."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["RuleManager"]:
        """Evaluate while inside. Raises RuleFileError when the files can't be used."""
        await self.reload()
        watch = asyncio.create_task(self._watch(), name="rule-files")
        try:
            async with self.no_data.watching():
                yield self
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            await self._loops.stop()

    async def reload(self) -> None:
        """Read the files and follow them. Raises RuleFileError: then all stays as it was, and `status` says why."""
        async with self._turn:
            try:
                self._stamp = await asyncio.to_thread(stamp, self._settings)
                loaded = await asyncio.to_thread(load, self._settings)
            except RuleFileError as error:
                self.status.error = str(error)
                raise
            await self._loops.follow(loaded.groups)
            self.status.loaded_at, self.status.error = time.time(), ""
            self.no_data.check_names()

    def _group(self, definition: GroupDefinition) -> Group:
        rules = rules_of(definition, restored=self.status.loaded_at is not None)
        for rule in rules:
            if isinstance(rule, AlertingRule):
                rule.held = self.no_data.held
        return Group(definition, rules, self._queries.over, self.write, self.changed)

    def changed(self, change: Change) -> None:
        """Tell the listeners; rules beside the files' tell theirs by this, too."""
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:
                log.exception("telling of the alert %s failed", change.rule)

    async def write(self, samples: Sequence[Written]) -> None:
        """Write what rules give, these or others beside; what can't be written is counted in `status`."""
        for tried in range(1, _WRITE_TRIES + 1):
            try:
                await self._writer.write(samples)
            except Overloaded as error:
                if tried < _WRITE_TRIES:
                    await asyncio.sleep(error.retry_after_seconds)
            else:
                return
        self.status.lost += len(samples)
        log.error("%d samples of rules are lost: the journal takes none", len(samples))

    async def _watch(self) -> None:
        seen = self._stamp
        while True:
            await asyncio.sleep(self._look_every_seconds)
            now = await asyncio.to_thread(stamp, self._settings)
            if now == self._stamp or now != seen:
                # Unchanged, or its writer may not be done yet.
                seen = now
                continue
            try:
                await self.reload()
                log.info("rule files have changed: %d groups", len(self.groups))
            except RuleFileError as error:
                log.error("rule files have changed and can't be used, the rules before stay:\n%s", error)
