"""The built web interface: hashed assets for ever, everything else revalidated, one page for all addresses of the app.

The interface answers only where no route does, and only browsers: a program with a mistyped path gets the API's 404, never
a web page with status 200.
"""

import asyncio
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

RESERVED = frozenset(
    {"rest", "api", "v1", "v2", "loki", "jaeger", "tempo", "elasticsearch", "prometheus", "alertmanager", "datadog"}
    | {"metrics", "health", "ready", "live", "status", "docs", "openapi.json"}
)
"""First path segments that belong to protocols, besides all that begin with `_`: no page may live there."""

ASSETS = "assets"
"""The folder of files that carry a hash of their content in their name."""

_ENCODINGS = ((".br", "br"), (".gz", "gzip"))
_IMMUTABLE = "public, max-age=31536000, immutable"
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; "
        "object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sardonyx: the pages are not built</title>
<body style="max-width: 60ch; margin: 12vh auto; padding: 0 16px; font: 16px/1.5 system-ui, sans-serif">
<h1 style="font-size: 20px">Sardonyx is running, but its web pages are not built</h1>
<p>Receiving, storing and the API work. To build the pages, run this in the source folder and load this page again:</p>
<pre><code>make ui</code></pre>
</body>
</html>
"""


def mount_ui(app: FastAPI, static: Path) -> None:
    """Let the interface built into the folder `static` answer what no route of `app` owns, whenever it was added.

    The folder may appear later: until then browsers get a page that says how to build it.
    """
    app.router.default = _Pages(static.resolve(), otherwise=app.router.default)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to send as it lies on disk."""

    path: Path
    encoding: str | None


class _Pages:
    """The ASGI endpoint behind all routes. Files are looked up and read in threads, never on the event loop."""

    def __init__(self, static: Path, otherwise: ASGIApp) -> None:
        self._static = static
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope)) if scope["type"] == "http" else None
        await (response or self._otherwise)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """The interface's answer, or None where it has none to give."""
        path = request.url.path.lstrip("/")
        first = path.partition("/")[0]
        if request.method not in ("GET", "HEAD") or is_reserved(first):
            return None
        if first == ASSETS:
            return await self._asset(request, path)
        if path and (root_file := await asyncio.to_thread(self._file, path)):
            return await _revalidated(request, root_file)
        if path and "text/html" not in request.headers.get("accept", ""):
            return None
        # The start address is never a mistyped path: it answers whoever asks.
        if index := await asyncio.to_thread(self._file, "index.html"):
            return await _revalidated(request, index)
        return HTMLResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store", **_SECURITY})

    async def _asset(self, request: Request, path: str) -> Response:
        found = await asyncio.to_thread(self._encoded, path, _accepted(request))
        if found is None:
            # A page of an older build asks for its own chunks: that answer must not be kept.
            return Response(status_code=404, headers={"Cache-Control": "no-store", **_SECURITY})
        headers = {"Cache-Control": _IMMUTABLE, "Vary": "Accept-Encoding", **_SECURITY}
        if found.encoding:
            headers["Content-Encoding"] = found.encoding
        return FileResponse(found.path, headers=headers, media_type=_media_type(path))

    def _encoded(self, path: str, accepted: frozenset[str]) -> _Found | None:
        plain = self._file(path)
        if plain is None:
            return None
        for suffix, encoding in _ENCODINGS:
            compressed = plain.with_name(plain.name + suffix)
            if encoding in accepted and compressed.is_file():
                return _Found(compressed, encoding)
        return _Found(plain, None)

    def _file(self, path: str) -> Path | None:
        """The file of that address inside the static folder; hidden files and all outside are none."""
        if any(part.startswith(".") for part in path.split("/")) or "\0" in path:
            return None
        file = (self._static / path).resolve()
        return file if file.is_relative_to(self._static) and file.is_file() else None


def is_reserved(segment: str) -> bool:
    """Whether a first path segment belongs to protocols, so that the interface never answers there."""
    return segment in RESERVED or segment.startswith("_")


async def _revalidated(request: Request, file: Path) -> Response:
    """A small file that may change at any upgrade: kept by the browser, asked for again each time.

    The tag is made of the content. Size and time would not do: packages are often built with the same time for all files,
    and names of assets have the same length in every build.
    """
    content = await asyncio.to_thread(file.read_bytes)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, **_SECURITY}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers={**headers, "Content-Length": str(len(content))}, media_type=_media_type(file.name))
    return Response(content, headers=headers, media_type=_media_type(file.name))


def _accepted(request: Request) -> frozenset[str]:
    """The encodings the client takes; one with `q=0` is refused by it."""
    accepted = set()
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(name.strip())
    return frozenset(accepted)


def _media_type(name: str) -> str:
    # The system's table may name scripts text/plain, and browsers refuse to run those.
    if name.endswith(".js"):
        return "text/javascript"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
