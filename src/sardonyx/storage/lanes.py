"""Lanes: connections of the embedded engine with their threads, the statements on them, and how they are cancelled.

All calls into chdb block, so they run in threads. Threads are joined at close: a thread inside the engine when the
process exits would crash it.
"""

import asyncio
import contextlib
import os
import queue
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from sardonyx.storage.engine import Settings
from sardonyx.storage.errors import EngineUnavailable, QueryCancelled, QueryError, StorageError, from_engine_message
from sardonyx.storage.escape import literal, settings_clause

T = TypeVar("T")

_KILL_ATTEMPTS = 40


class Job:
    """One running statement that can be cancelled from another thread. Its comment is `tag`."""

    def __init__(self, prefix: str) -> None:
        self.tag = f"{prefix}-{uuid.uuid4().hex}"
        self.cancelled = False
        self.done = threading.Event()

    def run(self, lane: "Lane", call: Callable[[Any], T]) -> T:
        """Make `call` with a connection of `lane`, unless cancelled before."""
        try:
            with lane.connection() as connection:
                if self.cancelled:
                    raise QueryCancelled("cancelled before it started", 394)
                return call(connection)
        finally:
            self.done.set()

    def kill(self, control: "Lane") -> None:
        """End the statement, on a connection of `control`; returns when it has ended."""
        # The statement may be between our check and its registration in the engine: ask again until it has ended.
        for _ in range(_KILL_ATTEMPTS):
            if self.done.wait(0.05):
                return
            with contextlib.suppress(Exception), control.connection() as connection:
                connection.query(f"KILL QUERY WHERE Settings['log_comment'] = {literal(self.tag)} ASYNC")


class Lane:
    """Connections and as many threads. Threads are joined at close: a thread inside the engine at exit would crash."""

    def __init__(self, name: str, size: int, address: str, settings: Settings) -> None:
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._all = [_connect(address, settings) for _ in range(size)]
        for connection in self._all:
            self._free.put(connection)
        self.executor = ThreadPoolExecutor(size, thread_name_prefix=f"engine-{name}")
        self.streams = ThreadPoolExecutor(size, thread_name_prefix=f"engine-{name}-stream")

    async def run(self, job: Job, call: Callable[[Any], T], *, on_cancel: Callable[[], None]) -> T:
        """Run a statement in a thread. `on_cancel` is called when the task is cancelled and the statement has begun."""
        future = _submitted(self.executor, lambda: job.run(self, call))
        try:
            return await _result_of(future)
        except asyncio.CancelledError:
            if not future.cancel():
                on_cancel()
            raise

    def take(self) -> Any:
        """Wait for a free connection. It must be given back."""
        connection = self._free.get()
        if connection is None:
            raise EngineUnavailable("the embedded engine is closed")
        return connection

    def give(self, connection: Any) -> None:
        """Give a connection back."""
        self._free.put(connection)

    @contextlib.contextmanager
    def connection(self) -> Iterator[Any]:
        """Borrow a connection, waiting for a free one."""
        connection = self.take()
        try:
            yield connection
        except BaseException:
            forget_output(connection)
            raise
        finally:
            self.give(connection)

    def close(self) -> None:
        """Refuse what waits, wait for what runs, close the connections."""
        for _ in range(2 * len(self._all)):  # who waits for a connection shall wait no longer
            self._free.put(None)
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.streams.shutdown(wait=True, cancel_futures=True)
        for connection in self._all:
            connection.close()


class Reading:
    """A streamed statement: it keeps a connection to itself and has at most one call under way.

    Its calls run on threads that nobody waits for a connection on: readers of streams would else wait for those who
    wait for their connections.
    """

    def __init__(self, lane: Lane, job: Job, connection: Any) -> None:
        self._lane = lane
        self._job = job
        self._connection = connection
        self._result: Any = None
        self._last: Future[Any] | None = None

    @classmethod
    async def begin(cls, lane: Lane, job: Job) -> "Reading":
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
        forget_output(self._connection)
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
    connection.query(set_statement(settings))
    return connection


def forget_output(connection: Any) -> None:
    """Throw away what a statement that failed has written so far: chdb would put it before the next one's result."""
    with contextlib.suppress(Exception):
        connection.query("SET log_comment = ''")


def set_statement(settings: Settings) -> str:
    """The statement that sets `settings` for a connection."""
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
