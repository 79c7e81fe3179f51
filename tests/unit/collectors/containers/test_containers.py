from pathlib import Path

import pytest

from sardonyx.collectors.containers.collector import ContainerCollector
from sardonyx.collectors.containers.docker_api import DockerApi
from tests.support.docker_stand_in import STATS_V1, STATS_V2, DockerStandIn
from tests.unit.collectors.host.host_files import Samples, samples, value

API = {
    "id": "/docker/aaa",
    "image": "shop/api:1.4",
    "name": "shop-api-1",
    "container_label_com_docker_compose_project": "shop",
    "container_label_com_docker_compose_service": "api",
}


async def read(docker: DockerStandIn, folder: Path, **options: int) -> tuple[Samples, tuple[str, ...]]:
    async with docker.running(folder) as address:
        collector = ContainerCollector(DockerApi(address), **options)
        found = samples(await collector.page())
        await collector.close()
    return found, collector.problems


async def test_figures_of_a_container_of_compose(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.add("aaa", STATS_V2)
    found, problems = await read(docker, tmp_path)
    assert value(found, "container_cpu_usage_seconds_total", **API) == 12.5
    assert value(found, "container_cpu_cfs_throttled_seconds_total", **API) == 0.35
    assert value(found, "container_memory_working_set_bytes", **API) == 240_000_000
    assert value(found, "container_memory_rss", **API) == 200_000_000
    assert value(found, "container_spec_memory_limit_bytes", **API) == 536_870_912
    assert value(found, "container_spec_cpu_quota", **API) == 150_000
    assert value(found, "container_network_receive_packets_dropped_total", **API, interface="eth0") == 1
    assert value(found, "container_fs_reads_bytes_total", **API, device="254:0") == 7_593_984
    assert value(found, "container_start_time_seconds", **API) == 1_795_428_000
    assert value(found, "container_health", **API, health="healthy") == 1
    assert value(found, "container_restarts_total", **API) == 2
    assert problems == ()


async def test_control_groups_of_the_first_version(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.add("aaa", STATS_V1)
    docker.inspected["aaa"]["HostConfig"] = {"Memory": 0}
    found, _ = await read(docker, tmp_path)
    assert value(found, "container_memory_working_set_bytes", **API) == 70
    assert value(found, "container_memory_rss", **API) == 55
    assert value(found, "container_memory_cache", **API) == 45
    assert value(found, "container_memory_failcnt", **API) == 3
    assert value(found, "container_spec_memory_limit_bytes", **API) == 0
    assert value(found, "container_fs_reads_bytes_total", **API, device="8:16") == 11


async def test_one_that_ended_tells_how_and_has_no_figures_of_use(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.add("aaa", State="exited")
    docker.inspected["aaa"]["State"] = {"Status": "exited", "OOMKilled": True, "ExitCode": 137}
    found, problems = await read(docker, tmp_path)
    assert value(found, "container_state", **API, state="exited") == 1
    assert value(found, "container_oom_killed", **API) == 1
    assert value(found, "container_exit_code", **API) == 137
    assert not any(
        dict(key)["__name__"] in ("container_last_seen", "container_cpu_usage_seconds_total") for key in found
    )
    assert problems == ()


async def test_one_that_goes_between_two_questions_is_left_out(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.add("aaa", STATS_V2)
    docker.add("gone")
    found, problems = await read(docker, tmp_path)
    assert {dict(key).get("id") for key in found} == {None, "/docker/aaa"}
    assert problems == ()


async def test_of_very_many_the_newest_that_run_are_collected_and_that_is_said(tmp_path: Path) -> None:
    docker = DockerStandIn()
    for number in range(40):
        docker.add(f"c{number}", STATS_V2, Created=number, Names=[f"/job-{number}"])
    docker.add("stopped", State="exited", Created=1000)
    found, problems = await read(docker, tmp_path, max_containers=5)
    assert value(found, "container_runtime_containers") == 41
    names = {dict(key)["name"] for key in found if "name" in dict(key)}
    assert names == {f"job-{number}" for number in range(35, 40)}
    assert problems == ("docker: 41 containers, only the newest 5 are collected",)


async def test_a_container_is_inspected_again_only_after_a_while_or_when_its_state_changes(tmp_path: Path) -> None:
    docker, now = DockerStandIn(), [0.0]
    docker.add("aaa", STATS_V2)
    inspections: list[int] = []
    async with docker.running(tmp_path) as address:
        collector = ContainerCollector(DockerApi(address), clock=lambda: now[0])
        for seconds, state in ((0, "running"), (10, "running"), (50, "running"), (51, "exited")):
            now[0], docker.listed[0]["State"] = seconds, state
            await collector.page()
            inspections.append(docker.requests.count("/containers/aaa/json"))
        await collector.close()
    assert inspections == [1, 1, 2, 3]


@pytest.mark.parametrize("way", ["away", "hangs"])
async def test_a_docker_that_does_not_answer_is_down_and_says_why(tmp_path: Path, way: str) -> None:
    docker = DockerStandIn()
    async with docker.running(tmp_path) as address:
        docker.hangs = way == "hangs"
        wanted = address if docker.hangs else address + "x"
        collector = ContainerCollector(DockerApi(wanted, timeout_seconds=0.2))
        found = samples(await collector.page())
        await collector.close()
    assert found == {(("__name__", "container_runtime_up"),): 0.0}
    assert ("no answer within" if way == "hangs" else "Cannot connect") in collector.problems[0]
