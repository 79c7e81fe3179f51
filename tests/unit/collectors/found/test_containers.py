"""What is found in Docker's containers, and how it would be signed in to."""

from pathlib import Path

import pytest

from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.found.addresses import addresses_of
from sardonyx.collectors.found.containers import ContainerFinder, Containers
from sardonyx.collectors.found.images import kind_of
from tests.support.docker_stand_in import DockerStandIn

SHOP = ("compose_project", "shop")


async def find(docker: DockerStandIn, folder: Path, **options: int | str) -> Containers:
    async with docker.running(folder) as address:
        finder = ContainerFinder(DockerApi(address), **options)  # type: ignore[arg-type]
        found = await finder.find()
        await finder.close()
    return found


@pytest.mark.parametrize(
    ("image", "ports", "kind"),
    [
        ("postgres:16", [], "postgres"),
        ("pgvector/pgvector:pg16", [], "postgres"),
        ("timescale/timescaledb-ha:pg16@sha256:abc", [], "postgres"),
        ("registry.example.org:5000/bitnami/postgresql", [], "postgres"),
        ("redis:7-alpine", [], "redis"),
        ("valkey/valkey:8", [], "redis"),
        ("eqalpha/keydb", [], "redis"),
        ("qdrant/qdrant:v1.17.0", [], "qdrant"),
        ("nginx", [], "nginx"),
        ("our/database:3", [5432], "postgres"),
        ("sha256:0123", [6379], "redis"),
        ("edoburu/pgbouncer", [5432], None),
        ("oliver006/redis_exporter", [6379], None),
        ("our/shop:3", [8080], None),
    ],
    ids=lambda value: str(value).replace("/", "-"),
)
def test_an_image_or_else_its_port_tells_what_runs(image: str, ports: list[int], kind: str | None) -> None:
    assert kind_of(image, ports) == kind


@pytest.mark.parametrize(
    ("image", "port", "environment", "command", "url"),
    [
        ("postgres", 5432, ["POSTGRES_PASSWORD=p@ss/word"], [], "postgresql://postgres:p%40ss%2Fword@{}/postgres"),
        (
            "postgres", 5432, ["POSTGRES_USER=shop", "POSTGRES_PASSWORD=x", "POSTGRES_DB=orders"], [],
            "postgresql://shop:x@{}/orders",
        ),
        ("postgres", 5432, ["POSTGRES_HOST_AUTH_METHOD=trust"], [], "postgresql://postgres@{}/postgres"),
        (
            "bitnami/postgresql", 5432, ["POSTGRESQL_USERNAME=u", "POSTGRESQL_PASSWORD=x", "POSTGRESQL_DATABASE=d"], [],
            "postgresql://u:x@{}/d",
        ),
        ("redis", 6379, [], [], "redis://{}"),
        ("bitnami/redis", 6379, ["REDIS_PASSWORD=x"], [], "redis://:x@{}"),
        ("redis", 6379, [], ["redis-server", "--requirepass", "a b"], "redis://:a%20b@{}"),
        ("redis", 6379, ["PASS=x"], ["sh", "-c", "redis-server --save '' --requirepass $PASS"], "redis://:x@{}"),
        ("redis", 6379, [], ["redis-server", "--requirepass=x"], "redis://:x@{}"),
        ("redis/redis-stack", 6379, ["REDIS_ARGS=--requirepass x"], [], "redis://:x@{}"),
        ("qdrant/qdrant", 6333, ["QDRANT__SERVICE__API_KEY=x"], [], "http://:x@{}"),
        (
            "qdrant/qdrant", 6333, ["QDRANT__SERVICE__API_KEY=x", "QDRANT__SERVICE__READ_ONLY_API_KEY=r"], [],
            "http://:r@{}",
        ),
        ("qdrant/qdrant", 6333, ["QDRANT__SERVICE__ENABLE_TLS=true"], [], "https://{}"),
        ("nginx", 80, [], [], "http://{}"),
    ],
    ids=[
        "postgres", "postgres-user", "postgres-trust", "bitnami-postgres", "redis", "bitnami-redis", "redis-word", "redis-shell",
        "redis-equals", "redis-stack", "qdrant", "qdrant-read-only", "qdrant-tls", "nginx",
    ],
)  # fmt: skip
async def test_credentials_are_those_the_container_was_started_with(
    tmp_path: Path, image: str, port: int, environment: list[str], command: list[str], url: str
) -> None:
    docker = DockerStandIn()
    docker.runs("db", image, port=port, environment=environment, command=command)
    found = await find(docker, tmp_path)
    assert [server.url for server in found.servers] == [url.format(f"172.18.0.2:{port}")]
    assert found.servers[0].instance == f"shop-db-1:{port}"
    assert found.servers[0].labels == (SHOP, ("compose_service", "db"))
    assert "p%40ss" not in repr(found.servers[0])
    assert (found.servers[0].advice, found.problems) == ("", ())


