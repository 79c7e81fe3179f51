"""The demo platform as a child process of the server: started for `--demo`, gone with its parent.

The package `sardonyx_demo` is a distribution of its own and runs in its own processes; nothing of it is imported here.
"""

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
DEFAULT_RATE = 4.0
_START_SECONDS = 90.0
_STOP_SECONDS = 20.0
_SHOWN_CHARACTERS = 2000


class DemoError(Exception):
    """The demo can't be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class DemoUrls:
    """Where the services of a running demo listen, on loopback."""

    suna: str
    onyx_core: str
    agent_exec: str


@asynccontextmanager
async def running(
    endpoint: str, *, ingest_key: str | None, folder: Path, rate: float = DEFAULT_RATE
) -> AsyncIterator[DemoUrls]:
    """The demo, ready and sending OTLP to `endpoint`; stopped on leaving, and by itself should this process die.

    `folder` holds its files (`demo.json`, databases, `demo.log`); `rate` is requests per second. Raises DemoError.
    """
    if importlib.util.find_spec("sardonyx_demo") is None:
        raise DemoError(
            "the demo is not installed: `pip install sardonyx-demo`, or in a checkout `pip install -e sdk -e demo`"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # noqa: ASYNC240 - once, at the start
    printed = folder / "demo.log"
    process = await _spawn(endpoint, ingest_key, folder, rate, printed)
    watching: asyncio.Task[None] | None = None
    try:
        urls = await _announced(process, printed)
        watching = asyncio.create_task(_report_end(process, printed))
        yield urls
    finally:
        if watching is not None:
            watching.cancel()
        await _stop(process)


async def _spawn(
    endpoint: str, ingest_key: str | None, folder: Path, rate: float, printed: Path
) -> asyncio.subprocess.Process:
    environment = {name: value for name, value in os.environ.items() if name != "SARDONYX_KEY"}
    if ingest_key is not None:
        environment["SARDONYX_KEY"] = ingest_key
    with printed.open("wb") as errors:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sardonyx_demo", "--end-with-stdin"),
            *("--endpoint", endpoint, "--folder", str(folder), "--rate", str(rate)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,  # Ctrl-C at the terminal is for the server, which then stops the demo in its turn
        )


async def _announced(process: asyncio.subprocess.Process, printed: Path) -> DemoUrls:
    """The line of JSON the demo prints when all its services are ready."""
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), _START_SECONDS)
    except TimeoutError:
        raise DemoError(f"the demo was not ready after {_START_SECONDS:.0f} s: {_tail(printed)}") from None
    if not line:
        raise DemoError(f"the demo could not start: {_tail(printed)}")
    services = json.loads(line)["services"]
    return DemoUrls(services["suna"]["url"], services["onyx-core"]["url"], services["agent-exec"]["url"])


async def _report_end(process: asyncio.subprocess.Process, printed: Path) -> None:
    code = await process.wait()
    log.error("the demo ended by itself with %s: %s", code, _tail(printed))


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End the demo's standard input, which stops it; a demo that doesn't obey is killed, and its services follow."""
    if process.returncode is None:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _tail(printed: Path) -> str:
    return printed.read_text(encoding="utf-8", errors="replace")[-_SHOWN_CHARACTERS:].strip() or "it printed nothing"
