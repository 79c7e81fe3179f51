"""Go's fmt: how values print, and printf. Source: Go, package fmt."""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from sardonyx.alerting.templates.tokens import quoted
from sardonyx.alerting.templates.values import AlertData, Moment, Sample, Span, Value, type_name

_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)?", re.S)
_EXPONENT_FROM = 6
_MOST_WIDTH = 1_000_000
_SECOND_NS = 1_000_000_000


def shown(value: Value) -> str:  # noqa: PLR0911  # one per type
    """The value as %v prints it."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case float():
            return shortest(value)
        case Sample():
            return f"{{{shown(value.Labels)} {shown(value.Value)}}}"
        case AlertData():
            return f"{{{shown(value.Labels)} {shown(value.ExternalLabels)} {value.ExternalURL} {shown(value.Value)}}}"
        case Span():
            return _duration(value.seconds)
        case list():
            return f"[{' '.join(shown(one) for one in value)}]"
        case Mapping():
            return f"map[{' '.join(f'{key}:{shown(value[key])}' for key in sorted(value))}]"
        case _:
            return str(value)


def printed(value: Value) -> str:
    """The value as a template writes it: nil has words of its own."""
    return "<no value>" if value is None else shown(value)


def joined(values: Sequence[Value]) -> str:
    """As fmt.Sprint: a space between two values when neither is a text."""
    out = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            out += " "
        out += shown(value)
    return out


def shortest(value: float) -> str:
    """%g with the fewest digits that read back as the same float."""
    if (word := _not_finite(value)) is not None:
        return word
    exact = Decimal(repr(value)).normalize()
    sign, digits, _ = exact.as_tuple()
    exponent = exact.adjusted()
    if -4 <= exponent < _EXPONENT_FROM or not value:
        return format(exact, "f") if value else "-0" if sign else "0"
    figures = "".join(map(str, digits))
    mantissa = figures[0] + (f".{figures[1:]}" if len(figures) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def general(value: float, digits: int) -> str:
    """%.<digits>g"""
    return _not_finite(value) or f"{value:.{digits}g}"


def _not_finite(value: float) -> str | None:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return None


def printf(template: str, values: Sequence[Value]) -> str:
    """fmt.Sprintf."""
    left = list(values)
    used = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal used
        flags, width, precision, verb = found.groups()
        if verb is None:
            return "%!(NOVERB)"
        if verb == "%":
            return "%"
        sizes = []
        for written in (width, precision):
            size = written
            if written == "*" and used < len(left):
                size, used = left[used], used + 1
            sizes.append(None if size in (None, "*") else min(int(size), _MOST_WIDTH))
        if precision is None and "." in found.group():
            sizes[1] = 0
        if used >= len(left):
            return f"%!{verb}(MISSING)"
        value, used = left[used], used + 1
        return _padded(_formatted(value, verb, flags, sizes[1]), flags, sizes[0], value)

    out = _VERB.sub(replaced, template)
    if used < len(left):
        out += "%!(EXTRA " + ", ".join(f"{type_name(one)}={shown(one)}" for one in left[used:]) + ")"
    return out


def _formatted(value: Value, verb: str, flags: str, precision: int | None) -> str:
    if verb == "v":
        return _signed(shown(value), value, flags)
    if verb == "T":
        return type_name(value)
    text: str | None = None
    match value:
        case bool():
            text = shown(value) if verb == "t" else None
        case int():
            text = _whole(value, verb)
        case float():
            text = _real(value, verb, precision)
        case str() | Moment():
            text = _text(str(value), verb, precision)
        case list() | Mapping() if verb in "sdqxX":
            text = shown(value)
    if text is None:
        return f"%!{verb}({type_name(value)}={shown(value)})" if value is not None else f"%!{verb}(<nil>)"
    return _signed(text, value, flags)


def _whole(value: int, verb: str) -> str | None:
    codes = {"d": "d", "x": "x", "X": "X", "o": "o", "b": "b"}
    if verb in codes:
        return format(value, codes[verb])
    if verb in "cq":
        return chr(value) if verb == "c" else f"'{chr(value)}'"
    return None


def _real(value: float, verb: str, precision: int | None) -> str | None:
    if verb not in "eEfFgG":
        return None
    if (word := _not_finite(value)) is not None:
        return word
    if verb in "gG" and precision is None:
        return shortest(value) if verb == "g" else shortest(value).upper()
    return format(value, f".{6 if precision is None else precision}{verb}")


def _text(value: str, verb: str, precision: int | None) -> str | None:
    cut = value if precision is None else value[:precision]
    match verb:
        case "s":
            return cut
        case "q":
            return quoted(cut)
        case "x":
            return cut.encode().hex()
        case "X":
            return cut.encode().hex().upper()
    return None


def _signed(text: str, value: Value, flags: str) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or text.startswith(("-", "+", "%!")):
        return text
    return f"+{text}" if "+" in flags else f" {text}" if " " in flags else text


def _padded(text: str, flags: str, width: int | None, value: Value) -> str:
    if width is None or len(text) >= width:
        return text
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and isinstance(value, int | float) and _finite(value):
        return text.zfill(width)
    return text.rjust(width)


def _finite(value: int | float) -> bool:
    return math.isfinite(value)


def _duration(seconds: float) -> str:
    """As Go's time.Duration prints: 1h2m3.5s, and parts of a second in the unit that fits."""
    left = round(abs(seconds) * _SECOND_NS)
    sign = "-" if seconds < 0 else ""
    if left == 0:
        return "0s"
    for size, unit in ((1, "ns"), (1000, "µs"), (1_000_000, "ms")):
        if left < size * 1000:
            return f"{sign}{_trimmed(left / size)}{unit}"
    minutes, rest = divmod(left, 60 * _SECOND_NS)
    hours, minutes = divmod(minutes, 60)
    out = f"{hours}h" if hours else ""
    out += f"{minutes}m" if hours or minutes else ""
    return f"{sign}{out}{_trimmed(rest / _SECOND_NS)}s"


def _trimmed(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")
