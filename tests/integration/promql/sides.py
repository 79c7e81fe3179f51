"""One query put to both sides, and their answers in one form."""

import math
from collections.abc import Mapping
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
from tests.support.prometheus import PrometheusProcess

Series = dict[frozenset[tuple[str, str]], list[tuple[float, float]]]

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
        values = row["values"] if kind == "matrix" else [row["value"]]
        found[frozenset(row["metric"].items())] = [(float(at), float(value)) for at, value in values]
    return found, ""


async def of_ours(promql: Promql, question: Question) -> Outcome:
    """Our answer."""
    try:
        if question.step:
            matrix = await promql.range(question.expr, question.start, question.end, question.step, AccessScope.ALL)
            return Outcome("matrix", _from_matrix(matrix))
        return _from_instant(await promql.instant(question.expr, question.start, AccessScope.ALL))
    except PromqlError as error:
        return Outcome(error.kind, {}, str(error))


def _key(labels: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(labels.items())


def _from_matrix(answer: MatrixAnswer) -> Series:
    found: Series = {}
    for row, labels in enumerate(answer.vector.labels):
        times, values = answer.points(row)
        assert _key(labels) not in found
        found[_key(labels)] = list(zip((times / 1000).tolist(), values.tolist(), strict=True))
    return found


def _from_instant(answer: InstantAnswer) -> Outcome:
    match answer:
        case StringAnswer():
            return Outcome("string", {}, answer.value)
        case ScalarAnswer():
            return Outcome("scalar", {frozenset(): [(answer.time_ms / 1000, answer.value)]})
        case SamplesAnswer():
            samples, found = answer.samples, {}
            for row, labels in enumerate(samples.labels):
                piece = slice(int(samples.offsets[row]), int(samples.offsets[row + 1]))
                times, values = (samples.times[piece] / 1000).tolist(), samples.values[piece].tolist()
                found[_key(labels)] = list(zip(times, values, strict=True))
            return Outcome("matrix", found)
        case _:
            vector = answer.vector
            assert bool(np.all(vector.present))
            values = vector.values[:, 0].tolist()
            pairs = zip(vector.labels, values, strict=True)
            return Outcome("vector", {_key(labels): [(answer.time_ms / 1000, value)] for labels, value in pairs})


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


def same(want: float, have: float, relative: float) -> bool:
    """Equal as far as floats of different summation orders can be."""
    if math.isnan(want) or math.isnan(have):
        return math.isnan(want) and math.isnan(have)
    return math.isclose(want, have, rel_tol=relative, abs_tol=1e-11)
