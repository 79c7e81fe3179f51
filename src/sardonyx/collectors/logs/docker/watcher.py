"""All containers of one Docker: followed from when they are seen, until they have ended and are read to their end."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.logs.docker.container import KEYS, SOURCE, ContainerLog, Taken, origin_of
from sardonyx.collectors.logs.docker.pieces import StreamError
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.collectors.logs.multiline import splitter
from sardonyx.collectors.logs.sink import Sink

log = logging.getLogger(__name__)

FIRST_START = "docker-start"
"""The position that says since when containers are read; what they wrote before is left where it is."""

MAX_CONTAINERS = 300
_LOOK_SECONDS = 2.0
_ID_SHOWN = 12


class DockerLogs:
    """Follows while `run` runs. `problems` are what keeps it from Docker or from some containers."""

    def __init__(
        self,
        docker: DockerApi,
        sink: Sink,
        metrics: LogMetrics,
        *,
        host: str = "",
        clock_ns: Callable[[], int] = time.time_ns,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._docker = docker
        self._sink = sink
        self._metrics = metrics
        self._host = host or socket.gethostname()
        self._clock_ns = clock_ns
        self._look_seconds = look_seconds
        self._splitter = splitter("auto")
        self._following: dict[str, asyncio.Task[None]] = {}
        self._ended: dict[str, str] = {}
        self._failures: dict[str, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """As they are now."""
        return tuple(dict.fromkeys(self._failures.values()))

    async def run(self) -> None:
        """Follow until cancelled."""
        try:
            if not self._sink.positions(FIRST_START):
                await self._sink.keep({FIRST_START: Taken(self._clock_ns(), 0).text()})
            while True:
                await self.look()
                await asyncio.sleep(self._look_seconds)
        finally:
            for task in self._following.values():
                task.cancel()
            await asyncio.gather(*self._following.values(), return_exceptions=True)
            self._following.clear()
            await self._docker.close()

    async def look(self) -> None:
        """See which containers there are; follow those that are new, forget those that are gone."""
        try:
            listed = await self._docker.containers()
        except DockerError as error:
            self._failed("", f"docker: {error}")
            return
        self._failures.pop("", None)
        wanted = [container for container in listed if self._is_wanted(container)]
        wanted.sort(
            key=lambda container: (container.get("State") == "running", container.get("Created", 0)), reverse=True
        )
        if len(wanted) > MAX_CONTAINERS:
            self._failures["many"] = f"docker: {len(wanted)} containers, only the newest {MAX_CONTAINERS} are read"
        else:
            self._failures.pop("many", None)
        for container in wanted[:MAX_CONTAINERS]:
            self._consider(container)
        await self._forget({str(container["Id"]) for container in listed})
        self._metrics.reading.labels(SOURCE).set(len(self._following))

    def _consider(self, container: Mapping[str, Any]) -> None:
        container_id, state = str(container["Id"]), str(container.get("State", ""))
        if container_id in self._following or self._ended.get(container_id) == state or state == "created":
            return
        start = Taken.read(self._sink.positions(FIRST_START)[""])
        known = self._sink.positions(KEYS).get(container_id)
        if known is None and state != "running" and container.get("Created", 0) * 1_000_000_000 < start.time_ns:
            return  # it ended before we were here
        taken = Taken.read(known) if known else start
        self._ended.pop(container_id, None)
        follower = ContainerLog(
            container_id, origin_of(container, self._host), taken, self._sink, self._metrics, self._splitter
        )
        self._following[container_id] = asyncio.create_task(
            self._follow(container_id, follower, state), name=f"docker-logs-{container_id[:_ID_SHOWN]}"
        )

    async def _follow(self, container_id: str, follower: ContainerLog, state: str) -> None:
        try:
            inspected = await self._docker.inspected(container_id)
            await follower.follow(self._docker, terminal=bool((inspected.get("Config") or {}).get("Tty")))
        except (DockerError, StreamError) as error:
            if "answered 404" not in str(error):  # else it was removed meanwhile
                self._failed(container_id, f"docker: {container_id[:_ID_SHOWN]}: {error}")
        except Exception:
            self._metrics.errors.labels(SOURCE).inc()
            log.exception("following a container's logs failed in a way it should not")
        else:
            self._failures.pop(container_id, None)
            if state != "running":
                self._ended[container_id] = state
        finally:
            self._following.pop(container_id, None)

    async def _forget(self, there: set[str]) -> None:
        for gone in self._ended.keys() - there:
            del self._ended[gone]
        for gone in [key for key in self._failures if key not in ("", "many") and key not in there]:
            del self._failures[gone]
        gone_positions = self._sink.positions(KEYS).keys() - there - self._following.keys()
        if gone_positions:
            with suppress(OSError):
                await self._sink.keep({KEYS + container_id: "" for container_id in gone_positions})

    def _is_wanted(self, container: Mapping[str, Any]) -> bool:
        """Not those that say no, and not the one we run in: our own lines would become lines again."""
        labels = container.get("Labels") or {}
        own = socket.gethostname()
        is_own = len(own) == _ID_SHOWN and str(container["Id"]).startswith(own)
        return labels.get("sardonyx.logs") != "off" and not is_own

    def _failed(self, key: str, problem: str) -> None:
        if self._failures.get(key) != problem:
            self._failures[key] = problem
            log.warning("%s", problem)
        self._metrics.errors.labels(SOURCE).inc()
