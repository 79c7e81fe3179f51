"""The Qdrant collector and a stand-in of two versions."""

from pathlib import Path
from typing import Any

import pytest

from sardonyx.collectors.qdrant.collector import QdrantCollector
from tests.support.certificates import self_signed
from tests.support.ports import free_port
from tests.support.qdrant_stand_in import KEY, NARROW_KEY, NEW, OLD, QdrantStandIn
from tests.unit.collectors.host.host_files import Samples, samples, value

DOCS = {"collection": "docs"}


async def read(server: QdrantStandIn, key: str = "", passes: int = 1) -> tuple[Samples, tuple[str, ...]]:
    async with server.running() as address:
        collector = QdrantCollector(address.replace("//", f"//:{key}@") if key else address)
        for _ in range(passes):
            found = samples(await collector.page())
        await collector.close()
    return found, collector.problems


def names(found: Samples) -> set[str]:
    return {dict(key)["__name__"] for key in found}


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_figures_of_a_collection_stand_beside_the_servers_own(version: str) -> None:
    server = QdrantStandIn(version)
    server.add("docs")
    found, problems = await read(server)
    assert value(found, "qdrant_up") == 1
    assert value(found, "qdrant_version_info", version=version) == 1
    assert value(found, "app_info", name="qdrant", version=version) == 1
    assert value(found, "collections_total") == 1
    assert value(found, "qdrant_collections") == 1
    assert value(found, "qdrant_collection_points", **DOCS) == 1000
    assert value(found, "qdrant_collection_indexed_vectors", **DOCS) == 800
    assert value(found, "qdrant_collection_segments", **DOCS) == 8
    assert value(found, "qdrant_collection_status", **DOCS, status="green") == 1
    assert value(found, "qdrant_collection_status", **DOCS, status="red") == 0
    assert value(found, "qdrant_collection_optimizer_ok", **DOCS) == 1
    assert value(found, "qdrant_collection_payload_indexes", **DOCS) == 1
    vector = {"vector": "", "kind": "dense", "distance": "Cosine"}
    assert value(found, "qdrant_collection_vector_dimensions", **DOCS, **vector) == 4
    assert value(found, "qdrant_collection_shards", **DOCS) == 2
    assert value(found, "qdrant_collection_replicas", **DOCS, state="Dead") == 2
    assert value(found, "qdrant_collection_vectors", **DOCS) == 1000
    assert value(found, "qdrant_collection_deleted_vectors", **DOCS) == 20
    assert value(found, "qdrant_collection_optimizations_total", **DOCS) == 6
    assert value(found, "qdrant_probe_success", **DOCS) == 1
    assert 0 < value(found, "qdrant_probe_duration_seconds", **DOCS) < 2
    assert problems == ()


async def test_what_only_newer_versions_tell_has_no_sample_before() -> None:
    new, old = QdrantStandIn(NEW), QdrantStandIn(OLD)
    new.add("docs")
    old.add("docs")
    found, _ = await read(new)
    assert value(found, "qdrant_collection_vectors_bytes", **DOCS) == 16_000
    assert value(found, "qdrant_collection_payloads_bytes", **DOCS) == 400
    assert value(found, "qdrant_collection_update_queue_length", **DOCS) == 4
    assert value(found, "qdrant_collection_optimization_failures_total", **DOCS) == 2
    assert value(found, "qdrant_collection_optimization_seconds_total", **DOCS) == 3
    assert not names(found) & {"qdrant_collection_disk_bytes", "qdrant_collection_ram_bytes"}, "0 is no figure"
    gone = names(found) - names((await read(old))[0])
    assert gone >= {"qdrant_collection_vectors_bytes", "qdrant_collection_update_queue_length"}


async def test_an_optimiser_that_stopped_and_a_red_collection_are_told() -> None:
    server = QdrantStandIn()
    server.add("docs", status="red", optimizer_status={"error": "No space left on device"})
    found, problems = await read(server)
    assert value(found, "qdrant_collection_status", **DOCS, status="red") == 1
    assert value(found, "qdrant_collection_status", **DOCS, status="green") == 0
    assert value(found, "qdrant_collection_optimizer_ok", **DOCS) == 0
    assert problems == ("qdrant: collection docs: the optimiser stopped: No space left on device",)


