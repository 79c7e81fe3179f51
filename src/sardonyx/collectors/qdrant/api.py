"""The few calls of Qdrant's REST API that are needed. Source: Qdrant's API reference, 1.7 to 1.17.

A key is sent as the header `api-key`. A read-only key (`service.read_only_api_key`, 1.7 and later) is enough for all of them.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import aiohttp

from sardonyx.collectors.scrape.http_client import told

_MOST_BYTES = 64 << 20
_THREAD_BYTES = 1 << 18
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_ERROR_CHARACTERS = 200
_MESSAGE_BYTES = 4096


class QdrantError(Exception):
    """There is no answer of use. `status` is that of the answer, 0 where there is none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status

    @property
    def refused(self) -> bool:
        """The key is missing, wrong, or may not do this."""
        return self.status in (_UNAUTHORIZED, _FORBIDDEN)


class QdrantApi:
    """The server at `http(s)://[:KEY@]HOST[:PORT][/PATH][?ca=FILE]`; `ca` signed its certificate. Calls raise QdrantError."""

    def __init__(self, url: str, *, timeout_seconds: float = 2.5) -> None:
        parts = urlsplit(url)
        key = unquote(parts.password or parts.username or "")
        host = parts.netloc.rpartition("@")[2]
        self.base = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
        self._headers = {"api-key": key} if key else {}
        self._ca = next(iter(parse_qs(parts.query).get("ca", ())), None)
        self._timeout = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    async def get(self, *path: str, **params: str) -> Any:
        """The `result` of a document, or the document where it has none."""
        return await _document(await self._asked("GET", path, params=params))

    async def text(self, *path: str) -> str:
        """A page of plain text."""
        body = await self._asked("GET", path, expected="text/plain")
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise QdrantError(f"/{'/'.join(path)}: the answer is no text: {error}") from None

    async def post(self, *path: str, body: bytes, timeout_seconds: float) -> Any:
        """The `result` of what a question is answered with."""
        seconds = min(timeout_seconds, self._timeout)
        return await _document(await self._asked("POST", path, body=body, timeout_seconds=seconds))

    async def close(self) -> None:
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _asked(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_seconds: float = 0.0,
        expected: str = "application/json",
    ) -> bytes:
        seconds = timeout_seconds or self._timeout
        address = "/" + "/".join(quote(part, safe="") for part in path)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            async with (
                asyncio.timeout(seconds),
                self._opened().request(
                    method, self.base + address, params=params, data=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                if answer.status != 200:
                    raise QdrantError(f"{address}: {await _said(answer)}", answer.status)
                if answer.content_type != expected:
                    raise QdrantError(f"{address}: answered {answer.content_type}, not {expected}")
                return await _read(answer, address)
        except TimeoutError:
            raise QdrantError(f"{address}: no answer within {seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise QdrantError(told(error)) from error

    def _opened(self) -> aiohttp.ClientSession:
        """The session. Raises OSError when the file of `ca` can't be read."""
        if self._session is None:
            trusted = ssl.create_default_context(cafile=self._ca) if self._ca else True
            connector = aiohttp.TCPConnector(ssl=trusted)
            self._session = aiohttp.ClientSession(connector=connector, headers=self._headers)
        return self._session


async def _read(answer: aiohttp.ClientResponse, address: str) -> bytes:
    received = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        received += chunk
        if len(received) > _MOST_BYTES:
            raise QdrantError(f"{address}: the answer has more than {_MOST_BYTES >> 20} MiB")
    return bytes(received)


async def _said(answer: aiohttp.ClientResponse) -> str:
    """The status, and what the server says of it."""
    text = (await answer.content.read(_MESSAGE_BYTES)).decode(errors="replace").strip()
    with suppress(ValueError, KeyError, TypeError):
        text = json.loads(text)["status"]["error"]
    return f"answered {answer.status}: {str(text)[:_ERROR_CHARACTERS]}".rstrip(": ")


async def _document(body: bytes) -> Any:
    try:
        found = json.loads(body) if len(body) < _THREAD_BYTES else await asyncio.to_thread(json.loads, body)
    except ValueError as error:
        raise QdrantError(f"the answer is not JSON: {error}") from None
    return found.get("result", found) if isinstance(found, dict) else found
