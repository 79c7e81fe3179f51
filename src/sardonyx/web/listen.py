"""Sockets and HTTP servers: bound first, so that a port in use is one clear line that names the option."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from sardonyx.config import ListenAddress


class ListenError(Exception):
    """An address can't be listened on; the message names the option."""


def bind(address: ListenAddress, option: str) -> socket.socket:
    """A listening socket. Raises ListenError."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ListenError(explain(error, str(address), option)) from error
    listener.setblocking(False)
    return listener


def explain(error: OSError, address: str, option: str) -> str:
    """What is wrong with an address, and which option moves it."""
    if error.errno == errno.EADDRINUSE:
        reason = "is already in use by another program"
    elif error.errno == errno.EACCES:
        reason = "needs more rights (ports below 1024)"
    else:
        reason = f"can't be listened on ({error.strerror or error})"
    return f"{address} {reason}: stop that program, or choose another address with {option} ('off' where allowed)"


class HttpServer:
    """uvicorn on a bound socket, without signal handlers of its own."""

    def __init__(self, app: FastAPI, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            backlog=2048,
        )
        self._server = _Quiet(config)
        self._listener = listener
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """`host:port` really listened on."""
        host, port = self._listener.getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def start(self) -> None:
        """Return when connections are accepted."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._listener]), name=f"http-{self.address}")
        while not self._server.started:
            if self._task.done():
                await self._task
                raise ListenError(f"the HTTP server on {self.address} ended at once")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Stop accepting, let running requests end."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Quiet(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
