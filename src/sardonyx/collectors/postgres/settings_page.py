"""The server's settings as `pg_settings_*`, in bytes and seconds."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sardonyx.collectors.page import Page

_SIZES = {"B": 1, "kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_TIMES = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_UNIT = re.compile(r"(\d*)([A-Za-z]+)")
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_]")


def add_settings(page: Page, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add every setting that is a number or a switch; -1 stays -1, whatever its unit."""
    for row in rows:
        name, value = f"pg_settings_{_NOT_IN_NAMES.sub('_', row['name'])}", row["setting"]
        if row["vartype"] == "bool":
            page.gauge(name, f"The setting {row['name']}.").add(int(value == "on"))
            continue
        factor, suffix = _scale(row["unit"])
        number = float(value)
        page.gauge(name + suffix, f"The setting {row['name']}.").add(number if number < 0 else number * factor)


def _scale(unit: str) -> tuple[float, str]:
    found = _UNIT.fullmatch(unit)
    if found is None:
        return 1, ""
    many, kind = int(found[1] or 1), found[2]
    if kind in _SIZES:
        return many * _SIZES[kind], "_bytes"
    return (many * _TIMES[kind], "_seconds") if kind in _TIMES else (1, "")
