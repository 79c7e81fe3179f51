"""The human units of the settings: sizes, durations and listen addresses, read and written.

Every parser takes what YAML or a variable gives (text or a number) and raises ValueError with a sentence that says
what is allowed. `Allowed` carries the same sentence for the reference page.
"""

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand in a field: a phrase that completes "must be …", and a word for it on the reference page."""

    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Bound(AfterValidator):
    """A check of a value's range that also tells it: `at least 1MiB`."""

    text: str


SIZE = "a size: bytes, or a number and a unit such as 512MiB or 2GB"
DURATION = "a duration: a number and a unit such as 500ms, 30s, 5m, 12h or 14d"
ADDRESS = "an address such as 127.0.0.1:8600, [::1]:8600 or :8600 (every interface)"
LISTEN = f"{ADDRESS}, or off"

_SIZE_UNITS = {"": 0, "b": 0, "kb": 1, "mb": 2, "gb": 3, "tb": 4, "kib": 1, "mib": 2, "gib": 3, "tib": 4}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)", re.IGNORECASE)
_DURATION_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}
_DURATION_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdwy])")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_MAX_DURATION_MS = 1000 * _DURATION_MS["y"]
_MAX_PORT = 65535


def parse_size(value: object) -> int:
    """Bytes. `kB MB GB TB` count in thousands, `KiB MiB GiB TiB` in 1024; a bare number is bytes."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"must be {SIZE}")
    found = _SIZE.fullmatch(str(value).strip())
    unit = found.group(2).lower() if found else "?"
    if not found or unit not in _SIZE_UNITS:
        raise ValueError(f"must be {SIZE}")
    size = Decimal(found.group(1)) * (1024 if unit.endswith("ib") else 1000) ** _SIZE_UNITS[unit]
    if size != int(size) or size >= 1 << 63:
        raise ValueError(f"must be {SIZE}")
    return int(size)


def format_size(size: int) -> str:
    """The shortest exact text of a size: `16MiB`, `2GB`, `1500B`."""
    for power, (binary, decimal) in enumerate((("TiB", "TB"), ("GiB", "GB"), ("MiB", "MB"), ("KiB", "kB"))):
        for unit, base in ((binary, 1024), (decimal, 1000)):
            whole, rest = divmod(size, base ** (4 - power))
            if whole and not rest:
                return f"{whole}{unit}"
    return f"{size}B"


def parse_duration(value: object) -> timedelta:
    """A length of time; parts may be joined (`1h30m`), a day has 24 hours and a year 365 days. `0` needs no unit."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text == "0":
        return timedelta(0)
    parts = _DURATION_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"must be {DURATION}")
    milliseconds = sum(Decimal(number) * _DURATION_MS[unit] for number, unit in parts)
    if milliseconds > _MAX_DURATION_MS:
        raise ValueError("must be at most 1000y")
    return timedelta(milliseconds=float(milliseconds))


def format_duration(duration: timedelta) -> str:
    """The text of a duration in the largest unit up to days that divides it: `500ms`, `90s`, `365d`."""
    milliseconds = duration // timedelta(milliseconds=1)
    for unit in ("d", "h", "m", "s"):
        whole, rest = divmod(milliseconds, _DURATION_MS[unit])
        if whole and not rest:
            return f"{whole}{unit}"
    return f"{milliseconds}ms"


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where to listen. `host` is an IP address or a name, without brackets; port 0 takes any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it. A name other than localhost counts as reachable from outside."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_listen(value: object) -> ListenAddress | None:
    """`HOST:PORT`, `[IPv6]:PORT`, `:PORT` (every IPv4 interface) or a bare port on 127.0.0.1; None for `off`."""
    if value is None or isinstance(value, ListenAddress):
        return value
    text = str(value).strip() if isinstance(value, int | str) and value is not True else ""
    if value is False or text.lower() == "off":
        return None
    host, _, port = text.rpartition(":") if ":" in text else ("127.0.0.1", "", text)
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host or "0.0.0.0"  # noqa: S104 (only when asked for by `:PORT`)
    if not (port.isascii() and port.isdigit() and int(port) <= _MAX_PORT) or not _is_host(host, bracketed):
        raise ValueError(f"must be {LISTEN}")
    return ListenAddress(host, int(port))


def parse_address(value: object) -> ListenAddress:
    """The same for what cannot be switched off."""
    try:
        address = parse_listen(value)
    except ValueError:
        address = None
    if address is None:
        raise ValueError(f"must be {ADDRESS}")
    return address


def _is_host(host: str, bracketed: bool) -> bool:
    try:
        return (ipaddress.ip_address(host).version == 6) is bracketed
    except ValueError:
        return not bracketed and _HOST.fullmatch(host) is not None


def _size_or_auto(value: object) -> int | None:
    return None if value is None or value == "auto" else parse_size(value)


def _count_or_auto(value: object) -> object:
    return None if value == "auto" else value


def at_least_size(minimum: str) -> Bound:
    """Refuse a size below `minimum`; `auto` (None) passes."""
    smallest = parse_size(minimum)

    def check(size: int | None) -> int | None:
        if size is not None and size < smallest:
            raise ValueError(f"must be at least {minimum}")
        return size

    return Bound(check, f"at least {minimum}")


def between(shortest: str, longest: str) -> Bound:
    """Refuse a duration outside `shortest` to `longest`, both included."""
    lower, upper = parse_duration(shortest), parse_duration(longest)

    def check(duration: timedelta) -> timedelta:
        if not lower <= duration <= upper:
            raise ValueError(f"must be between {shortest} and {longest}")
        return duration

    return Bound(check, f"{shortest} to {longest}")


Size = Annotated[int, BeforeValidator(parse_size), PlainSerializer(format_size), Allowed(SIZE, "size")]
"""A number of bytes."""
AutoSize = Annotated[
    int | None,
    BeforeValidator(_size_or_auto),
    PlainSerializer(lambda size: "auto" if size is None else format_size(size)),
    Allowed(f"{SIZE}; or auto", "size, or `auto`"),
]
"""A number of bytes; None stands for `auto`."""
AutoCount = Annotated[
    int | None,
    BeforeValidator(_count_or_auto),
    PlainSerializer(lambda count: "auto" if count is None else count),
    Allowed("a whole number of at least 1, or auto", "a whole number of at least 1, or `auto`"),
]
"""A count; None stands for `auto`."""
Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration), Allowed(DURATION, "duration")
]
"""A length of time."""
Address = Annotated[ListenAddress, BeforeValidator(parse_address), PlainSerializer(str), Allowed(ADDRESS, "address")]
"""Where to listen, always."""
Listen = Annotated[
    ListenAddress | None,
    BeforeValidator(parse_listen),
    PlainSerializer(lambda address: "off" if address is None else str(address)),
    Allowed(LISTEN, "address, or `off`"),
]
"""Where to listen; None stands for `off`."""
