"""One query put to both sides, and their answers in one form."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sardonyx.query.promql import (
    MatrixAnswer,
    Promql,
    PromqlError,
    SamplesAnswer,
    ScalarAnswer,
    StringAnswer,
)
from sardonyx.query.promql.result import InstantAnswer
from sardonyx.query.scope import AccessScope
from tests.support.native_histograms import Figures
from tests.support.prometheus import PrometheusProcess

Value = float | Figures
Series = dict[frozenset[tuple[str, str]], list[tuple[float, Value]]]

HTTP_STATUS = {"bad_data": 400, "execution": 422}


@dataclass(frozen=True)
class Outcome:
    """What a side said: an error type with its text, or the kind of the result and its points (seconds, value)."""

    kind: str
    series: Series
    text: str = ""


@dataclass(frozen=True)
class Question:
    """An expression at an instant (`step` 0) or over a range; epoch seconds."""

    expr: str
    start: int
    end: int = 0
    step: int = 0

    def __str__(self) -> str:
        return f"{self.expr}  @{self.start}" + (f"…{self.end}/{self.step}" if self.step else "")


def of_prometheus(process: PrometheusProcess, question: Question) -> Outcome:
    """Prometheus' answer."""
    if question.step:
        times = {"start": str(question.start), "end": str(question.end), "step": str(question.step)}
        status, answer = process.get("query_range", query=question.expr, **times)
    else:
        status, answer = process.get("query", query=question.expr, time=str(question.start))
    if status != 200:
        assert HTTP_STATUS[answer["errorType"]] == status
        return Outcome(answer["errorType"], {}, answer["error"])
    data = answer["data"]
    return Outcome(data["resultType"], *_points(data["resultType"], data["result"]))


def _points(kind: str, result: Any) -> tuple[Series, str]:
    if kind == "string":
        return {}, result[1]
    if kind == "scalar":
        return {frozenset(): [(float(result[0]), float(result[1]))]}, ""
    found: Series = {}
    for row in result:
        values = row.get("values", []) if kind == "matrix" else [row["value"]] if "value" in row else []
        native = row.get("histograms", []) if kind == "matrix" else [row["histogram"]] if "histogram" in row else []
        points: list[tuple[float, Value]] = [(float(at), float(value)) for at, value in values]
        points += [(float(at), _figures(value)) for at, value in native]
        found[frozenset(row["metric"].items())] = sorted(points, key=lambda point: point[0])
    return found, ""


def _figures(histogram: Any) -> Figures:
    buckets = [(int(rule), *map(float, rest)) for rule, *rest in histogram.get("buckets") or ()]
    return Figures(float(histogram["count"]), float(histogram["sum"]), tuple(buckets))  # type: ignore[arg-type]


async def of_ours(promql: Promql, question: Question) -> Outcome:
    """Our answer."""
    try:
        if question.step:
            matrix = await promql.range(question.expr, question.start, question.end, question.step, AccessScope.ALL)
            return Outcome("matrix", _from_matrix(matrix, matrix.vector.labels))
        return _from_instant(await promql.instant(question.expr, question.start, AccessScope.ALL))
    except PromqlError as error:
        return Outcome(error.kind, {}, str(error))


def _key(labels: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(labels.items())


def _from_matrix(answer: MatrixAnswer | SamplesAnswer, labels: Sequence[Mapping[str, str]]) -> Series:
    found: Series = {}
    for row, one in enumerate(labels):
        times, values = answer.points(row)
        points: list[tuple[float, Value]] = list(zip((times / 1000).tolist(), values.tolist(), strict=True))
        times, native = answer.histograms(row)
        points += zip((times / 1000).tolist(), map(Figures.of, native), strict=True)
        assert _key(one) not in found
        found[_key(one)] = sorted(points, key=lambda point: point[0])
    return found


def _from_instant(answer: InstantAnswer) -> Outcome:
    match answer:
        case StringAnswer():
            return Outcome("string", {}, answer.value)
        case ScalarAnswer():
            return Outcome("scalar", {frozenset(): [(answer.time_ms / 1000, answer.value)]})
        case SamplesAnswer():
            return Outcome("matrix", _from_matrix(answer, answer.samples.labels))
        case _:
            vector, at = answer.vector, answer.time_ms / 1000
            assert bool(np.all(vector.present))
            values: list[Value] = vector.values[:, 0].tolist()
            for row, one in answer.histograms().items():
                values[row] = Figures.of(one)
            pairs = zip(vector.labels, values, strict=True)
            return Outcome("vector", {_key(labels): [(at, value)] for labels, value in pairs})


def difference(theirs: Outcome, ours: Outcome, relative: float = 1e-9) -> str:
    """Where the two first disagree; empty if they agree. Texts of errors are not compared here."""
    if theirs.kind != ours.kind:
        return f"{theirs.kind} {theirs.text!r} became {ours.kind} {ours.text!r}"
    if theirs.kind == "string" and theirs.text != ours.text:
        return f"{theirs.text!r} became {ours.text!r}"
    if theirs.series.keys() != ours.series.keys():
        missing, extra = theirs.series.keys() - ours.series.keys(), ours.series.keys() - theirs.series.keys()
        return f"missing {[dict(one) for one in missing][:3]}, too many {[dict(one) for one in extra][:3]}"
    for labels, expected in theirs.series.items():
        got = ours.series[labels]
        if [at for at, _ in expected] != [at for at, _ in got]:
            only = sorted({at for at, _ in expected} ^ {at for at, _ in got})[:5]
            return f"{dict(labels)}: {len(expected)} points became {len(got)}; at {only} on one side only"
        for (at, want), (_, have) in zip(expected, got, strict=True):
            if not same(want, have, relative):
                return f"{dict(labels)} at {at}: {want!r} became {have!r}"
    return ""


def same(want: Value, have: Value, relative: float) -> bool:
    """Equal as far as floats of different summation orders can be."""
    if isinstance(want, Figures) or isinstance(have, Figures):
        return isinstance(want, Figures) and isinstance(have, Figures) and _same_figures(want, have, relative)
    if math.isnan(want) or math.isnan(have):
        return math.isnan(want) and math.isnan(have)
    return math.isclose(want, have, rel_tol=relative, abs_tol=1e-11)


def _same_figures(want: Figures, have: Figures, relative: float) -> bool:
    # Buckets that are empty but for the last digits of a subtraction may be there on one side only.
    sides = [{bucket[:3]: bucket[3] for bucket in one.buckets if abs(bucket[3]) > 1e-12} for one in (want, have)]
    return (
        same(want.count, have.count, relative)
        and same(want.sum, have.sum, relative)
        and len(sides[0]) == len(sides[1])
        and all(
            mine[0] == theirs[0] and all(same(a, b, relative) for a, b in zip(mine[1:], theirs[1:], strict=True))
            for mine, theirs in zip(
                *(sorted((*key, count) for key, count in side.items()) for side in sides), strict=True
            )
        )
    )
