"""GET requests with what an HTTP client of `prometheus.yml` may say: credentials, TLS, headers, redirects, proxies.

One client holds one pool of connections. Secrets in files are read at each request, certificates when their files change.
"""

import asyncio
import base64
import os
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from sardonyx import __version__
from sardonyx.collectors.scrape import tls
from sardonyx.collectors.scrape.errors import HttpFailed, TooLarge
from sardonyx.collectors.scrape.models import HttpClient, TlsConfig
from sardonyx.collectors.scrape.oauth import Tokens
from sardonyx.collectors.scrape.proxies import proxy_for
from sardonyx.receivers import errors as body_errors
from sardonyx.receivers.body import decompress

USER_AGENT = f"Sardonyx/{__version__}"
_REDIRECTS = 10
_CHUNK_BYTES = 1 << 16
# Unfolding more than this moves to a thread.
_THREAD_BYTES = 1 << 16
_MOST_HEADER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of status 200, its body decompressed."""

    body: bytes
    content_type: str


class Client:
    """Asks. Use as an async context manager."""

    def __init__(self, wanted: HttpClient, *, unix_socket: str | None = None) -> None:
        self._wanted = wanted
        self._unix_socket = unix_socket
        self._session: aiohttp.ClientSession | None = None
        self._tls: tuple[object, ssl.SSLContext] | None = None
        self._tokens = Tokens(wanted.oauth2) if wanted.oauth2 else None
        self._proxy_headers = {
            name: ", ".join(value.get_secret_value() for value in values)
            for name, values in wanted.proxy_connect_header.items()
        }

    async def __aenter__(self) -> Self:
        if self._unix_socket is None:
            connector: aiohttp.BaseConnector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=30)
        else:
            connector = aiohttp.UnixConnector(self._unix_socket)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # unfolded here, within the limit
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            max_field_size=_MOST_HEADER_BYTES,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str], *, limit: int, compression: bool = True) -> Answer:
        """The answer; its body has at most `limit` bytes. Raises HttpFailed, TooLarge. The caller bounds the time."""
        assert self._session is not None  # inside the context
        wanted = self._wanted
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip" if compression else "identity", **headers}
        try:
            address = URL(url, encoded=True)
            if self._tokens is not None:
                sent["Authorization"] = await self._tokens.header(self._session)
            async with self._session.get(
                address,
                headers=[*sent.items(), *self._own_headers()],
                allow_redirects=wanted.follow_redirects,
                max_redirects=_REDIRECTS,
                ssl=self._context(),
                server_hostname=wanted.tls_config.server_name,
                proxy=proxy_for(address, wanted),
                proxy_headers=self._proxy_headers,
            ) as answer:
                if answer.status != 200:
                    raise HttpFailed(f"server returned HTTP status {answer.status} {answer.reason or ''}".rstrip())
                packed = await _read(answer, limit)
                encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
                content_type = answer.headers.get("Content-Type", "")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise HttpFailed(told(error)) from error
        if encoding not in ("", "identity"):
            packed = await _unfolded(packed, encoding, limit)
        return Answer(packed, content_type)

    def _context(self) -> ssl.SSLContext | bool:
        """Made again when one of its files has changed; True is the standard one."""
        wanted = self._wanted.tls_config
        if wanted == TlsConfig():
            return True
        stamp = tuple(_stamp(file) for file in tls.files_of(wanted))
        if self._tls is None or self._tls[0] != stamp:
            self._tls = stamp, tls.context_of(wanted)
        return self._tls[1]

    def _own_headers(self) -> Sequence[tuple[str, str]]:
        wanted, found = self._wanted, []
        for name, given in wanted.http_headers.items():
            values = [*given.values, *(secret.get_secret_value() for secret in given.secrets)]
            values += [_secret(file, f"http_headers.{name}.files") for file in given.files]
            found += [(name, value) for value in values]
        if wanted.basic_auth is not None:
            auth = wanted.basic_auth
            user = _secret(auth.username_file, "username_file") if auth.username_file else auth.username
            password = auth.password.get_secret_value() if auth.password else ""
            if auth.password_file:
                password = _secret(auth.password_file, "password_file")
            found.append(("Authorization", f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"))
        if wanted.authorization is not None:
            told_ = wanted.authorization
            credentials = told_.credentials.get_secret_value() if told_.credentials else ""
            if told_.credentials_file:
                credentials = _secret(told_.credentials_file, "credentials_file")
            found.append(("Authorization", f"{told_.type} {credentials}"))
        if wanted.bearer_token is not None:
            found.append(("Authorization", f"Bearer {wanted.bearer_token.get_secret_value()}"))
        if wanted.bearer_token_file is not None:
            found.append(("Authorization", f"Bearer {_secret(wanted.bearer_token_file, 'bearer_token_file')}"))
        return found


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    received = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
        received += chunk
        if len(received) > limit:
            raise TooLarge(f"body size limit exceeded: the answer has more than {limit} bytes")
    return bytes(received)


async def _unfolded(packed: bytes, encoding: str, limit: int) -> bytes:
    try:
        if len(packed) < _THREAD_BYTES:
            return decompress(packed, encoding, limit)
        return await asyncio.to_thread(decompress, packed, encoding, limit)
    except body_errors.TooLarge as error:
        raise TooLarge(f"body size limit exceeded: {error}") from error
    except body_errors.ReceiveError as error:
        raise HttpFailed(str(error)) from error


def told(error: Exception) -> str:
    """What went wrong, in words for whoever looks at a target."""
    return next(words(error) for kind, words in _WORDS if isinstance(error, kind))


def _reason(error: Any) -> str:
    found = error.os_error
    return (os.strerror(found.errno) if found.errno and found.errno > 0 else str(found)).lower()


# The first that fits; what is more special comes first.
_WORDS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (aiohttp.ClientHttpProxyError, lambda e: f"the proxy refused: {e.status} {e.message}".rstrip()),
    (aiohttp.ClientProxyConnectionError, lambda e: f"can't connect to the proxy {e.host}:{e.port}: {_reason(e)}"),
    (aiohttp.ClientConnectorDNSError, lambda e: f"the name {e.host} can't be resolved: {e.os_error.strerror or e}"),
    (
        aiohttp.ClientConnectorCertificateError,
        lambda e: (
            f"the certificate of {e.host}:{e.port} is not trusted: "
            f"{getattr(e.certificate_error, 'verify_message', '') or e.certificate_error}"
        ),
    ),
    (aiohttp.ClientConnectorSSLError, lambda e: f"no TLS connection to {e.host}:{e.port}: {e.os_error}"),
    (aiohttp.client_exceptions.UnixClientConnectorError, lambda e: f"can't connect to {e.path}: {_reason(e)}"),
    (aiohttp.ClientConnectorError, lambda e: f"can't connect to {e.host}:{e.port}: {_reason(e)}"),
    (aiohttp.TooManyRedirects, lambda _: f"stopped after {_REDIRECTS} redirects"),
    (aiohttp.ServerDisconnectedError, lambda _: "the target closed the connection without an answer"),
    (aiohttp.ClientPayloadError, lambda _: "the target closed the connection before the body was complete"),
    (aiohttp.ClientResponseError, lambda e: f"the answer is not HTTP: {e.message}"),
    (ValueError, lambda e: f"the address is not valid: {e}"),
    (OSError, lambda e: f"the connection broke: {e.strerror or e}"),
    (Exception, lambda e: f"the request failed: {e}"),
)


def _secret(file: str, key: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise HttpFailed(f"{key} can't be read: {error}") from error


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
