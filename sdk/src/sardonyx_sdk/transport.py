"""One HTTP connection to the collector, with deadlines that hold whatever the other side does.

`http.client` bounds each socket operation, so a peer that sends one byte a second could hold it for hours. Here the whole
exchange has one deadline: the socket is wrapped, and every operation gets what is left of it. Redirects are errors; at most
64 KiB of an answer are read; nonsense is an outcome, not an exception.
"""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import http.client
import io
import math
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from .version import __version__

MAX_ANSWER = 65536
MAX_RETRY_AFTER = 300.0
_RETRY = frozenset((429, 502, 503, 504))
_SEND_CHUNK = 65536

OutcomeKind = Literal["ok", "retry", "too_large", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    ok: accepted (`rejected` records of it were not) · retry: not now, perhaps later, not before `retry_after` seconds if
    given · too_large: send it in smaller parts · refused: never send this again. `error` names the kind of failure.
    """

    kind: OutcomeKind
    error: str = ""
    retry_after: float | None = None
    rejected: int = 0


class _DeadlineSocket:
    """The part of a socket that `http.client` uses, with one deadline for everything."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self._readers = 0
        self._closing = False
        self.deadline = 0.0

    def _arm(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline passed")
        self._inner.settimeout(left)

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._arm()
            view = view[self._inner.send(view[:_SEND_CHUNK]) :]

    def recv_into(self, target: Any) -> int:
        self._arm()
        return self._inner.recv_into(target)

    def makefile(self, mode: str, *_: Any) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        # `http.client` closes the socket of a connection that ends with its answer before it reads that answer.
        self._closing = True
        if not self._readers:
            self._inner.close()

    def reader_closed(self) -> None:
        self._readers -= 1
        if self._closing:
            self.close()


class _Reader(io.RawIOBase):
    def __init__(self, source: _DeadlineSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._source.reader_closed()

    def readinto(self, target: Any) -> int:
        return self._source.recv_into(target)


def _retry_after(value: str | None) -> float | None:
    """Retry-After as seconds from now (number or HTTP date), bounded; None when absent or nonsense."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    if math.isnan(seconds):
        return None
    return min(max(0.0, seconds), MAX_RETRY_AFTER)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while shift < 70:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("varint too long")


def rejected_records(answer: bytes) -> int:
    """`partial_success.rejected_…` of an Export…ServiceResponse; 0 for an empty answer or anything unreadable."""
    try:
        if not answer or answer[0] != 0x0A:
            return 0
        size, at = _read_varint(answer, 1)
        if size == 0 or answer[at] != 0x08:
            return 0
        number = _read_varint(answer, at + 1)[0]
    except (IndexError, ValueError):
        return 0
    return number if number < 1 << 31 else 0


class Transport:
    """Posts OTLP bodies; keeps its connection alive between posts. Used by one thread only."""

    def __init__(self, endpoint: str, headers: dict[str, str], compression: str, timeout_seconds: float) -> None:
        parts = urlsplit(endpoint)
        self.endpoint = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._gzip = compression == "gzip"
        self._timeout = timeout_seconds
        self._headers = {
            "Content-Type": "application/x-protobuf",
            "User-Agent": f"sardonyx-sdk-python/{__version__}",
            **headers,
        }
        self._connection: http.client.HTTPConnection | None = None
        self._socket: _DeadlineSocket | None = None

    def close(self) -> None:
        """Close the connection; the next post opens a new one."""
        connection, self._connection, self._socket = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.close()

    def _connect(self, deadline: float) -> http.client.HTTPConnection:
        left = max(0.001, deadline - time.monotonic())
        raw = socket.create_connection((self._host, self._port), timeout=left)
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._secure:
                raw.settimeout(max(0.001, deadline - time.monotonic()))
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=self._host)
        except BaseException:
            raw.close()
            raise
        connection = (
            http.client.HTTPSConnection(self._host, self._port)
            if self._secure
            else http.client.HTTPConnection(self._host, self._port)
        )
        self._socket = _DeadlineSocket(raw)
        connection.sock = cast("socket.socket", self._socket)
        self._connection = connection
        return connection

    def post(self, path: str, body: bytes, budget_seconds: float | None = None) -> Outcome:
        """Send one request and classify the answer; takes at most the time-out, or `budget_seconds` if that is less."""
        deadline = time.monotonic() + min(
            self._timeout, budget_seconds if budget_seconds is not None else self._timeout
        )
        headers = self._headers
        if self._gzip:
            body = gzip.compress(body, 1, mtime=0)
            headers = {**headers, "Content-Encoding": "gzip"}
        reused = self._connection is not None
        outcome = self._attempt(path, body, headers, deadline)
        if reused and outcome.error == "closed" and time.monotonic() < deadline:
            # An idle connection that the collector had closed meanwhile says nothing about the collector.
            outcome = self._attempt(path, body, headers, deadline)
        return outcome

    def _attempt(self, path: str, body: bytes, headers: dict[str, str], deadline: float) -> Outcome:
        try:
            connection = self._connection or self._connect(deadline)
            if self._socket is not None:
                self._socket.deadline = deadline
            connection.request("POST", self._prefix + path, body, headers)
            response = connection.getresponse()
            answer = response.read(MAX_ANSWER)
            if response.will_close or not response.isclosed():
                response.close()
                self.close()
        except TimeoutError:
            self.close()
            return Outcome("retry", "timeout")
        except ssl.SSLCertVerificationError:
            self.close()
            return Outcome("retry", "certificate")
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError, ConnectionAbortedError):
            self.close()
            return Outcome("retry", "closed")
        except OSError:
            self.close()
            return Outcome("retry", "connect")
        except http.client.BadStatusLine as error:
            self.close()
            line = str(error.args[0]) if error.args else ""
            cut_off = line[:5] == "HTTP/"[: len(line)]
            return Outcome("retry", "closed") if cut_off else Outcome("refused", "nonsense")
        except (http.client.HTTPException, ValueError, LookupError):
            self.close()
            return Outcome("refused", "nonsense")
        return _classify(response.status, response.getheader("Retry-After"), answer)


def _classify(status: int, retry_after: str | None, answer: bytes) -> Outcome:
    if 200 <= status < 300:
        return Outcome("ok", rejected=rejected_records(answer))
    if status in _RETRY:
        return Outcome("retry", f"http_{status}", _retry_after(retry_after))
    if status == 413:
        return Outcome("too_large", "http_413")
    return Outcome("refused", "redirect" if 300 <= status < 400 else f"http_{status}")
