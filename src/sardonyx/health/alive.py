"""Whether Sardonyx itself was there: a mark in the data folder says until when it was, so that the time between is not judged.

A jump of the wall clock (it was set, or the machine slept) is such a time too.
"""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sardonyx.health.availability import Span

EVERY_SECONDS = 10.0
_JUMP = timedelta(seconds=30)


class AliveMark:
    """The mark in `path`. It survives a kill, and a power cut at most makes it a little older."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: tuple[datetime, float] | None = None

    def since_last_run(self, now: datetime) -> Span | None:
        """From the former process's last mark until now; None without one, or if it lies ahead."""
        try:
            last = datetime.fromisoformat(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        if last.tzinfo is None or last >= now:
            return None
        return Span(last.astimezone(UTC), now)

    def mark(self, now: datetime, monotonic: float) -> Span | None:
        """Say that we are there. Returns the time by which the clock jumped ahead since the last mark, if it did."""
        jumped = None
        if self._last is not None:
            last, at = self._last
            ahead = now - last - timedelta(seconds=monotonic - at)
            jumped = Span(last, now) if ahead > _JUMP else None
        self._last = (now, monotonic)
        temporary = self._path.with_suffix(".tmp")
        # A full disk is told elsewhere; here it makes the gap of the next start a little longer.
        with contextlib.suppress(OSError):
            temporary.write_text(now.isoformat(), encoding="ascii")
            temporary.replace(self._path)
        return jumped
