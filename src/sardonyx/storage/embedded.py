"""The embedded engine: ClickHouse (chdb) in this process, on a data folder.

One connection runs one statement at a time, so there are lanes: a pool of connections for queries, a small one for
writes (a slow dashboard never delays a flush) and one to cancel. Statements run in worker threads; the event loop only
waits. chdb allows one folder per process and must not be forked after import: only this module imports it, lazily.
"""

import asyncio
import contextlib
import os
import queue
import tempfile
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sardonyx.storage import engine_config
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
from sardonyx.storage.errors import EngineUnavailable, QueryCancelled, QueryError, StorageError, from_engine_message
from sardonyx.storage.escape import encode_params, literal, settings_clause

T = TypeVar("T")

# Time series functions are marked a preview in this engine; the rest keeps results the same for every session.
_SESSION_SETTINGS: dict[str, int | str] = {
    "session_timezone": "UTC",
    "enable_time_series_aggregate_functions": 1,
    "output_format_json_quote_64bit_integers": 0,
    "max_bytes_before_external_group_by": 512 << 20,
    "max_bytes_before_external_sort": 512 << 20,
}
_KILL_ATTEMPTS = 40
_JSON_ROW = msgspec.json.Decoder(Row)


class EmbeddedEngine:
    """A ClickHouse engine inside this process. See `storage.engine.Engine` for the calls."""

    kind = "embedded"

    def __init__(self, path: Path, options: EmbeddedOptions | None = None) -> None:
        self._path = path.absolute()
        self._options = options or EmbeddedOptions()
        self._lanes: dict[str, _Lane] = {}

    async def open(self) -> None:
        """Open the folder, creating it if needed. Raises EngineUnavailable with the engine's own words."""
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        config = engine_config.write(self._options, self._path)
        address = f"{self._path}/?config-file={config}"
        lanes = {"read": self._options.read_connections, "write": 3, "control": 1}
        settings = {**_SESSION_SETTINGS, "max_memory_usage": self._options.query_memory_bytes}
        self._lanes = {name: _Lane(name, size, address, settings) for name, size in lanes.items()}

    async def close(self) -> None:
        """Cancel what runs, wait for it, close every connection."""
        lanes, self._lanes = self._lanes, {}
        if lanes:
            await asyncio.to_thread(self._close, lanes)

    @staticmethod
    def _close(lanes: dict[str, "_Lane"]) -> None:
        with contextlib.suppress(Exception), lanes["control"].connection() as connection:
            connection.query("KILL QUERY WHERE Settings['log_comment'] LIKE 'sdx-%' ASYNC")
        for lane in (lanes["read"], lanes["write"], lanes["control"]):
            lane.close()

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
        job = _Job()
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
        """Run a SELECT and yield its result in chunks; the connection is its own until the end."""
        job = _Job()
        text = sql + settings_clause({**limits.settings(), **(settings or {}), "log_comment": job.tag})
        reading = await _Reading.begin(self._lane("read"), job)
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

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """Run a statement without a result on the write lane."""
        job = _Job()
        # Not every statement takes a SETTINGS clause, so the connection gets them; each call sets them all.
        session = {
            "log_comment": job.tag,
            "max_execution_time": limits.seconds or 0,
            "max_memory_usage": limits.memory_bytes or self._options.query_memory_bytes,
        }

        def call(connection: Any) -> None:
            connection.query(_set(session))
            connection.query(sql, "Null", params=encode_params(params))

        await self._run("write", job, call)

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """Insert a sealed segment straight from its file."""
        job = _Job()
        source = f"file({literal(str(segment))}, {literal(insert.format)}, {literal(insert.structure)})"
        settings = {**insert.settings, "insert_deduplication_token": token, "log_comment": job.tag}
        text = (
            f"INSERT INTO {insert.table} ({', '.join(insert.columns)}){settings_clause(settings)} "
            + insert.select.replace("{source}", source)
        )
        return await self._run("write", job, lambda c: _rows_read(c.query(text, "Null")))

    def _lane(self, name: str) -> "_Lane":
        try:
            return self._lanes[name]
        except KeyError:
            raise EngineUnavailable("the embedded engine is not open") from None

    async def _run(self, name: str, job: "_Job", call: Callable[[Any], T]) -> T:
        lane = self._lane(name)
        try:
            return await lane.submit(lambda: job.run(lane, call))
        except asyncio.CancelledError:
            self._kill(job)
            raise

    def _kill(self, job: "_Job") -> None:
        job.cancelled = True
        if control := self._lanes.get("control"):
            control.executor.submit(job.kill, control)


class _Job:
    """One running statement that can be cancelled from another thread."""

    def __init__(self) -> None:
        self.tag = f"sdx-{uuid.uuid4().hex}"
        self.cancelled = False
        self.done = threading.Event()

    def run(self, lane: "_Lane", call: Callable[[Any], T]) -> T:
        try:
            with lane.connection() as connection:
                if self.cancelled:
                    raise QueryCancelled("cancelled before it started", 394)
                return call(connection)
        finally:
            self.done.set()

    def kill(self, control: "_Lane") -> None:
        # The statement may be between our check and its registration in the engine: ask again until it has ended.
        for _ in range(_KILL_ATTEMPTS):
            if self.done.wait(0.05):
                return
            with contextlib.suppress(Exception), control.connection() as connection:
                connection.query(f"KILL QUERY WHERE Settings['log_comment'] = {literal(self.tag)} ASYNC")


