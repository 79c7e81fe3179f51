"""The values a template works on, and what Go says of them.

Go's type → ours: string → str, float64 → float, int → int, bool → bool, map → dict, a query's result → list of Sample,
nil → None, time → Moment, and the data of an alert → AlertData. int and float stay apart: Go compares no int with a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Value = Any
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """One series of a query's result."""

    Labels: Mapping[str, str]
    Value: float


@dataclass(frozen=True, slots=True)
class AlertData:
    """What an alert's templates begin with."""

    Labels: Mapping[str, str]
    ExternalLabels: Mapping[str, str]
    ExternalURL: str
    Value: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, in milliseconds since the epoch."""

    ms: int

    def __str__(self) -> str:
        """As Go prints a time in UTC: without zeros at the end of the second."""
        at = _EPOCH + timedelta(milliseconds=self.ms)
        fraction = f".{self.ms % 1000:03d}".rstrip("0") if self.ms % 1000 else ""
        return f"{at:%Y-%m-%d %H:%M:%S}{fraction} +0000 UTC"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration, in seconds."""

    seconds: float


class Arguments(dict[str, Value]):
    """What `args` gives: a map of values of any type."""


FIELDS = {Sample: ("Labels", "Value"), AlertData: ("Labels", "ExternalLabels", "ExternalURL", "Value")}
"""The fields a template may read of our own types; of anything else none."""

_ALERT_TYPE = (
    "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }"
)


def type_name(value: Value) -> str:  # noqa: PLR0911  # one per type
    """Go's name of a value's type."""
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float64"
        case str():
            return "string"
        case Sample():
            return "*template.sample"
        case AlertData():
            return _ALERT_TYPE
        case Moment():
            return "*time.Time"
        case Span():
            return "time.Duration"
        case list():
            return "template.queryResult"
        case Arguments():
            return "map[string]interface {}"
        case Mapping():
            return "map[string]string"
        case _:
            return "<nil>"


def truth(value: Value) -> bool:
    """Whether Go's `if` takes the value: not zero, not empty, not nil."""
    return value is not None and (isinstance(value, Sample | AlertData | Moment | Span) or bool(value))
