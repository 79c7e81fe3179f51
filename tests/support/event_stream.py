"""A reader of server-sent events in a thread of its own."""

import json
import threading
import urllib.request
from queue import Queue
from types import TracebackType
from typing import Any, Self

_PATIENCE_SECONDS = 30


class EventStream:
    """Events of `url` as (name, data), while the block runs. The stream may break off at any time; then there are no more."""

    def __init__(self, url: str) -> None:
        self._answer = urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS)
        self._events: Queue[tuple[str, dict[str, Any]]] = Queue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def until(self, *wanted: tuple[str, str, Any]) -> list[dict[str, Any]]:
        """Wait for the first event of this name whose key has this value, one after the other; their data."""
        found = []
        for name, key, value in wanted:
            while True:
                event, data = self._events.get(timeout=_PATIENCE_SECONDS)
                if event == name and data.get(key) == value:
                    found.append(data)
                    break
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answer.close()

    def _read(self) -> None:
        name = ""
        try:
            for line in self._answer:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    self._events.put((name, json.loads(line[6:])))
        except (OSError, ValueError, AttributeError):
            return
