"""A web server of metrics pages that behaves as badly as a test wants. It runs in the test's event loop."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ExpositionServer:
    """Serves what `page` and `behave` have set, and remembers who asked for what."""

    def __init__(self) -> None:
        self.address = ""
        self.requests: list[web.Request] = []
        self.asked: Counter[tuple[str, str]] = Counter()
        self._handlers: dict[str, Handler] = {}

    def page(self, path: str, body: str | bytes, content_type: str = TEXT, *, status: int = 200) -> None:
        """From now on `path` is this page."""
        data = body.encode() if isinstance(body, str) else body

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=data, status=status, headers={"Content-Type": content_type})

        self._handlers[path] = answer

    def behave(self, path: str, handler: Handler) -> None:
        """From now on `path` is answered by `handler`."""
        self._handlers[path] = handler

    def scrapes(self, path: str, agent: str) -> int:
        """How often somebody whose User-Agent begins with `agent` asked for `path`."""
        return self.asked[path, agent]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.asked[request.path, request.headers.get("User-Agent", "").partition("/")[0]] += 1
        if request.path not in self._handlers:
            raise web.HTTPNotFound
        return await self._handlers[request.path](request)


@asynccontextmanager
async def exposition_server(ssl_context: object = None) -> AsyncIterator[ExpositionServer]:
    """A server on a free port."""
    found = ExpositionServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found._answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=ssl_context)  # type: ignore[arg-type]
    await site.start()
    host, port = runner.addresses[0][:2]
    found.address = f"{host}:{port}"
    try:
        yield found
    finally:
        await runner.cleanup()
