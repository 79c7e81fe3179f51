"""One erasure, from the terms to the signed report.

Every step can be repeated: what a step finds is noted before anything is changed, and what is changed is not found again. After
a kill the engine finishes the mutations it has begun, and the run goes on with the step it was at.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sardonyx.access.audit.signer import load_or_create
from sardonyx.privacy.erasure import report
from sardonyx.privacy.erasure.mutations import MutationFailed, Mutations
from sardonyx.privacy.erasure.outside import ArchiveEraser, Hold, Holds, Quarantines, holding
from sardonyx.privacy.erasure.person import Terms
from sardonyx.privacy.erasure.states import ErasureState, ErasureStates
from sardonyx.privacy.erasure.targets import (
    BOUND,
    TermsSql,
    log_condition,
    name_condition,
    series_condition,
    span_condition,
    targets,
)
from sardonyx.privacy.state_models import ErasureRow
from sardonyx.storage.engine import BACKGROUND, Engine, Params
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

SERIES = "metric_series"
_OF_SERIES = ("metric_samples", "metric_histograms", "metric_rollups", SERIES)
_MAX_SERIES = 1_000_000
_ARCHIVED = {
    "otel_logs": log_condition(BOUND),
    "otel_traces": f"{span_condition(BOUND)} OR {name_condition(BOUND)}",
}
_HELD = {"otel_logs": _ARCHIVED["otel_logs"], "otel_traces": _ARCHIVED["otel_traces"]}
# Rows that arrive while others are erased are erased too, but somebody who sends without end is not waited for.
_ROUNDS = 3
_JOURNAL_SECONDS = 30.0


class Held(Exception):
    """A legal hold covers rows of the person."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is searched beside the engine, and where the key is that signs reports (None: nowhere, so nothing is signed)."""

    archive: ArchiveEraser
    holds: Holds
    quarantines: Quarantines
    folder: Path | None


