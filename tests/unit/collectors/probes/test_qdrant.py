"""Qdrant: ready, its collections, its leader, from a stand-in."""

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.qdrant import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import QdrantCheck
from sardonyx.outgoing.guard import Guard
from tests.support.ports import free_port
from tests.support.qdrant_stand_in import KEY, NARROW_KEY, NEW, QdrantStandIn
from tests.support.raw_server import answering, http, talking

_CLUSTER = {
    "status": "enabled",
    "peer_id": 1,
    "peers": {"1": {"uri": "http://q-1:6335/"}, "2": {"uri": "http://q-2:6335/"}},
    "raft_info": {"term": 3, "leader": 2, "role": "Follower"},
}


async def _probed(guard: Guard, url: str, **check: object) -> ProbeResult:
    return await probe(QdrantCheck.model_validate({"url": url, **check}), ProbeContext("m1", 0.5, guard))


async def test_ready_with_its_collections_is_up(guard: Guard) -> None:
    qdrant = QdrantStandIn(key=KEY)
    qdrant.add("docs")
    qdrant.cluster = _CLUSTER
    async with qdrant.running() as url:
        result = await _probed(
            guard, url, api_key=KEY, collections=["docs"], conditions=["points > 999", "status == green"]
        )
    assert (result.outcome, result.message) == ("up", "")
    assert result.facts["version"] == NEW
    assert result.facts["leader"] == "http://q-2:6335/"
    assert result.figures["qdrant_collection_points"] == 1000


@pytest.mark.parametrize(("state", "outcome"), [("green", "up"), ("yellow", "up"), ("red", "down")])
async def test_the_worst_collection_counts(guard: Guard, state: str, outcome: str) -> None:
    qdrant = QdrantStandIn()
    qdrant.add("docs")
    qdrant.add("images", status=state)
    async with qdrant.running() as url:
        assert (await _probed(guard, url, collections=["docs", "images"])).outcome == outcome


async def test_what_is_missing_or_refused_is_told(guard: Guard) -> None:
    qdrant = QdrantStandIn(key=KEY)
    async with qdrant.running() as url:
        missing = await _probed(guard, url, api_key=KEY, collections=["docs"])
        assert missing.message == "/collections/docs: answered 404 (there is no such collection)"
        assert "is the key right?" in (await _probed(guard, url, api_key="wrong")).message
        # A key of single collections may not ask for the cluster: that is left out.
        assert (await _probed(guard, url, api_key=NARROW_KEY)).outcome == "up"
        qdrant.hanging.add("/readyz")
        assert (await _probed(guard, url, api_key=KEY)).reason == "timeout"
    assert (await _probed(guard, f"http://127.0.0.1:{free_port()}")).reason == "refused"
    async with talking(answering(http(b"<html>"))) as port:
        assert (await _probed(guard, f"http://127.0.0.1:{port}")).reason in ("protocol", "reset")
