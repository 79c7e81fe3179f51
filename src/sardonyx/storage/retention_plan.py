"""What becomes of a day's rows at which age: rules by service, level and environment, and the table's own ages.

The first rule that fits a row decides how long it is kept; a row that fits none is kept for `total`. Ages count from the end
of a row's day, so that a day is treated as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sardonyx.storage.engine import Param

LEVELS = {"TRACE": (1, 4), "DEBUG": (5, 8), "INFO": (9, 12), "WARN": (13, 16), "ERROR": (17, 20), "FATAL": (21, 255)}
"""Levels as ranges of SeverityNumber."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Rows of these services, levels and environments (empty: of all) are kept for `keep`."""

    name: str
    keep: timedelta
    services: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    def matches(self, prefix: str, *, counts: bool = False) -> tuple[str, dict[str, Param]]:
        """The rule as a condition, with parameters that begin with `prefix`; on `log_counts_10s` when `counts`."""
        parts: list[str] = []
        params: dict[str, Param] = {}
        for column, values in (("ServiceName", self.services), ("Environment", self.environments)):
            if values:
                parts.append(f"{column} IN {{{prefix}_{column}:Array(String)}}")
                params[f"{prefix}_{column}"] = list(values)
        if self.levels and counts:
            parts.append(f"Level IN {{{prefix}_levels:Array(String)}}")
            params[f"{prefix}_levels"] = list(self.levels)
        elif self.levels:
            ranges = (LEVELS[level] for level in self.levels)
            within = " OR ".join(f"SeverityNumber BETWEEN {low} AND {high}" for low, high in ranges)
            parts.append(f"({within})")
        return " AND ".join(parts) or "1", params


@dataclass(frozen=True, slots=True)
class Held:
    """A legal hold: rows from `start` up to `end` of these services (empty: of all) must stay as they are."""

    start: datetime
    end: datetime
    services: frozenset[str] = frozenset()

    def touches(self, day: date) -> bool:
        """Whether it is about any row of this day."""
        first = datetime.combine(day, time(), UTC)
        return self.start < first + timedelta(days=1) and self.end > first


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be deleted of a day: `everything`, or the rows that match `where`; `of_counts` is the same on
    `log_counts_10s`. `key` changes with what is due."""

    everything: bool
    where: str
    of_counts: str
    params: dict[str, Param]
    key: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The ages of a table: archived at `archive_after`, deleted at `total` unless a rule says otherwise."""

    archive_after: timedelta
    total: timedelta
    rules: tuple[RetentionRule, ...] = ()

    @property
    def longest(self) -> timedelta:
        """When the last row of a day goes."""
        return max([self.total, *(rule.keep for rule in self.rules)])

    def due(self, day: date, now: datetime, holds: Iterable[Held] = ()) -> Due | None:
        """What is due for deletion of a day; rows of held services are not. None: nothing."""
        age = age_of(day, now)
        passed = tuple(sorted({keep for keep in (self.total, *(rule.keep for rule in self.rules)) if keep <= age}))
        touching = [hold for hold in holds if hold.touches(day)]
        if not passed or any(not hold.services for hold in touching):
            return None
        if age >= self.longest and not touching:
            return Due(True, "1", "1", {}, passed)
        held = sorted(frozenset().union(*(hold.services for hold in touching)))
        where, params = self._older_than(age, held, counts=False)
        of_counts, params_of_counts = self._older_than(age, held, counts=True)
        return Due(False, where, of_counts, params | params_of_counts, passed)

    def _older_than(self, age: timedelta, held: list[str], *, counts: bool) -> tuple[str, dict[str, Param]]:
        params: dict[str, Param] = {"age": int(age.total_seconds()), "total": int(self.total.total_seconds())}
        cases = []
        for number, rule in enumerate(self.rules):
            condition, bound = rule.matches(f"rule{number}", counts=counts)
            params |= bound | {f"keep{number}": int(rule.keep.total_seconds())}
            cases.append(f"{condition}, {{keep{number}:UInt64}}, ")
        kept = f"multiIf({''.join(cases)}{{total:UInt64}})" if cases else "{total:UInt64}"
        where = f"{kept} <= {{age:UInt64}}"
        if held:
            where += " AND ServiceName NOT IN {held:Array(String)}"
            params["held"] = held
        return where, params

    def archives(self, day: date, now: datetime, holds: Sequence[Held] = ()) -> bool:
        """Whether a day is to be moved to the archive now; a held one stays where it is."""
        return age_of(day, now) >= self.archive_after and not any(hold.touches(day) for hold in holds)


def age_of(day: date, now: datetime) -> timedelta:
    """How long ago a day (UTC) ended; negative before that."""
    return now - datetime.combine(day + timedelta(days=1), time(), UTC)
