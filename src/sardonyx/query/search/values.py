"""Values with a meaning: durations, numbers, levels, networks."""

import ipaddress
import math
import re

from sardonyx.processors.enrichment import LEVEL_NUMBERS

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_UNIT_NS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "min": 60 * 10**9,
    "h": 3600 * 10**9, "d": 86400 * 10**9,
}  # fmt: skip
_DURATION_PART = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(ns|us|µs|μs|ms|min|s|m|h|d)")
_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?")

LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
"""The six ranges of OpenTelemetry's severity numbers: the n-th begins at 4 × n + 1."""

UNIT_OF_SUFFIX = {
    "_ns": 1, ".ns": 1, "_us": 10**3, "_ms": 10**6, ".ms": 10**6, "_millis": 10**6, "_milliseconds": 10**6,
    "_seconds": 10**9, "_s": 10**9, "_sec": 10**9,
}  # fmt: skip
"""Nanoseconds per unit, told from the end of an attribute's name."""


def duration_ns(text: str) -> int | None:
    """`500ms`, `1.5s`, `1m30s` as nanoseconds; None when it is no duration."""
    total, at = 0.0, 0
    for match in _DURATION_PART.finditer(text):
        if match.start() != at:
            return None
        total += float(match[1]) * _UNIT_NS[match[2]]
        at = match.end()
    return round(total) if at and at == len(text) else None


def number(text: str) -> float | None:
    """A finite decimal number, else None."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def level_numbers(text: str) -> tuple[int, int] | None:
    """The lowest and highest severity number a level's name stands for; `unknown` is (0, 0); None if there is no such."""
    name = text.upper()
    if name in ("", "UNKNOWN", "UNSET", "NONE"):
        return 0, 0
    if name.isdecimal() and name.isascii() and len(name) <= 2 and 1 <= int(name) <= 24:
        return int(name), int(name)
    low = LEVEL_NUMBERS.get(name)
    if low is None:
        return None
    return (low, low + 3) if low % 4 == 1 else (low, low)


def network(text: str) -> Network | None:
    """An IP network in CIDR notation; None for anything else, single addresses included."""
    if "/" not in text:
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def address(text: str) -> Address | None:
    """An IP address, else None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
