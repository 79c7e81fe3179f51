"""What `/telemetry` says of collections: shards, segments, bytes, optimisations; and `/cluster` of the cluster.

Both have grown from version to version: what isn't there makes no sample. Source: Qdrant's API reference, TelemetryData and
ClusterStatus. Up to 1.17 the server leaves the bytes of segments in memory and on disk at 0: that is no figure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sardonyx.collectors.qdrant.families import Sample

DETAILS = "4"
"""The level that tells of segments; versions with fewer levels take it as their last."""

_MICRO = 1e6
_BYTES = (
    ("vectors_size_bytes", "vectors_bytes"),
    ("payloads_size_bytes", "payloads_bytes"),
    ("disk_usage_bytes", "disk_bytes"),
    ("ram_usage_bytes", "ram_bytes"),
)
_NEVER_NONE = ("disk_bytes", "ram_bytes")
_OF_SEGMENTS = (("num_vectors", "vectors"), ("num_deleted_vectors", "deleted_vectors"), *_BYTES)

_Document = Mapping[str, Any]


def telemetry_samples(telemetry: _Document, shown: frozenset[str]) -> Iterator[Sample]:
    """The figures of the collections in `shown`."""
    for collection in _each(_part(telemetry, "collections").get("collections")):
        if collection.get("id") in shown:
            yield from _collection(str(collection["id"]), _each(collection.get("shards")))


def cluster_samples(cluster: _Document) -> Iterator[Sample]:
    """The figures of the cluster; none where there is no cluster."""
    if cluster.get("status") != "enabled":
        return
    raft = _part(cluster, "raft_info")
    yield "qdrant_cluster_peers", len(_part(cluster, "peers")), {}
    if isinstance(raft.get("pending_operations"), int):
        yield "qdrant_cluster_pending_operations", raft["pending_operations"], {}
    yield "qdrant_cluster_leader", int(raft.get("role") == "Leader"), {}
    if state := _part(cluster, "consensus_thread_status").get("consensus_thread_status"):
        yield "qdrant_cluster_consensus_ok", int(state == "working"), {}
    for peer, said in _part(cluster, "message_send_failures").items():
        yield "qdrant_cluster_send_failures", float(_part({"said": said}, "said").get("count", 0)), {"peer": peer}


def _collection(name: str, shards: list[_Document]) -> Iterator[Sample]:
    own = {"collection": name}
    yield "qdrant_collection_shards", len(shards), own
    states = Counter(str(state) for shard in shards for state in _part(shard, "replicate_states").values())
    for state, count in sorted(states.items()):
        yield "qdrant_collection_replicas", count, {**own, "state": state}
    local = [_part(shard, "local") for shard in shards if shard.get("local")]
    segments = [_part(segment, "info") for shard in local for segment in _each(shard.get("segments"))]
    for key, family in _OF_SEGMENTS:
        told = [segment[key] for segment in segments if isinstance(segment.get(key), int | float)]
        if told and (any(told) or family not in _NEVER_NONE):
            yield f"qdrant_collection_{family}", float(sum(told)), own
    queues = [_part(shard, "update_queue").get("length") for shard in local]
    if waiting := [length for length in queues if isinstance(length, int)]:
        yield "qdrant_collection_update_queue_length", sum(waiting), own
    yield from _optimizations(own, [_part(_part(shard, "optimizations"), "optimizations") for shard in local])


def _optimizations(own: dict[str, str], told: list[_Document]) -> Iterator[Sample]:
    for key, family, unit in (
        ("count", "optimizations_total", 1.0),
        ("fail_count", "optimization_failures_total", 1.0),
        ("total_duration_micros", "optimization_seconds_total", _MICRO),
    ):
        # A count of no failures is left out by the server.
        if any(key in each for each in told) or (key == "fail_count" and any("count" in each for each in told)):
            yield f"qdrant_collection_{family}", sum(float(each.get(key) or 0) for each in told) / unit, own


def _each(found: Any) -> list[_Document]:
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _part(document: _Document, key: str) -> _Document:
    found = document.get(key)
    return found if isinstance(found, Mapping) else {}
