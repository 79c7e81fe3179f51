"""Tail over WebSocket, as Loki serves it: text frames of streams, and what there was no room for.

Nothing is queued: while the reader is slow no look is taken, and the next one reports what it leaves out as dropped.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from sardonyx.query.logql.following import Followed, follow
from sardonyx.query.logql.limits import LogqlLimits
from sardonyx.query.logql.tree import Logs
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryTimeout, StorageError

MAX_SECONDS = 3600
MOST_LINES = 500
LOOK_SECONDS = 0.9
OVERLAP_MS = 10_000
_LOOK_LIMIT_SECONDS = 10.0

Wait = Callable[[float], Awaitable[object]]


class LokiTail:
    """One reader's tail of a log query, from `start_ns` on."""

    def __init__(
        self,
        engine: Engine,
        logs: Logs,
        scope: AccessScope,
        wait_for_change: Wait,
        *,
        start_ns: int,
        limit: int = 100,
        delay_seconds: int = 0,
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._engine = engine
        self._logs = logs
        self._scope = scope
        self._wait = wait_for_change
        self._start_ns = start_ns
        self._limit = limit
        self._delay_ms = delay_seconds * 1000
        self._clock_ns = clock_ns
        self._looked_ms: int | None = None
        self._seen: dict[str, int] = {}

    async def run(self, socket: WebSocket) -> None:
        """Send frames until the reader has gone, or an hour is over."""
        gone = asyncio.create_task(_gone(socket))
        try:
            async with asyncio.timeout(MAX_SECONDS):
                while not gone.done():
                    if frame := await self.frame():
                        await socket.send_text(frame.decode())
                    await self._pause(gone)
        except TimeoutError:
            await socket.close(1000, "reached tail max duration limit")
        except WebSocketDisconnect:
            pass
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone

    async def frame(self) -> bytes | None:
        """What has come since the last look, as JSON; None when that is nothing."""
        try:
            found = await self._look()
        except StorageError as error:
            if not (error.transient or isinstance(error, QueryTimeout)):
                raise
            return None
        if not found.entries:
            return None
        by_labels: dict[tuple[tuple[str, str], ...], list[tuple[str, str]]] = {}
        for entry in found.entries:
            by_labels.setdefault(tuple(entry.labels.items()), []).append((entry.timestamp_ns, entry.line))
        content: dict[str, object] = {
            "streams": [{"stream": dict(labels), "values": values} for labels, values in by_labels.items()]
        }
        if found.dropped:
            content["dropped_entries"] = [
                {"labels": each.labels, "timestamp": each.timestamp_ns} for each in found.dropped
            ]
        return msgspec.json.encode(content)

    async def _look(self) -> Followed:
        """At first what there is already, at most `limit` of it; then what has arrived since."""
        now_ns = self._clock_ns()
        until_ms = now_ns // 1_000_000 - self._delay_ms
        first = self._looked_ms is None
        since_ms = 0 if self._looked_ms is None else self._looked_ms - OVERLAP_MS
        found = await follow(
            self._engine,
            self._logs,
            self._scope,
            received=(since_ms, until_ms),
            since_ns=self._start_ns,
            now_ns=now_ns,
            seen=self._seen.keys(),
            limit=self._limit if first else MOST_LINES,
            limits=LogqlLimits(seconds=_LOOK_LIMIT_SECONDS),
        )
        self._looked_ms = until_ms
        new: dict[str, int] = {entry.key: entry.received_at_ms for entry in (*found.entries, *found.dropped)}
        self._seen = {key: ms for key, ms in (self._seen | new).items() if ms >= until_ms - 2 * OVERLAP_MS}
        return Followed(found.entries, []) if first else found

    async def _pause(self, gone: "asyncio.Task[None]") -> None:
        wait = asyncio.ensure_future(self._wait(LOOK_SECONDS))
        await asyncio.wait({wait, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not wait.done():
            wait.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await wait


async def _gone(socket: WebSocket) -> None:
    """Ends when the reader has closed; what readers send is not listened to."""
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
