"""Zero configuration: real servers, found on this machine and in containers of a stand-in for Docker, and collected."""

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.found.containers import ContainerFinder
from sardonyx.collectors.found.finder import ServerFinder
from sardonyx.collectors.found.local import LocalFinder, Places
from sardonyx.collectors.found.making import target_of
from sardonyx.collectors.found.patient import Patient
from sardonyx.collectors.nginx.collector import NginxCollector
from sardonyx.collectors.scrape.built_in import BuiltIn
from tests.support.daemons import daemon, listens
from tests.support.docker_stand_in import DockerStandIn
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer, start_server
from tests.unit.collectors.host.host_files import samples, value

PASSWORD = "s3cret/word"


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A server that asks for a password."""
    server = start_server()
    server.sql("postgres", f"ALTER USER sardonyx PASSWORD '{PASSWORD}'")
    (server._data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    server.stop()
    server.start()
    yield server
    server.destroy()


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with daemon([*command, "--requirepass", PASSWORD], lambda: listens(port)):
        yield port


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Ports of one with a status page, and one without."""
    port, other, folder = free_port(), free_port(), tmp_path_factory.mktemp("nginx")
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}
http {{
  access_log off;
  server {{ listen 127.0.0.1:{port}; location = /basic_status {{ stub_status; }} location / {{ return 404; }} }}
  server {{ listen 127.0.0.1:{other}; location / {{ return 200 "hello"; }} }}
}}"""
    )
    with daemon(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], lambda: listens(port)):
        yield port, other


async def nothing_configured() -> frozenset[str]:
    return frozenset()


async def figure(found: list[BuiltIn], job: str, name: str) -> tuple[float, tuple[str, ...]]:
    """What the target of a job says of a series, and its problems."""
    collector = next(each.collector for each in found if each.job == job)
    assert isinstance(collector, Patient | NginxCollector)
    told = value(samples(await collector.page()), name)
    await collector.close()
    return told, collector.problems


async def test_containers_are_collected_with_what_they_were_started_with(
    tmp_path: Path, postgres: PostgresServer, redis: int, nginx: tuple[int, int]
) -> None:
    docker = DockerStandIn()
    environment = ["POSTGRES_USER=sardonyx", f"POSTGRES_PASSWORD={PASSWORD}", "POSTGRES_DB=postgres"]
    docker.runs("db", "pgvector/pgvector:pg16", port=5432, published=postgres.port, environment=environment)
    docker.runs("cache", "redis", port=6379, published=redis, command=["redis-server", "--requirepass", PASSWORD])
    docker.runs("web", "nginx", port=80, published=nginx[0])
    docker.runs("bare", "nginx", port=80, published=nginx[1])
    unused = Places(postgres=free_port(), redis=free_port(), qdrant=free_port(), nginx=free_port(), postgres_sockets=())
    async with docker.running(tmp_path) as address:
        containers = ContainerFinder(DockerApi(address))
        finder = ServerFinder(containers, LocalFinder(unused), target_of, nothing_configured)
        found = await finder.find()
        assert [each.instance for each in found] == ["shop-db-1:5432", "shop-cache-1:6379", "shop-web-1:80"]
        assert await finder.find() == found
        await containers.close()
    assert (await figure(found, "postgres", "pg_up"))[0] == 1
    assert await figure(found, "redis", "redis_up") == (1, ())
    assert await figure(found, "nginx", "nginx_up") == (1, ())
    assert list(finder.problems) == ["nginx"]
    assert finder.problems["nginx"][0].startswith("nginx: shop-bare-1:80: ")
    assert "location = /stub_status { stub_status; }" in finder.problems["nginx"][0]


async def test_servers_of_this_machine_that_want_a_password_are_targets_that_say_what_to_do(
    postgres: PostgresServer, redis: int, nginx: tuple[int, int]
) -> None:
    places = Places(postgres=postgres.port, redis=redis, nginx=nginx[0], qdrant=free_port(), postgres_sockets=())
    found = await ServerFinder(None, LocalFinder(places), target_of, nothing_configured).find()
    assert [each.job for each in found] == ["postgres", "redis", "nginx"]
    assert await figure(found, "nginx", "nginx_up") == (1, ())
    up, problems = await figure(found, "postgres", "pg_up")
    assert up == 0
    assert "CREATE USER sardonyx PASSWORD '…'; GRANT pg_monitor TO sardonyx" in problems[0]
    up, problems = await figure(found, "redis", "redis_up")
    assert up == 0
    assert "ACL SETUSER sardonyx" in problems[0]
    assert all(isinstance(each.collector, NginxCollector) or each.collector._collector.refused for each in found)  # type: ignore[union-attr]


async def test_postgresql_is_asked_by_its_socket_as_the_user_of_this_process(postgres: PostgresServer) -> None:
    places = Places(
        postgres=postgres.port, postgres_sockets=(str(postgres._folder),), redis=free_port(), nginx=free_port(), qdrant=free_port()
    )  # fmt: skip
    found = await ServerFinder(None, LocalFinder(places), target_of, nothing_configured).find()
    up, problems = await figure(found, "postgres", "pg_up")
    assert up == 0
    assert f'role "{getpass.getuser()}" does not exist' in problems[0]
    assert "GRANT pg_monitor" in problems[0]
