"""Write requests into a sealed segment file, as the journal does."""

import itertools
from pathlib import Path

from google.protobuf.message import Message

from sardonyx.journal import frame
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryError
from sardonyx.storage.pipelines.base import TOO_DEEP_CODE, Pipeline

_numbers = itertools.count(1)


def write_segment(folder: Path, *requests: Message, received_at_ns: int) -> Path:
    return write_payload(folder, *(request.SerializeToString() for request in requests), received_at_ns=received_at_ns)


def write_payload(folder: Path, *payloads: bytes, received_at_ns: int) -> Path:
    path = folder / f"{next(_numbers):020d}.seg"
    pieces = [
        piece for payload in payloads for piece in frame.encode(payload, received_at_ns=received_at_ns, source="test")
    ]
    path.write_bytes(b"".join(pieces))
    return path


async def load(engine: Engine, pipeline: Pipeline, segment: Path) -> None:
    """Insert with the first variant that reads deep enough, as the flusher does."""
    for inserts in pipeline.variants:
        try:
            for insert in inserts:
                await engine.insert_segment(insert, segment, token=f"{segment}/{insert.table}")
        except QueryError as error:
            if error.code != TOO_DEEP_CODE:
                raise
        else:
            return
    raise AssertionError("no variant reads this segment")


class NoMasking:
    def sql_text(self, expr: str) -> str:
        return expr

    def sql_array(self, expr: str) -> str:
        return expr

    def sql_map(self, expr: str, *, service: str | None = None) -> str:
        return expr
