"""Counts what is written, table by table, so that readers who keep things know when to look again."""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator


class Writes:
    """Statements count when they have ended, failed ones too: some of their rows may be there. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_table: Counter[str] = Counter()
        self._of_any = 0

    @contextlib.contextmanager
    def counted(self, table: str | None = None) -> Iterator[None]:
        """Count the statement inside, that writes to `table`; None: it may write to any."""
        try:
            yield
        finally:
            with self._lock:
                if table is None:
                    self._of_any += 1
                else:
                    self._of_table[table] += 1

    def of(self, table: str) -> int:
        """How many statements may have written to the table."""
        with self._lock:
            return self._of_any + self._of_table[table]
