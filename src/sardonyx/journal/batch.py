"""What receivers hand over."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Batch:
    """One accepted delivery.

    `stream` names the pipeline that will read it (`otlp_logs`, …); `payload` is one protobuf message of that stream,
    already validated by the receiver; `records` counts what it holds; `received_at_ns` is our clock; `source` says who sent
    it; `receiver` names the protocol, `rejected` counts what it left out of the delivery. `contents` names what it holds where
    a pipeline can do less for it (`Pipeline.narrowed`); None is unknown.
    """

    stream: str
    payload: bytes
    records: int
    source: str = ""
    contents: frozenset[str] | None = None
    received_at_ns: int = field(default_factory=time.time_ns)
    receiver: str = ""
    rejected: int = 0


class JournalError(Exception):
    """A batch was not accepted. Nothing of it is kept; the sender should try again after `retry_after_seconds`."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class JournalFull(JournalError):
    """The journal has reached its cap: the engine is slower than the senders, or down."""


class JournalUnwritable(JournalError):
    """The disk refused the write (full, read-only, broken)."""


class JournalClosed(JournalError):
    """The server is shutting down."""
