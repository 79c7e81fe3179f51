"""An HTTP/1 answer read from a stream, bounded before and after decompression."""

import time
import zlib
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import httptools

from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.tls_handshake import Stream

MAX_BODY_BYTES: Final = 1 << 20
_MAX_HEAD_BYTES: Final = 1 << 16
_CHUNK: Final = 1 << 16
_SWITCHING, _OK = 101, 200
_WITHOUT_BODY: Final = frozenset({204, 304})
_WINDOWS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class _Inflating(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


@dataclass(slots=True)
class Answer:
    """What was answered. `body` is decompressed, `cut` where it is only the beginning; `size` of it were read, `wire_bytes`
    came in for it. `waited_seconds` until the first byte, `transfer_seconds` from there to the end."""

    status: int = 0
    version: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    cut: bool = False
    wire_bytes: int = 0
    waited_seconds: float = 0.0
    transfer_seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The first of that name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def text(self) -> str:
        """The body in the character set it names, else UTF-8; what is neither shows as replacement characters."""
        kind = self.header("content-type") or ""
        _, named, charset = kind.lower().partition("charset=")
        try:
            return self.body.decode(charset.split(";")[0].strip(" \"'") if named else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


async def read_answer(stream: Stream, answer: Answer, *, head_only: bool, keep_bytes: int = MAX_BODY_BYTES) -> None:
    """Fill the answer, so that what came is known even where the rest never does. Reading stops after MAX_BODY_BYTES,
    of which the first `keep_bytes` are kept.

    Raises Failed (no HTTP, too large a head, the end came early), OSError.
    """
    reading = _Reading(answer, head_only, keep_bytes)
    began = time.perf_counter()
    first = 0.0
    while not reading.done:
        data = await stream.reader.read(_CHUNK)
        if not first:
            first = time.perf_counter()
            answer.waited_seconds = first - began
        if not data:
            reading.ended()
            break
        reading.feed(data)
        answer.transfer_seconds = time.perf_counter() - first


class _Reading:
    """The callbacks of the parser."""

    def __init__(self, answer: Answer, head_only: bool, keep_bytes: int) -> None:
        self._answer = answer
        self._head_only = head_only
        self._parser = httptools.HttpResponseParser(self)
        self._head_bytes = 0
        self._in_body = False
        self._bounded = False
        self._keep_bytes = keep_bytes
        self._inflating: _Inflating | None = None
        self.done = False

    def feed(self, data: bytes) -> None:
        if not self._in_body:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.done = True
        except httptools.HttpParserError as error:
            if not self.done:
                cause = error.__context__ if isinstance(error.__context__, Failed) else None
                raise cause or Failed("protocol", f"what it answered is no HTTP ({_reason(error)})") from error
        if not self._in_body and self._head_bytes > _MAX_HEAD_BYTES:
            raise Failed("too_large", f"its headers are larger than {_MAX_HEAD_BYTES >> 10} KiB")

    def ended(self) -> None:
        """The other side closed: the end of an answer that names no length, else too early."""
        if not self._in_body:
            raise Failed("reset", "it closed the connection without an answer")
        if self._bounded:
            raise Failed("reset", "it closed the connection before the end of its answer")
        self.done = True

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        answer = self._answer
        answer.status = self._parser.get_status_code()
        answer.version = self._parser.get_http_version()
        if answer.status < _OK and answer.status != _SWITCHING:
            answer.headers.clear()  # 100 and 103 only announce the answer
            return
        self._in_body = True
        self._bounded = answer.header("content-length") is not None or answer.header("transfer-encoding") is not None
        if self._head_only or answer.status in _WITHOUT_BODY or answer.status == _SWITCHING:
            self.done = True
            return
        self._inflating = _inflating(answer.header("content-encoding"))

    def on_body(self, data: bytes) -> None:
        if self.done:
            return
        self._answer.wire_bytes += len(data)
        room = MAX_BODY_BYTES - self._answer.size
        try:
            plain = data[: room + 1] if self._inflating is None else self._inflating.decompress(data, room + 1)
        except zlib.error as error:
            raise Failed("protocol", f"its body can't be decompressed ({error})") from error
        self._answer.body += plain[: self._keep_bytes - len(self._answer.body)]
        self._answer.size += len(plain)
        self._answer.cut = self._answer.size > self._keep_bytes
        self.done = len(plain) > room

    def on_message_complete(self) -> None:
        if self._in_body:
            self.done = True


def _inflating(encoding: str | None) -> Any:
    named = (encoding or "identity").strip().lower()
    if named in ("", "identity"):
        return None
    if named not in _WINDOWS:
        raise Failed("protocol", f"its body is compressed as {named[:40]}, which was not asked for")
    return zlib.decompressobj(_WINDOWS[named])


def _reason(error: Exception) -> str:
    return str(error).lower() or type(error).__name__
