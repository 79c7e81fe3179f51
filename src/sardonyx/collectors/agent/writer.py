"""Where the agent's scrapes go: into the buffer, as remote write requests."""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType

import cramjam

from sardonyx.collectors.agent.buffer import Buffer, Dropped
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import Encoded, SampleWriter
from sardonyx.receivers.series_limits import Refusal

_NOTHING_KNOWN: Mapping[bytes, int] = MappingProxyType({})
_RETRY_SECONDS = 5


class NothingKnown:
    """No ids of series here: only the engine gives them. So every sample travels with its labels."""

    def young(self) -> Mapping[bytes, int]:
        """None."""
        return _NOTHING_KNOWN


class BufferWriter(SampleWriter):
    """What the journal is to the server's scrapes, the buffer is to the agent's.

    What `encode` makes of samples whose ids are not known is a remote write request as it stands.
    """

    def __init__(self, buffer: Buffer, appended: Callable[[Dropped], None]) -> None:
        self.known = NothingKnown()  # type: ignore[assignment]
        self._buffer = buffer
        self._appended = appended

    async def append(self, encoded: Encoded, source: str = "") -> Mapping[int, Refusal]:
        """Return when it is on disk. Raises Overloaded: the disk takes nothing, try again."""
        if not encoded.labelled:
            return {}
        body = bytes(cramjam.snappy.compress_raw(encoded.labelled))
        try:
            dropped = await asyncio.to_thread(self._buffer.append, body, encoded.labelled_records)
        except OSError as error:
            raise Overloaded(f"the agent's buffer can't be written: {error.strerror}", _RETRY_SECONDS) from error
        self._appended(dropped)
        return {}
