"""A server as it is by default collects this host without being told to."""

import json
import os
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.daemons import daemon, listens
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually


def ask(url: str, path: str, **params: str) -> Any:
    with urllib.request.urlopen(f"{url}/api/v1/{path}?{urllib.parse.urlencode(params)}", timeout=30) as answer:
        return json.load(answer)["data"]


def test_the_host_and_a_redis_are_targets_like_any_other(tmp_path: Path) -> None:
    redis, nobody = free_port(), free_port()
    wanted = {
        "SARDONYX_COLLECTORS__HOST": "true",
        "SARDONYX_COLLECTORS__INTERVAL": "1s",
        "SARDONYX_COLLECTORS__REDIS": json.dumps([f"redis://127.0.0.1:{redis}", f"redis://:secret@127.0.0.1:{nobody}"]),
    }
    command = ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with daemon(command, lambda: listens(redis)), ServerProcess(tmp_path / "data", env=wanted) as server:
        found = eventually(lambda: ask(server.url, "query", query="count(node_cpu_seconds_total)")["result"])
        assert int(found[0]["value"][1]) >= 8 * (os.cpu_count() or 1)
        eventually(lambda: len(ask(server.url, "query", query="redis_up")["result"]) == 2)
        reachable = {
            series["metric"]["instance"]: series["value"][1]
            for series in ask(server.url, "query", query="redis_up")["result"]
        }
        assert reachable == {f"127.0.0.1:{redis}": "1", f"127.0.0.1:{nobody}": "0"}
        targets = ask(server.url, "targets", state="active")["activeTargets"]
        assert sorted(target["scrapePool"] for target in targets) == ["node", "redis", "redis"]
        with urllib.request.urlopen(f"{server.url}/rest/infrastructure/targets", timeout=30) as answer:
            told = answer.read().decode()
        assert "Connection refused" in told or "refused" in told
        assert "secret" not in told
