"""What compose files, containers' labels, Prometheus' targets and traces propose."""

from pathlib import Path
from typing import Any

import pytest

from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.scrape.state import ActiveTarget, Pool
from sardonyx.config.checks import PostgresCheck
from sardonyx.health.discovery.candidate import Candidate
from sardonyx.health.discovery.compose import read_compose
from sardonyx.health.discovery.docker_labels import read_containers, unwanted
from sardonyx.health.discovery.prometheus_targets import read_targets
from sardonyx.health.discovery.traced import read_traced
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_spans, span

COMPOSE = """
name: shop
services:
  db:
    image: postgres:16
    ports: ["127.0.0.1:5433:5432"]
    environment: {POSTGRES_USER: ann, POSTGRES_PASSWORD: "${DB_PASSWORD:-hush}", POSTGRES_DB: orders}
  cache:
    image: redis:7
    command: redis-server --requirepass ${SECRET}
    ports: ["6379:6379"]
  web:
    image: registry:5000/shop/web:1
    ports: [{target: 8000, published: "8080"}]
    healthcheck: {test: ["CMD", "curl", "-f", "http://localhost:8000/health/ready?deep=1"]}
  queue:
    image: rabbitmq:3
    ports: ["5672:5672", "4369:4369/udp"]
  worker:
    build: .
  hidden:
    image: nginx
    ports: ["80:80"]
    labels: ["sardonyx.monitor=false"]
"""


def _told(candidates: list[Candidate]) -> dict[str, tuple[str, str]]:
    return {one.monitor.name: (one.monitor.check.kind, target_of(one.monitor.check)) for one in candidates}


def test_a_compose_file_proposes_its_services(tmp_path: Path) -> None:
    file = tmp_path / "docker-compose.yml"
    file.write_text(COMPOSE)
    found = read_compose(file)
    assert _told(found) == {
        "shop: db": ("postgres", "postgresql://127.0.0.1:5433/orders"),
        "shop: cache": ("redis", "redis://127.0.0.1:6379"),
        "shop: web": ("http", "http://127.0.0.1:8080/health/ready"),
        "shop: queue": ("tcp", "127.0.0.1:5672"),
        "shop: worker": ("docker", "worker"),
    }
    database = found[0].monitor.check
    assert isinstance(database, PostgresCheck)
    assert database.url.get_secret_value() == "postgresql://ann:hush@127.0.0.1:5433/orders"
    assert found[0].why == "docker-compose.yml has the service db"
    assert len({one.key for one in found}) == 5
    assert found[0].key == read_compose(file)[0].key


@pytest.mark.parametrize(
    ("content", "said"), [("a: [", "is no YAML"), ("- 1", "has no services"), ("x" * (2 << 20), "larger than 1 MiB")],
    ids=["broken", "list", "huge"],
)  # fmt: skip
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "compose.yml"
    file.write_text(content)
    with pytest.raises(ValueError, match=said):
        read_compose(file)
    with pytest.raises(ValueError, match="No such file"):
        read_compose(tmp_path / "none.yml")


def _container(name: str, **labels: str) -> dict[str, Any]:
    told = {key.replace("__", "."): value for key, value in labels.items()}
    port = {"PrivatePort": 8000, "PublicPort": 8080, "Type": "tcp", "IP": "0.0.0.0"}
    return {"Id": name * 8, "Names": [f"/{name}"], "Labels": told, "Ports": [port]}


def test_labels_of_containers_say_what_to_watch() -> None:
    found, problems = read_containers(
        [
            _container("state", sardonyx__monitor="true", sardonyx__monitor__group="g", sardonyx__monitor__interval="5s"),
            _container("url", sardonyx__monitor="https://a.example/up", sardonyx__monitor__conditions="status == 204; size < 1kB"),
            _container("port", sardonyx__monitor__port="8000", sardonyx__monitor__path="ready", sardonyx__monitor__service="shop"),
            _container("redis", sardonyx__monitor="redis://:pw@10.0.0.9:6379"),
            _container("tcp", sardonyx__monitor="tcp://10.0.0.9:25", sardonyx__monitor__name="mail"),
            {**_container("composed"), "Labels": {"com.docker.compose.project": "p", "com.docker.compose.service": "s"}},
            _container("off", sardonyx__monitor="false"),
            _container("unlabelled"),
            _container("wrong", sardonyx__monitor="gopher://x"),
            _container("unpublished", sardonyx__monitor__port="9999"),
            _container("slow", sardonyx__monitor="true", sardonyx__monitor__interval="often"),
        ]
    )  # fmt: skip
    assert _told(found) == {
        "state": ("docker", "state"),
        "url": ("http", "https://a.example/up"),
        "port": ("http", "http://127.0.0.1:8080/ready"),
        "redis": ("redis", "redis://10.0.0.9:6379"),
        "mail": ("tcp", "10.0.0.9:25"),
        "composed": ("docker", "composed"),
    }
    assert found[1].monitor.check.conditions == ("status == 204", "size < 1kB")  # type: ignore[union-attr]
    assert [one.asked_for for one in found] == [True] * 5 + [False]
    assert unwanted(
        [_container("off", sardonyx__monitor="No"), _container("on", sardonyx__monitor="true"), _container("x")]
    ) == {"off"}
    assert (found[0].monitor.group, found[0].monitor.interval.total_seconds()) == ("g", 5)
    assert [problem.split(":")[0] for problem in problems] == [
        "container wrong",
        "container unpublished",
        "container slow",
    ]


def _target(url: str, **labels: str) -> ActiveTarget:
    return ActiveTarget("node", labels, {}, url, url, "up", "", None, 0.0, 15.0, 10.0, 0, 0, 0, 0)


def test_targets_of_prometheus_are_proposed_but_built_in_ones() -> None:
    page = _target("http://10.0.0.1:9100/metrics", job="node", instance="10.0.0.1:9100")
    pools = [Pool("node", (page,), (), 0), Pool("own", (_target("built-in", job="node"),), (), 0)]
    found = list(read_targets(pools))
    assert _told(found) == {"node 10.0.0.1:9100": ("http", "http://10.0.0.1:9100/metrics")}


async def test_traced_services_that_say_where_they_listen(engine: EmbeddedEngine) -> None:
    def server(n: int, service: str, **attributes: str) -> dict[str, object]:
        told = {"http.request.method": "GET", **{key.replace("_", "."): value for key, value in attributes.items()}}
        return span(
            n, "GET", trace=f"{n:032x}", span_id=f"{n:016x}", service=service, SpanKind="Server", SpanAttributes=told
        )

    await insert_spans(
        engine,
        [
            server(1, "shop", server_address="10.0.0.5", server_port="8000", http_route="/health", url_scheme="https"),
            server(2, "shop", server_address="10.0.0.5", server_port="8000", http_route="/orders", url_scheme="https"),
            server(3, "shop", server_address="shop.internal", server_port="80", http_route="/orders"),
            server(4, "mailer", server_address="::1", server_port="9000"),
            server(5, "odd", server_address="<b>.example", server_port="80"),
            server(6, "deaf"),
        ],
    )
    found = await read_traced(engine, AccessScope.ALL, clock_ns=lambda: T0 + 60 * 10**9)
    assert _told(found) == {
        "shop": ("http", "https://10.0.0.5:8000/health"), "mailer": ("http", "http://[::1]:9000/"),
    }  # fmt: skip
    assert (found[0].monitor.service, found[0].monitor.environment) == ("mailer", "prod")
