"""GET /rest/status: what arrives, how far it is, how the engine does."""

import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from sardonyx.access.permissions import requires
from sardonyx.collectors.own.budget.governor import Governor
from sardonyx.config import Settings
from sardonyx.journal.journal import Journal
from sardonyx.storage.engine import Engine


class SignalStatus(BaseModel):
    """One signal's way in. Counters start with the process."""

    accepted_records_total: int
    accepted_bytes_total: int
    accepted_batches_total: int
    rejected_batches_total: int = Field(description="Batches told to come back later.")
    journal_segments: int = Field(description="Sealed segments that wait for the engine.")
    journal_bytes: int
    journal_age_seconds: float = Field(description="Age of the oldest batch that is not in the engine yet.")
    last_received_at: datetime | None
    last_flush_seconds: float
    flush_lag_seconds: float = Field(description="From acceptance to searchable, for the last segment.")
    quarantined_segments: int
    last_error: str


class EngineStatus(BaseModel):
    """The engine's own figures."""

    kind: str
    version: str
    memory_bytes: int = Field(description="Memory the engine itself accounts for.")
    disk_bytes: int
    rows: int


class BudgetUse(BaseModel):
    """What is taken of one resource, and what may be: cores, or bytes."""

    used: float
    limit: float


class DiskBudgetUse(BudgetUse):
    """`full_at`: when the limit is reached as it grows now; null if not, or not known."""

    full_at: datetime | None


class BudgetStatus(BaseModel):
    """What this process takes of its host, and what it does without because it took more than it may."""

    level: Literal["full", "saving", "low", "lowest"]
    since: datetime
    reason: str = Field(description="What was over its limit; empty at the full level.")
    effects: list[str] = Field(description="What is lowered, a sentence each.")
    cpu: BudgetUse = Field(description="Cores, on the mean of a minute.")
    memory: BudgetUse
    disk: DiskBudgetUse | None = Field(
        description="Null without a budget of its own, and before it was first looked at."
    )


class Status(BaseModel):
    """The whole process at one moment."""

    version: str
    started_at: datetime
    uptime_seconds: float
    listeners: dict[str, str | None]
    signals: dict[str, SignalStatus]
    engine: EngineStatus
    process_memory_bytes: int = Field(description="Resident memory of the whole process, engine included.")
    budget: BudgetStatus | None = Field(description="Null where nothing watches it.")


class About(Protocol):
    """What the server knows about itself."""

    version: str
    started_at: float
    listeners: dict[str, str | None]
    settings: Settings
    budget: Governor | None

    @property
    def reload(self) -> Callable[[], Awaitable[None]]:
        """Reads again what may change while running."""
        ...


# What people call a stream.
SIGNAL_NAMES = {"otlp_logs": "logs", "otlp_traces": "traces", "otlp_metrics": "metrics"}


def build_router(about: About, journal: Journal, engine: Engine) -> APIRouter:
    """The status route."""
    router = APIRouter(prefix="/rest", tags=["status"])

    @router.get("/status", dependencies=[Depends(requires("status:read"))])
    async def status() -> Status:
        """What arrives and how the engine does."""
        return Status(
            version=about.version,
            started_at=datetime.fromtimestamp(about.started_at, UTC),
            uptime_seconds=time.time() - about.started_at,
            listeners=about.listeners,
            signals={SIGNAL_NAMES.get(stream, stream): _signal(journal, stream) for stream in journal.streams},
            engine=await _engine(engine),
            process_memory_bytes=_resident_bytes(),
            budget=None if about.budget is None else budget_status(about.budget),
        )

    return router


def budget_status(governor: Governor) -> BudgetStatus:
    """What the governor knows."""
    allowed, state = governor.budget, governor.state
    disk = None
    if allowed.disk_bytes is not None and state.disk is not None:
        disk = DiskBudgetUse(used=state.disk.used_bytes, limit=allowed.disk_bytes, full_at=governor.disk_full_at)
    return BudgetStatus(
        level=state.at.name,
        since=state.since,
        reason=state.reason,
        effects=list(state.at.effects),
        cpu=BudgetUse(used=state.cpu, limit=allowed.cpu),
        memory=BudgetUse(used=state.memory_bytes, limit=allowed.memory_bytes),
        disk=disk,
    )


def _resident_bytes() -> int:
    """Second field of /proc/self/statm, in pages (proc(5)); 0 where there is none."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _signal(journal: Journal, stream: str) -> SignalStatus:
    now = journal.status(stream)
    return SignalStatus(
        accepted_records_total=now.accepted_records,
        accepted_bytes_total=now.accepted_bytes,
        accepted_batches_total=now.accepted_batches,
        rejected_batches_total=now.refused_batches,
        journal_segments=now.segments,
        journal_bytes=now.bytes,
        journal_age_seconds=now.age_seconds,
        last_received_at=datetime.fromtimestamp(now.last_received_ns / 1e9, UTC) if now.last_received_ns else None,
        last_flush_seconds=now.stats.last_flush_seconds,
        flush_lag_seconds=now.stats.last_lag_seconds,
        quarantined_segments=now.quarantined,
        last_error=now.stats.last_error,
    )


async def _engine(engine: Engine) -> EngineStatus:
    (row,) = await engine.rows(
        "SELECT version() AS version, (SELECT value FROM system.metrics WHERE metric = 'MemoryTracking') AS memory, "
        "sum(bytes_on_disk) AS disk, sum(rows) AS rows FROM system.parts "
        "WHERE active AND database = currentDatabase()"
    )
    return EngineStatus(
        kind=engine.kind,
        version=str(row["version"]),
        memory_bytes=int(row["memory"] or 0),
        disk_bytes=int(row["disk"] or 0),
        rows=int(row["rows"] or 0),
    )
