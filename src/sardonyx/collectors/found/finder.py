"""Finds servers again and again, and makes built-in targets of them: each once, none that is configured."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import aiohttp

from sardonyx.collectors.containers.docker_api import DockerError
from sardonyx.collectors.found.containers import ContainerFinder, Containers
from sardonyx.collectors.found.local import LocalFinder, status_page
from sardonyx.collectors.found.server import KINDS, FoundServer, Kind
from sardonyx.collectors.scrape.built_in import BuiltIn

log = logging.getLogger(__name__)

POOL = "containers"
"""Where pages of containers are shown, and what keeps containers from being collected."""

_CONTAINERS_SECONDS = 20.0
_LOCAL_EVERY = 3
# A server of this machine that can't be reached is shown as down for this long; then it is taken for gone.
_MISSED_SECONDS = 3600.0
# nginx without a status page is asked again after this time: every look is a line in its log.
_STATUS_PAGE_SECONDS = 600.0
_STATUS_TIMEOUT_SECONDS = 3.0

Update = Callable[[Sequence[BuiltIn]], Awaitable[None]]
Make = Callable[[FoundServer], BuiltIn]
Configured = Callable[[], Awaitable[frozenset[str]]]


class ServerFinder:
    """Looks at Docker every 20 seconds and at this machine every minute. Without `containers` Docker isn't asked.

    `make` makes the target of a server; `configured` tells the addresses that are collected already.
    """

    def __init__(
        self,
        containers: ContainerFinder | None,
        local: LocalFinder,
        make: Make,
        configured: Configured,
        *,
        interval_seconds: float = _CONTAINERS_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.problems: Mapping[str, tuple[str, ...]] = {}
        self._containers = containers
        self._local = local
        self._make = make
        self._configured = configured
        self._interval_seconds = interval_seconds
        self._clock = clock
        self._round = 0
        self._in_docker = Containers()
        self._here: dict[Kind, tuple[FoundServer, float]] = {}
        self._quiet: dict[str, tuple[float, str]] = {}
        self._targets: dict[FoundServer, BuiltIn] = {}

    @property
    def servers(self) -> list[FoundServer]:
        """Those of the last round."""
        return list(self._targets)

    @property
    def containers(self) -> list[dict[str, Any]]:
        """Running containers of the last round, as Docker lists them."""
        return self._containers.listed if self._containers is not None else []

    async def run(self, update: Update) -> None:
        """Find until cancelled; tell when something has come or gone."""
        try:
            while True:
                before = list(self._targets.values())
                found = await self.find()
                if found != before:
                    log.info(
                        "collecting %s", ", ".join(f"{each.job} {each.instance}" for each in found) or "nothing found"
                    )
                    await update(found)
                await asyncio.sleep(self._interval_seconds)
        finally:
            if self._containers is not None:
                await self._containers.close()

    async def find(self) -> list[BuiltIn]:
        """One round. Servers that are as before have the targets they had."""
        problems: dict[str, list[str]] = {}
        configured = await self._configured()
        if self._containers is not None:
            try:
                self._in_docker = await self._containers.find()
                problems[POOL] = [*self._in_docker.problems]
            except DockerError as error:  # those found before stay
                problems[POOL] = [f"docker: {error}"]
        if self._round % _LOCAL_EVERY == 0:
            await self._look_here(configured | self._in_docker.taken)
        self._round += 1
        wanted = [server for server in self._in_docker.servers if not server.addresses & configured]
        wanted += [server for server, _ in self._here.values()]
        placed = await asyncio.gather(*(self._placed(server) for server in wanted))
        self._tell(problems)
        servers = dict.fromkeys(server for server in placed if server is not None)
        self._targets = {server: self._targets.get(server) or self._make(server) for server in servers}
        return list(self._targets.values())

    async def _look_here(self, taken: frozenset[str]) -> None:
        for kind in KINDS:
            address, now = self._local.address(kind), self._clock()
            known = self._here.get(kind)
            if address in taken:
                self._here.pop(kind, None)
            elif known is not None:
                if await self._local.answers(kind):
                    self._here[kind] = known[0], now
                elif now - known[1] > _MISSED_SECONDS:
                    del self._here[kind]
            elif (server := await self._local.find(kind)) is not None:
                self._here[kind] = server, now

    async def _placed(self, server: FoundServer) -> FoundServer | None:
        """An nginx with the path of its status page, None while it has none; any other server as it is."""
        if server.kind != "nginx" or server.url.count("/") > 2:
            return server
        known = next((each for each in self._targets if _same_place(each, server)), None)
        if known is not None:
            return known
        asked_at, _ = self._quiet.get(server.url, (-_STATUS_PAGE_SECONDS, ""))
        if self._clock() - asked_at < _STATUS_PAGE_SECONDS:
            return None
        timeout = aiohttp.ClientTimeout(_STATUS_TIMEOUT_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                url, problem = await status_page(session, server.url)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            url, problem = "", f"{server.url}: {str(error) or type(error).__name__}"
        if url:
            self._quiet.pop(server.url, None)
            return replace(server, url=url)
        self._quiet[server.url] = self._clock(), f"{server.instance}: {problem}" if problem else ""
        return None

    def _tell(self, problems: dict[str, list[str]]) -> None:
        wanted = {server.url for server in self._in_docker.servers} | {server.url for server, _ in self._here.values()}
        self._quiet = {url: told for url, told in self._quiet.items() if url in wanted}
        problems["nginx"] = [f"nginx: {words}" for _, words in self._quiet.values() if words]
        self.problems = {name: tuple(said) for name, said in problems.items() if said}


def _same_place(one: FoundServer, other: FoundServer) -> bool:
    return replace(one, url="") == replace(other, url="") and one.url.startswith(f"{other.url}/")
