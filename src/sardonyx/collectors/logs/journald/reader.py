"""Runs `journalctl --follow` from the cursor on, again when it ends, and hands on what it writes with the cursor behind it."""

import asyncio
import logging
import os
import shutil
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby

from sardonyx.collectors.logs.joining import events, held
from sardonyx.collectors.logs.journald.entries import FIELDS, Entry, entry_of
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.collectors.logs.multiline import MAX_EVENT_BYTES, splitter
from sardonyx.collectors.logs.sink import Sink, deliver
from sardonyx.receivers.lines import Group

log = logging.getLogger(__name__)

SOURCE = "journald"
CURSOR = "journald:cursor"
FIRST_START = "journald-start"

_READ_BYTES = 1 << 20
_LONGEST_BYTES = 4 << 20
_QUIET_SECONDS = 0.5
_PAUSE_SECONDS = 5.0
_LOOK_AGAIN_SECONDS = 60.0
_SHOWN_CHARACTERS = 300


class JournalReader:
    """Reads while `run` runs. `units` and `namespace` narrow what. `problems` says why there is nothing."""

    def __init__(
        self,
        sink: Sink,
        metrics: LogMetrics,
        units: Sequence[str] = (),
        namespace: str = "",
        *,
        host: str = "",
        clock: Callable[[], float] = time.time,
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        self._sink = sink
        self._metrics = metrics
        self._narrowed = [f"--unit={unit}" for unit in units] + ([f"--namespace={namespace}"] if namespace else [])
        self._host = host or socket.gethostname()
        self._clock = clock
        self._pause_seconds = pause_seconds
        self._splitter = splitter("auto")
        self._entries: list[Entry] = []
        self._cursor = ""
        self.problems: tuple[str, ...] = ()

    async def run(self) -> None:
        """Read until cancelled."""
        if not self._sink.positions(FIRST_START):
            await self._sink.keep({FIRST_START: f"{self._clock():.6f}"})
        while True:
            if (program := shutil.which("journalctl")) is None:
                self._tell("journald: there is no journalctl on this machine")
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
                continue
            self._tell(await self._follow(program))
            self._metrics.errors.labels(SOURCE).inc()
            await asyncio.sleep(self._pause_seconds)

    def command(self, program: str) -> list[str]:
        """What is run."""
        self._cursor = self._sink.positions(CURSOR).get("", "")
        start = (
            f"--after-cursor={self._cursor}" if self._cursor else f"--since=@{self._sink.positions(FIRST_START)['']}"
        )
        fields = f"--output-fields={','.join(FIELDS)}"
        return [program, "--follow", "--no-tail", "--output=json", "--all", "--quiet", fields, start, *self._narrowed]

    async def _follow(self, program: str) -> str:
        """Until it ends; why it did."""
        process = await asyncio.create_subprocess_exec(
            *self.command(program),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_READ_BYTES,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        assert process.stdout is not None
        assert process.stderr is not None
        said = asyncio.ensure_future(process.stderr.read(_SHOWN_CHARACTERS))
        self._metrics.reading.labels(SOURCE).set(1)
        self._entries = []
        try:
            await self._read(process.stdout)
            words = (await said).decode("utf-8", "replace").strip()
            return f"journald: journalctl ended with {await process.wait()}{f': {words}' if words else ''}"
        except _Broken as error:
            return f"journald: {error}"
        finally:
            self._metrics.reading.labels(SOURCE).set(0)
            said.cancel()
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _read(self, output: asyncio.StreamReader) -> None:
        rest = b""
        while True:
            try:
                data = await asyncio.wait_for(output.read(_READ_BYTES), _QUIET_SECONDS if self._entries else None)
            except TimeoutError:
                await self._hand_on(len(self._entries))
                continue
            if not data:
                break
            self._metrics.bytes.labels(SOURCE).inc(len(data))
            self.problems = ()
            *lines, rest = (rest + data).split(b"\n")
            if len(rest) > _LONGEST_BYTES:
                raise _Broken(f"an entry is longer than {_LONGEST_BYTES >> 20} MiB")
            for line in lines:
                if line and (entry := entry_of(line, self._host)) is not None:
                    self._entries.append(entry)
                elif line:
                    self._metrics.errors.labels(SOURCE).inc()
            await self._hand_on(self._complete())
        await self._hand_on(len(self._entries))

    def _complete(self) -> int:
        first = held(self._entries, self._splitter)
        waiting = sum(len(entry.text) for entry in self._entries[first:])
        return len(self._entries) if waiting >= MAX_EVENT_BYTES else first

    async def _hand_on(self, count: int) -> None:
        """Entries of one origin that follow one another are a group; only within it lines are joined."""
        if not count:
            return
        entries, self._entries = self._entries[:count], self._entries[count:]
        groups = [
            Group(run[0].resource, {}, lines)
            for run in (
                list(found) for _, found in groupby(entries, key=lambda entry: (entry.resource, entry.attributes))
            )
            if (lines := list(events(run, self._splitter)))
        ]
        if groups:
            await deliver(self._sink, self._metrics, SOURCE, groups, {CURSOR: entries[-1].cursor})
        else:
            await self._sink.keep({CURSOR: entries[-1].cursor})

    def _tell(self, problem: str) -> None:
        if self.problems != (problem,):
            log.warning("%s", problem)
        self.problems = (problem,)


class _Broken(Exception):
    """What journalctl writes can't be read."""
