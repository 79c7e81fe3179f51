"""The embedded engine: ClickHouse (chdb) in this process, on a data folder.

One connection runs one statement at a time, so there are lanes: a pool of connections for queries, a small one for
writes (a slow dashboard never delays a flush) and one to cancel. Statements run in worker threads; the event loop only
waits. chdb allows one folder per process and must not be forked after import: only `lanes` imports it, lazily.
"""

import asyncio
import contextlib
import tempfile
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sardonyx.storage import deduplication_logs, engine_config
from sardonyx.storage.deduplication_logs import UnsyncedLogs
from sardonyx.storage.engine import (
    BACKGROUND,
    INTERACTIVE,
    Limits,
    Params,
    Row,
    SegmentInsert,
    Settings,
)
from sardonyx.storage.engine_config import EmbeddedOptions
from sardonyx.storage.errors import EngineUnavailable
from sardonyx.storage.escape import encode_params, literal, settings_clause
from sardonyx.storage.format_schemas import FormatSchemas
from sardonyx.storage.lanes import Job, Lane, Reading, set_statement
from sardonyx.storage.writes import Writes

T = TypeVar("T")

# Time series functions are marked a preview in this engine; the rest keeps results the same for every session.
_SESSION_SETTINGS: dict[str, int | str] = {
    "session_timezone": "UTC",
    "enable_time_series_aggregate_functions": 1,
    "output_format_json_quote_64bit_integers": 0,
    "output_format_json_validate_utf8": 1,
}
_FILE_CHUNK_BYTES = 1 << 20
_JSON_ROW = msgspec.json.Decoder(Row)


