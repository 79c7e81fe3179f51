"""Numbers for people, as Prometheus' templates write them. Source: Prometheus, "Template reference"."""

import math

from sardonyx.alerting.templates.errors import CallFailed
from sardonyx.alerting.templates.formatting import general
from sardonyx.alerting.templates.tokens import quoted
from sardonyx.alerting.templates.values import Moment, Span, Value, type_name

_LARGE = ("k", "M", "G", "T", "P", "E", "Z", "Y")
_LARGE_1024 = ("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")
_SMALL = ("m", "u", "n", "p", "f", "a", "z", "y")
_DIGITS = 4


def to_float(value: Value) -> float:
    """A number, or a text that is one. Raises CallFailed."""
    match value:
        case bool():
            pass
        case int() | float():
            return float(value)
        case Span():
            return value.seconds
        case str():
            try:
                return float(value)
            except ValueError:
                raise CallFailed(f"strconv.ParseFloat: parsing {quoted(value)}: invalid syntax") from None
    raise CallFailed(f"can't convert {type_name(value)} to float")


def _four(value: float) -> str:
    return general(value, _DIGITS)


def humanize(value: Value) -> str:
    """With a metric prefix: 1234567 → 1.235M."""
    number = to_float(value)
    if number == 0 or not math.isfinite(number):
        return _four(number)
    if abs(number) >= 1:
        return _divided(number, 1000, _LARGE)
    return _multiplied(number)


def humanize_1024(value: Value) -> str:
    """With a binary prefix: 1048576 → 1Mi."""
    number = to_float(value)
    if not math.isfinite(number) or abs(number) <= 1:
        return _four(number)
    return _divided(number, 1024, _LARGE_1024)


def _divided(number: float, by: int, prefixes: tuple[str, ...]) -> str:
    prefix = ""
    for larger in prefixes:
        if abs(number) < by:
            break
        prefix, number = larger, number / by
    return f"{_four(number)}{prefix}"


def _multiplied(number: float) -> str:
    prefix = ""
    for smaller in _SMALL:
        if abs(number) >= 1:
            break
        prefix, number = smaller, number * 1000
    return f"{_four(number)}{prefix}"


def humanize_duration(value: Value) -> str:
    """Seconds in the units people use: 3661 → 1h 1m 1s."""
    number = to_float(value)
    if not math.isfinite(number):
        return _four(number)
    if abs(number) < 1:
        return f"{_multiplied(number) if number else _four(number)}s"
    sign, number = ("-", -number) if number < 0 else ("", number)
    minutes, seconds = divmod(int(number), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    if minutes:
        return f"{sign}{minutes}m {seconds}s"
    return f"{sign}{_four(number)}s"


def humanize_percentage(value: Value) -> str:
    """A ratio as a percentage: 0.123 → 12.3%."""
    return f"{_four(to_float(value) * 100)}%"


def humanize_timestamp(value: Value) -> str:
    """Epoch seconds as a date."""
    number = to_float(value)
    return _four(number) if not math.isfinite(number) else str(to_time(number))


def to_time(value: Value) -> Moment:
    """Epoch seconds as a time. Raises CallFailed."""
    number = to_float(value)
    if not math.isfinite(number):
        raise CallFailed("value is NaN or Inf")
    if abs(number) > 2.5e11:
        raise CallFailed(f"{_four(number)} cannot be represented as a nanoseconds timestamp since it overflows int64")
    return Moment(int(number * 1000))
