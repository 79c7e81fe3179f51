"""Asks Docker for every container, a few at a time. Short-lived ones that end meanwhile are left out; of very many, the newest.

The labels are cAdvisor's: `id`, `image`, `name`, and those Compose sets.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.containers.figures import Figures, write
from sardonyx.collectors.page import Page

MAX_CONTAINERS = 300

_AT_ONCE = 8
_INSPECTED_SECONDS = 30.0
_COMPOSE = {
    "com.docker.compose.project": "container_label_com_docker_compose_project",
    "com.docker.compose.service": "container_label_com_docker_compose_service",
}


class ContainerCollector:
    """All containers of one Docker. `problems` says why some or all are missing from the last page.

    `instead` makes a page for while Docker can't be asked.
    """

    def __init__(
        self,
        docker: DockerApi,
        *,
        max_containers: int = MAX_CONTAINERS,
        instead: Callable[[], Awaitable[bytes]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._docker = docker
        self._max = max_containers
        self._instead = instead
        self._clock = clock
        self._inspected: dict[str, tuple[float, str, Mapping[str, Any]]] = {}
        self.problems: tuple[str, ...] = ()

    async def page(self) -> bytes:
        """The containers' page. A Docker that can't be asked has `container_runtime_up 0`, and what is there instead."""
        page = Page()
        up = page.gauge("container_runtime_up", "1 when Docker answers.")
        try:
            listed = await self._docker.containers()
        except DockerError as error:
            self.problems = (f"docker: {error}",)
            up.add(0)
            return page.encoded() + (await self._instead() if self._instead else b"")
        up.add(1)
        listed.sort(
            key=lambda container: (container.get("State") == "running", container.get("Created", 0)), reverse=True
        )
        page.gauge("container_runtime_containers", "Containers there are, ended ones too.").add(len(listed))
        shown = listed[: self._max]
        gate = asyncio.Semaphore(_AT_ONCE)
        outcomes = await asyncio.gather(*(self._figures(container, gate) for container in shown))
        self._forget({container["Id"] for container in shown})
        self._tell_problems(len(listed), [outcome for outcome in outcomes if isinstance(outcome, str)])
        write(page, [outcome for outcome in outcomes if isinstance(outcome, Figures)])
        return page.encoded()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._docker.close()

    async def _figures(self, container: Mapping[str, Any], gate: asyncio.Semaphore) -> Figures | str | None:
        """Its figures, why there are none, or None when it has gone."""
        container_id = str(container["Id"])
        async with gate:
            try:
                stats = await self._docker.stats(container_id) if container.get("State") == "running" else None
                return Figures(_labels(container), stats, await self._known(container))
            except DockerError as error:
                return None if "answered 404" in str(error) or "answered 409" in str(error) else str(error)

    async def _known(self, container: Mapping[str, Any]) -> Mapping[str, Any]:
        """What inspecting it says: asked again after a while, and when its state has changed."""
        container_id, state = str(container["Id"]), str(container.get("State", ""))
        known = self._inspected.get(container_id)
        if known is None or known[1] != state or self._clock() - known[0] > _INSPECTED_SECONDS:
            known = self._clock(), state, await self._docker.inspected(container_id)
            self._inspected[container_id] = known
        return known[2]

    def _forget(self, still_there: set[str]) -> None:
        for gone in self._inspected.keys() - still_there:
            del self._inspected[gone]

    def _tell_problems(self, there: int, errors: list[str]) -> None:
        problems = []
        if there > self._max:
            problems.append(f"docker: {there} containers, only the newest {self._max} are collected")
        if errors:
            problems.append(f"docker: {len(errors)} containers have no figures: {errors[0]}")
        self.problems = tuple(problems)


def _labels(container: Mapping[str, Any]) -> dict[str, str]:
    names = container.get("Names") or [f"/{container['Id'][:12]}"]
    labels = {
        "id": f"/docker/{container['Id']}",
        "image": str(container.get("Image", "")),
        "name": names[0].lstrip("/"),
    }
    own = container.get("Labels") or {}
    return labels | {label: str(own[key]) for key, label in _COMPOSE.items() if key in own}
