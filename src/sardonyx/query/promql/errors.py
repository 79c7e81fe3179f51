"""What can go wrong with a PromQL query, as one tree. `kind` is the `errorType` of Prometheus' HTTP API.

PromqlError
├── ParseError         bad_data    the text is no PromQL; `line` and `column` (from 1) say where, if known
├── BadRange           bad_data    times or step make no sense, or too many points
├── ExecutionError     execution   the query met data it cannot work on (duplicate matches, labels …)
├── TooMuch            execution   more series or samples than allowed; the text has the figures
├── QueryTimedOut      timeout
├── QueryCanceled      canceled
└── StoreUnavailable   internal    the engine cannot be reached or failed
"""


class PromqlError(Exception):
    """Anything a query may raise. Its text is meant for the person who wrote the query."""

    kind = "internal"


class ParseError(PromqlError):
    """The text is no PromQL, in upstream's form `1:5: parse error: …`."""

    kind = "bad_data"

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{line}:{column}: parse error: {reason}")
        self.reason = reason
        self.line = line
        self.column = column


class BadRange(PromqlError):
    """Start, end or step make no sense together."""

    kind = "bad_data"


class ExecutionError(PromqlError):
    """The query is well formed but cannot be evaluated over this data."""

    kind = "execution"


class TooMuch(ExecutionError):
    """The query would touch more than its limits allow."""


class QueryTimedOut(PromqlError):
    """The query ran into its time limit."""

    kind = "timeout"


class QueryCanceled(PromqlError):
    """The query was cancelled by somebody else than its caller."""

    kind = "canceled"


class StoreUnavailable(PromqlError):
    """The engine failed; the same query may work later."""
