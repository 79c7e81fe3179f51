"""One container's logs, from where they were taken to their end, as long as it runs.

A position is the time of the last piece taken, to the nanosecond, and how many pieces with this very time were taken: after a
restart Docker is asked from that time on, and so many are left out.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.logs.docker.pieces import Piece, Pieces
from sardonyx.collectors.logs.files.wrapping import nanoseconds
from sardonyx.collectors.logs.joining import Origin, Record, events, held
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.collectors.logs.multiline import MAX_EVENT_BYTES, Splitter
from sardonyx.collectors.logs.sink import Sink, deliver
from sardonyx.receivers.lines import Group

SOURCE = "docker"
KEYS = "docker:"

MAX_LINE_BYTES = 1 << 20
_QUIET_SECONDS = 0.5
_PROJECT, _SERVICE, _SWARM = "com.docker.compose.project", "com.docker.compose.service", "com.docker.swarm.service.name"


@dataclass(frozen=True, slots=True)
class Taken:
    """A position: `count` pieces of the time `time_ns` were taken, and all before."""

    time_ns: int
    count: int

    def text(self) -> str:
        """As a sink keeps it."""
        return json.dumps([self.time_ns, self.count], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """What `text` made."""
        return cls(*json.loads(text))

    @property
    def since(self) -> str:
        """As Docker is asked."""
        return f"{self.time_ns // 1_000_000_000}.{self.time_ns % 1_000_000_000:09d}"


@dataclass(slots=True)
class _Timed(Record):
    """A record and the position behind it."""

    taken: Taken = Taken(0, 0)
    size: int = 0


class ContainerLog:
    """Follows one container."""

    def __init__(
        self, container_id: str, origin: Origin, taken: Taken, sink: Sink, metrics: LogMetrics, splitter: Splitter
    ) -> None:
        self._id = container_id
        self._origin = origin
        self._from = taken
        self._newest = Taken(taken.time_ns, 0)
        self._sink = sink
        self._metrics = metrics
        self._splitter = splitter
        self._records: list[_Timed] = []
        self._going_on: dict[str, _Timed] = {}

    async def follow(self, docker: DockerApi, *, terminal: bool) -> None:
        """Until the container ends. Raises DockerError, StreamError."""
        pieces = Pieces(terminal=terminal)
        async with docker.logs(self._id, self._from.since) as stream:
            coming: asyncio.Future[bytes] | None = None
            try:
                while True:
                    coming = coming or asyncio.ensure_future(anext(stream, b""))
                    quiet = _QUIET_SECONDS if self._records and not self._going_on else None
                    done, _ = await asyncio.wait([coming], timeout=quiet)
                    if not done:
                        await self._hand_on(0 if self._going_on else len(self._records))
                        continue
                    data, coming = coming.result(), None
                    if not data:
                        break
                    self._metrics.bytes.labels(SOURCE).inc(len(data))
                    for piece in pieces.feed(data):
                        self._take(piece)
                    await self._hand_on(self._complete())
            finally:
                if coming is not None:
                    coming.cancel()
                    await asyncio.gather(coming, return_exceptions=True)
        for piece in pieces.end():
            self._take(piece)
        self._records += self._going_on.values()
        await self._hand_on(len(self._records))

    def _take(self, piece: Piece) -> None:
        time_ns = nanoseconds(piece.time) or self._newest.time_ns
        if time_ns >= self._newest.time_ns:
            same = time_ns == self._newest.time_ns
            self._newest = Taken(time_ns, self._newest.count + 1 if same else 1)
        if self._newest.time_ns == self._from.time_ns and (
            time_ns < self._from.time_ns or self._newest.count <= self._from.count
        ):
            return  # taken before; once something newer came, everything is new, whatever the clock does
        record = self._going_on.pop(piece.stream, None)
        if record is None:
            record = _Timed(b"", time_ns, attributes={"log.iostream": piece.stream})
        room = MAX_LINE_BYTES - len(record.text)
        if len(piece.text) > room:
            self._metrics.cut.labels(SOURCE).inc(record.size <= MAX_LINE_BYTES)
            self._metrics.cut_bytes.labels(SOURCE).inc(len(piece.text) - room)
        record.text += piece.text[:room]
        record.size += len(piece.text)
        record.taken = self._newest
        if piece.goes_on:
            self._going_on[piece.stream] = record
        else:
            self._records.append(record)

    def _complete(self) -> int:
        """How many records are of events that can't go on."""
        if self._going_on:  # their first pieces are behind no position yet
            return 0
        first = held(self._records, self._splitter)
        waiting = sum(len(record.text) for record in self._records[first:])
        return len(self._records) if waiting >= MAX_EVENT_BYTES else first

    async def _hand_on(self, count: int) -> None:
        if not count:
            return
        records, self._records = self._records[:count], self._records[count:]
        lines = list(events(records, self._splitter))
        groups = [Group(self._origin.resource, self._origin.attributes, lines)] if lines else []
        taken = {KEYS + self._id: records[-1].taken.text()}
        if groups:
            await deliver(self._sink, self._metrics, SOURCE, groups, taken)
        else:
            await self._sink.keep(taken)


def origin_of(listed: Mapping[str, Any], host: str) -> Origin:
    """What Docker says of a container: Compose's service, else Swarm's, else its name, is the service."""
    labels: Mapping[str, str] = listed.get("Labels") or {}
    container_id = str(listed["Id"])
    name = (listed.get("Names") or [f"/{container_id[:12]}"])[0].lstrip("/")
    image, _, tag = str(listed.get("Image", "")).partition("@")[0].rpartition(":")
    if not image or "/" in tag:  # no tag, or the colon is a registry's port
        image, tag = (f"{image}:{tag}" if image else tag), ""
    resource = {
        "service.name": labels.get("sardonyx.service") or labels.get(_SERVICE) or labels.get(_SWARM) or name,
        "host.name": host,
        "container.id": container_id,
        "container.name": name,
        "container.image.name": image,
        "container.image.tags": tag,
        _PROJECT: labels.get(_PROJECT, ""),
        "deployment.environment.name": labels.get("sardonyx.environment", ""),
    }
    return Origin({key: value for key, value in resource.items() if value})