class ErasureRunner:
    """Runs erasures, one at a time. `key` opens their terms; `tiers` is whether the engine has a cold volume of its own."""

    def __init__(
        self,
        engine: Engine,
        states: ErasureStates,
        mutations: Mutations,
        around: Surroundings,
        key: bytes,
        *,
        tiers: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._states = states
        self._mutations = mutations
        self._around = around
        self._key = key
        self._tier = "if(_disk_name = 'cold', 'cold', 'hot')" if tiers else "'hot'"
        self._now = now

    async def run(self, row: ErasureRow) -> None:
        """Run or go on with one, to its end; errors of the engine end it as failed."""
        try:
            await self._run(row)
        except Held as error:
            await self._states.finish(row.id, ErasureState.BLOCKED, self._now(), error=str(error))
        except (MutationFailed, StorageError, OSError) as error:
            # Neither text nor traceback: the engine quotes the statement, and the person with it.
            text = f"{type(error).__name__} (code {getattr(error, 'code', None)}): the engine's own log may say more"
            log.error("erasure %s failed: %s", row.id, text)
            await self._states.finish(row.id, ErasureState.FAILED, self._now(), error=text)
        finally:
            if not row.dry_run:
                await self._mutations.forget_terms()

    async def _run(self, row: ErasureRow) -> None:
        terms = Terms.opened(row.terms or "", self._key)
        params = {"ids": terms.ids, "telling": terms.telling, "pattern": terms.pattern}
        started = row.started_at or self._now()
        row = await self._states.change(row.id, state=ErasureState.RUNNING.value, started_at=started)
        notes = [note for note in [await self._all_stored(row)] if note]
        held = await self._held(params)
        if held and not row.dry_run:
            raise Held(held)
        notes += [held] if held else []
        row = await self._searched(row, params)
        if not row.dry_run:
            await self._erase(row, terms, params)
        notes += await self._raw_bytes(terms)
        row = await self._states.change(row.id, notes=[*row.notes, *notes])
        finished = self._now()
        signed = await asyncio.to_thread(self._signed, row, finished)
        await self._states.finish(row.id, ErasureState.DONE, finished, report=signed)

    async def _searched(self, row: ErasureRow, params: Params) -> ErasureRow:
        """Count everything that was not counted before."""
        steps = dict(row.steps)
        for target in targets(row.logs_action):  # type: ignore[arg-type]
            if target.name not in steps:
                found = await self._count(target.table, target.condition(BOUND), params)
                steps[target.name] = _step(target.action, found)
        if SERIES not in steps:
            found = {"hot": len(await self._series(params))}
            steps[SERIES] = _step("deleted", found)
        for table, condition in _ARCHIVED.items():
            if (name := f"{table} (archive)") not in steps:
                days = await self._around.archive.count(table, condition, params)
                steps[name] = _step("deleted", {"archive": sum(days.values())}) | {"days": dict(days)}
        return await self._states.change(row.id, steps=steps)

    async def _erase(self, row: ErasureRow, terms: Terms, params: dict[str, Any]) -> None:
        kept = await self._mutations.keep_terms(row.id, terms)
        for target in targets(row.logs_action):  # type: ignore[arg-type]
            await self._erase_from(row.id, target.name, target.table, target.condition, target.statement(kept), params)
        if series := await self._series(params):
            for table in _OF_SERIES:
                await self._mutations.change(
                    table, "DELETE WHERE SeriesId IN {series:Array(UInt64)}", {"series": series}
                )
            await self._note(row.id, SERIES, {"hot": len(series)})
        # After the tables: rows that went from there to the archive meanwhile are found here.
        for table, condition in _ARCHIVED.items():
            erased = await self._around.archive.erase(table, condition, params)
            await self._note(row.id, f"{table} (archive)", {"archive": sum(erased.values())})

    async def _erase_from(
        self,
        erasure_id: str,
        name: str,
        table: str,
        condition: Callable[[TermsSql], str],
        statement: str,
        params: dict[str, Any],
    ) -> None:
        await self._mutations.settled(table)  # one of before a restart may be under way
        for _ in range(_ROUNDS):
            found = await self._count(table, condition(BOUND), params)
            if not found:
                break
            await self._mutations.change(table, statement, params)
            await self._note(erasure_id, name, found)

    async def _note(self, erasure_id: str, name: str, erased: Mapping[str, int]) -> None:
        """Add to what was erased. After a restart the engine may have erased what was found and not yet noted as erased."""
        row = await self._states.change(erasure_id)
        step = row.steps[name]
        total = dict(Counter(step["erased"]) + Counter(erased))
        found = {
            tier: max(rows, total.get(tier, 0)) for tier, rows in (Counter(total) | Counter(step["found"])).items()
        }
        await self._states.change(erasure_id, steps={**row.steps, name: {**step, "found": found, "erased": total}})

    async def _count(self, table: str, condition: str, params: Params) -> dict[str, int]:
        rows = await self._engine.rows(
            f"SELECT {self._tier} AS tier, count() AS n FROM {table} WHERE {condition} GROUP BY tier",
            params,
            limits=BACKGROUND,
        )
        return {row["tier"]: int(row["n"]) for row in rows}

    async def _series(self, params: Params) -> list[int]:
        rows = await self._engine.rows(
            f"SELECT DISTINCT SeriesId AS id FROM {SERIES} WHERE {series_condition(BOUND)} LIMIT {_MAX_SERIES}",
            params,
            limits=BACKGROUND,
        )
        return [int(row["id"]) for row in rows]

    async def _held(self, params: dict[str, Any]) -> str | None:
        """Why a legal hold forbids it; None when none does."""
        for hold in await self._around.holds.active():
            covered = 0
            for table, condition in _HELD.items():
                covered += await self._covered(table, condition, hold, params)
            if covered:
                return f"the legal hold {hold.name!r} covers {covered} of the rows found: nothing is erased until it is released"
        return None

    async def _covered(self, table: str, condition: str, hold: Hold, params: dict[str, Any]) -> int:
        within = "Timestamp >= {held_from:DateTime64(9)} AND Timestamp < {held_until:DateTime64(9)}"
        if hold.services:
            within += " AND ServiceName IN {held_services:Array(String)}"
        bounds: dict[str, Any] = {"held_from": hold.start, "held_until": hold.end, "held_services": list(hold.services)}
        (row,) = await self._engine.rows(
            f"SELECT count() AS n FROM {table} WHERE {within} AND ({condition})",
            {**params, **bounds},
            limits=BACKGROUND,
        )
        archived = await self._around.archive.count(table, f"{within} AND ({condition})", {**params, **bounds})
        return int(row["n"]) + sum(archived.values())

    async def _all_stored(self, row: ErasureRow) -> str | None:
        """Wait until what was accepted before the request is in the engine; a sentence when that takes too long."""
        asked_ns, until = row.requested_at.timestamp() * 1e9, time.monotonic() + _JOURNAL_SECONDS
        while self._around.quarantines.stored_until_ns() < asked_ns:
            if time.monotonic() > until:
                return "what was accepted shortly before is not stored yet and was not searched: run this again"
            await asyncio.sleep(0.1)
        return None

    async def _raw_bytes(self, terms: Terms) -> list[str]:
        files = list(self._around.quarantines.files())
        found = await asyncio.to_thread(holding, files, terms.raw)
        if not files:
            return []
        said = f"{len(files)} refused batches lie in quarantine as they were sent"
        names = f": {', '.join(found[:20])}" if found else ""
        return [f"{said}; {len(found)} of them hold a value of the person and must be deleted by hand{names}"]

    def _signed(self, row: ErasureRow, finished: datetime) -> str | None:
        if self._around.folder is None:
            return None
        return report.signed(report.content(row, finished), load_or_create(self._around.folder))


def _step(action: str, found: Mapping[str, int]) -> dict[str, Any]:
    return {"action": action, "found": dict(found), "erased": {}}
