"""What `/collections/{name}` says of a collection. Source: Qdrant's API reference, CollectionInfo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sardonyx.collectors.qdrant.families import Sample

STATUSES = ("green", "yellow", "grey", "red")

DENSE, MULTI, SPARSE = "dense", "multi", "sparse"


@dataclass(frozen=True, slots=True)
class Vector:
    """One vector the points have. `name` is empty for the one without a name; a sparse one has no dimensions."""

    name: str
    kind: str
    dimensions: int = 0
    distance: str = ""


def vectors_of(info: Mapping[str, Any]) -> tuple[Vector, ...]:
    """The vectors of a collection: the unnamed one or the named ones, then the sparse ones."""
    params = _part(_part(info, "config"), "params")
    dense = _part(params, "vectors")
    if isinstance(dense.get("size"), int):
        dense = {"": dense}
    found = [_dense(name, said) for name, said in dense.items() if isinstance(said, Mapping)]
    found += [Vector(name, SPARSE) for name in _part(params, "sparse_vectors")]
    return tuple(found)


def collection_samples(name: str, info: Mapping[str, Any]) -> Iterator[Sample]:
    """The figures of one collection."""
    own = {"collection": name}
    for key, family in (
        ("points_count", "points"),
        ("indexed_vectors_count", "indexed_vectors"),
        ("segments_count", "segments"),
    ):
        if isinstance(info.get(key), int):
            yield f"qdrant_collection_{family}", info[key], own
    for status in STATUSES:
        yield "qdrant_collection_status", int(info.get("status") == status), {**own, "status": status}
    yield "qdrant_collection_optimizer_ok", int(info.get("optimizer_status", "ok") == "ok"), own
    yield "qdrant_collection_payload_indexes", len(_part(info, "payload_schema")), own
    for vector in vectors_of(info):
        about = {"vector": vector.name, "kind": vector.kind, "distance": vector.distance}
        yield "qdrant_collection_vector_dimensions", vector.dimensions, {**own, **about}


def optimizer_error(info: Mapping[str, Any]) -> str:
    """Why the optimiser stopped; empty while it does well."""
    status = info.get("optimizer_status")
    return str(status.get("error", ""))[:200] if isinstance(status, Mapping) else ""


def _dense(name: str, said: Mapping[str, Any]) -> Vector:
    kind = MULTI if said.get("multivector_config") else DENSE
    return Vector(name, kind, int(said.get("size", 0)), str(said.get("distance", "")))


def _part(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key)
    return found if isinstance(found, Mapping) else {}
