"""docker_sd_configs against a stand-in of the Docker Engine API on a socket file, in the shape of its documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sardonyx.collectors.scrape.discovery.docker_targets import DockerDiscovery
from sardonyx.collectors.scrape.models import DockerSd
from tests.integration.discovery.docker_documents import BACK, CONTAINERS, FRONT, NETWORKS, container, endpoint
from tests.support.discovery import problem_of, telling
from tests.support.json_server import JsonServer, serving


def asking(server: JsonServer, **more: Any) -> DockerDiscovery:
    return DockerDiscovery("docker_sd_configs[0]", DockerSd(host=server.url, refresh_interval="20ms", **more))


async def told_by(folder: Path, containers: list[Any], **more: Any) -> list[dict[str, str]]:
    async with serving(folder / "docker.sock") as server:
        server.documents = {"/containers/json": containers, "/networks": NETWORKS}
        async with telling(asking(server, **more)) as told:
            await told.next()
        return [dict(target) for target in told.targets]


async def test_each_exposed_tcp_port_is_a_target_with_all_that_docker_says(tmp_path: Path) -> None:
    (first, second) = await told_by(tmp_path, CONTAINERS[:1])
    common = {
        "__meta_docker_container_id": "1" * 64,
        "__meta_docker_container_name": "/web",
        "__meta_docker_container_network_mode": "front",
        "__meta_docker_container_label_com_docker_compose_service": "web",
        "__meta_docker_network_id": BACK,
        "__meta_docker_network_name": "back",
        "__meta_docker_network_scope": "local",
        "__meta_docker_network_internal": "false",
        "__meta_docker_network_ingress": "false",
        "__meta_docker_network_ip": "172.21.0.2",
    }
    assert first == {
        **common,
        "__address__": "172.21.0.2:8080",
        "__meta_docker_port_private": "8080",
        "__meta_docker_port_public": "80",
        "__meta_docker_port_public_ip": "0.0.0.0",
    }
    assert second == {**common, "__address__": "172.21.0.2:9100", "__meta_docker_port_private": "9100"}


async def test_every_network_counts_when_not_only_the_first_is_wanted(tmp_path: Path) -> None:
    found = await told_by(tmp_path, CONTAINERS[:1], match_first_network=False)
    assert [target["__address__"] for target in found] == [
        "172.21.0.2:8080", "172.21.0.2:9100", "172.20.0.2:8080", "172.20.0.2:9100",
    ]  # fmt: skip
    front = found[-1]
    assert (front["__meta_docker_network_id"], front["__meta_docker_network_label_tier"]) == (FRONT, "edge")


@pytest.mark.parametrize(
    ("number", "address"),
    [(1, "172.21.0.3:9999"), (2, "172.21.0.3:9999"), (3, "docker-host"), (4, "[fc00::2]:80")],
    ids=["no exposed port", "another's network", "the host's network", "IPv6 only"],
)
async def test_where_a_container_without_an_exposed_port_or_address_is_found(
    tmp_path: Path, number: int, address: str
) -> None:
    found = await told_by(tmp_path, CONTAINERS, port=9999, host_networking_host="docker-host")
    (target,) = [one for one in found if one["__meta_docker_container_id"] == str(number + 1) * 64]
    assert target["__address__"] == address


async def test_containers_that_share_each_other_s_network_are_left_out(tmp_path: Path) -> None:
    circle = [
        container("1", "a", f"container:{'2' * 64}", {}, []), container("2", "b", f"container:{'1' * 64}", {}, []),
        container("3", "c", "front", {"front": endpoint(FRONT, "172.20.0.9")}, []),
    ]  # fmt: skip
    assert [target["__address__"] for target in await told_by(tmp_path, circle)] == ["172.20.0.9:80"]


async def test_filters_are_asked_as_docker_reads_them(tmp_path: Path) -> None:
    async with serving(tmp_path / "docker.sock") as server:
        server.documents = {"/containers/json": CONTAINERS, "/networks": NETWORKS}
        filters = [{"name": "label", "values": ["a=b", "c & d"]}, {"name": "status", "values": ["running"]}]
        async with telling(asking(server, filters=filters)) as told:
            await told.next()
    (asked,) = [request for request in server.asked[:2] if request.path == "/containers/json"]
    assert json.loads(asked.query["filters"]) == {"label": ["a=b", "c & d"], "status": ["running"]}


async def test_a_daemon_over_tcp_is_asked_too_and_containers_that_stop_vanish() -> None:
    async with serving() as server:
        server.documents = {"/containers/json": CONTAINERS, "/networks": NETWORKS}
        host = server.url.replace("http:", "tcp:")
        discovery = DockerDiscovery("docker_sd_configs[0]", DockerSd(host=host, refresh_interval="20ms"))
        async with telling(discovery) as told:
            await told.next()
            assert len(told.targets) == 6
            server.documents["/containers/json"] = []
            await told.next()
            assert told.targets == []


async def test_a_daemon_that_fails_keeps_the_targets(tmp_path: Path) -> None:
    async with serving(tmp_path / "docker.sock") as server:
        server.documents = {"/containers/json": CONTAINERS[1:2], "/networks": NETWORKS}
        discovery = asking(server)
        async with telling(discovery) as told:
            await told.next()
            server.documents["/containers/json"] = [{"Id": "x"}, "no container"]
            assert "answered what no Docker daemon does" in (await problem_of(discovery) or "")
            assert told.addresses == ["172.21.0.3:80"]


@pytest.mark.parametrize(
    "host", ["npipe:////./pipe/docker_engine", "docker:2375", ""], ids=["npipe", "no scheme", "empty"]
)
def test_an_address_that_can_t_be_asked_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="unix"):
        DockerSd(host=host)
