"""Containers' state and health, from a stand-in for the Docker API."""

from pathlib import Path

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.docker import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import DockerCheck
from sardonyx.outgoing.guard import Guard
from tests.support.docker_stand_in import DockerStandIn


async def _probed(guard: Guard, host: str, container: str = "api", **check: object) -> ProbeResult:
    wanted = DockerCheck.model_validate({"container": container, "host": host, **check})
    return await probe(wanted, ProbeContext("m1", 0.5, guard))


@pytest.mark.parametrize("container", ["shop-api-1", "api", "shop/api"])
async def test_a_container_is_known_by_name_and_service(guard: Guard, tmp_path: Path, container: str) -> None:
    docker = DockerStandIn()
    docker.runs("api", "shop/api:1.4")
    docker.runs("worker", "shop/worker:1.4")
    async with docker.running(tmp_path) as address:
        result = await _probed(guard, address, container, conditions=["health == healthy", "restarts < 3"])
    assert (result.outcome, result.message) == ("up", "")
    assert result.facts == {"started_at": "2026-11-23T10:00:00.123456789Z", "image": "shop/api:1.4"}
    assert result.figures["container_restarts"] == 2


@pytest.mark.parametrize(
    ("state", "outcome", "message"),
    [
        ({"Status": "running", "Health": {"Status": "unhealthy"}}, "down", "api runs, and its health check fails"),
        ({"Status": "running", "Health": {"Status": "starting"}}, "degraded", "api is starting"),
        ({"Status": "running"}, "up", ""),
        ({"Status": "exited", "ExitCode": 137, "OOMKilled": True}, "down", "api is exited with 137, killed for want of memory"),
        ({"Status": "restarting"}, "down", "api is restarting"),
    ],
    ids=["unhealthy", "starting", "without a health check", "killed", "restarting"],
)  # fmt: skip
async def test_state_and_health_make_the_outcome(
    guard: Guard, tmp_path: Path, state: dict[str, object], outcome: str, message: str
) -> None:
    docker = DockerStandIn()
    docker.inspected[docker.runs("api", "shop/api:1.4")]["State"] = state
    async with docker.running(tmp_path) as address:
        result = await _probed(guard, address)
    assert (result.outcome, result.message) == (outcome, message)


async def test_of_several_containers_the_worst_counts(guard: Guard, tmp_path: Path) -> None:
    docker = DockerStandIn()
    for name in ("one", "two"):
        docker.runs(name, "shop/api:1.4", labels={"com.docker.compose.service": "api"})
    docker.inspected["two"]["State"] = {"Status": "exited", "ExitCode": 1}
    async with docker.running(tmp_path) as address:
        result = await _probed(guard, address)
    assert (result.outcome, result.figures["container_instances"]) == ("down", 2)


async def test_what_can_not_be_asked_is_told(guard: Guard, tmp_path: Path) -> None:
    docker = DockerStandIn()
    async with docker.running(tmp_path) as address:
        assert (await _probed(guard, address)).message == "there is no container api"
        docker.hangs = True
        assert (await _probed(guard, address)).reason == "timeout"
    assert (await _probed(guard, "http://docker")).reason == "protocol"
    assert (await _probed(guard, "tcp://169.254.169.254:2375")).reason == "forbidden"
    missing = await _probed(guard, f"unix://{tmp_path}/nothing.sock")
    assert missing.outcome == "down"
    assert "nothing.sock" in missing.message
