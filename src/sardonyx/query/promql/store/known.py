"""The series of one metric, side by side in memory: which of them matchers, a scope and a time mean, without the engine."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sardonyx.query.promql.selecting import holds
from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL
from sardonyx.query.promql.tree import Matcher
from sardonyx.query.promql.values import METRIC_NAME, Indexes, Labels, Mask, Times
from sardonyx.query.scope import AccessScope

Ids = np.ndarray[Any, np.dtype[np.uint64]]
Row = tuple[str, dict[str, str], int, int, int]
"""Id, labels without the name, temporality, first and last seen (ms)."""


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """Ordered by id. `labels` have `__name__`; texts that come again are one object."""

    ids: Ids
    labels: Sequence[Labels]
    deltas: Mask
    first_ms: Times
    last_ms: Times
    _columns: dict[str, tuple[list[str], Indexes]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, name: str, rows: Sequence[Row]) -> "KnownSeries":
        """From rows in any order; `name` is '' where their labels have it."""
        ids = np.array([int(row[0]) for row in rows], np.uint64)
        order = np.argsort(ids)
        labels: list[Labels] = [_labels(name, rows[i][1]) for i in order.tolist()]
        figures = np.array([row[2:] for row in rows], np.int64).reshape(-1, 3)[order]
        return cls(ids[order], labels, figures[:, 0] == 1, figures[:, 1].copy(), figures[:, 2].copy())

    def __len__(self) -> int:
        return len(self.labels)

    def selected(
        self, alternatives: Iterable[Sequence[Matcher]], scope: AccessScope, alive_from_ms: int, alive_until_ms: int
    ) -> Indexes:
        """The rows that one of the alternatives means, that the scope allows and that lived in the time.

        Raises BadPattern.
        """
        found = np.zeros(len(self), bool)
        for matchers in alternatives:
            found |= self._all(matchers)
        found &= (self.last_ms >= alive_from_ms) & (self.first_ms <= alive_until_ms)
        for label, allowed in ((SERVICE_LABEL, scope.services), (ENVIRONMENT_LABEL, scope.environments)):
            if allowed is not None:
                found &= self._where(label, allowed)
        return np.flatnonzero(found)

    def _all(self, matchers: Sequence[Matcher]) -> Mask:
        found = np.ones(len(self), bool)
        for matcher in matchers:
            values, codes = self._column(matcher.name)
            found &= np.array([holds(matcher, value) for value in values], bool)[codes]
        return found

    def _where(self, label: str, allowed: frozenset[str]) -> Mask:
        values, codes = self._column(label)
        return np.array([value in allowed for value in values], bool)[codes]

    def _column(self, label: str) -> tuple[list[str], Indexes]:
        """The label's values, each once, and which of them each row has; '' where it has none."""
        if label not in self._columns:
            numbers: dict[str, int] = {}
            codes = [numbers.setdefault(one.get(label, ""), len(numbers)) for one in self.labels]
            self._columns[label] = list(numbers), np.array(codes, np.int64)
        return self._columns[label]


def _labels(name: str, labels: Mapping[str, str]) -> Labels:
    found = {METRIC_NAME: name} if name else {}
    for key, value in labels.items():
        if value:
            found[sys.intern(key)] = sys.intern(value)
    return found
