"""A recording rule: the series of an expression under a name of their own."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sardonyx.alerting.evaluation.outputs import (
    METRIC_NAME,
    EvaluationFailed,
    Output,
    Query,
    pairs,
    refuse_repeated,
)
from sardonyx.alerting.evaluation.status import RuleStatus


class RecordingRule:
    """Labels of the rule replace those of the series."""

    kind: Literal["recording"] = "recording"

    def __init__(self, name: str, expr: str, labels: Mapping[str, str]) -> None:
        self.name = name
        self.expr = expr
        self.labels = labels
        self.status = RuleStatus()

    async def evaluate(self, at_ms: int, query: Query, *, limit: int = 0, offset_ms: int = 0) -> Sequence[Output]:
        """The series at `at_ms`. Raises PromqlError, EvaluationFailed."""
        found = await query(self.expr, at_ms - offset_ms)
        outputs: list[Output] = [
            (
                pairs({**one.labels, METRIC_NAME: self.name, **self.labels}),
                one.value if one.histogram is None else one.histogram,
            )
            for one in found
        ]
        refuse_repeated((labels for labels, _ in outputs), "rule")
        if 0 < limit < len(outputs):
            raise EvaluationFailed(f"exceeded limit of {limit} with {len(outputs)} series")
        return outputs
