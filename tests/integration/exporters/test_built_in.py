"""A server as it is by default collects this host without being told to."""

import json
import os
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.daemons import daemon, listens
from tests.support.docker_stand_in import DockerStandIn
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually


def ask(url: str, path: str, **params: str) -> Any:
    with urllib.request.urlopen(f"{url}/api/v1/{path}?{urllib.parse.urlencode(params)}", timeout=30) as answer:
        return json.load(answer)["data"]


def test_the_host_and_a_redis_are_targets_like_any_other_and_one_in_a_container_is_found(tmp_path: Path) -> None:
    redis, nobody, contained = free_port(), free_port(), free_port()
    docker = DockerStandIn()
    docker.runs("configured", "redis", port=6379, published=redis)
    docker.runs("queue", "valkey/valkey:8", port=6379, published=contained)
    wanted = {
        "SARDONYX_COLLECTORS__HOST": "true",
        "SARDONYX_COLLECTORS__INTERVAL": "1s",
        "SARDONYX_COLLECTORS__DISCOVER": "auto",
        "SARDONYX_COLLECTORS__REDIS": json.dumps([f"redis://127.0.0.1:{redis}", f"redis://:secret@127.0.0.1:{nobody}"]),
    }
    command = ["redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path), "--port"]
    with (
        docker.in_thread(tmp_path) as address,
        daemon([*command, str(redis)], lambda: listens(redis)),
        daemon([*command, str(contained)], lambda: listens(contained)),
        ServerProcess(tmp_path / "data", env=wanted | {"SARDONYX_COLLECTORS__DOCKER": address}) as server,
    ):
        found = eventually(lambda: ask(server.url, "query", query="count(node_cpu_seconds_total)")["result"])
        assert int(found[0]["value"][1]) >= 8 * (os.cpu_count() or 1)
        # Other servers at the usual ports of the machine may be found beside them.
        ours = f'redis_up{{instance=~"127.0.0.1:({redis}|{nobody})|shop-.*"}}'
        eventually(lambda: len(ask(server.url, "query", query=ours)["result"]) == 3)
        up = {each["metric"]["instance"]: each["value"][1] for each in ask(server.url, "query", query=ours)["result"]}
        assert up == {f"127.0.0.1:{redis}": "1", f"127.0.0.1:{nobody}": "0", "shop-queue-1:6379": "1"}
        by_service = ask(server.url, "query", query='redis_up{compose_project="shop",compose_service="queue"}')[
            "result"
        ]
        assert [each["metric"]["job"] for each in by_service] == ["redis"]
        targets = ask(server.url, "targets", state="active")["activeTargets"]
        assert {"network", "node", "redis", "cadvisor"} <= {target["scrapePool"] for target in targets}
        with urllib.request.urlopen(f"{server.url}/rest/infrastructure/targets", timeout=30) as answer:
            told = answer.read().decode()
        assert "Connection refused" in told or "refused" in told
        assert "secret" not in told
