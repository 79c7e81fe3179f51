"""What happens to monitors and incidents, as server-sent events: `counts` first, then `state`, `result` and `incident`.

Who reads too slowly misses results, never states: what waits for him is bounded, and a state replaces the monitor's former one.
Specification: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.health.watched import Watched
from sardonyx.incidents.service import IncidentChange, is_seen, title_seen

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_HEARTBEAT_SECONDS = 15.0
_MOST_RESULTS = 1000
_MOST_INCIDENTS = 200


@dataclass(slots=True, eq=False)
class Reader:
    """One who listens. `ids`: whose results he wants."""

    principal: Principal
    ids: frozenset[str]
    states: dict[str, bytes] = field(default_factory=dict)
    others: list[bytes] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def taken(self) -> bytes:
        """All that waits, as frames."""
        frames = b"".join([*self.states.values(), *self.others])
        self.states.clear()
        self.others.clear()
        self.wake.clear()
        return frames


class Hub:
    """Hands out events to all who listen."""

    def __init__(self) -> None:
        self._readers: set[Reader] = set()
        self._closed = False

    @contextmanager
    def listening(self, principal: Principal, ids: Collection[str] = ()) -> Iterator[Reader]:
        """Hear everything within one's scope while inside."""
        reader = Reader(principal, frozenset(ids))
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    def close(self) -> None:
        """End all streams: the server stops."""
        self._closed = True
        for reader in self._readers:
            reader.wake.set()

    def state(self, watched: Watched, suppressed_by: Mapping[str, str] | None) -> None:
        """A monitor has another state."""
        shown = watched.shown
        event = {
            "id": watched.id, "name": watched.monitor.name, "state": shown.state, "since": watched.since.isoformat(),
            "reason": shown.reason, "message": shown.message, "suppressed_by": suppressed_by,
        }  # fmt: skip
        self._hand_out(watched, _frame("state", event))

    def gone(self, watched_id: str) -> None:
        """A monitor is no more."""
        for reader in self._readers:
            reader.states[watched_id] = _frame("gone", {"id": watched_id})
            reader.wake.set()

    def result(self, watched: Watched, result: ProbeResult) -> None:
        """A monitor was checked."""
        readers = [one for one in self._readers if watched.id in one.ids and len(one.others) < _MOST_RESULTS]
        if not readers:
            return
        event = {
            "id": watched.id, "at": result.at_ms / 1000, "outcome": result.outcome, "reason": result.reason,
            "seconds": result.seconds, "vantage": result.vantage, "message": result.message,
        }  # fmt: skip
        frame = _frame("result", event)
        for reader in readers:
            if watched.is_seen_by(reader.principal):
                reader.others.append(frame)
                reader.wake.set()

    def incident(self, change: IncidentChange) -> None:
        """Something happened to an incident."""
        row = change.incident
        for reader in self._readers:
            if len(reader.others) >= _MOST_RESULTS + _MOST_INCIDENTS or not is_seen(row, reader.principal):
                continue
            title = title_seen(row, reader.principal)
            event = {
                "kind": change.kind, "id": row.id, "number": row.number, "title": title, "severity": row.severity,
                "state": row.state, "at": change.at.isoformat(), "by": change.by,
            }  # fmt: skip
            reader.others.append(_frame("incident", event))
            reader.wake.set()

    async def frames(
        self, principal: Principal, ids: Collection[str], counts: Callable[[], Mapping[str, int]],
        is_disconnected: Callable[[], Awaitable[bool]],
    ) -> AsyncIterator[bytes]:  # fmt: skip
        """The bytes of one stream, until the reader has gone or the server stops."""
        with self.listening(principal, ids) as reader:
            yield b"retry: 2000\n\n" + _frame("counts", counts())
            while not self._closed and not await is_disconnected():
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        await reader.wake.wait()
                except TimeoutError:
                    yield b": alive\n\n"
                    continue
                told_states = bool(reader.states)
                if frames := reader.taken():
                    yield frames + (_frame("counts", counts()) if told_states else b"")

    def _hand_out(self, watched: Watched, frame: bytes) -> None:
        for reader in self._readers:
            if watched.is_seen_by(reader.principal):
                reader.states.pop(watched.id, None)
                reader.states[watched.id] = frame
                reader.wake.set()


def _frame(event: str, data: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (event.encode(), msgspec.json.encode(data))
