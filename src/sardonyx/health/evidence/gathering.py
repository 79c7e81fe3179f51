"""Everything about one failed check, its parts side by side: one that fails or takes too long is left out and named."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sardonyx.access.principal import Principal
from sardonyx.answers import scope_of
from sardonyx.health.evidence import signals
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

PART_SECONDS: Final = 6.0
"""How long any part may take, waiting for its turn included."""

Part = Callable[[], Awaitable[Any]]


class Gathering:
    """What is gathered for one caller."""

    def __init__(self, engine: Engine, principal: Principal) -> None:
        self._engine = engine
        self._principal = principal
        self._scope = scope_of(principal)
        self.notices: list[str] = []

    async def around(self, service: str, at_ms: int, trace_id: str) -> dict[str, Any]:
        """The parts of the answer by name. `service` may be empty: then it is the one the check's own trace names."""
        engine, scope = self._engine, self._scope
        trace = await self._part("the trace", "traces:read", lambda: signals.trace_of_check(engine, trace_id, scope))
        traced = trace.pop("service") if trace else ""
        service = service or traced

        async def logs() -> list[signals.Found]:
            own = await signals.logs_of_trace(engine, trace["trace_id"], scope) if trace else []
            return own or (await signals.warnings_of(engine, service, at_ms, scope) if service else [])

        def of_service(look: Callable[..., Awaitable[Any]]) -> Part:
            async def part() -> Any:
                return await look(engine, service, at_ms, scope) if service else None

            return part

        traces, records, patterns, changes, traffic = await asyncio.gather(
            self._part("traces", "traces:read", of_service(signals.failed_traces)),
            self._part("log records", "logs:read", logs),
            self._part("new kinds of messages", "logs:read", of_service(signals.new_patterns)),
            self._part("changes", "services:read", lambda: signals.changes_before(engine, service, at_ms, scope)),
            self._part("traffic", "services:read", of_service(signals.traffic_of)),
        )
        return {
            "trace": trace,
            "traces": traces or [],
            "logs": records or [],
            "patterns_new": patterns or [],
            "changes": changes or [],
            "traffic": traffic,
        }

    async def _part(self, name: str, permission: str, look: Part) -> Any:
        """What a part finds; None where the caller may not see it, or it could not be looked up."""
        if not self._principal.may(permission):
            return None
        try:
            async with asyncio.timeout(PART_SECONDS):
                return await look()
        except (StorageError, TimeoutError) as error:
            log.info("evidence without %s: %s", name, error)
            self.notices.append(f"{name} could not be looked up in time")
            return None
