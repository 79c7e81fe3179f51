"""A service process under supervision: started again whenever it ends by itself."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sardonyx_demo.launch import Launch

_STOP_SECONDS = 8.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_STABLE_SECONDS = 60.0
_SHOWN_CHARACTERS = 2000


def environment() -> dict[str, str]:
    """Ours without what would reconfigure the SDK; the ingest key stays, and the platform gets its name."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "SARDONYX_")) and k != "LOG_LEVEL"}
    if key := os.environ.get("SARDONYX_KEY"):
        kept["SARDONYX_KEY"] = key
    kept["OTEL_RESOURCE_ATTRIBUTES"] = "service.namespace=onyx"
    return kept


class Child:
    """One service. `started` is called with the process id after every start.

    `last_words` is what it printed before it ended by itself the last time; None while it never did.
    """

    def __init__(self, launch: Launch, started: Callable[[str, int], None]) -> None:
        self.launch = launch
        self.last_words: str | None = None
        self._started = started
        self._process: asyncio.subprocess.Process | None = None
        self._pause = _FIRST_PAUSE_SECONDS
        self._output = Path(launch.folder) / f"{launch.service}.out"  # empty, unless it crashed

    async def keep_running(self) -> None:
        """Start the process, and again when it ends, until cancelled; then stop it."""
        try:
            while True:
                began = time.monotonic()
                process = await self._start()
                code = await process.wait()
                self.last_words = self._output.read_text(encoding="utf-8", errors="replace")[
                    -_SHOWN_CHARACTERS:
                ].strip()
                if time.monotonic() - began > _STABLE_SECONDS:
                    self._pause = _FIRST_PAUSE_SECONDS
                print(f"{self.launch.service} ended with {code}, starting it again", file=sys.stderr, flush=True)
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        finally:
            await self._stop()

    async def _start(self) -> asyncio.subprocess.Process:
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sardonyx_demo.service",
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=(self.launch.fd,),
                env=environment(),
                start_new_session=True,
            )
        assert self._process.stdin is not None
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write(self.launch.to_line())
            await self._process.stdin.drain()
        self._started(self.launch.service, self._process.pid)
        return self._process

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
