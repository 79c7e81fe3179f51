"""The smallest query a collection can be asked: how long an answer takes, as an application would see it.

Source: Qdrant's API reference: `points/query` since 1.10, `points/search` before.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sardonyx.collectors.qdrant.api import QdrantApi, QdrantError
from sardonyx.collectors.qdrant.collection import MULTI, SPARSE, Vector
from sardonyx.collectors.qdrant.families import Sample

MAX_DIMENSIONS = 16_384
TIMEOUT_SECONDS = 2.0
_QUERY_SINCE = (1, 10)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one collection: the end of the path, and the body."""

    path: str
    body: bytes


class CannotAsk(Exception):
    """No vector of the collection can be asked for; the message is the reason."""


def question(vectors: Sequence[Vector], version: tuple[int, ...]) -> Question:
    """The question for a collection of these vectors: a dense one is asked before others. Raises CannotAsk."""
    if not vectors:
        raise CannotAsk("no vectors")
    vector = min(vectors, key=lambda each: (each.kind == SPARSE, each.kind == MULTI))
    if vector.dimensions > MAX_DIMENSIONS:
        raise CannotAsk(f"more than {MAX_DIMENSIONS} dimensions")
    asked: object = [1.0] * vector.dimensions
    if vector.kind == SPARSE:
        asked = {"indices": [0], "values": [1.0]}
    elif vector.kind == MULTI:
        asked = [asked]
    told = {"limit": 1, "with_payload": False, "with_vector": False}
    if version < _QUERY_SINCE:
        body = {"vector": {"name": vector.name, "vector": asked} if vector.name else asked, **told}
        return Question("search", json.dumps(body).encode())
    using = {"using": vector.name} if vector.name else {}
    return Question("query", json.dumps({"query": asked, **using, **told}).encode())


async def ask(
    api: QdrantApi, collection: str, what: Question, clock: Callable[[], float] = time.perf_counter
) -> tuple[list[Sample], QdrantError | None]:
    """Ask once. The samples, and why it failed where it did."""
    own, began = {"collection": collection}, clock()
    path = ("collections", collection, "points", what.path)
    try:
        await api.post(*path, body=what.body, timeout_seconds=TIMEOUT_SECONDS)
    except QdrantError as error:
        return [("qdrant_probe_success", 0, own)], error
    seconds = clock() - began
    return [("qdrant_probe_success", 1, own), ("qdrant_probe_duration_seconds", seconds, own)], None
