"""Which records are kept: a lowest level, and a share of what is noise.

A record of a trace is kept or left out together with the others of its trace: the share is one of trace ids, not of records.
A record whose level isn't known is never left out for its level.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sardonyx.processors.parsing.fragments import array, one_of, quoted
from sardonyx.processors.parsing.re2_check import compiled

Level = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
LEVELS: dict[Level, tuple[int, int]] = {
    "TRACE": (1, 4), "DEBUG": (5, 8), "INFO": (9, 12), "WARN": (13, 16), "ERROR": (17, 20), "FATAL": (21, 24),
}  # fmt: skip
"""First and last severity number of each level, by the OpenTelemetry logs data model."""

STORED, DROPPED, SAMPLED = "stored", "dropped", "sampled"
_HASHES = 1 << 64


@dataclass(frozen=True, slots=True)
class MinimumLevel:
    """Records of these services and environments below `level` are left out. No names: any."""

    name: str
    level: Level
    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sampling:
    """Of the records this describes, the share `keep` (0 to 1) is kept. What is empty says nothing; `pattern` is RE2."""

    name: str
    keep: float
    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    contains: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """SQL expressions of what is known of a record: texts, but for the numbers `severity` and `time`."""

    service: str
    environment: str
    severity: str
    body: str
    trace_id: str
    time: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """The rules, in order: of each kind the first that describes a record decides."""

    levels: tuple[MinimumLevel, ...] = ()
    samplings: tuple[Sampling, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.levels or self.samplings)

    @property
    def outcomes(self) -> str:
        """SQL for the array of outcomes by verdict, the first being that of verdict 0."""
        found = [DROPPED] * len(self.levels) + [SAMPLED if rule.keep else DROPPED for rule in self.samplings]
        return array([STORED, *found])

    @property
    def names(self) -> str:
        """SQL for the array of rules' names by verdict; '' for verdict 0."""
        return array(["", *(rule.name for rule in self.levels), *(rule.name for rule in self.samplings)])

    def verdict(self, facts: Facts) -> str:
        """SQL for 0, or the number of the rule that leaves a record out."""
        below = [
            (
                _described(rule.services, rule.environments, facts),
                f"{facts.severity} BETWEEN 1 AND {LEVELS[rule.level][0] - 1}",
            )
            for rule in self.levels
        ]
        drawn = f"if({facts.trace_id} != '', cityHash64({facts.trace_id}), cityHash64({facts.service}, {facts.time}, {facts.body}))"
        beyond = [(_sampled(rule, facts), f"{drawn} >= {_share(rule.keep)}") for rule in self.samplings]
        of_level = _first(below, 1)
        of_sampling = _first(beyond, 1 + len(below))
        return f"arrayFirst(n -> n != 0, [toUInt16({of_level}), toUInt16({of_sampling})])"


KEEP_ALL = Keeping()


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, or ''."""
    try:
        compiled(pattern)
    except ValueError as error:
        return str(error)
    return ""


def _first(cases: Sequence[tuple[str, str]], number: int) -> str:
    """SQL: of the first case that applies its number, counted from `number`, if it also fails; else 0."""
    if not cases:
        return "0"
    branches = ", ".join(f"{applies}, if({fails}, {number + index}, 0)" for index, (applies, fails) in enumerate(cases))
    return f"multiIf({branches}, 0)"


def _share(keep: float) -> str:
    # As an UInt128 where all are kept: no hash reaches it.
    return f"toUInt128({quoted(str(_HASHES))})" if keep >= 1 else str(int(keep * _HASHES))


def _sampled(rule: Sampling, facts: Facts) -> str:
    parts = [_described(rule.services, rule.environments, facts)]
    if rule.levels:
        ranges = [f"{facts.severity} BETWEEN {LEVELS[level][0]} AND {LEVELS[level][1]}" for level in rule.levels]
        parts.append(f"({' OR '.join(ranges)})")
    if rule.contains:
        parts.append(f"position({facts.body}, {quoted(rule.contains)}) != 0")
    if rule.pattern:
        parts.append(f"match({facts.body}, {quoted(rule.pattern)})")
    return " AND ".join(parts)


def _described(services: Sequence[str], environments: Sequence[str], facts: Facts) -> str:
    parts = [one_of(facts.service, services)] if services else []
    parts += [one_of(facts.environment, environments)] if environments else []
    return " AND ".join(parts) or "1"
