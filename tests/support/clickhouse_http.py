"""A stand-in for a ClickHouse server: its HTTP interface in front of the embedded engine.

Runs as a process of its own (`python -m tests.support.clickhouse_http --data DIR`), because the embedded engine allows one data
folder a process. Prints one JSON line with its ports, then serves until its standard input closes. It speaks what clients
of a server see: queries in address or body, form data, bound parameters, settings, databases, query ids and KILL QUERY,
`input()` with the data behind the statement, compressed bodies, basic authentication, exceptions with their code, and
exceptions half-way through an answer. It is no proof of a real server: docs/server-engine.md says what it cannot show.

The second port takes faults as JSON: {"kind": …, "times": n, "match": "text in the statement"}; kinds are those of `Fault`.
"""

import argparse
import asyncio
import base64
import contextlib
import gzip
import json
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import chdb
import zstandard
from aiohttp import web

from sardonyx.storage import engine_config
from sardonyx.storage.engine_config import EmbeddedOptions

# What the HTTP interface keeps for itself; every other name in an address is a setting.
RESERVED = {
    *("query", "database", "query_id", "user", "password", "default_format", "wait_end_of_query", "stacktrace"),
    *(
        "session_id",
        "session_timeout",
        "session_check",
        "close_session",
        "compress",
        "decompress",
        "buffer_size",
        "role",
    ),
    *("client_protocol_version", "enable_http_compression", "send_progress_in_http_headers", "quota_key"),
    *("http_headers_progress_interval_ms", "cancel_http_readonly_queries_on_client_close"),
}
STATUS_OF_CODE = {60: 404, 81: 404, 47: 404, 115: 404, 62: 400, 516: 403, 497: 403, 164: 403, 48: 501, 159: 408}
FORMAT = re.compile(r"\s+FORMAT\s+(\w+)\s*;?\s*\Z", re.IGNORECASE)
INPUT = re.compile(r"\binput\('((?:[^'\\]|\\.)*)'\)", re.DOTALL)
DATA = re.compile(rb"\sFORMAT\s+(\w+)[ \t]*\r?\n", re.IGNORECASE)
CODE = re.compile(r"Code: (\d+)")
QUERY_ID = re.compile(r"\bquery_id\b")


class Fault(StrEnum):
    """What may go wrong on purpose."""

    UNAVAILABLE = "unavailable"  # a proxy's 503, without an engine's code
    DROP = "drop"  # the request is read, the connection closed without an answer
    LOST_ANSWER = "lost_answer"  # the statement runs, its answer is lost
    CUT = "cut"  # the answer breaks off after its first piece
    HANG = "hang"  # no answer until the client goes away
    REFUSE = "refuse"  # nobody listens; ends with "listen"


@dataclass
class Pending:
    """A fault that will happen `times` more times, to statements containing `match`."""

    kind: Fault
    times: int
    match: str


