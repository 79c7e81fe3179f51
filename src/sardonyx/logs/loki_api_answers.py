"""Answers in Loki's shapes. Source: Grafana Loki, "HTTP API"."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from starlette.responses import PlainTextResponse, Response

from sardonyx.query.logql.service import MetricAnswer
from sardonyx.query.logql.streams import Streams
from sardonyx.query.promql.numbers import format_float
from sardonyx.query.promql.points import Points

_MS = 1_000_000
_CHUNK_FIGURES = dict.fromkeys(
    (
        "compressedBytes",
        "decompressedBytes",
        "decompressedLines",
        "headChunkBytes",
        "headChunkLines",
        "totalDuplicates",
    ),
    0,
)
_STORE = {"totalChunksRef": 0, "totalChunksDownloaded": 0, "chunksDownloadTime": 0, "chunk": _CHUNK_FIGURES}
_INGESTER = {"totalReached": 0, "totalChunksMatched": 0, "totalBatches": 0, "totalLinesSent": 0, "store": _STORE}


def success(data: object) -> Response:
    """`{"status": "success", "data": …}`."""
    return plain({"status": "success", "data": data})


def plain(content: object) -> Response:
    """JSON without an envelope."""
    return Response(msgspec.json.encode(content), media_type="application/json; charset=UTF-8")


def failure(status: int, text: str) -> Response:
    """Why there is no answer, as upstream says it: plain text."""
    return PlainTextResponse(text + "\n", status)


def metric(answer: MetricAnswer) -> dict[str, Any]:
    """A scalar, vector or matrix, with the time it took."""
    vector = answer.vector
    at = _seconds(answer.steps.start_ns)
    result: object
    if answer.kind == "scalar":
        result = [at, format_float(float(vector.values[0, 0]))]
    elif answer.kind == "vector":
        values = vector.values[:, 0].tolist()
        result = [
            {"metric": labels, "value": [at, format_float(value)]}
            for labels, value in zip(vector.labels, values, strict=True)
        ]
    else:
        points = Points()
        steps = answer.steps
        times = steps.start_ns // _MS + steps.step_ns // _MS * np.arange(steps.count, dtype=np.int64)
        result = [
            {"metric": labels, "values": points.json(times[present], values[present])}
            for labels, values, present in zip(vector.labels, vector.values, vector.present, strict=True)
        ]
    return {"resultType": answer.kind, "result": result, "stats": statistics(answer.seconds, 0, 0, 0)}


def streams(found: Streams, seconds: float, *, categorised: bool) -> dict[str, Any]:
    """Streams with their entries."""
    flags = {"encodingFlags": ["categorize-labels"]} if categorised else {}
    stats = statistics(seconds, found.rows_read, found.bytes_read, found.entries)
    return {"resultType": "streams", **flags, "result": found.streams, "stats": stats}


def statistics(seconds: float, lines: int, size: int, entries: int) -> dict[str, Any]:
    """What answering took, in upstream's shape; what we have no such thing of is 0."""
    per_second = 1 / max(seconds, 1e-6)
    summary = {
        "bytesProcessedPerSecond": round(size * per_second),
        "linesProcessedPerSecond": round(lines * per_second),
        "totalBytesProcessed": size,
        "totalLinesProcessed": lines,
        "execTime": round(seconds, 6),
        "queueTime": 0,
        "subqueries": 0,
        "totalEntriesReturned": entries,
        "splits": 0,
        "shards": 0,
        "totalPostFilterLines": entries,
        "totalStructuredMetadataBytesProcessed": 0,
    }
    return {"summary": summary, "querier": {"store": _STORE}, "ingester": _INGESTER, "cache": {}}


def volumes(
    found: Sequence[tuple[dict[str, str], list[tuple[int, int]]]], end_ns: int, *, ranged: bool
) -> dict[str, Any]:  # fmt: skip
    """Bytes by series: a vector at the end, or a matrix."""
    if ranged:
        result = [
            {"metric": labels, "values": [[_seconds(at), str(size)] for at, size in points]} for labels, points in found
        ]
        return {"resultType": "matrix", "result": result, "stats": statistics(0.0, 0, 0, 0)}
    vector = [
        {"metric": labels, "value": [_seconds(end_ns), str(sum(size for _, size in points))]}
        for labels, points in found
    ]
    return {"resultType": "vector", "result": vector, "stats": statistics(0.0, 0, 0, 0)}


def _seconds(ns: int) -> float | int:
    whole, rest = divmod(ns // _MS, 1000)
    return whole if rest == 0 else ns // _MS / 1000
