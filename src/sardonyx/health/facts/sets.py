"""Facts that are a set (addresses, answers, a certificate), and telling a move from a rotation.

A server with several addresses may tell some of them each time, in any order; one behind a balancer may show one of several
certificates. So another set counts once it has come twice in a row. After two moves within an hour, or where no set stays,
the members are learned as a rotation: then only a set none of whose members was ever seen is a move. A rotation is forgotten
when the set has stayed the same for a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

CONFIRMED_BY = 2
"""So many results in a row must tell the same other set."""
_MOVES_AN_HOUR = 2
_FLIPS = 3
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_MOST_MEMBERS = 256

Members = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """What is known: the set that holds now, every member seen lately, when it moved in the last hour."""

    value: Members
    changed_ms: int
    members: Members
    moves_ms: tuple[int, ...] = ()
    rotating: bool = False

    @classmethod
    def of(cls, value: Members, at_ms: int) -> "Pool":
        """A first sight."""
        return cls(value, at_ms, value)

    @classmethod
    def stored(cls, value: str, changed_ms: int, data: Mapping[str, Any]) -> "Pool":
        """As `data` kept it."""
        held = tuple(value.split("\n"))
        members = tuple(str(one) for one in data.get("members", ())) or held
        moves = tuple(int(one) for one in data.get("moves_ms", ()))
        return cls(held, changed_ms, members, moves, bool(data.get("rotating", False)))

    @property
    def text(self) -> str:
        """The value as it is kept."""
        return "\n".join(self.value)

    @property
    def data(self) -> dict[str, Any]:
        """What is kept beside the value."""
        return {"members": list(self.members), "moves_ms": list(self.moves_ms), "rotating": self.rotating}


@dataclass(frozen=True, slots=True)
class Wavering:
    """Another set that was told lately, how often in a row, and how many others came before it. Not kept."""

    candidate: Members = ()
    times: int = 0
    flips: int = 0


STEADY = Wavering()


@dataclass(frozen=True, slots=True)
class Step:
    """What a sight comes to. `moved`: people are told that it was `before` and is `pool.value` now."""

    pool: Pool
    wavering: Wavering
    moved: bool = False


def members_of(told: str) -> Members:
    """A comma-separated list as a set, in one order."""
    return tuple(sorted({one.strip() for one in told.split(",")} - {""}))


def step(pool: Pool, wavering: Wavering, seen: Members, at_ms: int) -> Step:
    """What one more sight of the set means; `seen` is not empty and in order."""
    if seen == pool.value:
        if pool.rotating and at_ms - pool.changed_ms > _DAY_MS:
            pool = replace(pool, rotating=False, members=pool.value, moves_ms=())
        return Step(pool, STEADY)
    if seen == wavering.candidate:
        wavering = replace(wavering, times=wavering.times + 1)
    else:
        wavering = Wavering(seen, 1, wavering.flips + bool(wavering.candidate))
    moves = tuple(one for one in pool.moves_ms if at_ms - one < _HOUR_MS)
    stays = wavering.times >= CONFIRMED_BY
    if pool.rotating:
        rotates = not set(seen).isdisjoint(pool.members)
    else:
        rotates = wavering.flips >= _FLIPS or (stays and len(moves) >= _MOVES_AN_HOUR)
    if rotates:
        return Step(_rotated(pool, seen, at_ms), STEADY)
    if not stays:
        return Step(pool, wavering)
    moved = Pool(seen, at_ms, _joined(pool.members, seen), (*moves, at_ms)[-_MOVES_AN_HOUR:], pool.rotating)
    return Step(moved, STEADY, moved=True)


def _rotated(pool: Pool, seen: Members, at_ms: int) -> Pool:
    return Pool(seen, at_ms, _joined(pool.members, seen), pool.moves_ms, rotating=True)


def _joined(members: Members, seen: Members) -> Members:
    """The newest last; beyond the limit the oldest are forgotten."""
    return (*(one for one in members if one not in seen), *seen)[-_MOST_MEMBERS:]