class EmbeddedEngine:
    """A ClickHouse engine inside this process. See `storage.engine.Engine` for the calls."""

    kind = "embedded"

    def __init__(self, path: Path, options: EmbeddedOptions | None = None) -> None:
        self._path = path.absolute()
        self._options = options or EmbeddedOptions()
        self._schemas = FormatSchemas(self._path.parent / "format_schemas")
        self._deduplication_logs = UnsyncedLogs(self._path)
        self._lanes: dict[str, Lane] = {}
        self._writes = Writes()
        self._tag = f"sdx-{uuid.uuid4().hex}"

    async def open(self) -> None:
        """Open the folder, creating it if needed. Raises EngineUnavailable with the engine's own words."""
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        try:
            config = engine_config.write(self._options, self._path)
        except engine_config.ColdTierMoved as error:
            raise EngineUnavailable(str(error)) from error
        deduplication_logs.repair([self._path, engine_config.cold_folder(self._options, self._path)])
        address = f"{self._path}/?config-file={config}"
        lanes = {"read": self._options.read_connections, "write": 3, "control": 1}
        memory = self._options.query_memory_bytes
        spilling = {"max_bytes_before_external_group_by": memory // 2, "max_bytes_before_external_sort": memory // 2}
        settings = {**_SESSION_SETTINGS, **spilling, "max_memory_usage": memory}
        self._lanes = {name: Lane(name, size, address, settings) for name, size in lanes.items()}

    async def close(self) -> None:
        """Cancel what runs, wait for it, close every connection."""
        lanes, self._lanes = self._lanes, {}
        if lanes:
            await asyncio.to_thread(self._close, lanes)

    def _close(self, lanes: dict[str, Lane]) -> None:
        closing = [threading.Thread(target=lanes[name].close) for name in ("read", "write")]
        for thread in closing:
            thread.start()
        # A statement may be on its way to the engine and escape the first kill.
        while any(thread.is_alive() for thread in closing):
            with contextlib.suppress(Exception), lanes["control"].connection() as connection:
                connection.query(f"KILL QUERY WHERE startsWith(Settings['log_comment'], {literal(self._tag)}) ASYNC")
            for thread in closing:
                thread.join(0.05)
        lanes["control"].close()

    async def rows(
        self, sql: str, params: Params | None = None, *, limits: Limits = INTERACTIVE, settings: Settings | None = None
    ) -> list[Row]:
        """Run a SELECT and return its rows as dicts."""
        data = await self.raw(sql, params, fmt="JSONEachRow", limits=limits, settings=settings)
        return [_JSON_ROW.decode(line) for line in data.splitlines() if line]

    async def raw(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> bytes:
        """Run a SELECT and return the bytes of its result in format `fmt`."""
        job = Job(self._tag)
        text = sql + settings_clause({**limits.settings(), **(settings or {}), "log_comment": job.tag})
        return await self._run("read", job, lambda c: _result_bytes(c.query(text, fmt, params=encode_params(params))))

    async def stream(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> AsyncIterator[bytes]:
        """Run a SELECT and yield its result in chunks; the connection is its own until the end.

        Each chunk of Parquet would be a file of its own, so that is written as one first, to disk.
        """
        if fmt == "Parquet":
            async for data in self._from_file(sql, params, fmt, {**limits.settings(), **(settings or {})}):
                yield data
            return
        job = Job(self._tag)
        text = sql + settings_clause({**limits.settings(), **(settings or {}), "log_comment": job.tag})
        reading = await Reading.begin(self._lane("read"), job)
        try:
            chunks = await reading.send(text, fmt, encode_params(params))
            while (chunk := await reading.call(lambda: next(chunks, None))) is not None:
                if data := _result_bytes(chunk):
                    yield data
            job.done.set()
        finally:
            if not job.done.is_set():
                self._kill(job)
            reading.end()

    async def _from_file(
        self, sql: str, params: Params | None, fmt: str, settings: dict[str, int | float | str]
    ) -> AsyncIterator[bytes]:
        job = Job(self._tag)
        # It has no name, so that nothing is left of it when this process dies.
        with await asyncio.to_thread(lambda: tempfile.TemporaryFile(dir=self._path.parent)) as file:
            wanted = {**settings, "engine_file_truncate_on_insert": 1, "log_comment": job.tag}
            target = f"file({literal(f'/proc/self/fd/{file.fileno()}')}, {literal(fmt)})"
            text = f"INSERT INTO FUNCTION {target}{settings_clause(wanted)} {sql}"
            await self._run("read", job, lambda c: c.query(text, "Null", params=encode_params(params)))
            while data := await asyncio.to_thread(file.read, _FILE_CHUNK_BYTES):
                yield data

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """Run a statement without a result on the write lane."""
        job = Job(self._tag)
        # Not every statement takes a SETTINGS clause, so the connection gets them; each call sets them all.
        session = {
            "log_comment": job.tag,
            "max_execution_time": limits.seconds or 0,
            "max_memory_usage": limits.memory_bytes or self._options.query_memory_bytes,
        }

        def call(connection: Any) -> None:
            connection.query(set_statement(session))
            with self._writes.counted():
                connection.query(sql, "Null", params=encode_params(params))

        await self._run("write", job, call)

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """Insert a sealed segment straight from its file."""
        job = Job(self._tag)
        source = f"file({literal(str(segment))}, {literal(insert.format)}, {literal(insert.structure)})"
        settings = {
            **self._schemas.settle(insert.settings),
            "insert_deduplication_token": token,
            "log_comment": job.tag,
        }
        text = (
            f"INSERT INTO {insert.table} ({', '.join(insert.columns)}){settings_clause(settings)} "
            + insert.select.replace("{source}", source)
        )

        def call(connection: Any) -> int:
            with self._writes.counted(insert.table):
                rows = _rows_read(connection.query(text, "Null"))
            self._deduplication_logs.sync()
            return rows

        return await self._run("write", job, call)

    def writes(self, table: str) -> int | None:
        """How many statements have ended that may have written to `table`: nobody else can."""
        return self._writes.of(table)

    def _lane(self, name: str) -> "Lane":
        try:
            return self._lanes[name]
        except KeyError:
            raise EngineUnavailable("the embedded engine is not open") from None

    async def _run(self, name: str, job: "Job", call: Callable[[Any], T]) -> T:
        return await self._lane(name).run(job, call, on_cancel=lambda: self._kill(job))

    def _kill(self, job: "Job") -> None:
        job.cancelled = True
        if control := self._lanes.get("control"):
            control.executor.submit(job.kill, control)


def _result_bytes(result: Any) -> bytes:
    if result is None:
        return b""
    data = result.bytes()
    return bytes(data) if data else b""


def _rows_read(result: Any) -> int:
    return int(result.storage_rows_read()) if result is not None else 0
