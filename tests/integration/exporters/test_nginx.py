"""Our nginx collector and a real nginx."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.collectors.nginx.collector import NginxCollector
from tests.support.daemons import daemon, listens
from tests.support.ports import free_port
from tests.unit.collectors.host.host_files import samples, value


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"""daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; worker_processes 1; events {{}}
http {{
  access_log off;
  server {{
    listen 127.0.0.1:{port};
    location = /stub_status {{ stub_status; }}
    location / {{ return 200 "hello"; }}
  }}
}}"""
    )
    with daemon(["nginx", "-c", str(configuration), "-p", str(tmp_path)], lambda: listens(port)):
        yield f"http://127.0.0.1:{port}"


async def test_requests_and_connections_are_counted(server: str) -> None:
    collector = NginxCollector(f"{server}/stub_status")
    before = samples(await collector.page())
    for _ in range(3):
        urllib.request.urlopen(server, timeout=5).close()
    after = samples(await collector.page())
    await collector.close()
    assert value(after, "nginx_up") == 1
    assert value(after, "nginx_http_requests_total") - value(before, "nginx_http_requests_total") == 4
    assert value(after, "nginx_connections_accepted") - value(before, "nginx_connections_accepted") == 3
    assert value(after, "nginx_connections_active") >= 1
    assert collector.problems == ()


@pytest.mark.parametrize(
    ("path", "words"),
    [("/", "not a stub_status page"), ("/nowhere/stub_status", "not a stub_status page")],
    ids=["other", "404"],
)
async def test_another_page_is_said_to_be_none(server: str, path: str, words: str) -> None:
    collector = NginxCollector(server + path)
    found = samples(await collector.page())
    await collector.close()
    assert found == {(("__name__", "nginx_up"),): 0.0}
    assert words in collector.problems[0]


async def test_a_server_that_is_away_is_down() -> None:
    collector = NginxCollector(f"http://127.0.0.1:{free_port()}/stub_status")
    found = samples(await collector.page())
    await collector.close()
    assert found == {(("__name__", "nginx_up"),): 0.0}
    assert collector.problems
