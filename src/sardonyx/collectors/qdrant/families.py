"""Every family of ours, and how samples of them become a page."""

from collections.abc import Iterable

from sardonyx.collectors.page import Page

Sample = tuple[str, float, dict[str, str]]
"""Family, value, labels."""

_GAUGES = {
    "qdrant_version_info": "What the server is.",
    "qdrant_collections": "Collections there are.",
    "qdrant_collection_points": "Points, as the server estimates them.",
    "qdrant_collection_indexed_vectors": "Vectors that are in an index.",
    "qdrant_collection_segments": "Segments.",
    "qdrant_collection_status": "1 for the status the collection has, 0 for the others.",
    "qdrant_collection_optimizer_ok": "0 when the optimiser stopped with an error.",
    "qdrant_collection_payload_indexes": "Fields of the payload that are indexed.",
    "qdrant_collection_vector_dimensions": "Dimensions of the vector; 0 for a sparse one.",
    "qdrant_collection_shards": "Shards.",
    "qdrant_collection_replicas": "Replicas of shards, by state.",
    "qdrant_collection_vectors": "Vectors in the shards this server holds.",
    "qdrant_collection_deleted_vectors": "Vectors deleted but not yet cleared away.",
    "qdrant_collection_vectors_bytes": "Bytes of vectors, without indexes, as the server estimates them.",
    "qdrant_collection_payloads_bytes": "Bytes of payloads, without indexes, as the server estimates them.",
    "qdrant_collection_disk_bytes": "Bytes of segments on disk, where the server tells them.",
    "qdrant_collection_ram_bytes": "Bytes of segments in memory, where the server tells them.",
    "qdrant_collection_update_queue_length": "Updates that wait.",
    "qdrant_cluster_peers": "Servers of the cluster.",
    "qdrant_cluster_pending_operations": "Operations the cluster has not agreed on yet.",
    "qdrant_cluster_leader": "1 when this server leads the cluster.",
    "qdrant_cluster_consensus_ok": "0 when this server takes no part in the consensus any more.",
    "qdrant_cluster_send_failures": "Failures in a row to reach the other server.",
    "qdrant_probe_success": "1 when our query of the collection was answered.",
    "qdrant_probe_duration_seconds": "Seconds our query of the collection took; no sample when it failed.",
    "qdrant_probe_skipped": "1 when the collection can't be queried by us, with the reason.",
}
_COUNTERS = {
    "qdrant_collection_optimizations_total": "Optimisations of segments.",
    "qdrant_collection_optimization_failures_total": "Optimisations of segments that failed.",
    "qdrant_collection_optimization_seconds_total": "Seconds spent in optimisations.",
}
NAMES = (*_GAUGES, *_COUNTERS)


def write(page: Page, samples: Iterable[Sample]) -> None:
    """Add the samples, family by family."""
    told: dict[str, list[tuple[float, dict[str, str]]]] = {}
    for name, value, labels in samples:
        told.setdefault(name, []).append((value, labels))
    for name in NAMES:
        if name in told:
            counts = name in _COUNTERS
            family = page.counter(name, _COUNTERS[name]) if counts else page.gauge(name, _GAUGES[name])
            for value, labels in told[name]:
                family.add_labelled(value, labels)