MULTI = {"size": 2, "distance": "Dot", "multivector_config": {"comparator": "max_sim"}}
SPARSE: dict[str, Any] = {"sparse_vectors": {"words": {}}}


@pytest.mark.parametrize(
    ("version", "vectors", "params", "question"),
    [
        (NEW, None, {}, {"query": [1.0] * 4}),
        (NEW, {"text": {"size": 2, "distance": "Dot"}}, SPARSE, {"query": [1.0, 1.0], "using": "text"}),
        (NEW, {"late": MULTI}, {}, {"query": [[1.0, 1.0]], "using": "late"}),
        (NEW, {}, SPARSE, {"query": {"indices": [0], "values": [1.0]}, "using": "words"}),
        (OLD, None, {}, {"vector": [1.0] * 4}),
        (OLD, {"text": {"size": 1, "distance": "Dot"}}, {}, {"vector": {"name": "text", "vector": [1.0]}}),
        (OLD, {}, SPARSE, {"vector": {"name": "words", "vector": {"indices": [0], "values": [1.0]}}}),
    ],
    ids=["unnamed", "named", "multivector", "sparse", "old-unnamed", "old-named", "old-sparse"],
)
async def test_the_probe_asks_for_a_vector_the_collection_has(
    version: str, vectors: dict[str, Any] | None, params: dict[str, Any], question: dict[str, Any]
) -> None:
    server = QdrantStandIn(version)
    server.add("docs", vectors, params=params)
    found, _ = await read(server)
    assert value(found, "qdrant_probe_success", **DOCS) == 1
    assert server.questions == [{**question, "limit": 1, "with_payload": False, "with_vector": False}]


@pytest.mark.parametrize(
    ("vectors", "reason"),
    [({}, "no vectors"), ({"size": 65_536, "distance": "Dot"}, "more than 16384 dimensions")],
    ids=["none", "huge"],
)
async def test_a_collection_that_cannot_be_queried_says_why(vectors: dict[str, Any], reason: str) -> None:
    server = QdrantStandIn()
    server.add("docs", vectors)
    found, problems = await read(server)
    assert value(found, "qdrant_probe_skipped", **DOCS, reason=reason) == 1
    assert "qdrant_probe_success" not in names(found)
    assert (server.questions, problems) == ([], ())


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_a_key_opens_and_a_wrong_one_is_told_what_to_do(version: str) -> None:
    server = QdrantStandIn(version, KEY)
    server.add("docs")
    found, problems = await read(server, KEY)
    assert (value(found, "qdrant_up"), problems) == (1, ())
    found, problems = await read(server, "wrong-secret")
    assert found == {(("__name__", "qdrant_up"),): 0.0}
    assert "Invalid api-key" in problems[0]
    assert "service.read_only_api_key" in problems[0]
    assert "wrong-secret" not in problems[0]


async def test_a_key_of_one_collection_gets_its_figures_and_hears_what_is_missing() -> None:
    server = QdrantStandIn(key=KEY)
    server.add("docs")
    found, problems = await read(server, NARROW_KEY)
    assert value(found, "qdrant_collection_points", **DOCS) == 1000
    assert "app_info" not in names(found)
    assert [problem.split(":")[1].strip() for problem in problems] == ["/metrics", "/cluster"]
    assert all("a key for all collections sees it" in problem for problem in problems)


async def test_an_empty_server_is_up() -> None:
    found, problems = await read(QdrantStandIn())
    assert (value(found, "qdrant_up"), value(found, "qdrant_collections"), problems) == (1, 0, ())


async def test_of_very_many_collections_each_has_its_turn_and_the_rest_is_said() -> None:
    server = QdrantStandIn()
    for number in range(500):
        server.add(f"c{number:03}")
    found, problems = await read(server, passes=4)
    assert value(found, "qdrant_collections") == 500
    points = {dict(key)["collection"] for key in found if dict(key)["__name__"] == "qdrant_collection_points"}
    assert points == {f"c{number:03}" for number in range(200)}
    assert len(server.questions) == 40
    assert server.most_queries_at_once == 1
    assert server.requests.count("/telemetry") == 1
    assert problems == ("qdrant: 500 collections, only the first 200 by name are collected",)


