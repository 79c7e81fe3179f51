"""Agent execution's routes."""

import logging
import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, Field

from sardonyx_demo.agent_exec.runs import Runner
from sardonyx_demo.caller import Caller, caller
from sardonyx_demo.database import Database
from sardonyx_demo.service_parts import Parts

log = logging.getLogger(__name__)
SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, user_id TEXT, outcome TEXT, steps INTEGER, retries INTEGER, tokens INTEGER, cost_usd REAL,
    ended REAL) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_end ON runs (ended);
"""
KEPT_SECONDS = 24 * 3600.0
Asking = Annotated[Caller, Depends(caller)]


class RunBody(BaseModel):
    """The task."""

    goal: str = Field(min_length=1, max_length=2000)


def build_router(parts: Parts, runner: Runner) -> APIRouter:
    """The routes Suna calls."""
    router = APIRouter(dependencies=[Depends(parts.injector.suffer)])
    database = parts.database

    @router.post("/runs")
    async def start_run(body: RunBody, asking: Asking) -> dict[str, Any]:
        run = await runner.run(body.goal, asking)
        now = time.time()
        await database.write("DELETE runs", "DELETE FROM runs WHERE ended < ?", (now - KEPT_SECONDS,))
        await database.write(
            "INSERT runs",
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (run.id, asking.user_id, run.outcome.value, run.steps, run.retries, run.tokens, run.cost_usd, now),
        )
        log.info("run %s ended: %s", run.id, run.outcome.value, extra={"steps": run.steps, "tokens": run.tokens})
        return {
            "run_id": run.id,
            "outcome": run.outcome.value,
            "steps": run.steps,
            "tokens": run.tokens,
            "cost_usd": run.cost_usd,
            "answer": run.answer,
        }

    @router.get("/runs/{run_id}")
    async def read_run(run_id: str, _: Asking) -> dict[str, Any]:
        found = await database.rows("SELECT runs", "SELECT * FROM runs WHERE id = ?", (run_id,))
        if not found:
            raise HTTPException(404, "no such run")
        return dict(found[0])

    return router


def open_database(path: Path, delay_ms: Any) -> Database:
    """Agent execution's file."""
    return Database(path, SCHEMA, delay_ms)
