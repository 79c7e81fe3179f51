"""Answers in Prometheus' envelope: `{"status": "success", "data": …}` or `{"status": "error", "errorType": …}`."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from starlette.responses import Response

from sardonyx.query.promql import (
    InstantAnswer,
    MatrixAnswer,
    PromqlError,
    SamplesAnswer,
    ScalarAnswer,
    StringAnswer,
    VectorAnswer,
    format_float,
)

_STATUS = {"bad_data": 400, "execution": 422, "timeout": 503, "canceled": 503, "not_found": 404, "internal": 500}


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


def instant(answer: InstantAnswer, limit: int) -> tuple[dict[str, object], list[str]]:
    """The data of an instant query, and warnings about it."""
    match answer:
        case ScalarAnswer():
            result: object = [seconds(answer.time_ms), format_float(answer.value)]
        case StringAnswer():
            result = [seconds(answer.time_ms), answer.value]
        case VectorAnswer():
            at, values = seconds(answer.time_ms), answer.vector.values[:, 0].tolist()
            rows = zip(answer.vector.labels, values, strict=True)
            result = [{"metric": labels, "value": [at, format_float(value)]} for labels, value in rows]
        case SamplesAnswer():
            samples = answer.samples
            cuts = zip(samples.labels, samples.offsets[:-1].tolist(), samples.offsets[1:].tolist(), strict=True)
            result = [
                {"metric": labels, "values": _pairs(samples.times[start:end], samples.values[start:end])}
                for labels, start, end in cuts
            ]
    return _limited(answer.kind, result, limit)


def ranged(answer: MatrixAnswer, limit: int) -> tuple[dict[str, object], list[str]]:
    """The data of a range query, and warnings about it."""
    result = [
        {"metric": labels, "values": _pairs(*answer.points(row))} for row, labels in enumerate(answer.vector.labels)
    ]
    return _limited("matrix", result, limit)


def seconds(milliseconds: int) -> float | int:
    """Epoch seconds: whole when they are, else with three decimals."""
    whole, rest = divmod(milliseconds, 1000)
    return whole if rest == 0 else milliseconds / 1000


def number(value: float) -> str:
    """A value as Prometheus writes it."""
    return format_float(value)


def _pairs(times: Any, values: Any) -> list[tuple[float | int, str]]:
    at = (times // 1000).tolist() if not np.any(times % 1000) else [seconds(one) for one in times.tolist()]
    return list(zip(at, map(format_float, values.tolist()), strict=True))


def _limited(kind: str, result: Any, limit: int) -> tuple[dict[str, object], list[str]]:
    warnings = []
    if limit and isinstance(result, list) and kind in ("vector", "matrix") and len(result) > limit:
        result, warnings = result[:limit], ["results truncated due to limit"]
    return {"resultType": kind, "result": result}, warnings