@pytest.mark.parametrize(
    ("path", "missing", "there"),
    [
        ("/telemetry", "qdrant_collection_shards", "qdrant_collection_points"),
        ("/metrics", "app_info", "qdrant_collection_points"),
        ("/collections/docs", "qdrant_collection_points", "app_info"),
        ("/collections/docs/points/query", "qdrant_probe_duration_seconds", "qdrant_probe_success"),
    ],
    ids=["telemetry", "metrics", "collection", "query"],
)
async def test_what_hangs_is_left_out_and_said(path: str, missing: str, there: str) -> None:
    server, now = QdrantStandIn(), [0.0]
    server.add("docs")
    async with server.running() as address:
        collector = QdrantCollector(address, timeout_seconds=0.3, clock=lambda: now[0])
        assert missing in names(samples(await collector.page()))
        server.hanging.add(path)
        now[0] = 100.0
        found = samples(await collector.page())
        await collector.close()
    assert missing not in names(found)
    assert there in names(found)
    assert any("no answer within" in problem for problem in collector.problems)


async def test_a_server_that_goes_away_is_down_and_comes_back_as_another_version() -> None:
    port = free_port()
    collector = QdrantCollector(f"http://127.0.0.1:{port}")
    for version in (OLD, NEW):
        server = QdrantStandIn(version)
        server.add("docs")
        async with server.running(port):
            found = samples(await collector.page())
            assert value(found, "qdrant_version_info", version=version) == 1
            assert value(found, "qdrant_probe_success", **DOCS) == 1
        assert samples(await collector.page()) == {(("__name__", "qdrant_up"),): 0.0}
        assert "can't connect" in collector.problems[0]
    await collector.close()


async def test_figures_of_a_cluster() -> None:
    server = QdrantStandIn()
    server.cluster = {
        "status": "enabled", "peer_id": 11, "peers": {"11": {"uri": "http://a"}, "12": {"uri": "http://b"}},
        "raft_info": {"term": 1, "commit": 9, "pending_operations": 3, "leader": 11, "role": "Leader", "is_voter": True},
        "consensus_thread_status": {"consensus_thread_status": "stopped_with_err", "err": "disk"},
        "message_send_failures": {"http://b": {"count": 7, "latest_error": "refused"}},
    }  # fmt: skip
    found, _ = await read(server)
    assert value(found, "qdrant_cluster_peers") == 2
    assert value(found, "qdrant_cluster_pending_operations") == 3
    assert value(found, "qdrant_cluster_leader") == 1
    assert value(found, "qdrant_cluster_consensus_ok") == 0
    assert value(found, "qdrant_cluster_send_failures", peer="http://b") == 7


async def test_a_prefix_of_the_servers_metrics_makes_no_series_twice() -> None:
    server = QdrantStandIn()
    server.add("docs")
    server.metrics = '# TYPE qdrant_collection_points gauge\nqdrant_collection_points{id="docs"} 5\nqdrant_app_info 1\n'
    found, _ = await read(server)
    assert value(found, "qdrant_app_info") == 1
    assert {dict(key).get("id") for key in found} == {None}


async def test_a_certificate_is_checked_and_may_be_signed_by_an_authority_of_ones_own(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with QdrantStandIn().running(tls=certificate.server_context()) as address:
        seen = {}
        for query in ("", f"?ca={certificate.file}", "?ca=/nowhere.pem"):
            collector = QdrantCollector(address + query)
            seen[query] = value(samples(await collector.page()), "qdrant_up"), "".join(collector.problems)
            await collector.close()
    assert seen[f"?ca={certificate.file}"] == (1, "")
    assert (seen[""][0], "is not trusted" in seen[""][1]) == (0, True)
    assert (seen["?ca=/nowhere.pem"][0], "No such file" in seen["?ca=/nowhere.pem"][1]) == (0, True)
