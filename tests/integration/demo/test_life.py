"""How the demo starts, survives and ends."""

import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sardonyx_demo.address_book import AddressBook

from sardonyx import demo_platform
from tests.integration.demo.collector import Collector
from tests.integration.demo.platform import Platform
from tests.support.waiting import eventually

# A server that dies: it starts the demo as `sardonyx serve --demo` does, and says so.
PARENT = """
import asyncio, sys
from pathlib import Path
from sardonyx import demo_platform

async def main():
    async with demo_platform.running(sys.argv[1], ingest_key=None, folder=Path(sys.argv[2]), rate=0) as urls:
        print(urls.suna, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_collector_outage_costs_no_request_and_loses_nothing(platform: Platform, collector: Collector) -> None:
    with platform.visitor() as alice, ThreadPoolExecutor(8) as pool:
        before = list(pool.map(alice.chat, [f"req-before-{n}" for n in range(16)]))
        collector.close()
        during = list(pool.map(alice.chat, [f"req-during-{n}" for n in range(16)]))
        assert [answer.status_code for answer in [*before, *during]] == [200] * 32

        stats = eventually(lambda: s if (s := platform.stats("onyx-core"))["errors"] else None)
        assert stats["buffered"] + stats["queued_bytes"] > 0
        assert stats["dropped"] == {}
        collector.reopen()

    wanted = {f"req-{when}-{n}" for when in ("before", "during") for n in range(16)}
    collector.wait_for(lambda: wanted <= {span.attributes.get("request.id") for span in collector.spans})


def test_service_that_dies_comes_back_on_its_port(platform: Platform) -> None:
    pid = platform.book()["services"]["onyx-core"]["pid"]
    os.kill(pid, signal.SIGKILL)
    # The socket stays open meanwhile: whoever asks waits, and nobody is refused.
    assert httpx.get(f"{platform.url('onyx-core')}/ready", timeout=30).status_code == 200
    assert platform.book()["services"]["onyx-core"]["pid"] != pid
    with platform.visitor() as alice:
        assert alice.chat("req-back-1").status_code == 200


def test_everything_ends_when_the_server_is_killed(collector: Collector, tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, collector.url, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline().startswith("http://127.0.0.1:")
        book = AddressBook.read(tmp_path)
        parent.kill()
        parent.wait()
    pids = [book.pid, *(address.pid for address in book.services.values())]
    eventually(lambda: not any(is_alive(pid) for pid in pids), seconds=30)
    assert not (tmp_path / "demo.json").exists()


def test_services_end_when_their_supervisor_is_killed(collector: Collector, tmp_path: Path) -> None:
    with Platform(collector.url, tmp_path) as platform:
        pids = [address["pid"] for address in platform.book()["services"].values()]
        assert all(is_alive(pid) for pid in pids)
        platform.process.kill()
        eventually(lambda: not any(is_alive(pid) for pid in pids), seconds=30)


async def test_runs_beside_the_server_and_sends_with_its_key(collector: Collector, tmp_path: Path) -> None:
    async with demo_platform.running(collector.url, ingest_key="sxi_test", folder=tmp_path, rate=20) as urls:
        health = httpx.get(f"{urls.onyx_core}/health").json()
        assert (health["serviceId"], health["checks"]["database:responseTime"][0]["status"]) == ("onyx-core", "pass")
        visited = {"GET /", "POST /login", "POST /api/chat"}
        await asyncio.to_thread(collector.wait_for, lambda: visited <= {span.item.name for span in collector.spans})
        book = AddressBook.read(tmp_path)
    assert "Bearer sxi_test" in collector.keys
    assert not any(is_alive(address.pid) for address in book.services.values())
    assert not is_alive(book.pid)


async def test_says_so_when_the_demo_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_platform.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(demo_platform.DemoError, match="pip install sardonyx-demo"):
        async with demo_platform.running("http://127.0.0.1:1", ingest_key=None, folder=tmp_path):
            pass


async def test_says_why_it_could_not_start(tmp_path: Path) -> None:
    (tmp_path / "suna.db").write_text("this is no database, and long enough to be looked at" * 10)
    with pytest.raises(demo_platform.DemoError, match="file is not a database"):
        async with demo_platform.running("http://127.0.0.1:1", ingest_key=None, folder=tmp_path):
            pass
