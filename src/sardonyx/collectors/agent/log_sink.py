"""Where the agent's log lines go: into a buffer of their own, as batches for the server."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import zstandard

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.log_state import LogState, packed
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines import Group, encoded

_RETRY_SECONDS = 5
_FULL_RETRY_SECONDS = 1
_SPARE_BYTES = 8192


class BufferSink:
    """Nothing is dropped for a full buffer: reading waits, the lines stay in their files."""

    def __init__(self, buffer: Buffer, state: LogState, max_bytes: int, appended: Callable[[], None]) -> None:
        self._buffer = buffer
        self._state = state
        self._max_bytes = max_bytes
        self._appended = appended
        self._turn = asyncio.Lock()

    def positions(self, prefix: str) -> Mapping[str, str]:
        """Those read before."""
        known = self._state.positions
        return {key.removeprefix(prefix): value for key, value in known.items() if key.startswith(prefix)}

    async def write(self, source: str, groups: Sequence[Group], positions: Mapping[str, str]) -> None:
        """Return when both are on disk. Raises Overloaded."""
        async with self._turn:
            content = await asyncio.to_thread(_content, groups, positions)
            if len(self._buffer) and self._buffer.size + len(content) + _SPARE_BYTES > self._max_bytes:
                raise Overloaded("the agent's buffer is full", _FULL_RETRY_SECONDS)
            try:
                await asyncio.to_thread(self._buffer.append, content, sum(group.size for group in groups))
            except OSError as error:
                raise Overloaded(f"the agent's buffer can't be written: {error.strerror}", _RETRY_SECONDS) from error
            self._state.note(positions)
        self._appended()

    async def keep(self, positions: Mapping[str, str]) -> None:
        """Return when they are on disk. Raises OSError."""
        self._state.note(positions)
        await asyncio.to_thread(self._state.save)


def _content(groups: Sequence[Group], positions: Mapping[str, str]) -> bytes:
    return packed(positions, zstandard.ZstdCompressor(level=3).compress(encoded(groups)))
