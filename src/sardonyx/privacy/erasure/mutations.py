"""Changing rows that are stored: an ALTER of ours, and waiting until it is done."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sardonyx.privacy.erasure.person import Terms
from sardonyx.privacy.erasure.targets import BOUND, TERMS_TABLE, TermsSql, stored_terms
from sardonyx.storage.cluster import Cluster, alter, local_name
from sardonyx.storage.engine import BACKGROUND, Engine, Limits
from sardonyx.storage.errors import QueryError

_WAITING = Limits(seconds=60)
_LOOK_EVERY_SECONDS = 0.2

_PENDING = """
SELECT mutation_id, latest_fail_reason FROM {system}
WHERE database = {{database:String}} AND table = {{table:String}} AND NOT is_done"""


log = logging.getLogger(__name__)


class MutationFailed(Exception):
    """The engine can't change the rows of a table; its reason is in `system.mutations`."""


class Mutations:
    """Mutations of the engine's tables. `cluster` is that of a server engine, None for one engine."""

    def __init__(
        self,
        engine: Engine,
        cluster: Cluster | None = None,
        *,
        wait: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._engine = engine
        self._cluster = cluster
        self._wait = wait

    async def keep_terms(self, job: str, terms: Terms) -> TermsSql:
        """Put the terms where mutations find them, and give the SQL for them.

        On a cluster there is no such place on every host: there the terms stand in the mutations' text.
        """
        if self._cluster is not None:
            return BOUND
        await self._engine.execute(
            f"CREATE TABLE IF NOT EXISTS {TERMS_TABLE} (Job String, Kind String, Term String) ENGINE = MergeTree ORDER BY Job"
        )
        await self._engine.execute(f"ALTER TABLE {TERMS_TABLE} DELETE WHERE Job = {{job:String}}", {"job": job})
        await self.settled(TERMS_TABLE)
        rows = {"id": terms.ids, "telling": terms.telling, "pattern": [terms.pattern]}
        for kind, values in rows.items():
            await self._engine.execute(
                f"INSERT INTO {TERMS_TABLE} SELECT {{job:String}}, {{kind:String}}, arrayJoin({{terms:Array(String)}})",
                {"job": job, "kind": kind, "terms": values},
            )
        return stored_terms(job)

    async def forget_terms(self) -> None:
        """Drop the terms of all jobs: none may run."""
        if self._cluster is None:
            await self._engine.execute(f"DROP TABLE IF EXISTS {TERMS_TABLE} SYNC")

    async def change(self, table: str, statement: str, params: dict[str, Any]) -> None:
        """Run what follows ALTER TABLE and its name; on return every part is rewritten. Raises MutationFailed, StorageError."""
        await self._engine.execute(alter(table, statement, self._cluster), params, limits=BACKGROUND)
        await self.settled(table)

    async def settled(self, table: str) -> None:
        """Return when the table has no mutation under way, of an earlier run either. Raises MutationFailed."""
        while pending := await self._pending(table):
            if failed := next((row for row in pending if row["latest_fail_reason"]), None):
                await self._give_up(table)
                log.error("the mutation %s of %s fails, it is given up", failed["mutation_id"], table)
                raise MutationFailed(table)
            await self._wait(_LOOK_EVERY_SECONDS)

    async def _pending(self, table: str) -> list[dict[str, Any]]:
        system, params = "system.mutations", await self._named(table)
        if self._cluster is not None:
            system = "clusterAllReplicas({cluster:String}, system.mutations)"
            params["cluster"] = self._cluster.name
        return await self._engine.rows(_PENDING.format(system=system), params, limits=_WAITING)

    async def _named(self, table: str) -> dict[str, str]:
        """The table as the engine's own tables name it."""
        if self._cluster is not None:
            return {"database": self._cluster.database, "table": local_name(table)}
        (found,) = await self._engine.rows("SELECT currentDatabase() AS name")
        return {"database": str(found["name"]), "table": table}

    async def _give_up(self, table: str) -> None:
        on = self._cluster.on if self._cluster else ""
        try:
            await self._engine.execute(
                f"KILL MUTATION{on} WHERE database = {{database:String}} AND table = {{table:String}} AND NOT is_done",
                await self._named(table),
            )
        except QueryError:
            return  # the mutation stays; the next run waits for it again
