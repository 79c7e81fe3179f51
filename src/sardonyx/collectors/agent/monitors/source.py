"""Which monitors this agent checks: asked every ten seconds, and kept on disk so that it goes on while the server is away."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import aiohttp

from sardonyx.collectors.agent.sending import USER_AGENT
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.wire import WireError, decode_monitors
from sardonyx.journal.segment import write_safely

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 10.0
_FILE = "monitors.json"
_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_NOT_CHANGED = 304
_SHOWN_CHARACTERS = 300


def path_of(name: str) -> str:
    """Where the server has the monitors of a vantage point."""
    return f"/rest/health/vantage/{quote(name, safe='')}"


class NoMonitors(Exception):
    """The server gave no list of monitors; the message says why."""


class MonitorSource:
    """What the server says, in `folder` as it was said last. The file has the passwords of monitors: only its owner may read it."""

    def __init__(self, session: aiohttp.ClientSession, server: str, name: str, folder: Path) -> None:
        self._session = session
        self._url = server.rstrip("/") + path_of(name)
        self._file = folder / _FILE
        self._etag = ""
        self._said = ""

    def restored(self) -> list[Scheduled]:
        """The monitors of the last time; none where there was none, or the file is damaged."""
        try:
            kept = json.loads(self._file.read_bytes())
            monitors, _ = decode_monitors(kept["body"].encode())
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            log.warning("%s can't be read, the server is asked: %r", self._file, error)
            return []
        self._etag = kept.get("etag", "")
        return monitors

    async def run(self, apply: Callable[[Sequence[Scheduled]], None]) -> NoReturn:
        """Ask again and again until cancelled; `apply` gets each new list."""
        while True:
            try:
                if (monitors := await self.fetch()) is not None:
                    apply(monitors)
                self._said = ""
            except NoMonitors as error:
                if str(error) != self._said:
                    self._said = str(error)
                    log.warning("the monitors known before are checked: %s", error)
            await asyncio.sleep(ASK_EVERY_SECONDS)

    async def fetch(self) -> list[Scheduled] | None:
        """The monitors now, kept on disk; None: as before. Raises NoMonitors."""
        headers = {"User-Agent": USER_AGENT} | ({"If-None-Match": self._etag} if self._etag else {})
        try:
            asking = self._session.get(self._url, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
            async with asking as answer:
                status, etag, body = answer.status, answer.headers.get("ETag", ""), await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoMonitors(f"no answer from {self._url}: {error or type(error).__name__}") from error
        if status == _NOT_CHANGED:
            return None
        if status != 200:
            said = body.decode(errors="replace")[:_SHOWN_CHARACTERS]
            raise NoMonitors(f"{self._url} answered {status}: {said}")
        try:
            monitors, unknown = decode_monitors(body)
        except WireError as error:
            raise NoMonitors(f"{self._url}: {error}") from error
        if unknown:
            log.warning("this version can't check the monitors %s: update the agent", ", ".join(unknown))
        text = json.dumps({"etag": etag, "body": body.decode()})
        try:
            await asyncio.to_thread(write_safely, self._file, text.encode())
        except OSError as error:
            log.warning("the monitors can't be kept for the next start: %s", error)
        self._etag = etag
        return monitors
