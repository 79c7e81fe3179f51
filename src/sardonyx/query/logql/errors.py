"""What can go wrong with a LogQL query, as one tree. Texts are upstream's where a client may know them.

LogqlError
├── LogqlSyntaxError   the text is no LogQL, or a part of it is not supported
├── BadRange           start, end or step make no sense together
├── PipelineFailed     a record of a metric query could not be parsed or converted
└── TooManySeries      more series than allowed
"""

from collections.abc import Mapping


class LogqlError(Exception):
    """Anything wrong with a query that its author can mend."""


class LogqlSyntaxError(LogqlError):
    """`line` and `column` count from 1; both 0 when the place is not known."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        place = f"at line {line}, col {column}" if line or column else ""
        super().__init__(f"parse error {place}: {reason}")
        self.reason = reason
        self.line = line
        self.column = column


class BadRange(LogqlError):
    """Start, end or step make no sense together."""


class PipelineFailed(LogqlError):
    """A record of a metric query has an `__error__`."""

    def __init__(self, error: str, labels: Mapping[str, str]) -> None:
        series = ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
        super().__init__(
            f"pipeline error: '{error}' for series: '{{{series}}}'.\n"
            f'Use a label filter to intentionally skip this error. (e.g | __error__!="{error}").\n'
            'To skip all potential errors you can match empty errors.(e.g __error__="")\n'
            'The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__="" )'
        )


class TooManySeries(LogqlError):
    """The result, or what it is made of, has too many series."""

    def __init__(self, allowed: int) -> None:
        super().__init__(
            f"maximum number of series ({allowed}) reached for a single query; consider reducing query cardinality by "
            "adding more specific stream selectors, reducing the time range, or aggregating results with functions like "
            "sum, count or topk"
        )
