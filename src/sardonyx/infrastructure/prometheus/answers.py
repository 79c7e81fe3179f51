"""Answers in Prometheus' envelope: `{"status": "success", "data": …}` or `{"status": "error", "errorType": …}`."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.responses import Response

from sardonyx.query.metrics.catalogue import Exemplar, Labels
from sardonyx.query.promql import (
    InstantAnswer,
    MatrixAnswer,
    PromqlError,
    SamplesAnswer,
    ScalarAnswer,
    ShownHistogram,
    Statistics,
    StringAnswer,
    VectorAnswer,
    format_float,
)
from sardonyx.query.promql.points import Points

_STATUS = {"bad_data": 400, "execution": 422, "timeout": 503, "canceled": 503, "not_found": 404, "internal": 500}
_TRUNCATED = "results truncated due to limit"


def success(data: object, warnings: Sequence[str] = (), infos: Sequence[str] = ()) -> Response:
    """What was asked for."""
    content: dict[str, object] = {"status": "success", "data": data}
    if warnings:
        content["warnings"] = list(warnings)
    if infos:
        content["infos"] = list(infos)
    return Response(msgspec.json.encode(content), media_type="application/json")


def failure(kind: str, text: str) -> Response:
    """Why there is no answer; `kind` is one of upstream's error types."""
    content = {"status": "error", "errorType": kind, "error": text}
    return Response(msgspec.json.encode(content), _STATUS.get(kind, 500), media_type="application/json")


def refused(error: PromqlError) -> Response:
    """A query that failed, in its own words."""
    return failure(error.kind, str(error))


def listed(found: Sequence[object], limit: int) -> Response:
    """At most `limit` (0: all) of what was found, with upstream's warning when some were cut."""
    if limit and len(found) > limit:
        return success(found[:limit], [_TRUNCATED])
    return success(found)


def instant(answer: InstantAnswer, limit: int) -> tuple[dict[str, object], list[str]]:
    """The data of an instant query, and warnings about it."""
    match answer:
        case ScalarAnswer():
            result: object = [seconds(answer.time_ms), format_float(answer.value)]
        case StringAnswer():
            result = [seconds(answer.time_ms), answer.value]
        case VectorAnswer():
            at, values, native = seconds(answer.time_ms), answer.vector.values[:, 0].tolist(), answer.histograms()
            result = [
                {"metric": labels, "histogram": [at, _histogram(native[row])]}
                if row in native
                else {"metric": labels, "value": [at, format_float(value)]}
                for row, (labels, value) in enumerate(zip(answer.vector.labels, values, strict=True))
            ]
        case SamplesAnswer():
            points = Points()
            result = [_series(answer, row, labels, points) for row, labels in enumerate(answer.samples.labels)]
    return _limited(answer.kind, result, limit)


def ranged(answer: MatrixAnswer, limit: int) -> tuple[dict[str, object], list[str]]:
    """The data of a range query, and warnings about it."""
    points = Points()
    result = [_series(answer, row, labels, points) for row, labels in enumerate(answer.vector.labels)]
    return _limited("matrix", result, limit)


def exemplars(found: Sequence[tuple[Labels, Sequence[Exemplar]]]) -> list[dict[str, object]]:
    """Exemplars by series."""
    return [
        {
            "seriesLabels": labels,
            "exemplars": [
                {"labels": one.labels, "value": number(one.value), "timestamp": seconds(one.time_ms)} for one in several
            ],
        }
        for labels, several in found
    ]


def statistics(took: Statistics) -> dict[str, object]:
    """What answering took, as far as we know it."""
    return {
        "timings": {"evalTotalTime": took.seconds, "execTotalTime": took.seconds},
        "samples": {"totalQueryableSamples": took.samples_read},
    }


def seconds(milliseconds: int) -> float | int:
    """Epoch seconds: whole when they are, else with three decimals."""
    whole, rest = divmod(milliseconds, 1000)
    return whole if rest == 0 else milliseconds / 1000


def number(value: float) -> str:
    """A value as Prometheus writes it."""
    return format_float(value)


def _series(
    answer: MatrixAnswer | SamplesAnswer, row: int, labels: Mapping[str, str], points: Points
) -> dict[str, object]:
    """One series: `values`, `histograms`, or both."""
    (at, values), (times, native) = answer.points(row), answer.histograms(row)
    found: dict[str, object] = {"metric": labels}
    if len(at) or not native:
        found["values"] = points.json(at, values)
    if native:
        found["histograms"] = list(zip(map(seconds, times.tolist()), map(_histogram, native), strict=True))
    return found


def _histogram(histogram: ShownHistogram) -> dict[str, object]:
    """A native histogram: of each bucket which ends belong to it, where it begins and ends, and its count."""
    found: dict[str, object] = {"count": format_float(histogram.count), "sum": format_float(histogram.sum)}
    if histogram.buckets:
        found["buckets"] = [[rule, *map(format_float, bucket)] for rule, *bucket in histogram.buckets]
    return found


def _limited(kind: str, result: Any, limit: int) -> tuple[dict[str, object], list[str]]:
    warnings = []
    if limit and isinstance(result, list) and kind in ("vector", "matrix") and len(result) > limit:
        result, warnings = result[:limit], [_TRUNCATED]
    return {"resultType": kind, "result": result}, warnings
