"""What evaluating gives: series with a value, and what may be asked on the way."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sardonyx.alerting.evaluation.alert import Pairs
from sardonyx.query.promql.histograms.pool import Pool
from sardonyx.query.promql.store.fresh import Value

METRIC_NAME = "__name__"


@dataclass(frozen=True, slots=True)
class Result:
    """One series of a query's answer; of a native histogram (a pool of one) the value is 0, as for upstream's alerts."""

    labels: Mapping[str, str]
    value: float
    histogram: Pool | None = None


Query = Callable[[str, int], Awaitable[Sequence[Result]]]
"""The series of an expression at an instant (ms). Raises PromqlError."""

Output = tuple[Pairs, Value]
"""A series a rule writes, `__name__` among its labels."""


class EvaluationFailed(Exception):
    """The rule can't be evaluated over what its expression gave."""


def pairs(labels: Mapping[str, str]) -> Pairs:
    """Labels in order, without empty ones."""
    return tuple(sorted((name, value) for name, value in labels.items() if value))


def refuse_repeated(outputs: Iterable[Pairs], kind: str) -> None:
    """Raise when two series have the same labels."""
    seen = list(outputs)
    if len(set(seen)) != len(seen):
        raise EvaluationFailed(f"vector contains metrics with the same labelset after applying {kind} labels")
