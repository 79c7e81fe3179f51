"""Durations and sizes as Go and Prometheus write them, here and (for labels) in SQL."""

import re

_SECONDS = {"y": 31_536_000.0, "w": 604_800.0, "d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6,
            "µs": 1e-6, "ns": 1e-9}  # fmt: skip
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h|d|w|y)")
_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "pb": 10**15,
          "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "p": 10**15,
          "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
          "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40, "pi": 2**50}  # fmt: skip
_SIZE = re.compile(r"([\d,.]+)\s*([A-Za-z]*)")


def duration_seconds(text: str) -> float | None:
    """`1h30m`, `1.5s`, `-10ms` in seconds; None when it is no duration."""
    sign, rest = (-1.0, text[1:]) if text[:1] == "-" else (1.0, text.removeprefix("+"))
    parts, at, total = list(_PART.finditer(rest)), 0, 0.0
    for part in parts:
        if part.start() != at:
            return None
        total += float(part[1]) * _SECONDS[part[2]]
        at = part.end()
    return sign * total if parts and at == len(rest) else None


def duration_ns(text: str) -> int | None:
    """The same in whole nanoseconds."""
    seconds = duration_seconds(text)
    return None if seconds is None else round(seconds * 1e9)


def size_bytes(text: str) -> float | None:
    """`20MB`, `1.5 KiB` in bytes; None when it is no size."""
    match = _SIZE.fullmatch(text)
    factor = _BYTES.get(match[2].lower()) if match else None
    try:
        return None if match is None or factor is None else float(match[1].replace(",", "")) * factor
    except ValueError:
        return None


# Parts of Go's duration as (number, unit); `d`, `w` and `y` are not of Go.
_GO_PART = "([0-9]+(?:[.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h)"
_UNITS = "['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h']"
_FACTORS = "[1e-9, 1e-6, 1e-6, 1e-6, 1e-3, 1., 60., 3600.]"
_SIZE_UNITS = "[" + ", ".join(f"'{unit}'" for unit in _BYTES) + "]"
_SIZE_FACTORS = "[" + ", ".join(f"{float(factor)!r}" for factor in _BYTES.values()) + "]"


def number_sql(text: str) -> str:
    """A Nullable(Float64) of a text expression; NULL when it is no number."""
    return f"toFloat64OrNull({text})"


def seconds_sql(text: str) -> str:
    """Seconds of a Go duration; NULL when it is none."""
    parts = f"extractAllGroupsVertical({text}, '{_GO_PART}')"
    total = f"arraySum(p -> toFloat64(p[1]) * transform(p[2], {_UNITS}, {_FACTORS}, 0.), {parts})"
    sign = f"if(startsWith({text}, '-'), -1., 1.)"
    return f"if({text} = '0', 0., if(match({text}, '^[-+]?(?:{_GO_PART})+$'), {sign} * {total}, NULL))"


def bytes_sql(text: str) -> str:
    """Bytes of a size such as `1.5 KiB`; NULL when it is none."""
    unit = f"lower(extract({text}, '([A-Za-z]*)$'))"
    figure = f"toFloat64OrNull(replaceAll(extract({text}, '^([0-9.,]+)'), ',', ''))"
    known = f"has({_SIZE_UNITS}, {unit})"
    fits = f"match({text}, '^[0-9.,]+[ ]*[A-Za-z]*$') AND {known}"
    return f"if({fits}, {figure} * transform({unit}, {_SIZE_UNITS}, {_SIZE_FACTORS}, 0.), NULL)"
