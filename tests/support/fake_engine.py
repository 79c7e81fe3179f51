"""An engine double for the journal's tests: it remembers inserts, and fails when told to."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.storage.engine import INTERACTIVE, Limits, Params, Row, SegmentInsert, Settings


class FakeEngine:
    """Keeps payload-carrying frames by table, skipping repeated tokens as the real engine does.

    `on_insert(insert, frames)` is called first and may raise what the test wants the engine to say.
    """

    kind = "fake"

    def __init__(self) -> None:
        self.tables: dict[str, list[bytes]] = {}
        self.tokens: set[str] = set()
        self.attempts = 0
        self.on_insert: Callable[[SegmentInsert, list[bytes]], None] = lambda _insert, _frames: None

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        self.attempts += 1
        data = segment.read_bytes()
        messages = [data[found.body : found.end] for found in frame.frames(data)]
        self.on_insert(insert, messages)
        if token not in self.tokens:
            self.tokens.add(token)
            self.tables.setdefault(insert.table, []).extend(messages)
        return len(messages)

    async def rows(
        self, sql: str, params: Params | None = None, *, limits: Limits = INTERACTIVE, settings: Settings | None = None
    ) -> list[Row]:
        raise AssertionError("the journal does not query")

    async def raw(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> bytes:
        raise AssertionError("the journal does not query")

    def stream(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> AsyncIterator[bytes]:
        raise AssertionError("the journal does not query")

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = INTERACTIVE) -> None:
        raise AssertionError("the journal does not run statements")

    def writes(self, table: str) -> int | None:
        return None
