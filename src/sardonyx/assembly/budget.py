"""The budget of this process: what it may take, and what follows when it takes more."""

import hashlib
import logging

from prometheus_client import CollectorRegistry

from sardonyx.changes.record import Change, write_changes
from sardonyx.collectors.own.budget.governor import Budget, BudgetState, Governor
from sardonyx.collectors.own.budget.metrics import BudgetCollector
from sardonyx.collectors.own.budget.usage import DiskUsage
from sardonyx.config import Settings
from sardonyx.config.machine import available_cores
from sardonyx.journal.journal import Journal
from sardonyx.sources.service import Sources
from sardonyx.storage.errors import StorageError
from sardonyx.storage.observed import ObservedEngine

log = logging.getLogger(__name__)

_BESIDE_ENGINE_BYTES = 512 << 20
_DISK_FULL = "the disk budget (budget.disk) is used up: nothing is accepted until retention has made room"


def governor(settings: Settings, engine: ObservedEngine, journal: Journal, registry: CollectorRegistry) -> Governor:
    """What watches the budget once it is `governing`. Levels have their effect on queries and are told to the feed of changes;
    while the disk's budget is used up the journal accepts nothing."""
    wanted = settings.budget
    memory = wanted.memory or settings.engine.memory_limit_bytes() + _BESIDE_ENGINE_BYTES
    found = Governor(Budget(wanted.cpu or max(1.0, available_cores() / 2), memory, wanted.disk))
    registry.register(BudgetCollector(found))

    async def lowered(state: BudgetState, before: int) -> None:
        engine.let_in(state.at.queries)
        try:
            await write_changes(engine, [_change(settings, state, before)])
        except StorageError as error:
            log.warning("the change of resolution is not on the feed of changes: %s", error)

    def disk_full(full: bool) -> None:
        journal.refusing = _DISK_FULL if full else ""

    found.on_level(lowered)
    found.on_disk_full(disk_full)
    return found


async def disk_usage(sources: Sources) -> DiskUsage:
    """What is stored, and where it is heading. Raises StorageError."""
    told = await sources.storage()
    return DiskUsage(told.bytes + told.journal_bytes, told.forecast.days_until_full)


def _change(settings: Settings, state: BudgetState, before: int) -> Change:
    service, environment = settings.telemetry.service_name, settings.environment
    what = (
        f"lowered its resolution to {state.at.name}"
        if state.level > before
        else f"is back at {state.at.name} resolution"
    )
    title = f"Sardonyx {what}" + (f": it takes {state.reason}" if state.level > before else "")
    identity = hashlib.sha256(f"budget {state.since.isoformat()} {state.level}".encode()).hexdigest()[:32]
    return Change(identity, round(state.since.timestamp() * 1000), "config", service, environment, title)
