"""When groups are evaluated: at multiples of their interval, each at an offset of its own. Source: Prometheus, rules/group.go."""

import hashlib


def offset_ms(file: str, name: str, interval_ms: int) -> int:
    """How far behind the multiples of its interval a group is evaluated: spreads groups, the same after every start."""
    digest = hashlib.sha256(f"{name}\0{file}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % interval_ms


def last_due_ms(now_ms: int, interval_ms: int, offset: int) -> int:
    """The latest instant at or before `now_ms` the group is to be evaluated for."""
    return (now_ms - offset) // interval_ms * interval_ms + offset


def missed(due_ms: int, now_ms: int, interval_ms: int) -> int:
    """How many evaluations have been missed when the one due at `due_ms` ends at `now_ms`."""
    return max(0, (now_ms - due_ms) // interval_ms - 1)
