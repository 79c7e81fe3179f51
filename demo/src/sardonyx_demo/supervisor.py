"""The process that starts the three services and the traffic, keeps them running, and takes them down."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from sardonyx_demo.address_book import Address, AddressBook
from sardonyx_demo.child import Child
from sardonyx_demo.launch import VERSIONS, Launch
from sardonyx_demo.peers import new_client
from sardonyx_demo.traffic.generator import Traffic

_START_SECONDS = 60.0
_ANSWER_SECONDS = 2.0
_ASK_SECONDS = 0.1
_BACKLOG = 512


class StartError(Exception):
    """A service did not come up; the message holds what it printed."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to run. `rate` is requests per second, 0 for none."""

    endpoint: str
    folder: Path
    rate: float
    seed: int
    ends_with_stdin: bool


async def run(options: Options, announce: Callable[[AddressBook], None]) -> None:
    """Run until SIGTERM, SIGINT or, if asked, the end of standard input. Raises StartError."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        if options.ends_with_stdin:
            watching = asyncio.create_task(_wait_for_stdin_to_end(stop))
            stack.callback(watching.cancel)
        starting = asyncio.create_task(_started(options, stack))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.wait((starting,))
            return
        announce(starting.result())
        await stopping


async def _started(options: Options, stack: AsyncExitStack) -> AddressBook:
    book = await stack.enter_async_context(_services(options))
    if options.rate > 0:
        client = await stack.enter_async_context(new_client())
        urls = {name: address.url for name, address in book().services.items()}
        await stack.enter_async_context(Traffic(client, urls, options.rate, options.seed).running())
    return book()


@asynccontextmanager
async def _services(options: Options) -> AsyncIterator[Callable[[], AddressBook]]:
    """All services, ready. Yields the address book of the moment: process ids change with restarts."""
    options.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pids: dict[str, int] = {}
    token = secrets.token_urlsafe(24)
    async with AsyncExitStack() as stack:
        sockets = {name: stack.enter_context(_listening()) for name in VERSIONS}
        urls = {name: f"http://127.0.0.1:{sock.getsockname()[1]}" for name, sock in sockets.items()}

        def book() -> AddressBook:
            known = {name: Address(urls[name], pids[name], VERSIONS[name]) for name in VERSIONS if name in pids}
            return AddressBook(os.getpid(), token, known)

        def started(name: str, pid: int) -> None:
            pids[name] = pid
            book().write(options.folder)

        stack.callback(AddressBook.remove, options.folder)
        children = []
        for name, sock in sockets.items():
            launch = Launch(name, sock.fileno(), urls, str(options.folder), options.endpoint, token, options.seed)
            children.append(Child(launch, started))
        await stack.enter_async_context(_kept_running(children))
        await _ready(children, urls)
        yield book


@asynccontextmanager
async def _kept_running(children: list[Child]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(child.keep_running()) for child in children]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _ready(children: list[Child], urls: dict[str, str]) -> None:
    try:
        async with asyncio.timeout(_START_SECONDS), new_client() as client:
            for child in children:
                await _answers(child, client, urls[child.launch.service])
    except TimeoutError:
        raise StartError(f"the services were not ready after {_START_SECONDS:.0f} s") from None


async def _answers(child: Child, client: httpx.AsyncClient, url: str) -> None:
    """Wait until the service is ready; its socket listens already, so most of the wait is one request."""
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if (await client.get(f"{url}/ready", timeout=_ANSWER_SECONDS)).status_code == 200:
                return
        if child.last_words is not None:
            raise StartError(f"{child.launch.service} ends as soon as it starts: {child.last_words}")
        await asyncio.sleep(_ASK_SECONDS)


async def _wait_for_stdin_to_end(stop: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass
    stop.set()


def _listening() -> socket.socket:
    """A socket on a free port of loopback. It stays open while its service restarts, so that callers just wait."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(_BACKLOG)
    return sock
