"""What could be watched and is not: gathered when somebody asks, kept for a moment, taken over or put away by its key."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotFound
from sardonyx.access.principal import Actor, Principal
from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.scrape.state import Pool
from sardonyx.health.discovery.candidate import Candidate
from sardonyx.health.discovery.compose import read_compose
from sardonyx.health.discovery.docker_labels import read_containers
from sardonyx.health.discovery.prometheus_targets import read_targets
from sardonyx.health.discovery.state_models import DismissedProposal
from sardonyx.health.discovery.traced import read_traced
from sardonyx.health.monitors import specs
from sardonyx.health.service import Health
from sardonyx.health.watched import Watched
from sardonyx.query.scope import AccessScope
from sardonyx.state import Database
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

_FRESH_SECONDS: Final = 15.0
_MOST_DISMISSED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look: compose files, the Docker API (empty: none), what is scraped."""

    compose_files: tuple[Path, ...] = ()
    docker: str = ""
    pools: Callable[[], Sequence[Pool]] = lambda: ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate, and whether there is such a monitor already."""

    candidate: Candidate
    exists: bool


class Proposals:
    """Gathers them. What one caller has asked for, another gets from memory, each within his scope."""

    def __init__(
        self, places: Places, health: Health, engine: Engine, db: Database,
        *, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._places = places
        self._health = health
        self._engine = engine
        self._db = db
        self._clock = clock
        self._known: tuple[float, list[Candidate], list[str]] | None = None
        self._turn = asyncio.Lock()

    async def seen_by(self, principal: Principal) -> tuple[list[Proposal], list[str]]:
        """Those the caller could take over, those not watched yet first; and what could not be read. Raises StateUnavailable."""
        candidates, problems = await self._gathered()
        dismissed = await self._dismissed()
        monitors = self._health.watched()
        found = [
            Proposal(one, _is_watched(one, monitors))
            for one in candidates
            if one.key not in dismissed and _may_have(one, principal)
        ]
        everything = principal.services is None and principal.environments is None
        found.sort(key=lambda one: (one.exists, one.candidate.found_in, one.candidate.monitor.name))
        return found, problems if everything else []

    async def accept(self, keys: Sequence[str], principal: Principal, actor: Actor) -> list[Watched]:
        """Make monitors of these. Raises NotFound, Conflict, ValidationFailed; those before it are made."""
        made = []
        for candidate in await self._wanted(keys, principal):
            monitor = candidate.monitor
            if _is_watched(candidate, self._health.watched()):
                continue
            if (taken := self._health.by_name(monitor.name)) is not None:
                named = f"{monitor.name[:80]} ({target_of(monitor.check)[:30]})"
                if taken.monitor.check == monitor.check or self._health.by_name(named) is not None:
                    raise Conflict(f"there is another monitor “{monitor.name}”")
                monitor = monitor.model_copy(update={"name": named})
            made.append(await self._health.monitors.create(specs.revealed(monitor), principal, actor))
        return made

    async def dismiss(self, keys: Sequence[str], principal: Principal, actor: Actor) -> None:
        """Put these away for everybody. Raises NotFound."""
        wanted = await self._wanted(keys, principal)
        async with self._db.session() as session:
            for one in wanted:
                if await session.get(DismissedProposal, one.key) is None:
                    session.add(DismissedProposal(key=one.key, by=actor.name, at=datetime.now(UTC)))
                    details = {"name": one.monitor.name, "found_in": one.found_in}
                    await chain.record(
                        session, actor, "monitor.proposal.dismiss", f"proposal:{one.key}", details=details
                    )

    async def _wanted(self, keys: Sequence[str], principal: Principal) -> list[Candidate]:
        by_key = {one.key: one for one in (await self._gathered())[0]}
        found = []
        for key in dict.fromkeys(keys):
            if (one := by_key.get(key)) is None or not _may_have(one, principal):
                raise NotFound("there is no such proposal any more: look again")
            found.append(one)
        return found

    async def _dismissed(self) -> set[str]:
        async with self._db.reading() as session:
            return set(await session.scalars(select(DismissedProposal.key).limit(_MOST_DISMISSED)))

    async def _gathered(self) -> tuple[list[Candidate], list[str]]:
        """All there are, each target once; files before containers before what is scraped before what is traced."""
        async with self._turn:
            if self._known is None or self._clock() - self._known[0] >= _FRESH_SECONDS:
                problems: list[str] = []
                parts = await asyncio.gather(
                    self._compose(problems), self._docker(problems), self._scraped(), self._traced(problems)
                )
                places: dict[tuple[str, str], Candidate] = {}
                for one in (one for part in parts for one in part):
                    places.setdefault(_place(one), one)
                self._known = self._clock(), list(places.values()), sorted(problems)
            return self._known[1], self._known[2]

    async def _compose(self, problems: list[str]) -> list[Candidate]:
        found: list[Candidate] = []
        for path in self._places.compose_files:
            try:
                found += await asyncio.to_thread(read_compose, path)
            except ValueError as error:
                problems.append(str(error))
        return found

    async def _docker(self, problems: list[str]) -> list[Candidate]:
        if not self._places.docker:
            return []
        try:
            async with DockerApi(self._places.docker) as docker:
                found, told = read_containers(await docker.running())
        except DockerError as error:
            problems.append(f"docker: {error}")
            return []
        problems += told
        return found

    async def _scraped(self) -> list[Candidate]:
        return list(read_targets(self._places.pools()))

    async def _traced(self, problems: list[str]) -> list[Candidate]:
        try:
            return await read_traced(self._engine, AccessScope.ALL)
        except StorageError as error:
            log.info("no proposals out of traces: %s", error)
            problems.append("traces could not be looked up in time")
            return []


def _place(candidate: Candidate) -> tuple[str, str]:
    check = candidate.monitor.check
    return check.kind, target_of(check)


def _is_watched(candidate: Candidate, monitors: Sequence[Watched]) -> bool:
    place = _place(candidate)
    return any((one.monitor.check.kind, one.target) == place for one in monitors)


def _may_have(candidate: Candidate, principal: Principal) -> bool:
    monitor = candidate.monitor
    return principal.sees(service=monitor.service or None, environment=monitor.environment or None)
