"""Failures of the HTTP client, and exceptions inside answers, as errors of ours."""

import asyncio
import re

import aiohttp
from clickhouse_connect.driver.exceptions import ClickHouseError

from sardonyx.storage.errors import EngineUnavailable, StorageError, from_engine_message

# The server cuts an exception's text to 16 KiB; twice that holds any block.
_WINDOW = 32 << 10
_MARK = b"__exception__\r\n"
_BLOCK = re.compile(rb"__exception__\r\n(\w{8,64})\r\n(.*?)\n?\d+ \1\r\n__exception__\s*\Z", re.DOTALL)
_ANSWER = re.compile(r"server response: (.*?)(?: \(for url [^)]*\))?\Z", re.DOTALL)


def from_client(error: BaseException) -> StorageError:
    """The fitting error for what the HTTP client raised.

    Only an answer with an engine's error code is the engine's own refusal. Everything else (no connection, a proxy's
    503, a wrong page) says nothing about the statement and is transient, so that no accepted data is given up for it.
    """
    text = str(error)
    if isinstance(error, ClickHouseError):
        code = getattr(error, "code", None)
        answer = _ANSWER.search(text)
        body = answer.group(1) if answer else ""
        if code or body.startswith("Code:"):
            return from_engine_message(body if "Code:" in body else f"Code: {code}. {body or text}")
    return EngineUnavailable(f"the ClickHouse server can't be reached: {text or type(error).__name__}"[:2000])


CLIENT_ERRORS = (ClickHouseError, aiohttp.ClientError, ConnectionError, asyncio.TimeoutError)


class ExceptionTail:
    """Watches a streamed answer for the exception the server appends when it fails half-way, after its status 200.

    What may begin the block is held back until the end is known. The block (servers from 25.11) reads:
    `__exception__ CRLF tag CRLF message LF size SPACE tag CRLF __exception__ CRLF`.
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, chunk: bytes) -> bytes:
        """Take a chunk; return the bytes that are surely data."""
        held = self._held
        held += chunk
        ready = 0
        while (start := held.find(_MARK, ready)) >= 0 and len(held) - start > _WINDOW:
            ready = start + len(_MARK)  # too far from the end to begin the block: somebody's data
        if start < 0:
            ready = max(ready, len(held) - len(_MARK) - 1)
        else:  # the line end before the block belongs to it
            ready = max(ready, start - 2 if held[max(0, start - 2) : start] == b"\r\n" else start)
        data = bytes(held[:ready])
        del held[:ready]
        return data

    def error(self) -> StorageError | None:
        """The exception at the end of what came so far, if there is one."""
        found = _BLOCK.search(self._held)
        return from_engine_message(found.group(2).decode(errors="replace").strip()) if found else None

    def end(self) -> bytes:
        """The rest of the data. Raises the server's exception if the answer ends with one."""
        if error := self.error():
            raise error
        return bytes(self._held)
