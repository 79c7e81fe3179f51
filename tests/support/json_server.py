"""A local HTTP server that answers documents and keeps what it was asked."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web


@dataclass
class JsonServer:
    """`documents` by path; a path without one is 404. `status` and `content_type` are those of every answer."""

    documents: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    content_type: str = "application/json"
    url: str = ""
    asked: list[web.BaseRequest] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        if request.path not in self.documents:
            return web.json_response({"message": "page not found"}, status=404)
        document = self.documents[request.path]
        text = document if isinstance(document, str) else json.dumps(document)
        return web.Response(text=text, status=self.status, content_type=self.content_type)


@contextlib.asynccontextmanager
async def serving(unix_socket: Path | None = None) -> AsyncIterator[JsonServer]:
    """A server on a free port of loopback, or on a socket file, for as long as the context is open."""
    server = JsonServer()
    runner = web.ServerRunner(web.Server(server.answer))
    await runner.setup()
    site: web.BaseSite
    site = web.UnixSite(runner, str(unix_socket)) if unix_socket else web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    if unix_socket is None:
        port = runner.addresses[0][1]
        server.url = f"http://127.0.0.1:{port}"
    else:
        server.url = f"unix://{unix_socket}"
    try:
        yield server
    finally:
        await asyncio.shield(runner.cleanup())