class Refusal(Exception):
    """An answer with an engine's code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"Code: {code}. DB::Exception: {message}")


@dataclass
class Asked:
    """One request, taken apart."""

    query: bytes
    params: dict[str, str]
    settings: dict[str, str]
    database: str
    query_id: str
    default_format: str
    wait: bool


class StandIn:
    """The server. Engine calls run in threads, one fresh connection for each request."""

    def __init__(self, data: Path, password: str) -> None:
        folder = data / "engine"
        folder.mkdir(parents=True, exist_ok=True)
        config = engine_config.write(EmbeddedOptions(min_free_disk_bytes=0), folder)
        self.path = f"{folder}/"
        self.anchor = chdb.connect(f"{folder}/?config-file={config}")
        self.password = password
        self.threads = ThreadPoolExecutor(64)
        self.faults: list[Pending] = []
        self.log: list[str] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method == "GET" and "query" not in request.query:
            return web.Response(text="Ok.\n")
        asked = await self._take(request)
        self.log.append(asked.query.split(b"\n", 1)[0][:200].decode(errors="replace"))
        fault = self._fault(asked)
        if fault is Fault.UNAVAILABLE:
            return web.Response(status=503, text="<html>upstream is away</html>")
        if fault is Fault.DROP:
            return self._abort(request)
        if fault is Fault.HANG:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            return self._abort(request)
        try:
            self._authenticate(request)
            if asked.wait or not asked.query.lstrip()[:6].upper().startswith(b"SELECT"):
                answer = await self._in_thread(self._whole, asked)
            else:
                return await self._streamed(request, asked, cut=fault is Fault.CUT)
        except Exception as error:
            return self._refused(error, asked)
        if fault is Fault.LOST_ANSWER:
            return self._abort(request)
        return answer

    async def _take(self, request: web.Request) -> Asked:
        fields = dict(request.query)
        body = b""
        if request.content_type == "multipart/form-data":
            fields |= {name: str(value) for name, value in (await request.post()).items()}
        else:
            body = _decompressed(await request.read(), request.headers.get("Content-Encoding", ""))
        parts = [part for part in (fields.get("query", "").encode(), body) if part]
        settings = {k: v for k, v in fields.items() if k not in RESERVED and not k.startswith("param_")}
        return Asked(
            query=b"\n".join(parts),
            params={k.removeprefix("param_"): v for k, v in fields.items() if k.startswith("param_")},
            settings=settings,
            database=fields.get("database", "default"),
            query_id=fields.get("query_id") or str(uuid.uuid4()),
            default_format=fields.get("default_format", "TabSeparated"),
            wait=fields.get("wait_end_of_query") == "1",
        )

    def _fault(self, asked: Asked) -> Fault | None:
        for pending in self.faults:
            if pending.times > 0 and pending.match.encode() in asked.query:
                pending.times -= 1
                return pending.kind
        return None

    def _authenticate(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        if base64.b64decode(given or b"") != f"default:{self.password}".encode():
            raise Refusal(516, "default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)")

    def _whole(self, asked: Asked) -> web.Response:
        with self._prepared(asked) as (connection, sql, fmt):
            result = connection.query(sql, fmt, params=asked.params)
            data = bytes(result.bytes() or b"") if result is not None else b""
            rows = result.storage_rows_read() if result is not None else 0
        return web.Response(body=data, headers=_headers(asked, fmt, read_rows=rows))

    async def _streamed(self, request: web.Request, asked: Asked, *, cut: bool) -> web.StreamResponse:
        """As a server does it: the status goes out with the first data, whatever happens later."""
        tag = uuid.uuid4().hex[:16]
        prepared = self._prepared(asked)
        connection, sql, fmt = await self._in_thread(prepared.__enter__)
        response = web.StreamResponse(headers={**_headers(asked, fmt), "X-ClickHouse-Exception-Tag": tag})
        stream: Any = None
        try:
            stream = await self._in_thread(lambda: connection.send_query(sql, fmt, params=asked.params))
            chunks = iter(stream)
            while (chunk := await self._in_thread(next, chunks, None)) is not None:
                if not response.prepared:
                    await response.prepare(request)
                await response.write(bytes(chunk.bytes() or b""))
                if cut:
                    return self._abort(request)
            if not response.prepared:
                await response.prepare(request)
        except (ConnectionError, asyncio.CancelledError):  # the client went away: its query is cancelled
            stream.cancel()
            raise
        except Exception as error:
            if not response.prepared:
                raise
            message = _engine_text(error)
            block = f"\r\n__exception__\r\n{tag}\r\n{message}\n{len(message) + 1} {tag}\r\n__exception__\r\n"
            await response.write(block.encode())
        finally:
            with contextlib.suppress(Exception):
                if stream is not None:
                    await asyncio.shield(self._in_thread(stream.close))
            await asyncio.shield(self._in_thread(prepared.__exit__, None, None, None))
        await response.write_eof()
        return response

    @contextlib.contextmanager
    def _prepared(self, asked: Asked) -> Iterator[tuple[Any, str, str]]:
        """A connection with the request's database and settings, the statement and its format."""
        connection: Any = chdb.connect(self.path)
        try:
            if asked.database != "default":
                connection.query("USE `{}`".format(asked.database.replace("\\", "\\\\").replace("`", "\\`")))
            for name, value in asked.settings.items():
                connection.query(f"SET {name} = '{_escaped(value)}'")
            # The embedded engine gives out query ids by itself; ours is kept in the comment.
            connection.query(f"SET log_comment = '{_escaped(asked.query_id)}'")
            with tempfile.NamedTemporaryFile() as data:
                yield connection, *self._statement(asked, data)
        finally:
            connection.close()

    def _statement(self, asked: Asked, data: Any) -> tuple[str, str]:
        query = asked.query
        if query[:6].upper() == b"INSERT" and b"input(" in query:
            # Embedded `input()` takes no inline data: give it the same bytes as a file.
            found = DATA.search(query, query.index(b"input("))
            if found is None:
                raise Refusal(62, "Syntax error: FORMAT expected (SYNTAX_ERROR)")
            data.write(query[found.end() :])
            data.flush()
            fmt = found.group(1).decode()
            sql = query[: found.start()].decode()
            return INPUT.sub(lambda m: f"file('{data.name}', '{fmt}', '{m.group(1)}')", sql), "Null"
        sql = query.decode()
        if sql.lstrip()[:10].upper() == "KILL QUERY":
            sql = QUERY_ID.sub("Settings['log_comment']", sql)
        if found_format := FORMAT.search(sql):
            return sql[: found_format.start()], found_format.group(1)
        return sql, asked.default_format

    def _refused(self, error: Exception, asked: Asked) -> web.Response:
        message = _engine_text(error)
        found = CODE.search(message)
        code = int(found.group(1)) if found else 1002
        headers = {"X-ClickHouse-Exception-Code": str(code), "X-ClickHouse-Query-Id": asked.query_id}
        return web.Response(status=STATUS_OF_CODE.get(code, 500), text=message + "\n", headers=headers)

    def _abort(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _in_thread(self, call: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call, *args)


def _headers(asked: Asked, fmt: str, *, read_rows: int = 0) -> dict[str, str]:
    return {
        "X-ClickHouse-Query-Id": asked.query_id,
        "X-ClickHouse-Server-Display-Name": "stand-in",
        "X-ClickHouse-Format": fmt,
        "X-ClickHouse-Timezone": "UTC",
        "X-ClickHouse-Summary": json.dumps({"read_rows": str(read_rows), "written_rows": "0"}),
    }


def _decompressed(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    if encoding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _engine_text(error: BaseException) -> str:
    text = str(error)
    return text if "Code:" in text else f"Code: 1002. DB::Exception: {text}"


async def serve(stand_in: StandIn, port: int) -> None:
    """Serve on loopback until standard input closes."""
    app = web.Application(client_max_size=1 << 30)
    app.router.add_get("/ping", lambda _: _text("Ok.\n"))
    app.router.add_route("*", "/", stand_in.handle)
    runner = web.AppRunner(app, auto_decompress=False, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    port = runner.addresses[0][1]

    async def control(request: web.Request) -> web.Response:
        nonlocal site
        order = await request.json()
        if order["kind"] == "log":
            taken, stand_in.log = stand_in.log, []
            return web.json_response(taken)
        if order["kind"] == Fault.REFUSE:
            await site.stop()
            for connection in list(runner.server.connections if runner.server else []):
                connection.force_close()
        elif order["kind"] == "listen":
            site = web.TCPSite(runner, "127.0.0.1", port)
            await site.start()
        elif order["kind"] == "none":
            stand_in.faults.clear()
        else:
            stand_in.faults.append(Pending(Fault(order["kind"]), order.get("times", 1), order.get("match", "")))
        return web.json_response({})

    controls = web.Application()
    controls.router.add_post("/", control)
    control_runner = web.AppRunner(controls)
    await control_runner.setup()
    await web.TCPSite(control_runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": port, "control": control_runner.addresses[0][1]}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()
    await control_runner.cleanup()
    stand_in.threads.shutdown()
    stand_in.anchor.close()


async def _text(text: str) -> web.Response:
    return web.Response(text=text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--password", default="")
    given = parser.parse_args()
    os.chdir(given.data)  # the engine keeps copies of .proto texts in the current directory
    asyncio.run(serve(StandIn(given.data, given.password), given.port))
