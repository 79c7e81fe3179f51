"""The engine protocol: everything above this line speaks ClickHouse SQL through these calls and nothing else.

Values never enter the SQL text: write `{name:Type}` and pass `params={"name": value}`. Two implementations exist:
`embedded.EmbeddedEngine` (chdb in this process) and `server.ServerEngine` (a ClickHouse server over HTTP).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

ParamScalar = str | int | float | bool | datetime | None
Param = ParamScalar | Sequence[str] | Sequence[int] | Sequence[float]
Params = Mapping[str, Param]
Row = dict[str, Any]
Settings = Mapping[str, int | float | str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may use. None means the engine's own limit."""

    seconds: float | None = 30.0
    memory_bytes: int | None = None
    result_rows: int | None = None

    def with_seconds(self, seconds: float) -> "Limits":
        """The same limits with another time limit."""
        return replace(self, seconds=seconds)

    def settings(self) -> dict[str, int | float | str]:
        """The limits as ClickHouse settings."""
        out: dict[str, int | float | str] = {}
        if self.seconds is not None:
            out["max_execution_time"] = self.seconds
        if self.memory_bytes is not None:
            out["max_memory_usage"] = self.memory_bytes
        if self.result_rows is not None:
            out["max_result_rows"] = self.result_rows
            out["result_overflow_mode"] = "break"
        return out


INTERACTIVE = Limits(seconds=30.0)
BACKGROUND = Limits(seconds=300.0)
UNLIMITED = Limits(seconds=None)


@dataclass(frozen=True, slots=True)
class SegmentInsert:
    """One statement that moves a sealed segment into one table.

    `select` reads from the text `{source}`, which each engine replaces by its own way to read the segment's bytes
    (`file(…)` or `input(…)`); `structure` is the column list of that source and `format` its ClickHouse format name.
    """

    table: str
    columns: tuple[str, ...]
    select: str
    structure: str
    format: str
    settings: Mapping[str, int | float | str] = field(default_factory=dict)


class Engine(Protocol):
    """A ClickHouse engine. All calls are coroutines and never block the event loop.

    Cancelling the awaiting task cancels the statement in the engine. Errors are those of `storage.errors`.
    """

    kind: str

    async def open(self) -> None:
        """Open (embedded: create the folder's databases) or reach the engine. Raises EngineUnavailable."""

    async def close(self) -> None:
        """Cancel what runs, wait for it, release everything. Afterwards every call raises EngineUnavailable."""

    async def rows(
        self, sql: str, params: Params | None = None, *, limits: Limits = INTERACTIVE, settings: Settings | None = None
    ) -> list[Row]:
        """Run a SELECT and return its rows as dicts. For small results: decoding is per value.

        In all calls `sql` carries neither FORMAT nor a final SETTINGS clause: the engine adds them.
        """

    async def raw(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> bytes:
        """Run a SELECT and return its result as bytes in ClickHouse format `fmt` (JSON, ArrowStream, …)."""

    def stream(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> AsyncIterator[bytes]:
        """Run a SELECT and yield its result in chunks of format `fmt`, in constant memory."""

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """Run a statement without a result (DDL, ALTER, INSERT … SELECT)."""

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """Insert a sealed segment; on return it is synced to disk. `token` makes a repetition a no-op.

        Returns the number of rows the source produced (0 when the engine cannot tell).
        """

    def writes(self, table: str) -> int | None:
        """How many statements that may have written to `table` have ended in this engine; it never falls.

        None where others may write to the table and this can't be known.
        """
