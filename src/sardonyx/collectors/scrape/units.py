"""Durations and sizes as Prometheus' configuration writes them."""

import re

_DURATION = re.compile(r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII)
_SECONDS = (365 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1, 0.001)
_WRITTEN = (
    (365 * 86_400_000, "y", True), (7 * 86_400_000, "w", True), (86_400_000, "d", False), (3_600_000, "h", False),
    (60_000, "m", False), (1000, "s", False), (1, "ms", False),
)  # fmt: skip
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(B|KB|KiB|K|MB|MiB|M|GB|GiB|G|TB|TiB|T)", re.ASCII)
_POWERS = {"B": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def duration_seconds(text: str) -> float:
    """`1m30s` → 90.0. Raises ValueError."""
    found = _DURATION.fullmatch(text)
    if text == "0":
        return 0.0
    if not text or found is None:
        raise ValueError(f"must be a duration such as 30s, 1m30s or 2h, not {text[:40]!r}")
    return float(sum(int(count) * unit for count, unit in zip(found.groups(), _SECONDS, strict=True) if count))


def duration_text(seconds: float) -> str:
    """A duration as Prometheus writes it: 90 → `1m30s`; years and weeks only where nothing is left over."""
    left, out = round(seconds * 1000), ""
    for unit, name, whole in _WRITTEN:
        if whole and left % unit:
            continue
        count, left = divmod(left, unit)
        out += f"{count}{name}" if count else ""
    return out or "0s"


def size_bytes(text: str) -> int:
    """`10MB` → 10485760: units are powers of 1024, with or without the i. Raises ValueError."""
    if text == "0":
        return 0
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"must be a size such as 512KB, 10MB or 1GiB, not {text[:40]!r}")
    return int(float(found[1]) * 1024 ** _POWERS[found[2][0]])