async def test_a_password_in_a_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("db", "postgres", port=5432, environment=["POSTGRES_PASSWORD_FILE=/run/secrets/db"])
    server = (await find(docker, tmp_path)).servers[0]
    assert server.url == "postgresql://postgres@172.18.0.2:5432/postgres"
    assert "POSTGRES_PASSWORD_FILE" in server.advice
    assert "sardonyx.collect.url" in server.advice


async def test_a_published_port_is_used_first_and_all_its_addresses_are_taken(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("db", "postgres", port=5432, published=15432)
    found = await find(docker, tmp_path)
    assert found.servers[0].url == "postgresql://postgres@127.0.0.1:15432/postgres"
    assert found.servers[0].addresses == found.taken == {"127.0.0.1:15432", "172.18.0.2:5432"}


async def test_inside_a_container_others_are_reached_by_the_networks_they_share(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("db", "postgres", port=5432, published=15432)
    docker.runs("sardonyx", "our/sardonyx", ip="172.18.0.9")
    found = await find(docker, tmp_path, hostname="sardonyx")
    assert found.servers[0].url == "postgresql://postgres@172.18.0.2:5432/postgres"


def test_one_in_the_hosts_network_is_at_loopback() -> None:
    assert addresses_of({"HostConfig": {"NetworkMode": "host"}}, 6379, frozenset()) == ["127.0.0.1:6379"]


async def test_labels_leave_out_name_and_move(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("out", "redis", port=6379, labels={"sardonyx.collect": "false"})
    docker.runs(
        "named", "our/cache:1", port=7000, labels={"sardonyx.collect": "redis", "sardonyx.collect.port": "7000"}
    )
    docker.runs("moved", "postgres", labels={"sardonyx.collect.url": "postgresql://me:x@db.example.org/shop"})
    docker.runs("wrong", "redis", port=6379, labels={"sardonyx.collect": "reddis", "sardonyx.collect.port": "no"})
    docker.runs("untold", "our/vectors", labels={"sardonyx.collect.url": "http://10.0.0.1:6333"})
    found = await find(docker, tmp_path)
    assert [server.url for server in found.servers] == [
        "redis://172.18.0.2:7000", "postgresql://me:x@db.example.org/shop", "redis://172.18.0.2:6379",
    ]  # fmt: skip
    assert "db.example.org:5432" in found.servers[1].addresses
    assert found.problems == (
        "container shop-wrong-1: label sardonyx.collect is 'reddis'; allowed are true, false, postgres, redis, qdrant, nginx; "
        "label sardonyx.collect.port is 'no', not a port",
        "container shop-untold-1: label sardonyx.collect says what is at sardonyx.collect.url: postgres, redis, qdrant, nginx",
    )


async def test_labels_of_prometheus_make_a_page_to_scrape(tmp_path: Path) -> None:
    docker = DockerStandIn()
    labels = {"prometheus.io/scrape": "true", "prometheus.io/port": "9100", "prometheus.io/path": "stats"}
    docker.runs("api", "our/api", port=8080, labels=labels)
    docker.runs("no-port", "our/worker", labels={"prometheus.io/scrape": "true"})
    found = await find(docker, tmp_path)
    assert [(server.kind, server.url) for server in found.servers] == [("page", "http://172.18.0.2:9100/stats")]
    assert found.problems == ("container shop-no-port-1: has no port to scrape: label it prometheus.io/port",)


async def test_one_without_an_address_is_told(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("db", "postgres", ip="", mode="none")
    found = await find(docker, tmp_path)
    assert found.servers == ()
    assert "publish port 5432" in found.problems[0]


async def test_of_thousands_of_short_lived_containers_each_known_one_is_inspected_once(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.runs("db", "postgres", port=5432)
    docker.listed[0]["Created"] = 1
    async with docker.running(tmp_path) as address:
        finder = ContainerFinder(DockerApi(address), max_servers=3)
        for round_ in range(3):
            for number in range(1000):
                docker.runs(f"job-{round_}-{number}", "our/job", ip=f"172.18.{number // 250 + 1}.{number % 250}")
            for number in range(10):
                docker.runs(f"cache-{round_}-{number}", "redis", port=6379)
            found = await finder.find()
            del docker.listed[1:]
        await finder.close()
    assert len(found.servers) == 3
    assert found.problems == ("11 containers run something known, only the oldest 3 are collected",)
    inspected = [path for path in docker.requests if path.endswith("/json") and path != "/containers/json"]
    assert len(inspected) == len(set(inspected)) == 7


async def test_a_docker_that_hangs_is_an_error(tmp_path: Path) -> None:
    docker = DockerStandIn()
    docker.hangs = True
    async with docker.running(tmp_path) as address:
        finder = ContainerFinder(DockerApi(address, timeout_seconds=0.2))
        with pytest.raises(DockerError, match="no answer within"):
            await finder.find()
        await finder.close()
