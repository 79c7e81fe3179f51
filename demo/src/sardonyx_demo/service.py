"""One service process: `python -m sardonyx_demo.service`, with its Launch on standard input.

The pipe stays open as long as the supervisor lives. Its end, however it came about, ends the service.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading

import sardonyx_sdk
import uvicorn

from sardonyx_demo.launch import Launch

_QUIET = ("asyncio", "httpcore", "httpx")
_GRACE_SECONDS = 2
_MOST_LAUNCH_BYTES = 1 << 16


def read_launch() -> Launch:
    """The first line of standard input, read from the descriptor itself: a thread will wait on it later."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, _MOST_LAUNCH_BYTES)
        if not piece:
            raise SystemExit("sardonyx_demo.service is started by the supervisor: run `python -m sardonyx_demo`")
        line += piece
    return Launch.from_line(line)


def configure(launch: Launch) -> None:
    """Record everything through the SDK; log records go nowhere else."""
    sardonyx_sdk.configure(
        launch.service,
        endpoint=launch.endpoint,
        environment=launch.environment,
        version=launch.version,
        log_level="DEBUG",
        logs="otlp",
        instrument=["fastapi", "httpx"],
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # uvicorn reports crashed requests after their span has ended; our own handler has done so inside it.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    logging.captureWarnings(True)


async def serve(launch: Launch) -> None:
    """Serve until SIGTERM or the end of standard input."""
    from sardonyx_demo.apps import opened

    async with opened(launch) as app:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = uvicorn.Server(config)

        def wait_for_parent() -> None:
            while os.read(0, _MOST_LAUNCH_BYTES):
                pass
            server.should_exit = True

        threading.Thread(target=wait_for_parent, name="parent", daemon=True).start()
        await server.serve(sockets=[socket.socket(fileno=launch.fd)])


def main() -> None:
    """Run one service."""
    # uvicorn stops gracefully, then raises the signal again for the handler that was there before: this one, so that
    # files are closed and the last records are delivered.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    launch = read_launch()
    configure(launch)
    asyncio.run(serve(launch))


if __name__ == "__main__":
    main()