class _Lane:
    """Connections and as many threads. Threads are joined at close: a thread inside the engine at exit would crash."""

    def __init__(self, name: str, size: int, address: str, settings: Settings) -> None:
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._all = [_connect(address, settings) for _ in range(size)]
        for connection in self._all:
            self._free.put(connection)
        self.executor = ThreadPoolExecutor(size, thread_name_prefix=f"engine-{name}")
        self.streams = ThreadPoolExecutor(size, thread_name_prefix=f"engine-{name}-stream")

    async def submit(self, call: Callable[[], T]) -> T:
        return await _result_of(_submitted(self.executor, call))

    def take(self) -> Any:
        connection = self._free.get()
        if connection is None:
            raise EngineUnavailable("the embedded engine is closed")
        return connection

    def give(self, connection: Any) -> None:
        self._free.put(connection)

    @contextlib.contextmanager
    def connection(self) -> Iterator[Any]:
        connection = self.take()
        try:
            yield connection
        finally:
            self.give(connection)

    def close(self) -> None:
        for _ in range(2 * len(self._all)):  # who waits for a connection shall wait no longer
            self._free.put(None)
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.streams.shutdown(wait=True, cancel_futures=True)
        for connection in self._all:
            connection.close()


class _Reading:
    """A streamed statement: it keeps a connection to itself and has at most one call under way.

    Its calls run on threads that nobody waits for a connection on: readers of streams would else wait for those who
    wait for their connections.
    """

    def __init__(self, lane: _Lane, job: _Job, connection: Any) -> None:
        self._lane = lane
        self._job = job
        self._connection = connection
        self._result: Any = None
        self._last: Future[Any] | None = None

    @classmethod
    async def begin(cls, lane: _Lane, job: _Job) -> "_Reading":
        """Wait for a free connection."""
        taken = _submitted(lane.executor, lane.take)
        try:
            return cls(lane, job, await _result_of(taken))
        except asyncio.CancelledError:
            taken.add_done_callback(lambda future: None if _failed(future) else lane.give(future.result()))
            raise

    async def send(self, text: str, fmt: str, params: dict[str, str]) -> Iterator[Any]:
        """Start the statement."""

        def start() -> Any:
            self._result = self._connection.send_query(text, fmt, params=params)
            return self._result

        return iter(await self.call(start))

    async def call(self, call: Callable[[], T]) -> T:
        """Make a call that may wait for the engine."""
        future = _submitted(self._lane.streams, call)
        self._last = future
        return await _result_of(future)

    def end(self) -> None:
        """Give the connection back as soon as the last call has returned."""
        try:
            self._lane.streams.submit(self._end)
        except RuntimeError:  # the engine is closed
            self._job.done.set()

    def _end(self) -> None:
        if self._last is not None:
            wait([self._last])
        self._job.done.set()
        with contextlib.suppress(Exception):
            if self._result is not None:
                self._result.close()
        self._lane.give(self._connection)


def _submitted(executor: ThreadPoolExecutor, call: Callable[[], T]) -> "Future[T]":
    try:
        return executor.submit(_translate, call)
    except RuntimeError as error:  # the executor has been shut down
        raise EngineUnavailable("the embedded engine is closed") from error


async def _result_of(future: "Future[T]") -> T:
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Not the caller was cancelled but the call, which `close` found still waiting.
        raise EngineUnavailable("the embedded engine is closed") from None


def _failed(future: "Future[Any]") -> bool:
    return future.cancelled() or future.exception() is not None


def _connect(address: str, settings: Settings) -> Any:
    import chdb

    with _captured_stderr() as captured:
        try:
            connection: Any = chdb.connect(address)  # type: ignore[no-untyped-call]
        except Exception as error:
            raise EngineUnavailable(_open_failure(str(error), captured())) from error
    connection.query(_set(settings))
    return connection


def _set(settings: Settings) -> str:
    return settings_clause(settings).replace(" SETTINGS ", "SET ", 1)


def _open_failure(message: str, stderr: str) -> str:
    """The engine names the cause of a failed open on standard error only."""
    cause = next((line for line in reversed(stderr.splitlines()) if "DB::Exception" in line or "Code:" in line), "")
    return f"the engine did not open: {cause or message}"[:2000]


@contextlib.contextmanager
def _captured_stderr() -> Iterator[Callable[[], str]]:
    with tempfile.TemporaryFile() as sink:
        saved = os.dup(2)
        os.dup2(sink.fileno(), 2)

        def text() -> str:
            sink.seek(0)
            return sink.read().decode(errors="replace")

        try:
            yield text
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _translate(call: Callable[[], T]) -> T:
    try:
        return call()
    except (StorageError, StopIteration):
        raise
    except Exception as error:
        message = str(error)
        if isinstance(error, AttributeError):  # a query after close
            raise EngineUnavailable("the embedded engine is closed") from error
        if "Code:" in message or type(error).__module__.startswith("chdb"):
            raise from_engine_message(message) from error
        if isinstance(error, RuntimeError):
            raise QueryError(message[:2000]) from error
        raise


def _result_bytes(result: Any) -> bytes:
    if result is None:
        return b""
    data = result.bytes()
    return bytes(data) if data else b""


def _rows_read(result: Any) -> int:
    return int(result.storage_rows_read()) if result is not None else 0
