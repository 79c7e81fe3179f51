"""Our Redis collector beside Debian's prometheus-redis-exporter on the same server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from sardonyx.collectors.redis.collector import RedisCollector
from tests.support.daemons import daemon, listens, page
from tests.support.ports import free_port
from tests.unit.collectors.host.host_files import samples, value

NOT_OURS = re.compile(
    "redis_exporter_.*|redis_last_key_groups_.*|redis_target_scrape_request_errors_total"  # the exporter's own
    "|(go|process|promhttp)_.*"
)
EMPTY_DATABASE = re.compile("redis_db_keys.*")  # theirs has one series for each database there could be
OWN_COMMANDS = re.compile(r"hello|info|client\|.*|config\|get|slowlog\|.*|latency\|.*|ping|acl\|.*")
MOVING = re.compile(
    r"redis_(.*bytes.*|.*ratio|.*cpu.*|uptime.*|.*processed.*|connections_received_total|errors_total|.*replies|mem_.*|db_avg_ttl_seconds)"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with daemon([*command, "--slowlog-log-slower-than", "0", "--maxmemory", "64mb"], lambda: listens(port)):
        yield port


def use(port: int) -> None:
    """Some work for every figure that dashboards show."""
    with redis.Redis(port=port) as client:
        client.set("a", "1")
        client.set("b", "2", ex=1000)
        client.get("a")
        client.get("nobody")
        client.lpush("queue", "1", "2", "3")


async def test_series_and_values_are_those_of_the_redis_exporter(server: int) -> None:
    use(server)
    port = free_port()
    command = ["prometheus-redis-exporter", "-redis.addr", f"redis://127.0.0.1:{server}"]
    with daemon([*command, "-web.listen-address", f"127.0.0.1:{port}"], lambda: listens(port)):
        theirs = samples(page(f"http://127.0.0.1:{port}/metrics"))
    collector = RedisCollector(f"redis://127.0.0.1:{server}")
    ours = samples(await collector.page())
    await collector.close()
    wanted = {}
    for key, their_value in theirs.items():
        labels = dict(key)
        empty = EMPTY_DATABASE.fullmatch(labels["__name__"]) and their_value == 0
        if (
            not NOT_OURS.fullmatch(labels["__name__"])
            and not empty
            and not OWN_COMMANDS.fullmatch(labels.get("cmd", ""))
        ):
            wanted[key] = their_value
    assert len(wanted) > 120
    assert [dict(key) for key in wanted if key not in ours] == []
    assert {
        key: (ours[key], their_value)
        for key, their_value in wanted.items()
        if not MOVING.fullmatch(dict(key)["__name__"])
        and "slow" not in dict(key)["__name__"]
        and abs(ours[key] - their_value) > 1.0
    } == {}
    assert value(ours, "redis_commands_total", cmd="lpush") == 1
    assert value(ours, "redis_slowlog_length") > 5
    assert collector.problems == ()


async def test_a_user_with_fewer_permissions_gets_the_rest_and_is_told_what_is_missing(server: int) -> None:
    with redis.Redis(port=server) as client:
        client.acl_setuser(
            "watcher", enabled=True, passwords=["+secret"], commands=["+info", "+ping", "+hello", "+client"]
        )
    collector = RedisCollector(f"redis://watcher:secret@127.0.0.1:{server}")
    ours = samples(await collector.page())
    await collector.close()
    assert value(ours, "redis_up") == 1
    assert value(ours, "redis_connected_clients") >= 1
    assert len(collector.problems) == 2
    assert "slowlog" in collector.problems[0]
    assert "config" in collector.problems[1]


async def test_a_server_that_goes_away_is_down_and_comes_back(tmp_path: Path) -> None:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    collector = RedisCollector(f"redis://127.0.0.1:{port}")
    with daemon(command, lambda: listens(port)):
        assert value(samples(await collector.page()), "redis_up") == 1
    assert samples(await collector.page()) == {(("__name__", "redis_up"),): 0.0}
    assert collector.problems
    with daemon(command, lambda: listens(port)):
        assert value(samples(await collector.page()), "redis_up") == 1
    await collector.close()
