"""The server engine: a ClickHouse server or cluster, over HTTP.

clickhouse-connect's asynchronous client keeps the connections (it is bound to the event loop that opened it). Results pass
through as the bytes they are. Every statement has a query id of ours, so that it can be killed; without an engine's error
code a failure is never held against the statement. What could be checked without a real server: docs/server-engine.md.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import clickhouse_connect
import msgspec
from clickhouse_connect.driver.asyncclient import AsyncClient
from clickhouse_connect.driver.common import StreamContext

from sardonyx.storage import segment_body
from sardonyx.storage.cluster import Cluster, create_database
from sardonyx.storage.engine import BACKGROUND, INTERACTIVE, Limits, Params, Row, SegmentInsert, Settings
from sardonyx.storage.errors import EngineUnavailable, QueryError, StorageError
from sardonyx.storage.escape import encode_params, literal, settings_clause
from sardonyx.storage.server_errors import CLIENT_ERRORS, ExceptionTail, from_client
from sardonyx.storage.server_options import MINIMUM_VERSION, ServerOptions

T = TypeVar("T")

_KILL_PAUSE_SECONDS = 0.1
_KILL_SECONDS = 5.0
_JSON_ROW = msgspec.json.Decoder(Row)


class ServerEngine:
    """A ClickHouse server. See `storage.engine.Engine` for the calls; all belong to the loop that called `open`."""

    kind = "server"

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._client: AsyncClient | None = None
        self._reads = asyncio.Semaphore()
        self._prefix = f"sdx-{uuid.uuid4().hex}"
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._killers: set[asyncio.Task[None]] = set()
        self._answers: set[StreamContext] = set()
        self._write_settings: Settings = {}
        self._once_settings: Settings = {}

    @property
    def cluster(self) -> Cluster | None:
        """The cluster, if there is one: `migrations.apply` and `retention.apply` must know it."""
        return Cluster(self._options.cluster, self._options.database) if self._options.cluster else None

    async def open(self) -> None:
        """Reach the server and create the database if needed. Raises EngineUnavailable."""
        try:
            client = await self._connect()
        except (StorageError, *CLIENT_ERRORS) as error:
            where = f"{self._options.host}:{self._options.port}"
            reason = error if isinstance(error, StorageError) else from_client(error)
            raise EngineUnavailable(f"engine.server at {where}: {reason}") from error
        self._client = client
        self._reads = asyncio.Semaphore(self._options.connections)

    async def _connect(self) -> AsyncClient:
        options = self._options
        client = await clickhouse_connect.get_async_client(
            host=options.host,
            port=options.port,
            interface="https" if options.secure else "http",
            username=options.username,
            password=options.password,
            compress=False,
            connector_limit=10_000,  # our own limits are about statements, not about sockets
            connector_limit_per_host=10_000,
            connect_timeout=options.connect_timeout_seconds,
            send_receive_timeout=options.silence_timeout_seconds,
            client_name="sardonyx",
            query_retries=0,  # a stale connection is still tried a second time, for reads only
            show_clickhouse_errors=True,
            autogenerate_session_id=False,
        )
        try:
            _check_version(str(client.server_version))
            for name, value in options.session_settings(client.server_settings).items():
                client.set_client_setting(name, value)
            self._write_settings = options.write_settings(client.server_settings)
            self._once_settings = options.once_settings(client.server_settings)
            await self._ensure_database(client)
        except BaseException:
            await client.close()
            raise
        client.database = options.database
        return client

    async def _ensure_database(self, client: AsyncClient) -> None:
        named = {"name": _Encoded(self._options.database)}
        found = await client.raw_query("SELECT 1 FROM system.databases WHERE name = {name:String}", parameters=named)
        if not found.strip():
            await client.command(create_database(self._options.database, self.cluster))

    async def close(self) -> None:
        """Cancel what runs, wait for it, drop the connections."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KILL_SECONDS):
                while running := [*self._running.values()]:
                    await self._kill(client, f"startsWith(query_id, {literal(self._prefix)})")
                    await asyncio.wait(running, timeout=_KILL_PAUSE_SECONDS)
        tasks = [*self._running.values(), *self._killers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for answer in self._answers:
            answer.source.close()
        await client.close()

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
        """Run a SELECT and return the bytes of its result in format `fmt`. The server answers when it has all of it."""

        async def call(client: AsyncClient, query_id: str) -> bytes:
            asked = {**limits.settings(), **(settings or {}), "query_id": query_id, "wait_end_of_query": 1}
            return await client.raw_query(sql, _bound(sql, params), settings=asked, fmt=fmt)

        async with self._reads:
            return await self._run(call)

    async def stream(
        self,
        sql: str,
        params: Params | None = None,
        *,
        fmt: str,
        limits: Limits = INTERACTIVE,
        settings: Settings | None = None,
    ) -> AsyncIterator[bytes]:
        """Run a SELECT and yield its result in chunks."""
        used = ""

        async def call(client: AsyncClient, query_id: str) -> StreamContext:
            nonlocal used
            used = query_id
            asked = {**limits.settings(), **(settings or {}), "query_id": query_id}
            return await client.raw_stream(sql, _bound(sql, params), settings=asked, fmt=fmt)

        tail, ended = ExceptionTail(), False
        async with self._reads:
            answer = await self._run(call)
            self._answers.add(answer)
            try:
                async with answer as chunks:
                    async for chunk in chunks:
                        if data := tail.feed(chunk):
                            yield data
                ended = True
                if rest := tail.end():
                    yield rest
            except CLIENT_ERRORS as error:
                ended = True
                raise tail.error() or from_client(error) from error
            finally:
                self._answers.discard(answer)
                if not ended and self._client:
                    self._kill_later(self._client, used, None)

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        """Run a statement without a result; on a cluster, statements on the schema come rendered (`storage.cluster`)."""

        async def call(client: AsyncClient, query_id: str) -> None:
            asked = {**self._write_settings, **limits.settings(), "query_id": query_id, "wait_end_of_query": 1}
            await client.raw_query(sql, _bound(sql, params), settings=asked)

        await self._run(call)

    async def insert_segment(self, insert: SegmentInsert, segment: Path, *, token: str) -> int:
        """Insert a sealed segment, its file being the request's body."""
        settings = {
            **self._write_settings,
            **self._once_settings,
            **insert.settings,
            "insert_deduplication_token": token,
        }
        if "max_block_size" in insert.settings:  # what this is to file(), that is to input()
            settings["max_insert_block_size"] = insert.settings["max_block_size"]
        source = f"input({literal(insert.structure)})"
        statement = (
            f"INSERT INTO {insert.table} ({', '.join(insert.columns)}){settings_clause(settings)} "
            f"{insert.select.replace('{source}', source)} FORMAT {insert.format}"
        )
        compress = self._options.compresses

        async def call(client: AsyncClient, query_id: str) -> int:
            summary = await client.raw_insert(
                insert_block=segment_body.pieces(statement, segment, compress=compress),
                settings={"query_id": query_id, "wait_end_of_query": 1},
                compression="zstd" if compress else None,
            )
            return int(summary.summary.get("read_rows", 0))

        if not await asyncio.to_thread(segment.is_file):  # else it fails mid-request, and looks like the server
            raise QueryError(f"segment {segment} does not exist")
        return await self._run(call)

    def writes(self, table: str) -> int | None:
        """Not known: others write to a server's tables too."""
        return None

    async def _run(self, call: Callable[[AsyncClient, str], Coroutine[Any, Any, T]]) -> T:
        """Run one request as a task of its own, so that a cancelled caller leaves at once and the kill is seen through."""
        client = self._client
        if client is None:
            raise EngineUnavailable("the server engine is not open")
        query_id = f"{self._prefix}-{uuid.uuid4().hex}"
        task = asyncio.create_task(call(client, query_id))
        self._running[query_id] = task
        task.add_done_callback(lambda _: self._running.pop(query_id, None))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise EngineUnavailable("the server engine was closed") from None
            task.add_done_callback(_drop_answer)
            self._kill_later(client, query_id, task)
            raise
        except CLIENT_ERRORS as error:
            raise from_client(error) from error

    def _kill_later(self, client: AsyncClient, query_id: str, task: "asyncio.Task[Any] | None") -> None:
        killer = asyncio.create_task(self._see_killed(client, query_id, task))
        self._killers.add(killer)
        killer.add_done_callback(self._killers.discard)

    async def _see_killed(self, client: AsyncClient, query_id: str, task: "asyncio.Task[Any] | None") -> None:
        # The statement may still be on its way to the server: ask again until its request has ended.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KILL_SECONDS):
                await self._kill(client, f"query_id = {literal(query_id)}")
                while task is not None and not task.done():  # a stream has none: closing its connection ends a read
                    await asyncio.wait([task], timeout=_KILL_PAUSE_SECONDS)
                    await self._kill(client, f"query_id = {literal(query_id)}")
        if task is not None:
            task.cancel()

    async def _kill(self, client: AsyncClient, condition: str) -> None:
        where = self.cluster.on if self.cluster else ""
        with contextlib.suppress(*CLIENT_ERRORS):
            await client.command(f"KILL QUERY{where} WHERE {condition} ASYNC")


def _drop_answer(task: "asyncio.Task[Any]") -> None:
    """A stream that began after its reader had gone: give its connection back."""
    if not task.cancelled() and task.exception() is None and isinstance(task.result(), StreamContext):
        task.result().source.close()


class _Encoded:
    """A bound value that already has the engine's text form; the client takes it as it prints."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def _bound(sql: str, params: Params | None) -> dict[str, _Encoded] | None:
    """The values `sql` names; given others, the client would format the text by itself."""
    return {name: _Encoded(text) for name, text in encode_params(params).items() if f"{{{name}:" in sql} or None


def _check_version(version: str) -> None:
    parts = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if parts < MINIMUM_VERSION:
        wanted = ".".join(map(str, MINIMUM_VERSION))
        raise EngineUnavailable(f"it is ClickHouse {version}; Sardonyx needs {wanted} or newer")
